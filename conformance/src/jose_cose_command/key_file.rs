//! The key file: a verification method of type `JsonWebKey`
//! ([Controlled Identifiers 1.0, section 2.2.3](https://www.w3.org/TR/cid-1.0/#JsonWebKey)) with its secret half.

use credential::vc_jose_cose::{JoseKey, JoseSigningKey, JwkError};
use schemas::json::{self, JsonError, Limits};
use serde_json::{Map, Value};

/// Why a key file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// Not JSON.
    #[error("the key file: {0}")]
    Json(#[from] JsonError),
    /// A JSON value of another kind.
    #[error("the key file is no JSON object with publicKeyJwk and secretKeyJwk")]
    NotAnObject,
    /// A half is missing.
    #[error("the key file has no {member}")]
    Missing {
        /// Which member.
        member: &'static str,
    },
    /// The two halves are of different keys.
    #[error("publicKeyJwk and secretKeyJwk in the key file are of different keys")]
    Mismatch,
    /// A key that signs for an institution.
    #[error(
        "the key file's {member} is \"{found}\": a did:web names an institution, whose key never signs for a conformance suite. Make a key for the suite"
    )]
    Institution {
        /// Which member.
        member: &'static str,
        /// Its value, shortened.
        found: String,
    },
    /// A member that should be a text.
    #[error("the key file's {member} is no text")]
    NotAText {
        /// Which member.
        member: &'static str,
    },
    /// A JWK.
    #[error("the key file's {member}: {problem}")]
    Jwk {
        /// Which half.
        member: &'static str,
        /// What is wrong with it.
        problem: JwkError,
    },
}

/// A key file whose owner is no institution.
pub(super) struct KeyFile(Map<String, Value>);

const PUBLIC: &str = "publicKeyJwk";
const SECRET: &str = "secretKeyJwk";

impl KeyFile {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let Value::Object(members) = json::parse(bytes, Limits::CREDENTIAL)? else {
            return Err(KeyFileError::NotAnObject);
        };
        let file = Self(members);
        for member in ["id", "controller"] {
            no_institution(member, file.0.get(member))?;
        }
        for half in [PUBLIC, SECRET] {
            let kid = file.0.get(half).and_then(|jwk| jwk.get("kid"));
            no_institution("kid", kid)?;
        }
        Ok(file)
    }

    /// The public half, under the id of the verification method if there is one.
    pub(super) fn public_key(&self) -> Result<JoseKey, KeyFileError> {
        let key = JoseKey::from_jwk(self.half(PUBLIC)?).map_err(|problem| KeyFileError::Jwk {
            member: PUBLIC,
            problem,
        })?;
        Ok(match self.id() {
            Some(id) => key.with_key_id(id),
            None => key,
        })
    }

    /// The secret half, which must be that of the public one.
    pub(super) fn signing_key(&self) -> Result<JoseSigningKey, KeyFileError> {
        let jwk = self.half(SECRET)?;
        let key = JoseSigningKey::from_jwk(jwk).map_err(|problem| KeyFileError::Jwk {
            member: SECRET,
            problem,
        })?;
        if self.public_key()? != *key.public() {
            return Err(KeyFileError::Mismatch);
        }
        Ok(match self.id() {
            Some(id) => key.with_key_id(id),
            None => key,
        })
    }

    fn half(&self, member: &'static str) -> Result<&Value, KeyFileError> {
        self.0.get(member).ok_or(KeyFileError::Missing { member })
    }

    fn id(&self) -> Option<&str> {
        self.0.get("id").and_then(Value::as_str)
    }
}

/// An institution's DID is a `did:web`; `did:webvh` and the like are its kin.
pub(super) fn names_institution(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    text.starts_with("did:web")
}

fn no_institution(member: &'static str, value: Option<&Value>) -> Result<(), KeyFileError> {
    match value {
        None => Ok(()),
        Some(Value::String(text)) => {
            if names_institution(text) {
                return Err(KeyFileError::Institution {
                    member,
                    found: text.chars().take(80).collect(),
                });
            }
            Ok(())
        }
        Some(_) => Err(KeyFileError::NotAText { member }),
    }
}
