//! The transformation that all RDFC suites share.

use schemas::json::Tree;
use sha2::{Digest, Sha256};

use super::TransformationError;
use crate::{
    contexts::Contexts,
    json_ld::{self, Mode},
    rdfc,
};

/// The canonical N-Quads of a document, or of a part of it that stands under the document's `context`.
pub(crate) fn canonical_rdf(
    document: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<String, TransformationError> {
    canonical_rdf_with::<Sha256>(document, context, contexts, mode)
}

/// The same with another hash in the canonicalisation.
pub(crate) fn canonical_rdf_with<D: Digest>(
    document: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<String, TransformationError> {
    let dataset = json_ld::part_to_rdf(document, context, contexts, mode)?;
    Ok(rdfc::canonicalize_with::<D>(&dataset)?.nquads)
}
