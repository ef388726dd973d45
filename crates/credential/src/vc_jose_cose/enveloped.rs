//! Enveloped credentials and presentations
//! ([VC Data Model 2.0, section 4.12.1](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials)):
//! a secured document as a `data:` URL in an object of its own.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use schemas::certificate::CREDENTIALS_V2;
use serde_json::{Map, Value, json};

use super::{Document, Embedded, JoseKey, KeyHint, Policy, VerifiedJose, cose, jose, sd_jwt};

/// The most credentials in one presentation.
pub const MAX_CREDENTIALS: usize = crate::presentation::MAX_CREDENTIALS;

/// How an enveloped document is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `+jwt`.
    Jwt,
    /// `+sd-jwt`.
    SdJwt,
    /// `+cose`, in base64.
    Cose,
    /// `application/jwt`, which older fixtures use.
    LegacyJwt,
}

/// Every media type that is known, as the URL begins
/// ([section 6.3](https://www.w3.org/TR/vc-jose-cose/#iana-considerations)).
const PREFIXES: [(&str, Format, Document); 6] = [
    (
        "data:application/vc+jwt,",
        Format::Jwt,
        Document::Credential,
    ),
    (
        "data:application/vc+sd-jwt,",
        Format::SdJwt,
        Document::Credential,
    ),
    (
        "data:application/vc+cose;base64,",
        Format::Cose,
        Document::Credential,
    ),
    (
        "data:application/vp+jwt,",
        Format::Jwt,
        Document::Presentation,
    ),
    (
        "data:application/vp+sd-jwt,",
        Format::SdJwt,
        Document::Presentation,
    ),
    (
        "data:application/vp+cose;base64,",
        Format::Cose,
        Document::Presentation,
    ),
];
/// The media type of older fixtures; the object's type says what is in it.
const LEGACY_PREFIX: &str = "data:application/jwt,";

/// Why something is no enveloped document, or does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopedError {
    /// Not an object of one of the two types.
    #[error(
        "{what} is no EnvelopedVerifiableCredential or EnvelopedVerifiablePresentation: secure the credential and give it as one"
    )]
    Type {
        /// Which value, shortened.
        what: String,
    },
    /// An `id` that is no `data:` URL of a known media type.
    #[error(
        "the id \"{found}\" is no data: URL of a known media type, as data:application/vc+jwt,.."
    )]
    MediaType {
        /// The `id`, shortened.
        found: String,
    },
    /// More than are read.
    #[error("the presentation has {found} credentials, at most {MAX_CREDENTIALS} are read")]
    TooMany {
        /// How many.
        found: usize,
    },
    /// Nobody knows the key.
    #[error("the key of credential {position} is not known (kid {key_id})")]
    NoKey {
        /// Which one, from 1.
        position: usize,
        /// Its `kid`, shortened.
        key_id: String,
    },
    /// An embedded credential does not verify.
    #[error("credential {position} in the presentation: {problem}")]
    Refused {
        /// Which one, from 1.
        position: usize,
        /// Why.
        problem: String,
    },
}

/// A secured document in its envelope. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enveloped {
    format: Format,
    document: Document,
    token: String,
}

impl Enveloped {
    /// A `vc+jwt` or `vp+jwt`.
    pub fn jwt(document: Document, token: impl Into<String>) -> Self {
        Self {
            format: Format::Jwt,
            document,
            token: token.into(),
        }
    }

    /// A `vc+sd-jwt` or `vp+sd-jwt`.
    pub fn sd_jwt(document: Document, token: impl Into<String>) -> Self {
        Self {
            format: Format::SdJwt,
            document,
            token: token.into(),
        }
    }

    /// The bytes of a COSE_Sign1.
    pub fn cose(document: Document, bytes: &[u8]) -> Self {
        Self {
            format: Format::Cose,
            document,
            token: BASE64_STANDARD.encode(bytes),
        }
    }

    /// Reads an `EnvelopedVerifiableCredential` or `EnvelopedVerifiablePresentation`. `legacy` reads
    /// `data:application/jwt` as well.
    pub fn read(object: &Value, legacy: bool) -> Result<Self, EnvelopedError> {
        let document = type_of(object)?;
        let Some(id) = object.get("id").and_then(Value::as_str) else {
            return Err(EnvelopedError::MediaType {
                found: short(&object["id"].to_string()),
            });
        };
        let known = PREFIXES
            .iter()
            .find_map(|(prefix, format, inner)| Some((*format, *inner, id.strip_prefix(prefix)?)));
        let old = || Some((Format::LegacyJwt, document, id.strip_prefix(LEGACY_PREFIX)?));
        let (format, document, token) = known
            .or_else(|| if legacy { old() } else { None })
            .ok_or_else(|| EnvelopedError::MediaType { found: short(id) })?;
        Ok(Self {
            format,
            document,
            token: token.to_owned(),
        })
    }

    /// The object: context, type and `id`.
    pub fn to_value(&self) -> Value {
        let kind = match self.document {
            Document::Credential => "EnvelopedVerifiableCredential",
            Document::Presentation => "EnvelopedVerifiablePresentation",
        };
        json!({ "@context": CREDENTIALS_V2, "type": kind, "id": format!("{}{}", self.prefix(), self.token) })
    }

