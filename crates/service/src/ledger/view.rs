//! What a decision or a reader sees.

use std::{cell::RefCell, collections::btree_map, iter::Peekable, ops::Bound};

use super::{
    changes::{Edit, Edits},
    error::LedgerError,
    index::{Index, Seen, Value},
};

/// The index as of one moment. For a decision it includes what earlier decisions of the same group will have changed;
/// for a reader, only what is durable.
///
/// When the index cannot be read, `get` and the scans answer as if there were nothing; the ledger then throws the
/// decision or the answer away and returns the error instead.
pub struct View<'a> {
    index: &'a Index,
    of_group: Option<OfGroup<'a>>,
    next: u64,
    epoch: Option<u64>,
    trouble: RefCell<Option<LedgerError>>,
}

/// What a decision sees of its group.
#[derive(Clone, Copy)]
pub(super) struct OfGroup<'a> {
    /// What earlier decisions will have changed.
    pub(super) pending: &'a Edits,
    /// What was read of the index.
    pub(super) seen: &'a RefCell<Seen>,
}

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

impl<'a> View<'a> {
    pub(super) fn of_reader(index: &'a Index, next: u64, epoch: u64) -> Self {
        Self {
            index,
            of_group: None,
            next,
            epoch: Some(epoch),
            trouble: RefCell::new(None),
        }
    }

    pub(super) fn of_decision(
        index: &'a Index,
        of_group: OfGroup<'a>,
        next: u64,
        epoch: Option<u64>,
    ) -> Self {
        Self {
            index,
            of_group: Some(of_group),
            next,
            epoch,
            trouble: RefCell::new(None),
        }
    }

    /// The epoch that the view is of. What only entries change that begin an epoch ([`super::Entry::begins_epoch`]) is the
    /// same in all views of one epoch, and can be kept in memory as of it. `None` in a decision that sees such an entry
    /// which is not durable yet: what it reads is not to be kept.
    pub fn epoch(&self) -> Option<u64> {
        self.epoch
    }

    /// The position of the next entry: in a decision, that of the first entry that it returns.
    pub fn next_position(&self) -> u64 {
        self.next
    }

    /// The value of `key`.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        let key = key.as_ref();
        let Some(OfGroup { pending, seen }) = self.of_group else {
            return self.read(key).map(|value| value.to_vec());
        };
        if let Some(changed) = pending.get(key) {
            return changed.value.clone();
        }
        let mut seen = seen.borrow_mut();
        if let Some(value) = seen.get(key) {
            return value.as_ref().map(|value| value.to_vec());
        }
        let value = self.read(key);
        seen.insert(key.to_vec(), value.clone());
        value.map(|value| value.to_vec())
    }

    fn read(&self, key: &[u8]) -> Option<Value> {
        self.index.get(key).unwrap_or_else(|e| self.note(e))
    }

    /// Whether `key` has a value.
    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        self.get(key).is_some()
    }

    /// All pairs whose key begins with `prefix`, in the order of their keys.
    pub fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> impl Iterator<Item = Pair> {
        let prefix = prefix.as_ref();
        self.scan(&Bound::Included(prefix.to_vec()), &end_of(prefix))
    }

    /// As [`Self::scan_prefix`], only the pairs behind the key `after`: the next page of a long list.
    pub fn scan_after(
        &self,
        prefix: impl AsRef<[u8]>,
        after: impl AsRef<[u8]>,
    ) -> impl Iterator<Item = Pair> {
        let (prefix, after) = (prefix.as_ref(), after.as_ref());
        let from = if after < prefix {
            Bound::Included(prefix.to_vec())
        } else {
            Bound::Excluded(after.to_vec())
        };
        self.scan(&from, &end_of(prefix))
    }

    /// What kept the view from being read, if anything did.
    pub(super) fn into_trouble(self) -> Option<LedgerError> {
        self.trouble.into_inner()
    }

    fn scan<'v>(
        &'v self,
        from: &Bound<Vec<u8>>,
        to: &Bound<Vec<u8>>,
    ) -> impl Iterator<Item = Pair> + use<'v, 'a> {
        let empty = is_empty(from, to);
        let stored = self.index.range(from, to).take_while(move |_| !empty);
        let stored = stored.map_while(|pair| pair.map_or_else(|e| self.note(e), Some));
        let of_group = self.of_group.filter(|_| !empty);
        let pending = of_group.map(|group| group.pending.range((from.clone(), to.clone())));
        Merged {
            stored: stored.peekable(),
            pending: pending.unwrap_or_default().peekable(),
        }
    }

    fn note<T>(&self, error: LedgerError) -> Option<T> {
        self.trouble.borrow_mut().get_or_insert(error);
        None
    }
}

/// The first key behind all keys that begin with `prefix`.
fn end_of(prefix: &[u8]) -> Bound<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return Bound::Excluded(end);
        }
    }
    Bound::Unbounded
}

/// Ranges of a `BTreeMap` must not be given upside down.
fn is_empty(from: &Bound<Vec<u8>>, to: &Bound<Vec<u8>>) -> bool {
    match (from, to) {
        (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(to)) => from >= to,
        _ => false,
    }
}

/// Stored pairs with pending changes over them.
struct Merged<'a, I: Iterator<Item = Pair>> {
    stored: Peekable<I>,
    pending: Peekable<btree_map::Range<'a, Vec<u8>, Edit>>,
}

impl<I: Iterator<Item = Pair>> Iterator for Merged<'_, I> {
    type Item = Pair;

    fn next(&mut self) -> Option<Pair> {
        loop {
            let Some((changed, _)) = self.pending.peek() else {
                return self.stored.next();
            };
            match self.stored.peek() {
                Some((key, _)) if key < *changed => return self.stored.next(),
                Some((key, _)) if key == *changed => {
                    self.stored.next();
                }
                _ => {}
            }
            if let Some((key, edit)) = self.pending.next()
                && let Some(value) = &edit.value
            {
                return Some((key.clone(), value.clone()));
            }
        }
    }
}
