//! Documents made from bytes: the same bytes, the same document. Tests draw the bytes at random, fuzzing grows them.
//!
//! Where the bytes end, zeros follow, and a zero is always the choice that ends soonest.

mod certificate;
mod context;
mod node;

use schemas::certificate::CREDENTIALS_V2;
use serde_json::{Value, json};

/// Bytes, read as choices.
pub(crate) struct Choices<'b>(&'b [u8]);

impl<'b> Choices<'b> {
    /// The choices that `bytes` stand for.
    pub(crate) fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    /// A number below `limit`, which is at most 256.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit.max(1)
    }

    /// True in about so many of 256 cases.
    pub(crate) fn chance(&mut self, of_256: u8) -> bool {
        self.byte() > 255 - of_256
    }

    /// One of them.
    pub(crate) fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Under which address the contexts of the sample certificate are.
pub(crate) const REGISTRY: &str = "https://registry.kualik.invalid";

/// A document.
pub(crate) fn document(bytes: &[u8]) -> Value {
    let mut choices = Choices::of(bytes);
    if choices.chance(16) {
        return certificate::altered(&mut choices);
    }
    let own = context::object(&mut choices, 3);
    let context = match choices.below(64) {
        63 => json!([CREDENTIALS_V2, own]),
        1..=8 => json!([own, context::object(&mut choices, 1)]),
        _ => own,
    };
    let mut document = node::object(&mut choices, 4);
    document.insert("@context".to_owned(), context);
    if !choices.chance(8) {
        document.insert("https://x.kz/p".to_owned(), json!("x"));
    }
    Value::Object(document)
}
