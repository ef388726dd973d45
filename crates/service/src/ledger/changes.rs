//! What an entry changes in the index.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::{error::LedgerError, index::Value};

/// Puts and deletes of keys, applied together with those of the whole group. Of several to one key the last
/// one counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<Vec<u8>, Change>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Put { value: Vec<u8>, new: bool },
    Delete,
    Bits(BTreeSet<u32>),
}

/// What becomes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Its value; `None`: it is removed.
    pub(super) value: Option<Vec<u8>>,
    /// Whether the index has no value of it.
    pub(super) new: bool,
}

/// What becomes of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edits(BTreeMap<Vec<u8>, Edit>);

impl Changes {
    /// Sets `key` to `value`.
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        let (value, new) = (value.into(), false);
        self.set(key.into(), Change::Put { value, new });
    }

    /// As [`Self::put`], for a key that never had a value: what it had need not be looked for. If it had one after all, the
    /// index is found out to be wrong when it is opened after a crash, and made again.
    pub fn put_new(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        let (value, new) = (value.into(), true);
        self.set(key.into(), Change::Put { value, new });
    }

    /// Removes `key`, if there.
    pub fn delete(&mut self, key: impl Into<Vec<u8>>) {
        self.set(key.into(), Change::Delete);
    }

    /// Sets one bit in the value of `key`, which is used for nothing but bits: see [`has_bit`]. The value is as long as its
    /// last bit needs.
    pub fn set_bit(&mut self, key: impl Into<Vec<u8>>, bit: u32) {
        match self.0.entry(key.into()).or_insert(Change::Delete) {
            Change::Bits(bits) => _ = bits.insert(bit),
            other => *other = Change::Bits(BTreeSet::from([bit])),
        }
    }

    /// The edits that they are, where `read` tells the values that keys have now.
    pub(super) fn resolve(
        self,
        read: impl Fn(&[u8]) -> Result<Option<Value>, LedgerError>,
    ) -> Result<Edits, LedgerError> {
        let edits = self.0.into_iter().map(|(key, change)| {
            let (value, new) = match change {
                Change::Put { value, new } => (Some(value), new),
                Change::Delete => (None, false),
                Change::Bits(bits) => {
                    let before = read(&key)?;
                    let mut value = before.map(|value| value.to_vec()).unwrap_or_default();
                    for bit in bits {
                        set(&mut value, bit);
                    }
                    (Some(value), false)
                }
            };
            Ok((key, Edit { value, new }))
        });
        edits.collect::<Result<_, _>>().map(Edits)
    }

    fn set(&mut self, key: Vec<u8>, change: Change) {
        self.0.insert(key, change);
    }
}

impl Edits {
    /// What becomes of a key, if it is edited.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Edit> {
        self.0.get(key)
    }

    /// Makes later edits, too. A key that the index does not have is not there whatever becomes of it.
    pub(super) fn extend(&mut self, later: Self) {
        for (key, edit) in later.0 {
            match self.0.entry(key) {
                btree_map::Entry::Vacant(place) => _ = place.insert(edit),
                btree_map::Entry::Occupied(mut place) => place.get_mut().value = edit.value,
            }
        }
    }

    /// All of them, in the order of their keys.
    pub(super) fn iter(&self) -> btree_map::Iter<'_, Vec<u8>, Edit> {
        self.0.iter()
    }

    /// Those of a range of keys.
    pub(super) fn range(
        &self,
        range: (std::ops::Bound<Vec<u8>>, std::ops::Bound<Vec<u8>>),
    ) -> btree_map::Range<'_, Vec<u8>, Edit> {
        self.0.range(range)
    }
}

/// Whether a bit is set in a value that [`Changes::set_bit`] made.
pub fn has_bit(value: &[u8], bit: u32) -> bool {
    let byte = value.get(bit as usize / 8);
    byte.is_some_and(|byte| byte & (1 << (bit % 8)) != 0)
}

fn set(value: &mut Vec<u8>, bit: u32) {
    let place = bit as usize / 8;
    if value.len() <= place {
        value.resize(place + 1, 0);
    }
    value[place] |= 1 << (bit % 8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(value: &[u8], new: bool) -> Edit {
        let value = Some(value.to_vec());
        Edit { value, new }
    }

    #[test]
    fn bits_are_added_to_those_that_are_set() {
        let mut changes = Changes::default();
        changes.set_bit("bits", 17);
        changes.set_bit("bits", 1);
        changes.set_bit("none", 3);
        let read = |key: &[u8]| Ok((key == b"bits").then(|| Value::from(&[0b1000_0000][..])));
        let edits = changes.resolve(read).unwrap();
        assert_eq!(
            edits.get(b"bits"),
            Some(&edit(&[0b1000_0010, 0, 0b10], false))
        );
        assert_eq!(edits.get(b"none"), Some(&edit(&[0b1000], false)));
        let value = edits.get(b"bits").unwrap().value.clone().unwrap();
        let found: Vec<_> = (0..1000).filter(|bit| has_bit(&value, *bit)).collect();
        assert_eq!(found, [1, 7, 17]);
    }

    #[test]
    fn what_the_index_does_not_have_stays_new_whatever_becomes_of_it() {
        let mut first = Changes::default();
        first.put_new("a", "1");
        first.put("b", "1");
        let mut later = Changes::default();
        later.put("a", "2");
        later.put_new("b", "2");
        let mut edits = first.resolve(|_| Ok(None)).unwrap();
        edits.extend(later.resolve(|_| Ok(None)).unwrap());
        assert_eq!(edits.get(b"a"), Some(&edit(b"2", true)));
        assert_eq!(edits.get(b"b"), Some(&edit(b"2", false)));
    }
}
