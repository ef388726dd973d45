//! Selective Disclosure for JWTs ([RFC 9901](https://www.rfc-editor.org/rfc/rfc9901)): credentials and presentations as
//! `vc+sd-jwt` and `vp+sd-jwt` ([section 3.2](https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt)), and `dc+sd-jwt`
//! ([SD-JWT VC](https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/)), with key binding.
//!
//! *In scope*: concealed members and array elements, also inside what is concealed; compact serialization.
//!
//! *Out of scope*: decoys when issuing, JSON serialization, type metadata of SD-JWT VC.

mod conceal;
mod disclosure;
mod key_binding;
mod path;
mod reveal;
mod token;

use rand_core::CryptoRng;
use serde_json::{Map, Value};

pub use self::{
    disclosure::{Disclosure, HashAlgorithm},
    key_binding::{Binding, KeyBinding},
    path::{Path, PathError},
    token::SdJwt,
};
use super::{
    Claims, ClaimsError, Document, JoseKey, JoseSigningKey, JwkError, JwsError, Policy,
    VerifiedJose, claims,
    enveloped::{self, EnvelopedError},
    jose::{self, JwtError},
    jws,
};

/// Members of a token that are never concealed: without them it cannot be judged
/// ([SD-JWT VC, section 2.2.2.3](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-sd-jwt-vc#section-2.2.2.3)).
const ALWAYS_SHOWN: &[&str] = &[
    "iss",
    "nbf",
    "exp",
    "cnf",
    "vct",
    "vct#integrity",
    "status",
    "_sd_alg",
];
/// The same for credentials and presentations
/// ([section 3.2.1](https://www.w3.org/TR/vc-jose-cose/#securing-with-sd-jwt)).
const ALWAYS_SHOWN_IN_DOCUMENTS: &[&str] = &[
    "@context",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "relatedResource",
    "termsOfUse",
];

/// What an SD-JWT carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `vc+sd-jwt`.
    VerifiableCredential,
    /// `vp+sd-jwt`.
    VerifiablePresentation,
    /// `dc+sd-jwt`: the claims of an SD-JWT VC, no document of the VC data model.
    DigitalCredential,
}

impl Profile {
    /// The profile of a document.
    pub fn of(document: Document) -> Self {
        match document {
            Document::Credential => Self::VerifiableCredential,
            Document::Presentation => Self::VerifiablePresentation,
        }
    }

    /// The `typ`.
    pub fn token_type(self) -> &'static str {
        match self {
            Self::VerifiableCredential => "vc+sd-jwt",
            Self::VerifiablePresentation => "vp+sd-jwt",
            Self::DigitalCredential => "dc+sd-jwt",
        }
    }

    fn document(self) -> Option<Document> {
        match self {
            Self::VerifiableCredential => Some(Document::Credential),
            Self::VerifiablePresentation => Some(Document::Presentation),
            Self::DigitalCredential => None,
        }
    }

    fn is_always_shown(self, name: &str) -> bool {
        let of_documents = self != Self::DigitalCredential;
        ALWAYS_SHOWN.contains(&name) || of_documents && ALWAYS_SHOWN_IN_DOCUMENTS.contains(&name)
    }
}

/// Why an SD-JWT was not issued, not read or not verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdJwtError {
    /// The token or its signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// A claim.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// A credential in a presentation.
    #[error(transparent)]
    Enveloped(#[from] EnvelopedError),
    /// What is to be secured cannot be.
    #[error(transparent)]
    Content(#[from] JwtError),
    /// Not parts with `~` between them, the last of them empty or a key binding.
    #[error("this is no SD-JWT: {problem}")]
    Malformed {
        /// What is wrong.
        problem: &'static str,
    },
    /// A disclosure is not what its place asks for.
    #[error("disclosure {position} {problem}")]
    Disclosure {
        /// Which one, from 1.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A disclosure belongs to nothing that was signed.
    #[error(
        "disclosure {position} belongs to no digest in the token: it was altered, or it is of another token"
    )]
    Unused {
        /// Which one, from 1.
        position: usize,
    },
    /// A digest stands twice.
    #[error("the digest {digest} stands in the token more than once")]
    RepeatedDigest {
        /// The digest, shortened.
        digest: String,
    },
    /// A reserved name where it has no meaning.
    #[error("the reserved name \"{name}\" stands where it means nothing: {problem}")]
    Reserved {
        /// `_sd`, `...` or `_sd_alg`.
        name: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// A disclosure would put a member in the place of another.
    #[error("disclosure {position} would overwrite \"{name}\"")]
    Overwritten {
        /// Which disclosure, from 1.
        position: usize,
        /// The member, shortened.
        name: String,
    },
    /// Something is concealed without which the token cannot be judged.
    #[error(
        "\"{name}\" must not be concealed, nor anything in it: the token cannot be judged without"
    )]
    MustBeShown {
        /// The member at the top.
        name: String,
    },
    /// A digest algorithm that is not known.
    #[error("the digest algorithm {found} is not known: use sha-256, sha-384 or sha-512")]
    HashAlgorithm {
        /// Its name, shortened.
        found: String,
    },
    /// The document, or what disclosures make of it, is nested too deep.
    #[error("what is disclosed is nested deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A path that leads nowhere.
    #[error(
        "there is no {path} in the document: paths look like credentialSubject.phoneNumbers[0]"
    )]
    NoSuchPath {
        /// The path.
        path: String,
    },
    /// A path given twice.
    #[error("the path {path} is given twice")]
    RepeatedPath {
        /// The path.
        path: String,
    },
    /// An SD-JWT VC without its type.
    #[error("there is no vct, the type of an SD-JWT VC")]
    NoType,
    /// Key binding was asked for and is not there, or cannot be made.
    #[error("the holder's key binding is missing: {problem}")]
    NoKeyBinding {
        /// Why.
        problem: &'static str,
    },
    /// The `cnf` names no usable key.
    #[error("the holder's key in cnf: {0}")]
    HolderKey(JwkError),
    /// A claim of the key binding is not what it must be.
    #[error("the key binding's {name} is {found}, expected is {expected}")]
    KeyBinding {
        /// Which claim.
        name: &'static str,
        /// Its value, shortened.
        found: String,
        /// What should stand there.
        expected: String,
    },
}

