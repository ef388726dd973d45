//! What codes that carry certificates are read with: dictionaries of the register.

use credential::{Contexts, digest};
use jiff::Timestamp;
use qr::{Dictionary, DictionaryId, Payload, payload::PayloadError};
use schemas::{
    base_url::BaseUrl,
    json::{self, JsonError, Limits},
};
use serde_json::Value;

use crate::{FetchError, Resolver, Source, fetch::host_of_text};

/// Why a code does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is damaged, or none of ours.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// What it carries is no JSON.
    #[error("what the code carries is no certificate: {0}")]
    Json(#[from] JsonError),
}

/// The certificate and the receipt that a payload carries, as JSON, by the dictionary that it names. Nothing of them is
/// verified. Computes the certificate's digest: work for a processor, not for a task that must not wait.
pub fn open(
    payload: &Payload<'_>,
    dictionary: &Dictionary,
    contexts: &Contexts,
) -> Result<(Value, Option<Value>), CodeError> {
    let read = |text: &str| json::parse(text.as_bytes(), Limits::CREDENTIAL);
    let digest = |certificate: &str| digest::of_secured(&read(certificate).ok()?, contexts).ok();
    let carried = payload.open(dictionary, &digest)?;
    let receipt = carried.receipt.as_deref().map(read).transpose()?;
    Ok((read(&carried.certificate)?, receipt))
}

impl Resolver {
    /// The dictionary that `payload` is read with: the one that it names, of the register at `registry`, or the one that
    /// every reader has.
    pub async fn dictionary_of(
        &self,
        payload: &Payload<'_>,
        registry: &BaseUrl,
        now: Timestamp,
    ) -> Result<Dictionary, FetchError> {
        match payload.dictionary() {
            None => Ok(Dictionary::general().clone()),
            Some(id) => self.dictionary(registry, id, now).await,
        }
    }

    /// The dictionary with the address `id` of the register. It never changes, so it is kept as long as anything is.
    async fn dictionary(
        &self,
        registry: &BaseUrl,
        id: DictionaryId,
        now: Timestamp,
    ) -> Result<Dictionary, FetchError> {
        let url = registry.join(&format!("/dictionaries/{id}"));
        let fetched = self.document(&url, "application/json", Source::Register, now);
        let fetched = fetched.await?;
        let unreadable = |problem: String| FetchError::Unreadable {
            host: host_of_text(&url),
            problem,
        };
        // Written as the register writes it: the address is that of the bytes, and tells whether they are the same.
        let dictionary = Dictionary::read(fetched.to_string().as_bytes())
            .map_err(|error| unreadable(error.to_string()))?;
        let found = dictionary.id();
        if found != id {
            return Err(unreadable(format!(
                "this is the dictionary {found}, asked for was {id}"
            )));
        }
        Ok(dictionary)
    }
}
