//! The certificate profile: what a certificate must be beyond a credential with a valid signature.
//!
//! RDF has several notations for one statement, JSON readers know one. Whoever renames a member to its full IRI keeps
//! the signature and hides the member from the reader. So a certificate must be exactly what
//! [`Certificate`] writes, nothing more and nothing in another form; an extract what [`Extract`](schemas::certificate::extract::Extract) writes.

mod extract;
mod rules;

use std::collections::HashSet;

use schemas::{base_url::BaseUrl, certificate::Certificate, json};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::json_ld;

pub use self::{
    extract::{check_extract_rules, is_extract, read_extract},
    rules::check_rules,
};

/// A broken rule of the data model or the profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A rule is broken.
    #[error("{pointer}: {problem}")]
    Broken {
        /// Where: a JSON Pointer.
        pointer: String,
        /// What is wrong.
        problem: String,
    },
    /// A context that the profile does not use.
    #[error("the context {context} is not one of the profile's")]
    UnknownContext {
        /// Its URL, shortened.
        context: String,
    },
    /// A certificate of another register.
    #[error("{id} is a certificate of another register than {registry}")]
    OtherRegister {
        /// The certificate's `id`, shortened.
        id: String,
        /// The trusted register.
        registry: BaseUrl,
    },
}

impl ShapeError {
    pub(crate) fn broken(pointer: &str, problem: impl Into<String>) -> Self {
        Self::Broken {
            pointer: pointer.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Reads a certificate with or without proof and holds every rule of the profile under `registry`.
pub fn check(document: &Value, registry: &BaseUrl) -> Result<Certificate, ShapeError> {
    let certificate = read(document, registry)?;
    check_rules(&certificate, registry)?;
    Ok(certificate)
}

/// Reads a certificate: its form alone.
pub fn read(document: &Value, registry: &BaseUrl) -> Result<Certificate, ShapeError> {
    read_as(document, registry, &rules::contexts(registry))
}

/// Reads a document of the register that has `ours` among its contexts, and no others.
fn read_as<T: DeserializeOwned + Serialize>(
    document: &Value,
    registry: &BaseUrl,
    ours: &[String],
) -> Result<T, ShapeError> {
    if json_ld::too_deep(document) {
        return Err(ShapeError::broken("", "the document is nested too deep"));
    }
    let members = document
        .as_object()
        .ok_or_else(|| ShapeError::broken("", "a certificate is a JSON object"))?;
    match members.get("id") {
        Some(Value::String(id)) if !registry.holds(id) => {
            return Err(ShapeError::OtherRegister {
                id: id.chars().take(200).collect(),
                registry: registry.clone(),
            });
        }
        Some(Value::String(_)) => {}
        Some(_) => return Err(ShapeError::broken("/id", "the id is no string")),
        None => return Err(ShapeError::broken("/id", "there is no id")),
    }
    let contexts = members.get("@context").and_then(Value::as_array);
    let unknown = contexts
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .find(|url| !ours.iter().any(|known| known == url));
    if let Some(context) = unknown {
        return Err(ShapeError::UnknownContext {
            context: context.chars().take(200).collect(),
        });
    }
    exactly(&without_proof(document))
}

/// The document without its `proof`.
pub(crate) fn without_proof(document: &Value) -> Value {
    let mut unsecured = document.clone();
    if let Some(members) = unsecured.as_object_mut() {
        members.shift_remove("proof");
    }
    unsecured
}

/// Reads a document that is exactly what its type writes; the order of members aside.
pub(crate) fn exactly<T: DeserializeOwned + Serialize>(document: &Value) -> Result<T, ShapeError> {
    let read: T = json::typed(document).map_err(|e| ShapeError::broken("", e.to_string()))?;
    let written = serde_json::to_value(&read).map_err(|e| ShapeError::broken("", e.to_string()))?;
    match difference(document, &written, "") {
        None => Ok(read),
        Some((pointer, problem)) => Err(ShapeError::broken(&pointer, problem)),
    }
}

fn difference(found: &Value, expected: &Value, pointer: &str) -> Option<(String, String)> {
    let step = |name: &str| {
        let name: String = name.chars().take(60).collect();
        format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
    };
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (name, value) in found {
                match expected.get(name) {
                    None => {
                        let problem = "the profile has no such member here, or no empty one";
                        return Some((step(name), problem.to_owned()));
                    }
                    Some(expected) => {
                        if let Some(found) = difference(value, expected, &step(name)) {
                            return Some(found);
                        }
                    }
                }
            }
            let missing = expected.keys().find(|name| !found.contains_key(*name))?;
            Some((step(missing), "the member is missing".to_owned()))
        }
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            let mut before = HashSet::new();
            for (place, (value, other)) in found.iter().zip(expected).enumerate() {
                if let Some(found) = difference(value, other, &step(&place.to_string())) {
                    return Some(found);
                }
                // As it is written, equal items are equal texts.
                if !before.insert(other.to_string()) {
                    let problem = "the same item stands twice".to_owned();
                    return Some((step(&place.to_string()), problem));
                }
            }
            None
        }
        _ if found == expected => None,
        _ => Some((
            pointer.to_owned(),
            format!("it is written otherwise: {}", shorten(expected)),
        )),
    }
}

fn shorten(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}
