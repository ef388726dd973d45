//! What keeps a small hostile document from becoming a large one on the way.

use serde_json::Value;

use super::Walk;
use crate::json_ld::JsonLdError;

/// Terms that may be copied from context to context, one by one cheap: a presentation of twenty certificates
/// takes some ten thousand.
const MAX_COPIED_TERMS: usize = 1_000_000;

/// The most bytes of identifiers and language tags in an expanded document: a few short terms may stand for much.
const MAX_WRITTEN: usize = 16 << 20;

impl Walk<'_> {
    pub(super) fn copied(&mut self, terms: usize) -> Result<(), JsonLdError> {
        self.copied_terms = self.copied_terms.saturating_add(terms);
        if self.copied_terms > MAX_COPIED_TERMS {
            return Err(self.refuse("the contexts are too large for the number of objects"));
        }
        Ok(())
    }

    /// Books what is written into the expanded document.
    pub(super) fn write(&self, text: &str) -> Result<(), JsonLdError> {
        let written = self.written.get().saturating_add(text.len());
        self.written.set(written);
        if written > MAX_WRITTEN {
            return Err(self.refuse("the document becomes too large when its terms are expanded"));
        }
        Ok(())
    }
}

/// How many values a context is made of, those of scoped contexts in it too: all of them are copied.
pub(super) fn values(context: &Value) -> usize {
    match context {
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(values).sum::<usize>(),
        _ => 1,
    }
}
