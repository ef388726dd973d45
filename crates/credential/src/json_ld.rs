//! JSON-LD 1.1 to RDF ([Deserialize JSON-LD to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm))
//! in safe mode: what cannot be expressed in RDF, and so could not be signed, is an error.
//!
//! A document is walked once, straight to statements; nothing is expanded in between. What keys mean is known from
//! contexts that were processed before: see the module `context`.
//!
//! *In scope*: type-scoped, property-scoped, propagated and nested contexts, context objects in a document, protected
//! terms; `@list`, `@set`, `@language`, `@index` and `@graph` containers, `@nest`, `@json` literals, `@direction` as
//! [i18n datatypes](https://www.w3.org/TR/json-ld11/#the-i18n-namespace).
//!
//! *Out of scope*, and refused: `@reverse`, `@included`, `@import`, `@base`, `@graph` objects, maps by `@id` and `@type`,
//! names of blank nodes, numbers and arrays that engines read differently.

mod context;
mod iri;
mod keyword;
mod own_names;
mod place;
mod walk;

use schemas::json::Tree;
use serde_json::Value;

pub use self::place::{Part, Place};
pub(crate) use self::{context::Cache, iri::is_absolute};
use crate::{contexts::Contexts, rdf::Dataset};

/// Why a document has no RDF form in safe mode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonLdError {
    /// A context that is not pinned.
    #[error("the context {url} is not known: use the contexts of the profile")]
    UnknownContext {
        /// Its URL, shortened.
        url: String,
    },
    /// Something that a signature could not cover, or that engines read differently.
    #[error("{pointer}: {problem}")]
    Unsafe {
        /// Where: a JSON Pointer.
        pointer: String,
        /// What and why.
        problem: String,
    },
    /// The context or the document breaks a rule of JSON-LD.
    #[error("the document breaks a rule of JSON-LD: {problem}")]
    Broken {
        /// Which.
        problem: String,
    },
}

/// What is refused beyond safe mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Also whatever JSON-LD allows but a signature would not bind to its place: two objects with one identifier that
    /// say different things, keys of plain index maps, empty arrays. For certificates and the operator's documents.
    #[default]
    Strict,
    /// Nothing: JSON-LD's own rules in safe mode. For other people's credentials.
    Safe,
}

/// The document's statements. Nothing of the document is left out of them, or there is an error.
pub fn to_rdf(
    document: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Dataset, JsonLdError> {
    walk::to_rdf(document, None, contexts, mode)
}

/// The document's statements, and where in it each of their blank nodes stands, by the number of the blank node.
pub fn to_rdf_with_places(
    document: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<(Dataset, Vec<Place>), JsonLdError> {
    walk::to_rdf_with_places(document, contexts, mode)
}

/// The statements of a part of a document that has no context of its own, such as a proof, under the document's
/// `context`.
pub fn part_to_rdf(
    part: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Dataset, JsonLdError> {
    walk::to_rdf(part, context, contexts, mode)
}

/// A view of a document that the engine walks; an error when it is nested too deep.
pub fn tree(document: &Value) -> Result<Tree<'_>, JsonLdError> {
    Tree::of(document, MAX_DEPTH).ok_or_else(|| JsonLdError::Unsafe {
        pointer: String::new(),
        problem: "the document is nested too deep, or a number in it is too large".to_owned(),
    })
}

/// Documents nested deeper than this are refused; readers of JSON stop at 32 or 128.
pub(crate) const MAX_DEPTH: usize = 64;

/// Whether a document is nested deeper than [`MAX_DEPTH`]. Asked before anything walks it.
pub(crate) fn too_deep(document: &Value) -> bool {
    let mut open = vec![(document, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return true;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => {
                open.extend(members.values().map(|member| (member, depth + 1)));
            }
            _ => {}
        }
    }
    false
}
