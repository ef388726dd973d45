//! API keys in memory: every request asks for one.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::TokenDigest;
use crate::api_keys::KnownKey;

/// API keys by the digests of their secrets, as of one version of what they depend on. Only secrets that there are lead to
/// something, so there are no more of them than keys.
#[derive(Debug, Default)]
pub(super) struct KnownKeys<V>(Mutex<AsOf<V>>);

#[derive(Debug, Default)]
struct AsOf<V> {
    version: V,
    by_secret: HashMap<[u8; 32], KnownKey>,
}

impl<V: PartialEq> KnownKeys<V> {
    /// The key of a secret, if it was kept as of this version.
    pub(super) fn get(&self, version: &V, secret: &TokenDigest) -> Option<KnownKey> {
        // No panic leaves a map of finished entries half-changed.
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = (keys.version == *version).then(|| keys.by_secret.get(secret.as_bytes()));
        found.flatten().cloned()
    }

    /// Keeps the key of a secret as of a version, and forgets those of another one.
    pub(super) fn keep(&self, version: V, secret: &TokenDigest, key: KnownKey) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.version != version {
            *keys = AsOf {
                version,
                by_secret: HashMap::new(),
            };
        }
        keys.by_secret.insert(*secret.as_bytes(), key);
    }
}
