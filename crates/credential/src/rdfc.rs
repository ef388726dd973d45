//! RDF Dataset Canonicalization ([RDFC-1.0](https://www.w3.org/TR/rdf-canon/)) with SHA-256, by `oxrdf`, behind a
//! guard: the algorithm takes exponential time on graphs made for that.

mod guard;

use oxrdf::{
    Dataset, Quad,
    dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm},
};

/// A dataset that is not canonicalised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RdfcError {
    /// More statements than any credential has.
    #[error("the document makes {found} statements, at most {limit} are canonicalised")]
    TooLarge {
        /// How many.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A graph whose nodes without identifiers cannot be told apart without an effort that no credential needs.
    #[error(
        "too many objects without an id cannot be told apart: give them ids (canonicalisation would take too long)"
    )]
    Poisoned,
}

/// The canonical N-Quads of a dataset.
pub fn canonicalize(dataset: &Dataset) -> Result<String, RdfcError> {
    guard::check(dataset)?;
    let mut canonical = dataset.clone();
    canonical.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = canonical
        .iter()
        .map(|q| format!("{} .\n", Quad::from(q)))
        .collect();
    lines.sort_unstable();
    Ok(lines.concat())
}
