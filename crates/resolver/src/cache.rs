//! A bounded cache in which a burst of equal questions is asked once.

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};

/// What was found, and for how long it may be kept.
pub(crate) struct Fresh<V> {
    /// What was found.
    pub(crate) value: V,
    /// For how long it may be kept; zero: only for those who were already waiting for it.
    pub(crate) keep: SignedDuration,
    /// Its size in bytes, for the bound.
    pub(crate) weight: usize,
}

/// The most that is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Answers.
    pub(crate) entries: usize,
    /// Bytes of all answers together.
    pub(crate) weight: usize,
}

/// Answers by question. Time is the caller's, so that tests can move it.
pub(crate) struct Cache<V> {
    bounds: Bounds,
    entries: Mutex<HashMap<String, Entry<V>>>,
    /// Orders arrivals and questions: an answer may serve everybody who came before its question was asked.
    order: AtomicU64,
}

struct Entry<V> {
    slot: Slot<V>,
    fetched: Timestamp,
    weight: usize,
}

/// Held locked while the question is being asked.
type Slot<V> = Arc<tokio::sync::Mutex<Option<Kept<V>>>>;

struct Kept<V> {
    value: V,
    asked: u64,
    fetched: Timestamp,
    expires: Timestamp,
}

impl<V: Clone> Cache<V> {
    /// An empty cache.
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            entries: Mutex::default(),
            order: AtomicU64::new(0),
        }
    }

    /// The kept answer to `question`, or the one that `ask` brings. Dropping the returned future lets the next
    /// one in line ask.
    pub(crate) async fn get(
        &self,
        question: &str,
        now: Timestamp,
        ask: impl Future<Output = Fresh<V>>,
    ) -> V {
        let arrived = self.order.fetch_add(1, Ordering::Relaxed);
        let slot = self.slot(question, now);
        let mut kept = slot.lock().await;
        if let Some(kept) = &*kept {
            let valid = kept.fetched <= now && now < kept.expires;
            if valid || kept.asked > arrived {
                return kept.value.clone();
            }
        }
        let asked = self.order.fetch_add(1, Ordering::Relaxed);
        let fresh = ask.await;
        *kept = Some(Kept {
            value: fresh.value.clone(),
            asked,
            fetched: now,
            expires: now.checked_add(fresh.keep).unwrap_or(now),
        });
        drop(kept);
        self.account(question, &slot, now, &fresh);
        fresh.value
    }

    /// Holds the map's lock; never across an await.
    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<String, Entry<V>>> {
        // The map is consistent at every point where a panic could leave it.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, question: &str, now: Timestamp) -> Slot<V> {
        let mut entries = self.entries();
        if let Some(entry) = entries.get(question) {
            return Arc::clone(&entry.slot);
        }
        let slot = Slot::default();
        let entry = Entry {
            slot: Arc::clone(&slot),
            fetched: now,
            weight: 0,
        };
        entries.insert(question.to_owned(), entry);
        slot
    }

    /// Books a new answer, and makes room for it.
    fn account(&self, question: &str, slot: &Slot<V>, now: Timestamp, fresh: &Fresh<V>) {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(question) else {
            return;
        };
        if !Arc::ptr_eq(&entry.slot, slot) {
            return;
        }
        (entry.fetched, entry.weight) = (now, fresh.weight);
        // Two: the map's and our own.
        if fresh.keep.is_zero() && Arc::strong_count(&entry.slot) == 2 {
            entries.remove(question);
        }
        loop {
            let weight: usize = entries.values().map(|e| e.weight).sum();
            if entries.len() <= self.bounds.entries && weight <= self.bounds.weight {
                break;
            }
            let idle = entries
                .iter()
                .filter(|(_, e)| Arc::strong_count(&e.slot) == 1);
            let oldest = idle
                .min_by_key(|(_, e)| e.fetched)
                .map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            entries.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    const BOUNDS: Bounds = Bounds {
        entries: 4,
        weight: 100,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Asks a source that counts its answers.
    async fn ask(
        cache: &Cache<usize>,
        count: &AtomicUsize,
        key: &str,
        now: i64,
        keep: i64,
    ) -> usize {
        let fetch = async {
            tokio::task::yield_now().await;
            Fresh {
                value: count.fetch_add(1, Ordering::Relaxed),
                keep: SignedDuration::from_secs(keep),
                weight: 30,
            }
        };
        cache.get(key, at(now), fetch).await
    }

    #[tokio::test]
    async fn an_answer_is_kept_until_it_expires() {
        let (cache, count) = (Cache::new(BOUNDS), AtomicUsize::new(0));
        assert_eq!(ask(&cache, &count, "a", 10, 5).await, 0);
        assert_eq!(ask(&cache, &count, "a", 14, 5).await, 0);
        assert_eq!(ask(&cache, &count, "a", 15, 5).await, 1);
        assert_eq!(
            ask(&cache, &count, "a", 3, 5).await,
            2,
            "the clock was set back"
        );
        assert_eq!(ask(&cache, &count, "b", 3, 5).await, 3);
    }

    #[tokio::test]
    async fn a_burst_asks_once() {
        let (cache, count) = (Cache::new(BOUNDS), AtomicUsize::new(0));
        let (a, b, c) = tokio::join!(
            ask(&cache, &count, "a", 1, 60),
            ask(&cache, &count, "a", 1, 60),
            ask(&cache, &count, "a", 1, 60)
        );
        assert_eq!([a, b, c], [0; 3]);
    }

    #[tokio::test]
    async fn what_must_not_be_kept_serves_only_those_who_waited_before_it_was_asked() {
        let (cache, count) = (Cache::new(BOUNDS), AtomicUsize::new(0));
        let (a, b, c, d) = tokio::join!(
            ask(&cache, &count, "a", 1, 0),
            ask(&cache, &count, "a", 1, 0),
            ask(&cache, &count, "a", 1, 0),
            ask(&cache, &count, "a", 1, 0)
        );
        assert_eq!([a, b, c, d], [0, 1, 1, 1]);
        assert_eq!(ask(&cache, &count, "a", 1, 0).await, 2);
        assert!(cache.entries().is_empty());
    }

    #[tokio::test]
    async fn it_stays_within_its_bounds() {
        let (cache, count) = (Cache::new(BOUNDS), AtomicUsize::new(0));
        for n in 0..50 {
            ask(&cache, &count, &n.to_string(), n, 1000).await;
        }
        let entries = cache.entries();
        assert_eq!(entries.len(), 3, "three of weight 30 fit into 100");
        assert!(entries.contains_key("49"));
    }
}
