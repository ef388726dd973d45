//! The statements that an expanded document must give, counted before another program makes them.

use std::collections::BTreeMap;

use oxrdf::Quad;

use crate::json_ld::JsonLdError;

pub(super) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(super) const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
pub(super) const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";

/// How many statements with each predicate must come out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::json_ld) struct Foretold(BTreeMap<String, usize>);

impl Foretold {
    pub(super) fn count(&mut self, predicate: &str) {
        *self.0.entry(predicate.to_owned()).or_default() += 1;
    }

    /// How many statements.
    pub(super) fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Refuses a set of statements that is not the one foretold.
    pub(in crate::json_ld) fn compare(&self, quads: &[Quad]) -> Result<(), JsonLdError> {
        let mut found = Self::default();
        for quad in quads {
            found.count(quad.predicate.as_str());
        }
        if found == *self {
            return Ok(());
        }
        let mut predicates = self.0.keys().chain(found.0.keys());
        let differing = predicates.find(|p| self.0.get(*p) != found.0.get(*p));
        Err(JsonLdError::Unsafe {
            pointer: String::new(),
            problem: format!(
                "a part of the document was lost on the way to RDF, at {}",
                differing.map_or("", |p| p)
            ),
        })
    }
}
