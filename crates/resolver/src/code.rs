//! What codes that carry certificates are read with: dictionaries of the register.

use jiff::Timestamp;
use qr::{Dictionary, DictionaryId};
use schemas::base_url::BaseUrl;

use crate::{FetchError, Resolver, Source, fetch::host_of_text};

impl Resolver {
    /// The dictionary with the address `id` of the register. It never changes, so it is kept as long as anything is.
    pub async fn dictionary(
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