/// Issues an SD-JWT ([RFC 9901, section 6.1](https://www.rfc-editor.org/rfc/rfc9901#section-6.1)): what `concealed`
/// names is replaced by digests under fresh salts, and every disclosure is appended. `_sd` is sorted, so that it tells
/// nothing of the order. `iss` is set as in [`jose::issue`], unless the holder's name is concealed.
pub fn issue(
    content: &Value,
    profile: Profile,
    key: &JoseSigningKey,
    concealed: &[Path],
    claims: &Claims,
    rng: &mut impl CryptoRng,
) -> Result<SdJwt, SdJwtError> {
    let (mut payload, cty) = match profile.document() {
        Some(document) => (
            jose::payload_of(content, document, claims)?,
            Some(document.abbreviation()),
        ),
        None => (digital_credential(content, claims)?, None),
    };
    let disclosures = conceal::conceal(&mut payload, profile, concealed, rng)?;
    if let Some(document) = profile.document() {
        jose::name_issuer(&mut payload, document, key.public());
    }
    let jwt = jws::sign(&payload, profile.token_type(), cty, key)?;
    Ok(SdJwt::new(jwt, disclosures))
}

/// A verified SD-JWT: what was disclosed stands in its place, and who presented it is known if a key is bound.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedSdJwt {
    verified: VerifiedJose,
    key_binding: Option<KeyBinding>,
}

impl VerifiedSdJwt {
    /// The claims, the document and the header.
    pub fn verified(&self) -> &VerifiedJose {
        &self.verified
    }

    /// The same, alone.
    pub fn into_verified(self) -> VerifiedJose {
        self.verified
    }

    /// What the holder signed, when a key binding was there; it was verified under the key in `cnf`.
    pub fn key_binding(&self) -> Option<&KeyBinding> {
        self.key_binding.as_ref()
    }
}

/// Verifies an SD-JWT ([RFC 9901, section 7.1](https://www.rfc-editor.org/rfc/rfc9901#section-7.1)) under the issuer's
/// key, and its key binding ([section 7.3](https://www.rfc-editor.org/rfc/rfc9901#section-7.3)): one that is there is
/// verified even when none is asked for. Every disclosure must belong to one digest.
pub fn verify(
    token: &str,
    profile: Profile,
    key: &JoseKey,
    policy: &Policy<'_>,
    binding: Binding<'_>,
) -> Result<VerifiedSdJwt, SdJwtError> {
    let token: SdJwt = token.parse()?;
    let expected = jws::Expected {
        typ: &[profile.token_type()],
        typ_optional: false,
        cty: profile.document().map(Document::abbreviation),
    };
    let jws::Parts { header, payload } = jws::verify(token.jwt(), key, &expected)?;
    let hash = HashAlgorithm::of_payload(&payload)?;
    let claims = reveal::reveal(payload, token.disclosures(), hash, profile)?;
    let policy = Policy {
        legacy_claims: false,
        ..*policy
    };
    let embedded = judge(&claims, profile, &policy)?;
    let key_binding = key_binding::verify(&token, &claims, hash, binding, policy.at)?;
    let verified = VerifiedJose::new(claims, None, header, key.algorithm(), embedded);
    Ok(VerifiedSdJwt {
        verified,
        key_binding,
    })
}

fn judge(
    claims: &Map<String, Value>,
    profile: Profile,
    policy: &Policy<'_>,
) -> Result<Vec<enveloped::Enveloped>, SdJwtError> {
    let Some(document) = profile.document() else {
        claims::check_times(claims, policy.at)?;
        check_type(claims)?;
        return Ok(Vec::new());
    };
    claims::judge(claims, document, policy)?;
    match document {
        Document::Credential => Ok(Vec::new()),
        Document::Presentation => Ok(enveloped::of_presentation(claims, policy)?),
    }
}

fn digital_credential(content: &Value, claims: &Claims) -> Result<Map<String, Value>, SdJwtError> {
    let mut payload = jose::object(content)?.clone();
    claims.add_to(&mut payload);
    check_type(&payload)?;
    Ok(payload)
}

fn check_type(claims: &Map<String, Value>) -> Result<(), SdJwtError> {
    if claims.get("vct").is_some_and(Value::is_string) {
        Ok(())
    } else {
        Err(SdJwtError::NoType)
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
