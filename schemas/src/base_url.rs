//! The register's public base URL, from which every identifier of the operator is built.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{
    did::Did,
    identifier::{HeiCode, LocalCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    status::StatusPlace,
};

/// A server's public base URL: `https` without path, query and user, or `http` on a loopback address for
/// trying things out. Kept without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

/// How many bytes a base URL has at most.
const MAX_LENGTH: usize = 200;

/// Why a text is no base URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{found}\" is no base URL: write https:// and a host name, without a path (http:// only for a loopback address)"
)]
pub struct InvalidBaseUrl {
    found: String,
}

/// Whether the URL's host is a loopback address or `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        let invalid = || InvalidBaseUrl {
            found: text.chars().take(120).collect(),
        };
        let url: Url = text.parse().map_err(|_| invalid())?;
        let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let read = Self(url.as_str().trim_end_matches('/').to_owned());
        // Other scripts are longer in ASCII: what is read must be read again.
        if !scheme_fits || !bare || text.len().max(read.0.len()) > MAX_LENGTH {
            return Err(invalid());
        }
        // What no DID can name, such as an IPv6 address, is refused here, so that `did` cannot fail.
        read.did_text().parse::<Did>().map_err(|_| invalid())?;
        Ok(read)
    }
}

impl BaseUrl {
    /// The URL as text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of `path`, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        debug_assert!(path.starts_with('/'));
        format!("{}{path}", self.0)
    }

    /// Whether `url` lies under this base URL.
    pub fn holds(&self, url: &str) -> bool {
        url.strip_prefix(&self.0)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// The server's own `did:web` (a port is percent-encoded, as the method demands).
    ///
    /// # Panics
    /// Never: the host was checked when the URL was read.
    pub fn did(&self) -> Did {
        let did = self.did_text().parse();
        did.expect("never: read as a DID together with the URL")
    }

    fn did_text(&self) -> String {
        let host = self.0.split_once("://").map_or("", |(_, host)| host);
        format!("did:web:{}", host.replace(':', "%3A"))
    }

    /// The DID that the operator hosts for an awarding body.
    ///
    /// # Panics
    /// Never: a code is a valid part of a DID.
    pub fn hosted_did(&self, hei: &HeiCode) -> Did {
        format!("{}:hei:{hei}", self.did())
            .parse()
            .expect("a code is a valid part of a DID")
    }

    /// The `id` of a certificate, also its page in the register.
    pub fn certificate(&self, number: CertificateNumber) -> String {
        self.join(&format!("/certificates/{number}"))
    }

    /// The `id` of the operator's receipt for a certificate.
    pub fn receipt(&self, number: CertificateNumber) -> String {
        self.join(&format!("/certificates/{number}/receipt"))
    }

    /// The `id` of the extract of a certificate.
    pub fn extract(&self, number: CertificateNumber) -> String {
        self.join(&format!("/certificates/{number}/extract"))
    }

    /// A programme's URL in the register.
    pub fn programme(&self, code: &ProgrammeCode) -> String {
        self.join(&format!("/programmes/{code}"))
    }

    /// The URL of a part of a programme: `kind` is `modules`, `competencies`, `outcomes` or `results`.
    pub fn programme_part(&self, code: &ProgrammeCode, kind: &str, part: &LocalCode) -> String {
        self.join(&format!("/programmes/{code}/{kind}/{part}"))
    }

    /// The URL of a status list.
    pub fn status_list(&self, list: &StatusListName) -> String {
        self.join(&format!("/status/{list}"))
    }

    /// The `id` of a certificate's `credentialStatus`.
    pub fn status_entry(&self, place: &StatusPlace) -> String {
        format!("{}#{}", self.status_list(&place.list), place.index)
    }

    /// The URL of a grade scale.
    pub fn grade_scale(&self, name: &str) -> String {
        self.join(&format!("/grade-scales/{name}"))
    }

    /// The URL of the signed list of accredited awarding bodies.
    pub fn trust_list(&self) -> String {
        self.join("/trust-list")
    }

    /// The URL of our JSON-LD context.
    pub fn context(&self) -> String {
        self.join("/contexts/mc/v1.jsonld")
    }

    /// The URL of our JSON-LD context for reviews of programmes.
    pub fn review_context(&self) -> String {
        self.join("/contexts/mc-review/v1.jsonld")
    }

    /// The URL of our JSON Schema for certificates.
    pub fn schema(&self) -> String {
        self.join("/schemas/mc/v1.json")
    }

    /// The IRI of a term of our vocabulary.
    pub fn term(&self, name: &str) -> String {
        self.join(&format!("/vocab/mc#{name}"))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = InvalidBaseUrl;

    fn try_from(text: String) -> Result<Self, InvalidBaseUrl> {
        text.parse()
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_whatever_is_read_has_a_did(text in "(https?://)?\\PC{0,40}") {
            if let Ok(base) = text.parse::<BaseUrl>() {
                prop_assert!(base.did().as_str().starts_with("did:web:"));
                prop_assert_eq!(base.as_str().parse(), Ok(base));
            }
        }

        #[test]
        fn reading_is_the_inverse_of_writing(host in "[a-z]{1,9}(\\.[a-z]{2,6}){0,2}", port in 1..=u16::MAX) {
            let base: BaseUrl = format!("https://{host}:{port}").parse().unwrap();
            prop_assert_eq!(base.to_string().parse(), Ok(base));
        }
    }

    #[test]
    fn what_is_longer_in_ascii_is_measured_in_ascii() {
        let read = |more: usize| format!("https:/ա{}", "h".repeat(more)).parse::<BaseUrl>();
        let fits = read(170).unwrap();
        assert_eq!(fits.as_str().parse(), Ok(fits));
        assert!(read(186).is_err());
    }

    #[test]
    fn plain_http_only_on_loopback() {
        assert!("http://127.0.0.1:8801".parse::<BaseUrl>().is_ok());
        assert!("http://localhost:8801/".parse::<BaseUrl>().is_ok());
        for bad in [
            "http://registry.kz",
            "https://a.kz/x",
            "https://u@a.kz",
            "https://a.kz?x",
            "ftp://a",
            "",
            "http://[::1]:8801",
            "https://a\"b.kz",
            "https://a{b}.kz",
            "https://a b.kz",
        ] {
            assert!(bad.parse::<BaseUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_port_of_a_did_web_is_percent_encoded() {
        let base: BaseUrl = "http://127.0.0.1:8801".parse().unwrap();
        let hei = "kaznu".parse().unwrap();
        assert_eq!(
            base.hosted_did(&hei).as_str(),
            "did:web:127.0.0.1%3A8801:hei:kaznu"
        );
        assert!(base.holds("http://127.0.0.1:8801/x"));
        assert!(!base.holds("http://127.0.0.1:88011/x"));
    }
}
