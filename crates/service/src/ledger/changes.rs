//! What an entry changes in the index.

use std::collections::BTreeMap;

/// Puts and deletes of keys, applied together with those of the whole group. Of several to one key the last
/// one counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(pub(super) BTreeMap<Vec<u8>, Option<Vec<u8>>>);

impl Changes {
    /// Sets `key` to `value`.
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.0.insert(key.into(), Some(value.into()));
    }

    /// Removes `key`, if there.
    pub fn delete(&mut self, key: impl Into<Vec<u8>>) {
        self.0.insert(key.into(), None);
    }
}
