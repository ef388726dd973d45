//! `did:web` (W3C Credentials Community Group): where a DID's document lies, and whether a document is its own.

use schemas::did::Did;
use serde_json::Value;
use ssi::dids::{DID, Document};
use url::{Host, Url};

use crate::FetchError;

/// Why a DID has no document that we could fetch or accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidWebError {
    /// Another method than `did:web`.
    #[error("{did}: documents are fetched for did:web only")]
    OtherMethod {
        /// The DID.
        did: Did,
    },
    /// The DID does not map to a URL.
    #[error("{did}: no web address can be made of it: {reason}")]
    Malformed {
        /// The DID.
        did: Did,
        /// What is wrong.
        reason: &'static str,
    },
    /// What was fetched is no DID document.
    #[error("{did}: what lies at its address is no DID document: {reason}")]
    NoDocument {
        /// The DID.
        did: Did,
        /// What is wrong.
        reason: String,
    },
    /// The document is another DID's.
    #[error("{did}: the document at its address is that of {found}")]
    OtherSubject {
        /// The DID.
        did: Did,
        /// Whose document it is.
        found: String,
    },
}

/// Why an issuer's document could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The DID does not lead to a document, or not to its own.
    #[error(transparent)]
    Did(#[from] DidWebError),
    /// The document could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

/// The URL of a `did:web`'s document (did:web, "Read (Resolve)"). On a loopback host it is `http`, as nobody
/// certifies such a host; whether loopback is asked at all is the resolver's configuration.
pub fn did_web_url(did: &Did) -> Result<Url, DidWebError> {
    let malformed = |reason| DidWebError::Malformed {
        did: did.clone(),
        reason,
    };
    let parsed = DID::new(did.as_str()).map_err(|_| malformed("not the syntax of a DID"))?;
    if parsed.method_name() != "web" {
        return Err(DidWebError::OtherMethod { did: did.clone() });
    }
    let mut segments = parsed.method_specific_id().split(':');
    // 1, 2: colons become slashes; the port's colon is percent-encoded.
    let authority = segments.next().unwrap_or_default();
    let (host, port) = match authority
        .split_once("%3A")
        .or_else(|| authority.split_once("%3a"))
    {
        Some((host, port)) => {
            let port: u16 = port
                .parse()
                .map_err(|_| malformed("the port is no number"))?;
            (host, format!(":{port}"))
        }
        None => (authority, String::new()),
    };
    if host.is_empty() || host.contains('%') {
        return Err(malformed("the host is empty or percent-encoded"));
    }
    // 4, 5: the document's name, below .well-known when there is no path.
    let mut path = String::new();
    for segment in segments {
        if segment.is_empty() || segment.contains('%') || segment.bytes().all(|b| b == b'.') {
            return Err(malformed(
                "a part of the path is empty, dots or percent-encoded",
            ));
        }
        path = path + "/" + segment;
    }
    if path.is_empty() {
        path.push_str("/.well-known");
    }
    // 3: https, but for loopback.
    let mut url: Url = format!("https://{host}{port}{path}/did.json")
        .parse()
        .map_err(|_| malformed("the host is none"))?;
    let loopback = schemas::base_url::is_loopback(&url);
    match url.host() {
        Some(Host::Domain(_)) => {}
        Some(_) if loopback => {}
        _ => return Err(malformed("the host is an IP address")),
    }
    if loopback {
        url = format!("http://{host}{port}{path}/did.json")
            .parse()
            .map_err(|_| malformed("the host is none"))?;
    }
    Ok(url)
}

/// Accepts `document` when it is a DID document and its subject is `did`.
pub(crate) fn own_document(did: &Did, document: &Value) -> Result<(), DidWebError> {
    let parsed: Document =
        serde_json::from_value(document.clone()).map_err(|e| DidWebError::NoDocument {
            did: did.clone(),
            reason: e.to_string(),
        })?;
    if parsed.id.as_str() != did.as_str() {
        return Err(DidWebError::OtherSubject {
            did: did.clone(),
            found: parsed.id.as_str().chars().take(80).collect(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn url(did: &str) -> Result<String, DidWebError> {
        did_web_url(&did.parse().unwrap()).map(String::from)
    }

    #[test]
    fn dids_map_to_urls_as_the_method_says() {
        for (did, expected) in [
            (
                "did:web:w3c-ccg.github.io",
                "https://w3c-ccg.github.io/.well-known/did.json",
            ),
            (
                "did:web:w3c-ccg.github.io:user:alice",
                "https://w3c-ccg.github.io/user/alice/did.json",
            ),
            (
                "did:web:hei.kz%3A8443:hei:kaznu",
                "https://hei.kz:8443/hei/kaznu/did.json",
            ),
            (
                "did:web:127.0.0.1%3A8801:hei:kaznu",
                "http://127.0.0.1:8801/hei/kaznu/did.json",
            ),
            (
                "did:web:localhost%3a80",
                "http://localhost/.well-known/did.json",
            ),
        ] {
            assert_eq!(url(did).unwrap(), expected);
        }
    }

    #[test]
    fn what_would_lead_elsewhere_is_refused() {
        for did in [
            "did:web:10.0.0.1",
            "did:web:8.8.8.8",
            "did:web:0x0a000001",
            "did:web:hei.kz%3Ax",
            "did:web:hei.kz%2Fx",
            "did:web:user%40hei.kz",
            "did:web:hei.kz:..:..:admin",
            "did:web:hei.kz:%2e%2e:admin",
            "did:web:hei.kz::x",
            "did:web::hei.kz",
            "did:web:%3A80:hei.kz",
        ] {
            assert!(
                matches!(url(did), Err(DidWebError::Malformed { .. })),
                "{did}"
            );
        }
        let other = url("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
        assert!(matches!(other, Err(DidWebError::OtherMethod { .. })));
    }

    proptest::proptest! {
        #[test]
        fn a_url_stays_on_the_host_and_under_the_path_of_its_did(id in "[a-z0-9.%:-]{1,40}") {
            let text = format!("did:web:{id}");
            if let Some(url) = text.parse::<Did>().ok().and_then(|did| did_web_url(&did).ok()) {
                let host = id.split([':', '%']).next().unwrap_or_default();
                proptest::prop_assert!(url.path().ends_with("/did.json"));
                let named = url.host_str() == Some(host);
                // Other notations of an address are refused unless they mean loopback.
                proptest::prop_assert!(named || schemas::base_url::is_loopback(&url), "{url}");
                let segments = url.path().split('/').count();
                let expected = id.split(':').count().max(2) + 1;
                proptest::prop_assert_eq!(segments, expected, "{}", url);
            }
        }
    }

    #[test]
    fn a_document_is_its_own_subjects() {
        let did: Did = "did:web:hei.kz".parse().unwrap();
        let document = json!({
            "@context": ["https://www.w3.org/ns/cid/v1"],
            "id": "did:web:hei.kz",
            "verificationMethod": [{
                "id": "did:web:hei.kz#z6Mk", "type": "Multikey", "controller": "did:web:hei.kz",
                "publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
            }],
            "assertionMethod": ["did:web:hei.kz#z6Mk"]
        });
        own_document(&did, &document).unwrap();
        let mut other = document.clone();
        other["id"] = json!("did:web:other.kz");
        assert!(matches!(
            own_document(&did, &other),
            Err(DidWebError::OtherSubject { .. })
        ));
        for bad in [
            json!([]),
            json!({}),
            json!({ "id": 5 }),
            json!({ "id": "did:web:hei.kz", "verificationMethod": [5] }),
        ] {
            assert!(
                matches!(
                    own_document(&did, &bad),
                    Err(DidWebError::NoDocument { .. })
                ),
                "{bad}"
            );
        }
    }
}
