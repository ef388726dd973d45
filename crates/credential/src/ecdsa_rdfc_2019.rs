//! The cryptosuite `ecdsa-rdfc-2019`
//! ([Data Integrity ECDSA Cryptosuites 1.0, section 3.2](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019)) with keys on
//! P-256 and P-384.
//!
//! The hash goes with the curve: SHA-256 for P-256, SHA-384 for P-384, in hashing and in the canonicalisation.

use schemas::json::Tree;
use sha2::{Digest, Sha256, Sha384};

use crate::{
    contexts::Contexts,
    data_integrity::{TransformationError, canonical_rdf_with},
    json_ld::Mode,
    multikey::Algorithm,
};

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "ecdsa-rdfc-2019";

/// Transformation, Proof Configuration and Hashing: what a key of the kind `algorithm` signs.
pub(crate) fn hash_data(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
    algorithm: Algorithm,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Vec<u8>, TransformationError> {
    match algorithm {
        Algorithm::P384 => {
            hash_data_with::<Sha384>(unsecured_document, proof_options, contexts, mode)
        }
        _ => hash_data_with::<Sha256>(unsecured_document, proof_options, contexts, mode),
    }
}

fn hash_data_with<D: Digest>(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Vec<u8>, TransformationError> {
    let transformed = transformation::<D>(unsecured_document, contexts, mode)?;
    let context = unsecured_document.get("@context");
    let proof_config = proof_configuration::<D>(proof_options, context, contexts, mode)?;
    Ok(hashing::<D>(&transformed, &proof_config))
}

/// Transformation ([section 3.2.3](https://www.w3.org/TR/vc-di-ecdsa/#transformation-ecdsa-rdfc-2019)): the canonical
/// N-Quads of a document.
pub fn transformation<D: Digest>(
    unsecured_document: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<String, TransformationError> {
    canonical_rdf_with::<D>(unsecured_document, None, contexts, mode)
}

/// Hashing ([section 3.2.4](https://www.w3.org/TR/vc-di-ecdsa/#hashing-ecdsa-rdfc-2019)): the hash of the proof
/// configuration, then that of the document.
pub fn hashing<D: Digest>(transformed_document: &str, canonical_proof_config: &str) -> Vec<u8> {
    [
        D::digest(canonical_proof_config),
        D::digest(transformed_document),
    ]
    .concat()
}

/// Proof Configuration ([section 3.2.5](https://www.w3.org/TR/vc-di-ecdsa/#proof-configuration-ecdsa-rdfc-2019)): the
/// canonical N-Quads of the proof without its value, under the document's contexts.
pub fn proof_configuration<D: Digest>(
    proof_options: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<String, TransformationError> {
    canonical_rdf_with::<D>(proof_options, context, contexts, mode)
}
