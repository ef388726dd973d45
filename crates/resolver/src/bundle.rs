//! The register's offline bundle, fetched whole.

use std::time::Duration;

use credential::offline::MAX_BUNDLE;
use schemas::{
    api::registry::offline::{MEDIA_TYPE, PATH},
    base_url::BaseUrl,
};

use crate::{
    FetchError, Resolver,
    fetch::{Asked, host_of_text},
};

/// The time for all of a bundle: it is larger than anything else.
const TIMEOUT: Duration = Duration::from_mins(2);

impl Resolver {
    /// The offline bundle of the register at `registry`, as text. Nothing of it is verified, and nothing kept here.
    pub async fn offline_bundle(&self, registry: &BaseUrl) -> Result<String, FetchError> {
        let url = registry.join(PATH);
        let asked = Asked {
            accept: MEDIA_TYPE,
            bytes: MAX_BUNDLE,
            timeout: TIMEOUT,
        };
        let body = self.inner.fetcher.get(&url, asked).await?;
        String::from_utf8(body.bytes).map_err(|_| FetchError::Unreadable {
            host: host_of_text(&url),
            problem: "it is no text".to_owned(),
        })
    }
}
