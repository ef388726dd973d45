//! The register's offline bundle, kept for browsers: they fetch it here, so that no other host learns who verifies.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
}

impl Default for OfflineConfig {
    fn default() -> Self {
        Self {
            refresh_seconds: 300,
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

/// A bundle whose signature and parts were checked, or why there is none.
type Outcome = Result<Arc<Packed>, NoBundle>;

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

    fn kept(&self) -> Option<Arc<Packed>> {
        self.last().as_ref()?.outcome.clone().ok()
    }

    fn last(&self) -> MutexGuard<'_, Option<Last>> {
        // It holds one finished value: no panic leaves it half-changed.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self) -> Result<Packed, NoBundle> {
        let text = self.resolver.offline_bundle(&self.trust.registry).await?;
        let trust = Arc::clone(&self.trust);
        let checking = tokio::task::spawn_blocking(move || {
            Bundle::read(&text, &trust)?;
            Ok(Packed::new(text))
        });
        checking.await.map_err(|_| NoBundle::Stopping)?
    }
}
