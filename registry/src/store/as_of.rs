//! What is asked for with every request, in memory as of one version of what it depends on.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// Values that are kept of a kind, at most.
const MAX: usize = 50_000;

/// Values by their keys, as of one version.
#[derive(Debug)]
pub(super) struct AsOf<V, K, T>(Mutex<(V, HashMap<K, T>)>);

impl<V: Default, K, T> Default for AsOf<V, K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V: PartialEq, K: Eq + Hash, T: Clone> AsOf<V, K, T> {
    /// The value of `key`, if it was kept as of this version.
    pub(super) fn get(&self, version: &V, key: &K) -> Option<T> {
        // No panic leaves a map of finished entries half-changed.
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = (kept.0 == *version).then(|| kept.1.get(key).cloned());
        found.flatten()
    }

    /// Keeps the value of `key` as of a version, and forgets those of another one.
    pub(super) fn keep(&self, version: V, key: K, value: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != version || kept.1.len() >= MAX {
            *kept = (version, HashMap::new());
        }
        kept.1.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_had_in_the_version_that_it_was_kept_in() {
        let kept = AsOf::default();
        assert_eq!(kept.get(&0, &"a"), None);
        kept.keep(0, "a", 10);
        assert_eq!(kept.get(&0, &"a"), Some(10));
        assert_eq!(kept.get(&1, &"a"), None);
        assert_eq!(kept.get(&0, &"b"), None);
    }

    #[test]
    fn what_was_kept_in_another_version_is_forgotten() {
        let kept = AsOf::default();
        kept.keep(0, "a", 10);
        kept.keep(1, "b", 20);
        assert_eq!(kept.get(&1, &"a"), None);
        assert_eq!(kept.get(&1, &"b"), Some(20));
        // A reader of the earlier version that was slow.
        kept.keep(0, "a", 10);
        assert_eq!(kept.get(&1, &"a"), None);
        assert_eq!(kept.get(&1, &"b"), None);
    }

    #[test]
    fn they_are_bounded() {
        let kept = AsOf::default();
        for key in 0..=MAX {
            kept.keep((), key, ());
        }
        assert_eq!(kept.get(&(), &0), None);
        assert_eq!(kept.get(&(), &MAX), Some(()));
    }
}
