//! Fetches what a verification needs from the register and from issuers, and lays it out as evidence.
//!
//! *In scope*: guarded HTTP (https, public addresses, limits on time, size and redirects), a bounded cache,
//! `did:web` documents, deliveries behind a link, dictionaries of codes, the offline bundle; the file of such a bundle, and
//! evidence out of it, for which nobody is asked. Words for what went wrong stand in the crate `report`.
//!
//! *Out of scope*: judging. Nothing here decides whether a certificate is genuine; what is missing is handed
//! over as missing. The `ssi` library is used here and nowhere else, for the syntax of DIDs and for DID
//! documents; its verifier of proofs never sees a document.

mod address;
mod bundle;
mod cache;
mod dictionary;
mod did_web;
mod fetch;
mod gather;
mod linked;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Semaphore;

use cache::{Bounds, Cache, Fresh};
use fetch::{Fetched, Fetcher, host_of_text};

pub use bundle::{AsOf, BundleFile, BundleFileError};
pub use did_web::{DidWebError, DocumentError, did_web_url};
pub use fetch::FetchError;
pub use gather::{MAX_CERTIFICATES, is_not_needed, presented_in};
pub use linked::{LinkError, Linked, is_web_address};

/// How the resolver asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResolverConfig {
    /// Whether this machine itself may be asked, by plain http too. For trying things out only.
    pub allow_loopback: bool,
    /// Seconds for one document, redirects included; at least one.
    pub timeout_seconds: u64,
    /// The largest document, in bytes.
    pub max_bytes: usize,
    /// The most redirects on the way to one document.
    pub max_redirects: usize,
    /// Seconds for which an answer is kept, unless its sender asks for less. 0: nothing is kept.
    pub cache_seconds: u32,
    /// The most answers that are kept.
    pub cache_entries: usize,
    /// The most bytes of all kept answers together.
    pub cache_bytes: usize,
}

impl Default for ResolverConfig {
    fn default() -> Self {
        Self {
            allow_loopback: false,
            timeout_seconds: 10,
            max_bytes: 2 << 20,
            max_redirects: 3,
            cache_seconds: 60,
            cache_entries: 1024,
            cache_bytes: 32 << 20,
        }
    }
}

/// For how long a failure is remembered, so that a host that is down is not asked again by every request.
const FAILURE_SECONDS: u32 = 3;

/// The resolver could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum ResolverError {
    /// The HTTP client could not be set up.
    #[error(
        "no HTTP client: {0}; see that the system's root certificates are installed (package ca-certificates)"
    )]
    Client(#[from] reqwest::Error),
}

/// Fetches documents. Cheap to clone; clones share one cache.
#[derive(Clone)]
pub struct Resolver {
    inner: Arc<Inner>,
}

struct Inner {
    fetcher: Fetcher,
    cache: Cache<Result<Arc<Value>, FetchError>>,
    cache_seconds: u32,
    /// Requests to hosts that strangers named, so that slow ones cannot use up the server.
    strangers: Semaphore,
}

/// The most requests at the same time to hosts that strangers named: issuers and links. Further ones wait, within
/// their time limit. The register is asked without waiting.
const MOST_STRANGERS: usize = 64;

/// Whom a document is asked of, and with that, whether the answer is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The pinned register; kept as long as the configuration and the register allow.
    Register,
    /// The pinned register; never kept, as it can change at any moment and the change matters at once.
    RegisterFresh,
    /// A host that a certificate or a link names; kept like the register's documents.
    Stranger,
}

impl Resolver {
    /// A resolver with an empty cache.
    pub fn new(config: &ResolverConfig) -> Result<Self, ResolverError> {
        let bounds = Bounds {
            entries: config.cache_entries,
            weight: config.cache_bytes,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                fetcher: Fetcher::new(config)?,
                cache: Cache::new(bounds),
                cache_seconds: config.cache_seconds,
                strangers: Semaphore::new(MOST_STRANGERS),
            }),
        })
    }

    /// The JSON document at an address that a stranger named, asked for in turn.
    async fn of_stranger(&self, url: &str, accept: &str) -> Result<Fetched, FetchError> {
        let ask = async {
            // Never closed, so there is always a turn.
            let _turn = self.inner.strangers.acquire().await;
            self.inner.fetcher.json(url, accept).await
        };
        let limit = self.inner.fetcher.timeout();
        tokio::time::timeout(limit, ask).await.unwrap_or_else(|_| {
            Err(FetchError::TimedOut {
                host: host_of_text(url),
            })
        })
    }

    /// The JSON document at `url`, from the cache where it may be.
    async fn document(
        &self,
        url: &str,
        accept: &str,
        source: Source,
        now: Timestamp,
    ) -> Result<Arc<Value>, FetchError> {
        let seconds = |s: u32| SignedDuration::from_secs(s.into());
        let allowed = seconds(self.inner.cache_seconds);
        let ask = async {
            let fetched = match source {
                Source::Stranger => self.of_stranger(url, accept).await,
                Source::Register | Source::RegisterFresh => {
                    self.inner.fetcher.json(url, accept).await
                }
            };
            match fetched {
                Ok(fetched) => Fresh {
                    keep: match source {
                        Source::RegisterFresh => SignedDuration::ZERO,
                        Source::Register | Source::Stranger => {
                            let kept = fetched.max_age.unwrap_or(allowed).min(allowed);
                            kept.min(remaining_validity(&fetched.value, now).unwrap_or(kept))
                        }
                    },
                    weight: fetched.size,
                    value: Ok(Arc::new(fetched.value)),
                },
                Err(error) => {
                    let absent = matches!(error, FetchError::NotFound { .. });
                    // What a stranger's host does is not worth a line: anybody could fill the log with it.
                    if !absent && source != Source::Stranger {
                        tracing::warn!(%error, "the register did not answer");
                    }
                    let forget = absent && source == Source::RegisterFresh;
                    Fresh {
                        keep: if forget {
                            SignedDuration::ZERO
                        } else {
                            allowed.min(seconds(FAILURE_SECONDS))
                        },
                        weight: url.len(),
                        value: Err(error),
                    }
                }
            }
        };
        // On the heap: several of these are awaited at the same time.
        Box::pin(self.inner.cache.get(url, now, ask)).await
    }
}

/// For how long a credential is valid yet, where it says so: nothing is kept beyond its own end.
fn remaining_validity(document: &Value, now: Timestamp) -> Option<SignedDuration> {
    let until: Timestamp = document["validUntil"].as_str()?.parse().ok()?;
    Some(until.duration_since(now).max(SignedDuration::ZERO))
}
