//! What codes that carry certificates are read with: dictionaries of the register.

use jiff::Timestamp;
use qr::{Dictionary, DictionaryId, dictionary::DictionaryError};
use schemas::base_url::BaseUrl;

use crate::{FetchError, Resolver, Source};

/// Why a dictionary is not at hand.
#[derive(Debug, thiserror::Error)]
pub enum NoDictionary {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What was fetched is none.
    #[error(transparent)]
    Dictionary(#[from] DictionaryError),
    /// What was fetched is another one.
    #[error(
        "the register answered with the dictionary {found} to the question for {asked}: tell its operator"
    )]
    Other {
        /// Which was asked for.
        asked: DictionaryId,
        /// Which came.
        found: DictionaryId,
    },
}

impl Resolver {
    /// The dictionary with the address `id` of the register. It never changes, so it is kept as long as anything is.
    pub async fn dictionary(
        &self,
        registry: &BaseUrl,
        id: DictionaryId,
        now: Timestamp,
    ) -> Result<Dictionary, NoDictionary> {
        let url = registry.join(&format!("/dictionaries/{id}"));
        let fetched = self.document(&url, "application/json", Source::Register, now);
        // Written as the register writes it: the address is that of the bytes, and tells whether they are the same.
        let dictionary = Dictionary::read(fetched.await?.to_string().as_bytes())?;
        let (asked, found) = (id, dictionary.id());
        if asked != found {
            return Err(NoDictionary::Other { asked, found });
        }
        Ok(dictionary)
    }
}