    fn prefix(&self) -> &'static str {
        let of_this = |(_, format, document): &&(&str, Format, Document)| {
            *format == self.format && *document == self.document
        };
        PREFIXES
            .iter()
            .find(of_this)
            .map_or(LEGACY_PREFIX, |(prefix, _, _)| prefix)
    }

    /// How it is secured.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What is secured.
    pub fn document(&self) -> Document {
        self.document
    }

    /// The token; of a COSE_Sign1, its base64.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The token's `kid` and issuer, to find its key. `None` when the token cannot be read.
    pub fn with_key_hint<T>(&self, use_it: impl FnOnce(KeyHint<'_>) -> T) -> Option<T> {
        let found = match self.format {
            Format::Jwt | Format::LegacyJwt => jose::unverified(&self.token).ok()?,
            Format::SdJwt => jose::unverified(self.token.split('~').next()?).ok()?,
            Format::Cose => cose::unverified(&cose::from_base64(&self.token).ok()?).ok()?,
        };
        let issuer = found.payload.get("iss").and_then(Value::as_str);
        Some(use_it(KeyHint {
            key_id: found.header.get("kid").and_then(Value::as_str),
            issuer: issuer.or_else(|| super::claims::issuer_of(&found.payload, self.document)),
        }))
    }

    /// Verifies what is in the envelope, as its media type says: older claims are those of `application/jwt` alone.
    /// The error says why not.
    pub fn verify(&self, key: &JoseKey, policy: &Policy<'_>) -> Result<VerifiedJose, String> {
        let policy = &Policy {
            legacy_claims: policy.legacy_claims && self.format == Format::LegacyJwt,
            ..*policy
        };
        match self.format {
            Format::Jwt | Format::LegacyJwt => {
                jose::verify(&self.token, self.document, key, policy).map_err(|e| e.to_string())
            }
            Format::SdJwt => {
                let profile = sd_jwt::Profile::of(self.document);
                sd_jwt::verify(&self.token, profile, key, policy, sd_jwt::Binding::NotAsked)
                    .map(sd_jwt::VerifiedSdJwt::into_verified)
                    .map_err(|e| e.to_string())
            }
            Format::Cose => cose::from_base64(&self.token)
                .and_then(|bytes| cose::verify(&bytes, self.document, key, policy))
                .map_err(|e| e.to_string()),
        }
    }
}

/// The credentials in a presentation: each is an envelope of a known media type, and verifies if the policy says so
/// ([section 3.1.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-jose)).
pub(super) fn of_presentation(
    presentation: &Map<String, Value>,
    policy: &Policy<'_>,
) -> Result<Vec<Enveloped>, EnvelopedError> {
    let found = read_all(presentation, policy.legacy_claims)?;
    if let Embedded::Verified(key_of) = policy.embedded {
        let inner = Policy {
            domain: None,
            challenge: None,
            ..*policy
        };
        for (index, enveloped) in found.iter().enumerate() {
            verify_embedded(enveloped, index + 1, key_of, &inner)?;
        }
    }
    Ok(found)
}

/// The envelopes alone.
pub(super) fn read_all(
    presentation: &Map<String, Value>,
    legacy: bool,
) -> Result<Vec<Enveloped>, EnvelopedError> {
    let items = match presentation.get("verifiableCredential") {
        Some(Value::Array(items)) => items.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    if items.len() > MAX_CREDENTIALS {
        return Err(EnvelopedError::TooMany { found: items.len() });
    }
    items
        .iter()
        .map(|item| Enveloped::read(item, legacy))
        .collect()
}

fn verify_embedded(
    enveloped: &Enveloped,
    position: usize,
    key_of: &super::KeyOf<'_>,
    policy: &Policy<'_>,
) -> Result<(), EnvelopedError> {
    let refused = |problem: String| EnvelopedError::Refused { position, problem };
    if enveloped.document == Document::Presentation {
        return Err(refused(
            "a presentation inside a presentation is not judged: present its credentials"
                .to_owned(),
        ));
    }
    let key = enveloped
        .with_key_hint(|hint| {
            key_of(hint).ok_or_else(|| EnvelopedError::NoKey {
                position,
                key_id: short(hint.key_id.unwrap_or("missing")),
            })
        })
        .ok_or_else(|| refused("it cannot be read".to_owned()))??;
    enveloped.verify(&key, policy).map_err(refused).map(drop)
}

fn type_of(object: &Value) -> Result<Document, EnvelopedError> {
    let is = |name: &str| match object.get("type") {
        Some(Value::Array(types)) => types.iter().any(|t| t == name),
        single => single.is_some_and(|t| t == name),
    };
    if is("EnvelopedVerifiableCredential") {
        Ok(Document::Credential)
    } else if is("EnvelopedVerifiablePresentation") {
        Ok(Document::Presentation)
    } else {
        Err(EnvelopedError::Type {
            what: short(&object.to_string()),
        })
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
