//! Signed documents that everybody fetches: kept as they were signed, signed again when their content changes or
//! half of their validity has passed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credential::eddsa_rdfc_2022::SecureError;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{app::Operator, store::StoreError};

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
    /// The document.
    pub body: String,
    /// Its entity tag, with quotes.
    pub etag: String,
    version: u64,
    from: Timestamp,
    renew_at: Timestamp,
}

type Place = Arc<tokio::sync::Mutex<Option<Arc<Signed>>>>;

/// The documents by their names.
#[derive(Default)]
pub struct Published {
    places: Mutex<HashMap<String, Place>>,
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
        let later = |by| now.checked_add(by).map_err(|_| PublishError::OutOfRange);
        let (valid_until, renew_at) = (later(validity)?, later(validity / 2)?);
        let content = read().await?;
        let operator = operator.clone();
        let sign = move || operator.secure(&(content.document)(now, valid_until), now);
        let document = tokio::task::spawn_blocking(sign)
            .await
            .map_err(|_| PublishError::BrokenOff)??;
        let body = document.to_string();
        let signed = Arc::new(Signed {
            etag: etag(&body),
            body,
            version: content.version,
            from: now,
            renew_at,
        });
        *place = Some(signed.clone());
        Ok(signed)
    }

    fn place(&self, name: &str) -> Place {
        // A map of finished entries: no panic leaves it half-changed.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(name.to_owned()).or_default().clone()
    }
}

/// A strong entity tag of a body: the first 128 bits of its SHA-256.
pub fn etag(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..16]))
}
