//! What a decision or a reader sees.

use std::{cell::RefCell, collections::btree_map, iter::Peekable, ops::Bound};

use super::{
    error::LedgerError,
    index::{Edits, Index},
};

/// The index as of one moment. For a decision it includes what earlier decisions of the same group will have changed;
/// for a reader, only what is durable.
///
/// When the index cannot be read, `get` and the scans answer as if there were nothing; the ledger then throws the
/// decision or the answer away and returns the error instead.
pub struct View<'a> {
    index: &'a Index,
    pending: Option<&'a Edits>,
    next: u64,
    trouble: RefCell<Option<LedgerError>>,
}

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

impl<'a> View<'a> {
    pub(super) fn new(index: &'a Index, pending: Option<&'a Edits>, next: u64) -> Self {
        Self {
            index,
            pending,
            next,
            trouble: RefCell::new(None),
        }
    }

    /// The position of the next entry: in a decision, that of the first entry that it returns.
    pub fn next_position(&self) -> u64 {
        self.next
    }

    /// The value of `key`.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        let key = key.as_ref();
        if let Some(changed) = self.pending.and_then(|pending| pending.get(key)) {
            return changed.clone();
        }
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
        let pending = self.pending.filter(|_| !empty);
        let pending = pending.map(|pending| pending.range((from.clone(), to.clone())));
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
    pending: Peekable<btree_map::Range<'a, Vec<u8>, Option<Vec<u8>>>>,
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
            if let Some((key, Some(value))) = self.pending.next() {
                return Some((key.clone(), value.clone()));
            }
        }
    }
}
