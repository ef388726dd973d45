//! Disclosures ([RFC 9901, section 4.2](https://www.rfc-editor.org/rfc/rfc9901#section-4.2)).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use schemas::json::{self, Limits};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{SdJwtError, short};

/// Bytes of a salt: 128 bits, as section 9.3 recommends.
const SALT: usize = 16;

/// A digest algorithm of
/// [Named Information](https://www.iana.org/assignments/named-information/named-information.xhtml).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// `sha-256`: what is used when a token says nothing.
    #[default]
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
}

impl HashAlgorithm {
    /// Its name in `_sd_alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// The `_sd_alg` of a payload ([section 4.1.1](https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1)).
    pub(super) fn of_payload(payload: &Map<String, Value>) -> Result<Self, SdJwtError> {
        let Some(found) = payload.get("_sd_alg") else {
            return Ok(Self::default());
        };
        [Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|algorithm| found == algorithm.name())
            .ok_or_else(|| SdJwtError::HashAlgorithm {
                found: short(&found.to_string()),
            })
    }

    /// The digest of a text in base64url.
    pub(super) fn digest(self, text: &str) -> String {
        match self {
            Self::Sha256 => BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text)),
            Self::Sha384 => BASE64_URL_SAFE_NO_PAD.encode(Sha384::digest(text)),
            Self::Sha512 => BASE64_URL_SAFE_NO_PAD.encode(Sha512::digest(text)),
        }
    }
}

/// What is disclosed: a member, or an element of an array. Its text is kept as it came, for that is what was digested.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosure {
    encoded: String,
    name: Option<String>,
    value: Value,
}

impl Disclosure {
    /// A disclosure under a fresh salt; without a name, of an array's element.
    pub(super) fn fresh(name: Option<&str>, value: Value, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let salt = BASE64_URL_SAFE_NO_PAD.encode(salt);
        let content = match name {
            Some(name) => json!([salt, name, value]),
            None => json!([salt, value]),
        };
        Self {
            encoded: BASE64_URL_SAFE_NO_PAD.encode(content.to_string()),
            name: name.map(str::to_owned),
            value,
        }
    }

    /// Reads one; `position` from 1 is for the message.
    pub(super) fn read(encoded: &str, position: usize) -> Result<Self, SdJwtError> {
        let wrong = |problem: String| SdJwtError::Disclosure { position, problem };
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(encoded)
            .map_err(|e| wrong(format!("is no base64url without padding: {e}")))?;
        let content = json::parse(&bytes, Limits::CREDENTIAL)
            .map_err(|e| wrong(format!("cannot be read: {e}")))?;
        let form = || wrong("is neither [salt, name, value] nor [salt, value]".to_owned());
        let Value::Array(mut parts) = content else {
            return Err(form());
        };
        let value = parts.pop().ok_or_else(form)?;
        let name = match parts.as_slice() {
            [Value::String(_)] => None,
            [Value::String(_), Value::String(name)] => Some(name.clone()),
            _ => return Err(form()),
        };
        if let Some("_sd" | "...") = name.as_deref() {
            return Err(wrong("has a reserved name, _sd or ...".to_owned()));
        }
        Ok(Self {
            encoded: encoded.to_owned(),
            name,
            value,
        })
    }

    /// The member's name; `None` for an element of an array.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What is disclosed; what is concealed inside it stays so.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// As it stands in the token.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }
}
