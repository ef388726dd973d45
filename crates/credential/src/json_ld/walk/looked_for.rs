//! What readers of JSON look for stands where they look: see [`super::super::own_names`].

use std::sync::Arc;

use super::Walk;
use crate::{
    json_ld::{JsonLdError, context::Term as Definition, own_names::Looked},
    rdf::Term,
};

impl Walk<'_, '_> {
    /// Refuses a property or type that stands for something under another name than its own.
    pub(super) fn under_its_own_name(&self, looked: Looked, iri: &str) -> Result<(), JsonLdError> {
        if looked == Looked::ForAnotherName {
            return Err(self.refuse(format!(
                "{iri} is written under another name than its own: readers of JSON would not see it"
            )));
        }
        Ok(())
    }

    /// Refuses a property under another name, and one of the document itself that is not one of its members.
    pub(super) fn stands_where_it_is_looked_for(
        &self,
        looked: Looked,
        iri: &str,
        subject: Term,
    ) -> Result<(), JsonLdError> {
        self.under_its_own_name(looked, iri)?;
        let of_document = |top: Term| {
            top == subject
                || (top.as_blank().is_none()
                    && subject.as_blank().is_none()
                    && self.dataset.text(top) == self.dataset.text(subject))
        };
        let default_graph = self.graph == Term::DEFAULT_GRAPH;
        if self.path.depth() > 1 && default_graph && self.top.is_some_and(of_document) {
            return Err(self.refuse(
                "this is said of the document itself: it stands among the document's own members",
            ));
        }
        Ok(())
    }

    /// Refuses what is looked for inside `@nest`.
    pub(super) fn not_nested(&self, term: Option<&Arc<Definition>>) -> Result<(), JsonLdError> {
        if term.is_some_and(|term| term.looked != Looked::NotFor) {
            return Err(self.refuse("readers of JSON would not see this in @nest: take it out"));
        }
        Ok(())
    }
}
