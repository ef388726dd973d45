//! Active contexts that were processed once, for all documents.
//!
//! Kept are only those made of nothing but pinned contexts: a stranger's document cannot fill the cache with its own. A
//! walk takes a snapshot at its start and needs no lock after that.

use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;

use super::{Active, Scope};

/// The most contexts that are kept. The profile's own need some forty.
const MAX_KEPT: usize = 1024;
/// The most terms in all of them.
const MAX_TERMS: usize = 400_000;

/// Which context, in which active context.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A document's own: the active context's number, and its URLs, one a line.
    Own(u64, Box<str>),
    /// A term's scoped context: the active context's number, the term's, and how it comes into force.
    Scoped(u64, u64, Scope),
}

/// What a walk starts with.
pub(crate) type Snapshot = Arc<HashMap<Key, Arc<Active>>>;

/// The contexts that are kept.
#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<Snapshot>);

impl Cache {
    /// What is known now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what a walk had to process. When there is no room, all earlier ones go.
    pub(crate) fn keep(&self, found: Vec<(Key, Arc<Active>)>) {
        if found.is_empty() {
            return;
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = HashMap::clone(&kept);
        next.extend(found);
        let terms: usize = next.values().map(|active| active.len()).sum();
        if next.len() > MAX_KEPT || terms > MAX_TERMS {
            next.clear();
        }
        *kept = Arc::new(next);
    }
}
