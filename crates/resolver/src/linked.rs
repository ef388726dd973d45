//! What lies behind a link: the content of a QR code on a paper certificate.

use schemas::api::issuer::Delivery;
use serde::Deserialize as _;
use serde_json::Value;

use crate::{FetchError, Resolver};

/// What a link led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Linked {
    /// A certificate with the operator's receipt.
    Delivery(Delivery),
    /// A credential or presentation alone.
    Credential(Value),
}

/// Why nothing usable was behind a link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It was fetched, and is no certificate.
    #[error(
        "the link leads to something else than a certificate: follow the link on the certificate itself"
    )]
    NoCertificate,
}

/// Whether `text` begins as an address in the web does, in capitals or in small letters.
pub fn is_web_address(text: &str) -> bool {
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("https://") || begins("http://")
}

impl Resolver {
    /// Fetches the certificate behind `url`. Nothing is kept: whoever has the link has the certificate, so the
    /// link is a secret.
    pub async fn fetch_delivery(&self, url: &str) -> Result<Linked, LinkError> {
        let accept = "application/json, application/vc;q=0.9";
        let fetched = self.of_stranger(url, accept).await?;
        if let Ok(delivery) = Delivery::deserialize(&fetched.value) {
            return Ok(Linked::Delivery(delivery));
        }
        let credential =
            fetched.value.get("@context").is_some() && fetched.value.get("type").is_some();
        if !credential {
            return Err(LinkError::NoCertificate);
        }
        Ok(Linked::Credential(fetched.value))
    }
}
