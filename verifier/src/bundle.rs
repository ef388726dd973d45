//! The register's offline bundle, kept for browsers: they fetch it here, so that no other host learns who verifies. A small one
//! goes to them whole; of a large one the head, and one by one the parts that are of a programme each.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use credential::{
    Trust,
    offline::{Bundle, BundleError},
};
use jiff::{SignedDuration, Timestamp};
use resolver::{FetchError, Resolver};
use serde::Deserialize;
use service::document::Packed;

/// How the bundle is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfflineConfig {
    /// For how many seconds a bundle is handed out before the register is asked for a newer one.
    pub refresh_seconds: u32,
    /// The most bytes of a bundle that is handed out whole.
    pub whole_up_to_bytes: u32,
}

impl Default for OfflineConfig {
    fn default() -> Self {
        Self {
            refresh_seconds: 300,
            whole_up_to_bytes: 8 << 20,
        }
    }
}

/// For how long the register is not asked again after it failed.
const AFTER_FAILURE: SignedDuration = SignedDuration::from_secs(10);

/// Why there is no bundle.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoBundle {
    /// The register did not hand it out.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What it handed out is not used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The program is being stopped.
    #[error("the verifier is being stopped: ask again in a minute")]
    Stopping,
}

/// A bundle whose signature and parts were checked, as it is handed out.
#[derive(Debug)]
pub struct Kept {
    /// What comes first: all of it, or its head.
    pub first: Packed,
    /// What does not come first, by its digest.
    parts: HashMap<String, Bytes>,
}

impl Kept {
    /// Checks a bundle and compresses what comes first of it.
    fn of(text: &Bytes, trust: &Trust, whole_up_to: u32) -> Result<Self, BundleError> {
        // It came as a text.
        let read = str::from_utf8(text).unwrap_or_default();
        let bundle = Bundle::read(read, trust)?;
        if u32::try_from(text.len()).is_ok_and(|length| length <= whole_up_to) {
            return Ok(Self {
                first: Packed::new(read.to_owned()),
                parts: HashMap::new(),
            });
        }
        let parts = bundle.behind_head();
        let parts =
            parts.map(|(digest, part)| (digest.to_string(), text.slice_ref(part.as_bytes())));
        Ok(Self {
            first: Packed::new(bundle.head().to_owned()),
            parts: parts.collect(),
        })
    }

    /// A part that does not come first, by its digest.
    pub fn part(&self, digest: &str) -> Option<String> {
        String::from_utf8(self.parts.get(digest)?.to_vec()).ok()
    }
}

/// A bundle, or why there is none.
type Outcome = Result<Arc<Kept>, NoBundle>;

#[derive(Debug)]
struct Last {
    outcome: Outcome,
    /// When the register is asked again.
    again: Timestamp,
}

/// Keeps the bundle. Cheap to clone; clones keep one.
#[derive(Clone)]
pub struct Bundles {
    resolver: Resolver,
    trust: Arc<Trust>,
    refresh: SignedDuration,
    whole_up_to: u32,
    last: Arc<Mutex<Option<Last>>>,
    /// Held by the one who asks the register.
    asking: Arc<tokio::sync::Mutex<()>>,
}

impl Bundles {
    /// Keeps none yet.
    pub fn new(resolver: Resolver, trust: Arc<Trust>, config: OfflineConfig) -> Self {
        Self {
            resolver,
            trust,
            refresh: SignedDuration::from_secs(config.refresh_seconds.into()),
            whole_up_to: config.whole_up_to_bytes,
            last: Arc::default(),
            asking: Arc::default(),
        }
    }

    /// The bundle: the kept one while it is young, and for as long as there is no newer one to be had. Of several callers one
    /// asks the register; the others get the kept one meanwhile, or wait when there is none.
    pub async fn get(&self, now: Timestamp) -> Outcome {
        let Some(kept) = self.kept() else {
            let _turn = self.asking.lock().await;
            return self.newest(now).await;
        };
        match self.asking.try_lock() {
            Ok(_turn) => self.newest(now).await,
            Err(_) => Ok(kept),
        }
    }

    /// The last outcome as long as it is young, else that of asking the register.
    async fn newest(&self, now: Timestamp) -> Outcome {
        if let Some(last) = &*self.last()
            && now < last.again
        {
            return last.outcome.clone();
        }
        let (outcome, pause) = match self.fetch().await {
            Ok(bundle) => (Ok(Arc::new(bundle)), self.refresh),
            Err(error) => {
                tracing::warn!(%error, "there is no newer offline bundle");
                (self.kept().ok_or(error), AFTER_FAILURE)
            }
        };
        *self.last() = Some(Last {
            outcome: outcome.clone(),
            again: now.checked_add(pause).unwrap_or(now),
        });
        outcome
    }

    fn kept(&self) -> Option<Arc<Kept>> {
        self.last().as_ref()?.outcome.clone().ok()
    }

    fn last(&self) -> MutexGuard<'_, Option<Last>> {
        // It holds one finished value: no panic leaves it half-changed.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self) -> Result<Kept, NoBundle> {
        let text = self.resolver.offline_bundle(&self.trust.registry).await?;
        let text = Bytes::from(text);
        let (trust, whole_up_to) = (Arc::clone(&self.trust), self.whole_up_to);
        let checking = tokio::task::spawn_blocking(move || Kept::of(&text, &trust, whole_up_to));
        Ok(checking.await.map_err(|_| NoBundle::Stopping)??)
    }
}
