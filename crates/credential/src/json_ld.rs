//! JSON-LD 1.1 to RDF ([Deserialize JSON-LD to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm))
//! in safe mode: what cannot be expressed in RDF, and so could not be signed, is an error.
//!
//! Contexts and expansion are ours and refuse what other engines drop; the expanded document becomes RDF by
//! `oxjsonld`. The statements that must come out are counted before and compared after.

mod active_context;
mod expansion;

use oxjsonld::{JsonLdParser, JsonLdSyntaxError};
use oxrdf::Dataset;
use serde_json::Value;

pub(crate) use self::active_context::Active;
use crate::contexts::Contexts;

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

/// The document's RDF dataset. Nothing of the document is left out of it, or there is an error.
pub fn to_rdf(document: &Value, contexts: &Contexts) -> Result<Dataset, JsonLdError> {
    if too_deep(document) {
        return Err(JsonLdError::Unsafe {
            pointer: String::new(),
            problem: "the document is nested too deep".to_owned(),
        });
    }
    let (expanded, foretold) = expansion::expand(document, contexts)?;
    let quads = JsonLdParser::new()
        .for_slice(&expanded.to_string())
        .collect::<Result<Vec<_>, JsonLdSyntaxError>>()
        .map_err(|e| JsonLdError::Broken {
            problem: e.to_string(),
        })?;
    foretold.compare(&quads)?;
    Ok(quads.into_iter().collect())
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
