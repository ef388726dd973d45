//! What every decision asks for, decoded.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use schemas::{
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
};

use crate::{programme::Standing, store::StoreError};

/// Values that are remembered of a kind, at most.
const MAX: usize = 50_000;

/// Values of the index that are right for one epoch of the ledger: [`service::ledger::View::epoch`].
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Awarding bodies.
    pub(super) bodies: Remembered<HeiCode, AwardingBody>,
    /// How programmes stand.
    pub(super) standings: Remembered<ProgrammeCode, Standing>,
}

/// Values of one kind.
#[derive(Debug)]
pub(super) struct Remembered<K, T>(Mutex<(u64, HashMap<K, T>)>);

impl<K, T> Default for Remembered<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, T: Clone> Remembered<K, T> {
    /// The value of `key` as of `epoch`; read with `read`, and remembered, when it is not known. Without an epoch nothing
    /// is remembered.
    pub(super) fn get(
        &self,
        epoch: Option<u64>,
        key: &K,
        read: impl FnOnce() -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let Some(epoch) = epoch else { return read() };
        if let Some(known) = self.known(epoch, key) {
            return Ok(Some(known));
        }
        let value = read()?;
        if let Some(value) = &value {
            self.remember(epoch, key.clone(), value.clone());
        }
        Ok(value)
    }

    fn known(&self, epoch: u64, key: &K) -> Option<T> {
        // No panic leaves a map of finished entries half-changed.
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_now = remembered.0 == epoch;
        of_now.then(|| remembered.1.get(key).cloned()).flatten()
    }

    fn remember(&self, epoch: u64, key: K, value: T) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.0 != epoch || remembered.1.len() >= MAX {
            *remembered = (epoch, HashMap::new());
        }
        remembered.1.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(found: &Remembered<u8, u8>, epoch: Option<u64>, value: u8) -> Option<u8> {
        found.get(epoch, &1, || Ok(Some(value))).unwrap()
    }

    #[test]
    fn a_value_is_read_once_in_an_epoch() {
        let remembered = Remembered::default();
        assert_eq!(read(&remembered, Some(0), 10), Some(10));
        assert_eq!(read(&remembered, Some(0), 20), Some(10));
        assert_eq!(read(&remembered, Some(1), 30), Some(30));
        // A reader of the earlier epoch that was slow.
        assert_eq!(read(&remembered, Some(0), 40), Some(40));
        assert_eq!(read(&remembered, Some(1), 50), Some(50));
    }

    #[test]
    fn what_is_not_durable_is_not_remembered() {
        let remembered = Remembered::default();
        assert_eq!(read(&remembered, None, 10), Some(10));
        assert_eq!(read(&remembered, Some(0), 20), Some(20));
        assert_eq!(read(&remembered, None, 30), Some(30));
    }

    #[test]
    fn what_is_not_there_is_asked_for_again() {
        let remembered: Remembered<u8, u8> = Remembered::default();
        assert_eq!(remembered.get(Some(0), &1, || Ok(None)).unwrap(), None);
        assert_eq!(read(&remembered, Some(0), 10), Some(10));
    }
}
