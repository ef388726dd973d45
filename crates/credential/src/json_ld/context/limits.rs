//! What keeps a hostile context from taking the stack or the memory.

use std::collections::HashMap;

use super::broken;
use crate::json_ld::JsonLdError;

/// Terms may be defined by other terms, in chains of this length and no longer: each link is a call.
const MAX_CHAIN: usize = 64;
/// The longest IRI of a term. It stands in the expanded document as often as the term in the short one.
const MAX_IRI: usize = 2048;

/// Which terms of a context are defined, and which are only begun: one for the sake of the other.
#[derive(Default)]
pub(super) struct Defined {
    /// By name; true when it is finished.
    terms: HashMap<String, bool>,
    begun: usize,
}

impl Defined {
    /// Begins a term; false when it is finished already.
    pub(super) fn begin(&mut self, name: &str) -> Result<bool, JsonLdError> {
        match self.terms.get(name) {
            Some(true) => return Ok(false),
            Some(false) => return Err(broken(&format!("the term {name} is defined by itself"))),
            None => {}
        }
        self.begun += 1;
        if self.begun > MAX_CHAIN {
            return Err(broken("the terms of a context form too long a chain"));
        }
        self.terms.insert(name.to_owned(), false);
        Ok(true)
    }

    pub(super) fn end(&mut self, name: &str) {
        self.begun -= 1;
        self.terms.insert(name.to_owned(), true);
    }
}

pub(super) fn short_enough(iri: Option<&str>) -> Result<(), JsonLdError> {
    if iri.is_some_and(|iri| iri.len() > MAX_IRI) {
        return Err(broken("a term stands for too long an identifier"));
    }
    Ok(())
}
