//! Texts that may stand only once.

use std::collections::HashSet;

/// As many are compared one by one: a document has rarely more, and comparing them takes no memory.
const FEW: usize = 8;

/// The texts that stood before.
#[derive(Default)]
pub(super) struct Unique<'a> {
    few: [&'a str; FEW],
    /// How many of `few` there are.
    count: usize,
    more: HashSet<&'a str>,
}

impl<'a> Unique<'a> {
    /// False when the text stood before.
    pub(super) fn insert(&mut self, text: &'a str) -> bool {
        if self.few[..self.count].contains(&text) {
            return false;
        }
        match self.few.get_mut(self.count) {
            Some(free) => {
                *free = text;
                self.count += 1;
                true
            }
            None => self.more.insert(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::Unique;

    proptest! {
        #[test]
        fn it_is_a_set(texts in proptest::collection::vec("[a-d]{0,2}", 0..40)) {
            let (mut unique, mut set) = (Unique::default(), HashSet::new());
            for text in &texts {
                prop_assert_eq!(unique.insert(text), set.insert(&**text));
            }
        }
    }
}
