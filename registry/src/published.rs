//! Signed documents that everybody fetches: kept as they were signed, signed again when their content changes or
//! half of their validity has passed.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use credential::eddsa_rdfc_2022::SecureError;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use service::{
    document::etag,
    metrics::{Counter, Metrics},
};

use crate::{operator::Operator, store::StoreError};

/// Why a list could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It could not be signed.
    #[error("the list could not be signed")]
    Secure(#[from] SecureError),
    /// The work was broken off.
    #[error("signing the list was broken off")]
    BrokenOff,
    /// Its time of validity cannot be written.
    #[error("the clock or the validity of lists is out of range")]
    OutOfRange,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A signed document as it is sent.
#[derive(Debug)]
pub struct Signed {
    /// The document. Its copies share one memory.
    pub body: Bytes,
    /// Its entity tag, with quotes.
    pub etag: String,
    /// Until when it is valid.
    pub valid_until: Timestamp,
    version: u64,
    from: Timestamp,
    renew_at: Timestamp,
}

type Place = Arc<tokio::sync::Mutex<Option<Arc<Signed>>>>;

/// How publishing a document stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Until when the document that was signed last is valid; `None` when none was signed yet.
    pub valid_until: Option<Timestamp>,
    /// Why it could not be signed again, when the last try failed.
    pub failing: Option<String>,
}

/// The documents by their names.
#[derive(Default)]
pub struct Published {
    places: Mutex<HashMap<String, Place>>,
    standings: Mutex<BTreeMap<String, Standing>>,
    signed: Counter,
    failures: Counter,
}

/// What a document's content was when it was read, and the document without proof for a time of validity.
pub struct Content<F> {
    /// Changes whenever the content does.
    pub version: u64,
    /// Makes the document for `(valid_from, valid_until)`.
    pub document: F,
}

impl Published {
    /// The signed document `name`, whose content has the given `version` now. `read` reads the content when there is
    /// something to sign; of several callers at the same time, one signs.
    pub async fn get<F>(
        &self,
        name: &str,
        version: u64,
        signing: (&Arc<Operator>, Timestamp, SignedDuration),
        read: impl AsyncFnOnce() -> Result<Content<F>, StoreError>,
    ) -> Result<Arc<Signed>, PublishError>
    where
        F: FnOnce(Timestamp, Timestamp) -> Value + Send + 'static,
    {
        let (operator, now, validity) = signing;
        let place = self.place(name);
        let mut place = place.lock().await;
        if let Some(signed) = place.as_ref()
            && signed.version == version
            && (signed.from..signed.renew_at).contains(&now)
        {
            return Ok(signed.clone());
        }
        let signed = sign(operator, now, validity, read).await;
        self.note(name, &signed);
        let signed = Arc::new(signed?);
        *place = Some(signed.clone());
        Ok(signed)
    }

    /// How every document that was asked for stands, by its name.
    pub fn standings(&self) -> BTreeMap<String, Standing> {
        self.locked().clone()
    }

    /// Adds what is counted here to a server's metrics.
    pub fn register(&self, metrics: &mut Metrics) {
        metrics.add(
            "registry_lists_signed",
            "Status lists and lists of awarding bodies that were signed",
            &self.signed,
        );
        metrics.add(
            "registry_list_signing_failures",
            "Tries to sign a status list or the list of awarding bodies that failed",
            &self.failures,
        );
    }

    fn note(&self, name: &str, signed: &Result<Signed, PublishError>) {
        let mut standings = self.locked();
        let standing = standings.entry(name.to_owned()).or_default();
        match signed {
            Ok(signed) => {
                self.signed.inc();
                standing.failing = None;
                standing.valid_until = Some(signed.valid_until);
            }
            Err(error) => {
                self.failures.inc();
                standing.failing = Some(error.to_string());
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Standing>> {
        // A map of finished entries: no panic leaves it half-changed.
        self.standings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, name: &str) -> Place {
        // A map of finished entries: no panic leaves it half-changed.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(name.to_owned()).or_default().clone()
    }
}

/// Reads the content and signs it, away from the threads that answer requests.
async fn sign<F>(
    operator: &Arc<Operator>,
    now: Timestamp,
    validity: SignedDuration,
    read: impl AsyncFnOnce() -> Result<Content<F>, StoreError>,
) -> Result<Signed, PublishError>
where
    F: FnOnce(Timestamp, Timestamp) -> Value + Send + 'static,
{
    let later = |by| now.checked_add(by).map_err(|_| PublishError::OutOfRange);
    let (valid_until, renew_at) = (later(validity)?, later(validity / 2)?);
    let content = read().await?;
    let operator = operator.clone();
    let sign = move || operator.secure(&(content.document)(now, valid_until), now);
    let document = tokio::task::spawn_blocking(sign)
        .await
        .map_err(|_| PublishError::BrokenOff)??;
    let body = document.to_string();
    Ok(Signed {
        etag: etag(&body),
        body: body.into(),
        valid_until,
        version: content.version,
        from: now,
        renew_at,
    })
}
