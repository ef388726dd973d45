//! Broken rules, gathered.

use serde_json::Value;

use super::{Members, Rule};

/// A document with more broken rules than this is not described further.
const MAX_BROKEN: usize = 100;

/// A broken rule of the data model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {problem}")]
pub struct Broken {
    /// Where: a JSON Pointer (RFC 6901). A missing member is pointed to where it should stand.
    pub pointer: String,
    /// Which rule.
    pub rule: Rule,
    /// What is wrong and what is right, in English.
    pub problem: String,
}

/// The broken rules found so far.
#[derive(Default)]
pub(super) struct Findings {
    broken: Vec<Broken>,
}

impl Findings {
    pub(super) fn add(&mut self, pointer: &str, rule: Rule, problem: impl Into<String>) {
        if self.broken.len() < MAX_BROKEN {
            self.broken.push(Broken {
                pointer: pointer.to_owned(),
                rule,
                problem: problem.into(),
            });
        }
    }

    pub(super) fn into_broken(self) -> Vec<Broken> {
        self.broken
    }

    /// Calls `check` with each object of a value that is to be one object or an array of at least one; anything else
    /// breaks `rule`.
    pub(super) fn each_object<'a>(
        &mut self,
        value: &'a Value,
        at: &str,
        rule: Rule,
        mut check: impl FnMut(&'a Members, &str, &mut Self),
    ) {
        let items = match value {
            Value::Object(members) => return check(members, at, self),
            Value::Array(items) => items,
            _ => return self.add(at, rule, "it is neither an object nor an array of objects"),
        };
        if items.is_empty() {
            self.add(at, rule, "the array is empty: leave the member out instead");
        }
        for (place, item) in items.iter().enumerate() {
            let at = format!("{at}/{place}");
            match item {
                Value::Object(members) => check(members, &at, self),
                _ => self.add(&at, rule, "the item is no object"),
            }
        }
    }
}
