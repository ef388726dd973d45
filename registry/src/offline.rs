//! The offline bundle as everybody fetches it ([`schemas::api::registry::offline`]): all that judging certificates takes, as one
//! text under the operator's signature.
//!
//! One bundle is kept, and made again when something in it has changed or when it is old. One caller makes it; others get the one
//! before meanwhile, as long as that is not older than twice what a bundle may be. A caller that is gone does not break it off.

mod making;

use std::sync::{Arc, Mutex, PoisonError};

use credential::{data_integrity::SecureError, offline::MAX_BUNDLE};
use jiff::{SignedDuration, Timestamp};
use service::{
    clock::SharedClock,
    document::Packed,
    metrics::{Counter, Metrics},
};
use tokio::{runtime::Handle, sync::OwnedMutexGuard};

use crate::{
    app::Registry,
    config::Config,
    published::PublishError,
    store::{Extent, StoreError},
};

/// Why there is no offline bundle.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// It would be larger than anybody reads.
    #[error(
        "the offline bundle has more than {MAX_BUNDLE} bytes, which nobody reads: certificates of this register are verified online"
    )]
    TooLarge,
    /// The manifest could not be signed.
    #[error("the manifest of the offline bundle could not be signed")]
    Secure(#[from] SecureError),
    /// A part cannot be written.
    #[error("a part of the offline bundle cannot be written")]
    Unwritable(#[from] serde_json::Error),
    /// The work was broken off.
    #[error("making the offline bundle was broken off")]
    BrokenOff,
    /// A list in it could not be published.
    #[error(transparent)]
    List(#[from] PublishError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The bundle that was made last.
#[derive(Default)]
pub struct Bundles {
    kept: Mutex<Option<Arc<Kept>>>,
    made: Counter,
    /// Held by whoever makes one.
    making: Arc<tokio::sync::Mutex<()>>,
}

/// What came of making one. That it would be too large is kept too: nobody makes it again for that before it is due.
struct Kept {
    made_at: Timestamp,
    shows: Extent,
    bundle: Option<Arc<Packed>>,
}

impl Kept {
    fn is_younger(&self, than: SignedDuration, now: Timestamp) -> bool {
        let age = now.duration_since(self.made_at);
        (SignedDuration::ZERO..than).contains(&age)
    }

    fn shows(&self, extent: &Extent) -> bool {
        self.shows.evidence_version >= extent.evidence_version
            && self.shows.status_lists >= extent.status_lists
    }

    fn bundle(&self) -> Result<Arc<Packed>, OfflineError> {
        self.bundle.clone().ok_or(OfflineError::TooLarge)
    }
}

impl Bundles {
    fn kept(&self) -> Option<Arc<Kept>> {
        // One finished value: no panic leaves it half-changed.
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, kept: Arc<Kept>) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }

    /// Adds what is known of the bundle to a server's metrics.
    pub fn register(self: &Arc<Self>, metrics: &mut Metrics, clock: &SharedClock) {
        metrics.add(
            "registry_offline_bundles_made",
            "Offline bundles made, those included that would have been too large",
            &self.made,
        );
        let (bundles, clock) = (self.clone(), clock.clone());
        metrics.add_asked(
            "registry_offline_bundle_age_seconds",
            "Seconds since the offline bundle was made that is handed out; it is made when somebody asks",
            move || {
                let kept = bundles.kept()?;
                kept.bundle.as_ref()?;
                Some(clock.now().duration_since(kept.made_at).as_secs_f64())
            },
        );
        let bundles = self.clone();
        metrics.add_asked(
            "registry_offline_bundle_bytes",
            "Bytes of the offline bundle, not compressed",
            move || {
                let bytes = bundles.kept()?.bundle.as_ref()?.text_len();
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
                Some(bytes as f64)
            },
        );
    }
}

/// How old a bundle becomes, by the settings. One is handed out until it is twice that old: half of its time is left to it then.
fn lifetime(config: &Config) -> SignedDuration {
    let wanted = SignedDuration::from_secs(config.offline_bundle_seconds.into());
    wanted.min(config.offline_bundle_validity() / 4)
}

/// The bundle as it is handed out now.
pub async fn bundle(registry: &Arc<Registry>) -> Result<Arc<Packed>, OfflineError> {
    let extent = registry.store.extent().await?;
    let lifetime = lifetime(&registry.config);
    let fresh = || {
        let kept = registry.offline.kept()?;
        let fresh = kept.shows(&extent) && kept.is_younger(lifetime, registry.now());
        fresh.then_some(kept)
    };
    if let Some(kept) = fresh() {
        return kept.bundle();
    }
    let making = registry.offline.making.clone();
    let making = if let Ok(making) = making.clone().try_lock_owned() {
        making
    } else {
        let before = registry.offline.kept();
        if let Some(before) = before
            && before.is_younger(lifetime * 2, registry.now())
        {
            return before.bundle();
        }
        making.lock_owned().await
    };
    // Somebody may have made one since.
    match fresh() {
        Some(kept) => kept.bundle(),
        None => make(registry, making).await?.bundle(),
    }
}

/// Makes a bundle and keeps it, away from the threads that answer requests, and to its end also when nobody waits any more.
async fn make(
    registry: &Arc<Registry>,
    making: OwnedMutexGuard<()>,
) -> Result<Arc<Kept>, OfflineError> {
    let (registry, runtime) = (registry.clone(), Handle::current());
    let work = move || {
        // Until it is kept.
        let _making = making;
        let gathered = runtime.block_on(making::gather(&registry))?;
        let (made_at, shows) = (gathered.at, gathered.shows);
        let validity = registry.config.offline_bundle_validity();
        let bundle = match making::put_together(&registry.operator, validity, gathered) {
            Ok(bundle) => Some(Arc::new(bundle)),
            Err(error @ OfflineError::TooLarge) => {
                tracing::error!(%error, "there is no offline bundle");
                None
            }
            Err(error) => return Err(error),
        };
        let kept = Arc::new(Kept {
            made_at,
            shows,
            bundle,
        });
        registry.offline.keep(kept.clone());
        registry.offline.made.inc();
        Ok(kept)
    };
    let made = tokio::task::spawn_blocking(work).await;
    made.map_err(|_| OfflineError::BrokenOff)?
}
