//! Dictionaries of the register, with which codes that carry certificates are read and written.

use jiff::Timestamp;
use qr::{Dictionary, DictionaryId, Payload};
use schemas::{base_url::BaseUrl, identifier::ProgrammeCode};

use crate::{FetchError, Resolver, Source, fetch::host_of_text};

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

    /// The dictionary with which codes are written for the certificates of a programme that `key`, in multibase, signed.
    pub async fn dictionary_for(
        &self,
        programme: &ProgrammeCode,
        key: &str,
        registry: &BaseUrl,
        now: Timestamp,
    ) -> Result<Dictionary, FetchError> {
        // It becomes a part of the address.
        if !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(FetchError::NotAnAddress);
        }
        let path = format!("/api/v1/programmes/{programme}/dictionary?key={key}");
        let (_, dictionary) = self.fetch_dictionary(&registry.join(&path), now).await?;
        Ok(dictionary)
    }

    /// The dictionary with the address `id` of the register. It never changes, so it is kept as long as anything is.
    async fn dictionary(
        &self,
        registry: &BaseUrl,
        id: DictionaryId,
        now: Timestamp,
    ) -> Result<Dictionary, FetchError> {
        let url = registry.join(&format!("/dictionaries/{id}"));
        let (host, dictionary) = self.fetch_dictionary(&url, now).await?;
        let found = dictionary.id();
        if found != id {
            let problem = format!("this is the dictionary {found}, asked for was {id}");
            return Err(FetchError::Unreadable { host, problem });
        }
        Ok(dictionary)
    }

    /// The dictionary at `url`, and the host that it came from.
    async fn fetch_dictionary(
        &self,
        url: &str,
        now: Timestamp,
    ) -> Result<(String, Dictionary), FetchError> {
        let fetched = self.document(url, "application/json", Source::Register, now);
        let (fetched, host) = (fetched.await?, host_of_text(url));
        // Written as the register writes it: the address is that of the bytes, and tells whether they are the same.
        match Dictionary::read(fetched.to_string().as_bytes()) {
            Ok(dictionary) => Ok((host, dictionary)),
            Err(error) => Err(FetchError::Unreadable {
                host,
                problem: error.to_string(),
            }),
        }
    }
}
