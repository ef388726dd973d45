//! Decentralized Identifiers as far as this project uses them: `did:web`, `did:key`, and URLs that name a key.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

const MAX_LENGTH: usize = 512;

/// A DID (Decentralized Identifiers 1.0, section 3.1), at most 512 bytes, without path, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Did(String);

/// The text is no DID, or no DID URL with a fragment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not a {what}")]
pub struct InvalidDid {
    what: &'static str,
    found: String,
}

impl Did {
    /// The DID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method's name: `web`, `key`.
    pub fn method(&self) -> &str {
        self.0[4..].split(':').next().unwrap_or_default()
    }

    /// What follows the method's name and a colon.
    pub fn method_specific_id(&self) -> &str {
        &self.0[4 + self.method().len() + 1..]
    }

    /// The URL of one of this DID's keys. `fragment` is the multibase key or another name without `#`.
    pub fn key_url(&self, fragment: &str) -> Result<DidUrl, InvalidDid> {
        format!("{self}#{fragment}").parse()
    }
}

impl FromStr for Did {
    type Err = InvalidDid;

    fn from_str(text: &str) -> Result<Self, InvalidDid> {
        let invalid = || InvalidDid {
            what: "DID",
            found: text.chars().take(80).collect(),
        };
        if text.len() > MAX_LENGTH {
            return Err(invalid());
        }
        let (method, id) = text
            .strip_prefix("did:")
            .and_then(|rest| rest.split_once(':'))
            .ok_or_else(invalid)?;
        let method_fits = !method.is_empty()
            && method
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !method_fits || !id_fits(id) {
            return Err(invalid());
        }
        Ok(Self(text.to_owned()))
    }
}

/// `method-specific-id` of the DID syntax: idchars, percent-encoded bytes and colons, not ending in a colon.
fn id_fits(id: &str) -> bool {
    let mut bytes = id.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let hex = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_hexdigit());
                if !hex(bytes.next()) || !hex(bytes.next()) {
                    return false;
                }
            }
            b'.' | b'-' | b'_' | b':' => {}
            b if b.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    !id.is_empty() && !id.ends_with(':')
}

/// A DID with a fragment: the name of a verification method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DidUrl {
    text: String,
    did: Did,
}

impl DidUrl {
    /// The whole URL as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The DID before the `#`.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// What follows the `#`.
    pub fn fragment(&self) -> &str {
        &self.text[self.did.0.len() + 1..]
    }
}

impl FromStr for DidUrl {
    type Err = InvalidDid;

    fn from_str(text: &str) -> Result<Self, InvalidDid> {
        let invalid = || InvalidDid {
            what: "DID URL with a fragment",
            found: text.chars().take(80).collect(),
        };
        let (did, fragment) = text.split_once('#').ok_or_else(invalid)?;
        let fragment_fits = !fragment.is_empty()
            && fragment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        if text.len() > MAX_LENGTH || !fragment_fits {
            return Err(invalid());
        }
        Ok(Self {
            did: did.parse().map_err(|_| invalid())?,
            text: text.to_owned(),
        })
    }
}

macro_rules! as_text {
    ($name:ident, $field:tt) => {
        impl TryFrom<String> for $name {
            type Error = InvalidDid;

            fn try_from(text: String) -> Result<Self, InvalidDid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.$field
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.$field)
            }
        }
    };
}
as_text!(Did, 0);
as_text!(DidUrl, text);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_put_together_are_the_whole(
            method in "[a-z0-9]{1,8}",
            id in "[A-Za-z0-9._-]{1,20}(:[A-Za-z0-9._-]{1,9}){0,3}",
            fragment in "[A-Za-z0-9._~-]{1,30}",
        ) {
            let did: Did = format!("did:{method}:{id}").parse().unwrap();
            prop_assert_eq!((did.method(), did.method_specific_id()), (&*method, &*id));
            let url = did.key_url(&fragment).unwrap();
            prop_assert_eq!(url.to_string().parse(), Ok(url.clone()));
            prop_assert_eq!((url.did(), url.fragment()), (&did, &*fragment));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "(did:)?\\PC{0,60}") {
            if let Ok(did) = text.parse::<Did>() {
                let _ = (did.method(), did.method_specific_id());
            }
            let _ = text.parse::<DidUrl>();
        }
    }

    #[test]
    fn parts_are_found() {
        let did: Did = "did:web:127.0.0.1%3A8801:hei:kaznu".parse().unwrap();
        assert_eq!(did.method(), "web");
        assert_eq!(did.method_specific_id(), "127.0.0.1%3A8801:hei:kaznu");
        let url = did.key_url("z6Mk").unwrap();
        assert_eq!((url.did(), url.fragment()), (&did, "z6Mk"));
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in [
            "",
            "did:",
            "did:web",
            "did:web:",
            "did:Web:a",
            "did:web:a:",
            "did:web:a%2",
            "did:web:a/b",
            "x:y:z",
        ] {
            assert!(bad.parse::<Did>().is_err(), "{bad}");
        }
        for bad in [
            "did:web:a",
            "did:web:a#",
            "did:web:a?x=1#k",
            "#k",
            "did:web:a#b#c",
        ] {
            assert!(bad.parse::<DidUrl>().is_err(), "{bad}");
        }
    }
}
