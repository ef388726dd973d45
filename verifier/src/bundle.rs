//! The register's offline bundle, kept for browsers: they fetch it here, so that no other host learns who verifies.

use std::{io::Write as _, sync::Arc};

use axum::body::Bytes;
use credential::{
    Trust, digest,
    offline::{BundleError, BundleText},
};
use flate2::{Compression, write::GzEncoder};
use jiff::{SignedDuration, Timestamp};
use resolver::{FetchError, Resolver};
use schemas::api::registry::offline::Manifest;
use serde::Deserialize;

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

/// A bundle whose signature and parts were checked.
#[derive(Debug)]
pub struct Kept {
    /// The text.
    pub plain: Bytes,
    /// The same, compressed.
    pub gzip: Bytes,
    /// Its entity tag, with quotes.
    pub etag: String,
    /// What its manifest says.
    pub manifest: Manifest,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Arc<Kept>>,
    /// When the register is asked again.
    again: Option<Timestamp>,
}

/// Keeps the bundle. Cheap to clone; clones keep one.
#[derive(Clone)]
pub struct Bundles {
    resolver: Resolver,
    trust: Arc<Trust>,
    refresh: SignedDuration,
    state: Arc<tokio::sync::Mutex<State>>,
}

impl Bundles {
    /// Keeps none yet.
    pub fn new(resolver: Resolver, trust: Arc<Trust>, config: OfflineConfig) -> Self {
        Self {
            resolver,
            trust,
            refresh: SignedDuration::from_secs(config.refresh_seconds.into()),
            state: Arc::default(),
        }
    }

    /// The bundle: the kept one while it is young, and for as long as there is no newer one to be had. Of several callers
    /// one asks the register, the others wait.
    pub async fn get(&self, now: Timestamp) -> Result<Arc<Kept>, NoBundle> {
        let mut state = self.state.lock().await;
        if let (Some(kept), Some(again)) = (&state.kept, state.again)
            && now < again
        {
            return Ok(kept.clone());
        }
        match self.fetch().await {
            Ok(kept) => {
                let kept = Arc::new(kept);
                state.kept = Some(kept.clone());
                state.again = now.checked_add(self.refresh).ok();
                Ok(kept)
            }
            Err(error) => {
                tracing::warn!(%error, "there is no newer offline bundle");
                state.again = now.checked_add(AFTER_FAILURE).ok();
                state.kept.clone().ok_or(error)
            }
        }
    }

    async fn fetch(&self) -> Result<Kept, NoBundle> {
        let text = self.resolver.offline_bundle(&self.trust.registry).await?;
        let trust = Arc::clone(&self.trust);
        let checking = tokio::task::spawn_blocking(move || {
            let bundle = BundleText::read(&text, &trust)?;
            let manifest = bundle.bundle().manifest().clone();
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            // Writing to memory does not fail.
            let _ = gzip.write_all(text.as_bytes());
            Ok(Kept {
                gzip: gzip.finish().unwrap_or_default().into(),
                etag: format!("\"{}\"", digest::of_text(&text).as_str()),
                plain: text.into(),
                manifest,
            })
        });
        checking.await.map_err(|_| NoBundle::Stopping)?
    }
}
