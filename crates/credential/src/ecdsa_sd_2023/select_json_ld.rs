//! Selecting parts of a compact JSON-LD document by JSON Pointers
//! ([selectJsonLd](https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld)).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::EcdsaSdError;
use crate::json_ld::{Part, Place};

/// What comes along with everything that is selected in an object: what it is, and what its keys mean. The
/// specification knows of one context alone, at the top; others would change the meaning where they are left out.
const ALONG: [&str; 5] = ["@context", "id", "@id", "type", "@type"];

/// What is selected of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selected {
    /// All of it.
    Whole,
    /// Members of an object.
    Members(BTreeMap<String, Selected>),
    /// Items of an array, by their places in it, ascending.
    Items(Vec<(usize, Selected)>),
}

impl Selected {
    /// Selects; at least one pointer.
    pub(super) fn select_json_ld(
        document: &Value,
        pointers: &[String],
    ) -> Result<Self, EcdsaSdError> {
        let mut selection = Self::create_initial_selection(document);
        for pointer in pointers {
            let paths = json_pointer_to_paths(pointer).ok_or_else(|| {
                refused(
                    pointer,
                    "is no JSON Pointer such as /credentialSubject/name",
                )
            })?;
            selection
                .select_paths(document, &paths)
                .ok_or_else(|| refused(pointer, "matches nothing in the document"))?;
        }
        Ok(selection)
    }

    /// [createInitialSelection](https://www.w3.org/TR/vc-di-ecdsa/#createinitialselection).
    fn create_initial_selection(source: &Value) -> Self {
        match source {
            Value::Object(members) => {
                let along = ALONG.iter().filter(|name| members.contains_key(**name));
                Self::Members(
                    along
                        .map(|name| ((*name).to_owned(), Self::Whole))
                        .collect(),
                )
            }
            Value::Array(_) => Self::Items(Vec::new()),
            _ => Self::Whole,
        }
    }

    /// [selectPaths](https://www.w3.org/TR/vc-di-ecdsa/#selectpaths); `None` when there is nothing at the end of the
    /// path.
    fn select_paths(&mut self, document: &Value, paths: &[String]) -> Option<()> {
        let mut value = document;
        let mut selected = self;
        for path in paths {
            match value {
                Value::Object(members) => {
                    value = members.get(path)?;
                    if let Self::Members(chosen) = selected {
                        selected = chosen
                            .entry(path.clone())
                            .or_insert_with(|| Self::create_initial_selection(value));
                    }
                }
                Value::Array(items) => {
                    let at = array_index(path)?;
                    value = items.get(at)?;
                    if let Self::Items(chosen) = selected {
                        let found = chosen.binary_search_by_key(&at, |(known, _)| *known);
                        let place = found.unwrap_or_else(|place| {
                            chosen.insert(place, (at, Self::create_initial_selection(value)));
                            place
                        });
                        selected = &mut chosen[place].1;
                    }
                }
                _ => return None,
            }
        }
        *selected = Self::Whole;
        Some(())
    }

    /// What is selected of `value`, in its order, arrays made dense.
    pub(super) fn of(&self, value: &Value) -> Value {
        match (self, value) {
            (Self::Members(chosen), Value::Object(members)) => {
                let kept = members.iter().filter_map(|(name, member)| {
                    Some((name.clone(), chosen.get(name)?.of(member)))
                });
                Value::Object(kept.collect::<Map<_, _>>())
            }
            (Self::Items(chosen), Value::Array(items)) => {
                let kept = chosen
                    .iter()
                    .filter_map(|(at, selected)| Some(selected.of(items.get(*at)?)));
                Value::Array(kept.collect())
            }
            _ => value.clone(),
        }
    }

    /// Where in the document stands what has this place in the selection: items of arrays move when others before
    /// them are left out.
    pub(super) fn original(&self, place: &Place) -> Place {
        let mut selected = self;
        let mut pointer = String::with_capacity(place.pointer.len() + 8);
        for path in place.pointer.split('/').skip(1) {
            pointer.push('/');
            match selected {
                Self::Items(chosen) => match array_index(path).and_then(|at| chosen.get(at)) {
                    Some((at, below)) => {
                        pointer.push_str(&at.to_string());
                        selected = below;
                        continue;
                    }
                    None => selected = &Self::Whole,
                },
                Self::Members(chosen) => {
                    let name = unescape(path).unwrap_or_default();
                    selected = chosen.get(&name).unwrap_or(&Self::Whole);
                }
                Self::Whole => {}
            }
            pointer.push_str(path);
        }
        let part = match (place.part, selected) {
            (Part::Cell(at), Self::Items(chosen)) => {
                Part::Cell(chosen.get(at).map_or(at, |(original, _)| *original))
            }
            (part, _) => part,
        };
        Place { pointer, part }
    }
}

fn refused(pointer: &str, problem: &'static str) -> EcdsaSdError {
    EcdsaSdError::Pointer {
        pointer: pointer.chars().take(200).collect(),
        problem,
    }
}

/// [jsonPointerToPaths](https://www.w3.org/TR/vc-di-ecdsa/#jsonpointertopaths): the steps of a JSON Pointer, none for
/// the whole document; `None` when it is no JSON Pointer.
fn json_pointer_to_paths(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer
        .strip_prefix('/')?
        .split('/')
        .map(unescape)
        .collect()
}

fn unescape(path: &str) -> Option<String> {
    let mut parts = path.split('~');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (escaped, rest) = match part.as_bytes().first()? {
            b'0' => ('~', &part[1..]),
            b'1' => ('/', &part[1..]),
            _ => return None,
        };
        text.push(escaped);
        text.push_str(rest);
    }
    Some(text)
}

fn array_index(path: &str) -> Option<usize> {
    let canonical = path == "0" || !path.starts_with(['0', '+']);
    canonical.then(|| path.parse().ok()).flatten()
}
