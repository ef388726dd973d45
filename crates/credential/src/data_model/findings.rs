//! Broken rules, gathered.

use schemas::json::Tree;

use super::{Place, Rule};

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
    pub(super) fn add(&mut self, at: &Place<'_>, rule: Rule, problem: impl Into<String>) {
        if self.broken.len() < MAX_BROKEN {
            self.broken.push(Broken {
                pointer: at.to_string(),
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
    pub(super) fn each_object<'t, 'a>(
        &mut self,
        value: &'t Tree<'a>,
        at: &Place<'_>,
        rule: Rule,
        mut check: impl FnMut(&'t Tree<'a>, &Place<'_>, &mut Self),
    ) {
        let items = match value {
            Tree::Object(_) => return check(value, at, self),
            Tree::Array(items) => items,
            _ => return self.add(at, rule, "it is neither an object nor an array of objects"),
        };
        if items.is_empty() {
            self.add(at, rule, "the array is empty: leave the member out instead");
        }
        for (place, item) in items.iter().enumerate() {
            let at = at.item(place);
            if item.is_object() {
                check(item, &at, self);
            } else {
                self.add(&at, rule, "the item is no object");
            }
        }
    }
}
