//! Credentials and presentations as COSE_Sign1
//! ([section 3.3](https://www.w3.org/TR/vc-jose-cose/#securing-with-cose),
//! [RFC 9052, section 4.2](https://www.rfc-editor.org/rfc/rfc9052#section-4.2)). The payload is the document's JSON.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ciborium::Value as Cbor;
use coset::{
    CoseSign1, CoseSign1Builder, Header, HeaderBuilder, Label, ProtectedHeader, RegisteredLabel,
    RegisteredLabelWithPrivate, TaggedCborSerializable as _, iana,
};
use schemas::json::{self, Limits};
use serde_json::{Map, Value};

use super::{
    Algorithm, Claims, ClaimsError, Document, JoseKey, JoseSigningKey, MAX_BYTES, Policy,
    Unverified, VerifiedJose, claims,
    enveloped::{self, EnvelopedError},
    jose::{self, JwtError},
};

/// Header parameter `typ` ([RFC 9596](https://www.rfc-editor.org/rfc/rfc9596#section-2)).
const TYP: Label = Label::Int(16);

/// Base64 with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a COSE_Sign1 was not made or not verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoseError {
    /// Not base64.
    #[error("the text is no base64: {problem}")]
    Base64 {
        /// What is wrong.
        problem: String,
    },
    /// Not a tagged COSE_Sign1, or larger than is read.
    #[error("the bytes are no COSE_Sign1 with tag 18: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// The payload is elsewhere.
    #[error("the payload is detached: send it inside the COSE_Sign1")]
    Detached,
    /// A parameter that counts stands where no signature covers it.
    #[error("the parameter {name} stands in the unprotected header, where anybody can alter it")]
    Unprotected {
        /// Which parameter.
        name: &'static str,
    },
    /// A protected parameter has another value than it must have.
    #[error("the protected header says {name} = {found}, expected is {expected}")]
    Header {
        /// Which parameter.
        name: &'static str,
        /// Its value, shortened.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// The header demands that something be understood that is not.
    #[error("the header marks {label} as critical, which is not understood")]
    Critical {
        /// The parameter's label.
        label: String,
    },
    /// The signature is not the key's.
    #[error(
        "the signature is not that of the key {key}: the document was altered, or it is another's"
    )]
    Signature {
        /// The key's id or thumbprint.
        key: String,
    },
    /// The payload is no JSON object.
    #[error("the payload cannot be read: {problem}")]
    Payload {
        /// What is wrong.
        problem: String,
    },
    /// A claim.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// A credential in a presentation.
    #[error(transparent)]
    Enveloped(#[from] EnvelopedError),
    /// What is to be secured cannot be.
    #[error(transparent)]
    Content(#[from] JwtError),
    /// The signature was not made.
    #[error("the COSE_Sign1 could not be made: {problem}")]
    NotMade {
        /// Why.
        problem: String,
    },
}

/// Header 16: `application/vc+cose` or `application/vp+cose`.
pub fn token_type(document: Document) -> &'static str {
    match document {
        Document::Credential => "application/vc+cose",
        Document::Presentation => "application/vp+cose",
    }
}

/// Header 3: `application/vc` or `application/vp`.
pub fn content_type(document: Document) -> &'static str {
    match document {
        Document::Credential => "application/vc",
        Document::Presentation => "application/vp",
    }
}

/// Secures a credential or presentation
/// ([section 3.3.1](https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-cose),
/// [3.3.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-cose)) and gives the bytes. All parameters are
/// protected. The data model's rules are not looked at.
pub fn issue(
    content: &Value,
    document: Document,
    key: &JoseSigningKey,
    claims: &Claims,
) -> Result<Vec<u8>, CoseError> {
    let not_made = |problem: String| CoseError::NotMade { problem };
    let payload = jose::payload_of(content, document, claims)?;
    let payload = serde_json::to_vec(&payload).map_err(|e| not_made(e.to_string()))?;
    if payload.len() > Limits::CREDENTIAL.bytes {
        return Err(not_made(format!(
            "its payload has {} bytes, at most {} are read",
            payload.len(),
            Limits::CREDENTIAL.bytes
        )));
    }
    let header = HeaderBuilder::new()
        .algorithm(algorithm(key.public().algorithm()))
        .content_type(content_type(document).to_owned())
        .key_id(key.public().key_name().into_bytes())
        .build();
    let header = Header {
        rest: vec![(TYP, Cbor::Text(token_type(document).to_owned()))],
        ..header
    };
    CoseSign1Builder::new()
        .protected(header)
        .payload(payload)
        .try_create_signature(&[], |message| {
            let signature = key.sign(message);
            signature.ok_or_else(|| not_made("the key does not sign".to_owned()))
        })?
        .build()
        .to_tagged_vec()
        .map_err(|e| not_made(e.to_string()))
}

/// Verifies a COSE_Sign1 under a key: structure, protected header, signature, claims, and the envelopes in a
/// presentation. That the key is the issuer's is for the caller to know.
pub fn verify(
    bytes: &[u8],
    document: Document,
    key: &JoseKey,
    policy: &Policy<'_>,
) -> Result<VerifiedJose, CoseError> {
    let sign1 = read(bytes)?;
    let payload = sign1.payload.as_deref().ok_or(CoseError::Detached)?;
    check_unprotected(&sign1.unprotected)?;
    check_protected(&sign1.protected, document, key)?;
    sign1.verify_signature(&[], |signature, message| {
        if key.verifies(message, signature) {
            Ok(())
        } else {
            Err(CoseError::Signature {
                key: key.key_name(),
            })
        }
    })?;
    let claims = read_payload(payload)?;
    // The `vc` and `vp` claims of older fixtures never stood in COSE.
    let policy = Policy {
        legacy_claims: false,
        ..*policy
    };
    claims::judge(&claims, document, &policy)?;
    let embedded = match document {
        Document::Credential => Vec::new(),
        Document::Presentation => enveloped::of_presentation(&claims, &policy)?,
    };
    Ok(VerifiedJose::new(
        claims,
        None,
        header_of(&sign1),
        key.algorithm(),
        embedded,
    ))
}

/// Header (by the names of JOSE) and payload, to know which key is needed. Nothing is verified.
pub fn unverified(bytes: &[u8]) -> Result<Unverified, CoseError> {
    let sign1 = read(bytes)?;
    let payload = sign1.payload.as_deref().ok_or(CoseError::Detached)?;
    Ok(Unverified {
        header: header_of(&sign1),
        payload: read_payload(payload)?,
    })
}

/// The bytes of base64, with or without padding, white space around it left out.
pub fn from_base64(text: &str) -> Result<Vec<u8>, CoseError> {
    BASE64.decode(text.trim()).map_err(|e| CoseError::Base64 {
        problem: e.to_string(),
    })
}

/// Base64 with padding, as `data:` URLs have it.
pub fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

fn read(bytes: &[u8]) -> Result<CoseSign1, CoseError> {
    let malformed = |problem: String| CoseError::Malformed { problem };
    if bytes.len() > MAX_BYTES {
        return Err(malformed(format!(
            "they are {}, at most {MAX_BYTES} are read",
            bytes.len()
        )));
    }
    CoseSign1::from_tagged_slice(bytes).map_err(|e| malformed(e.to_string()))
}

fn read_payload(payload: &[u8]) -> Result<Map<String, Value>, CoseError> {
    let problem = |problem: String| CoseError::Payload { problem };
    match json::parse(payload, Limits::CREDENTIAL) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(problem("it is no JSON object".to_owned())),
        Err(e) => Err(problem(e.to_string())),
    }
}

fn check_unprotected(header: &Header) -> Result<(), CoseError> {
    let has_type = header.rest.iter().any(|(label, _)| *label == TYP);
    let found = [
        (header.alg.is_some(), "alg (1)"),
        (!header.crit.is_empty(), "crit (2)"),
        (header.content_type.is_some(), "content type (3)"),
        (has_type, "typ (16)"),
    ];
    match found.into_iter().find(|(there, _)| *there) {
        Some((_, name)) => Err(CoseError::Unprotected { name }),
        None => Ok(()),
    }
}

fn check_protected(
    protected: &ProtectedHeader,
    document: Document,
    key: &JoseKey,
) -> Result<(), CoseError> {
    let header = &protected.header;
    let understood = [
        iana::HeaderParameter::Alg,
        iana::HeaderParameter::ContentType,
        iana::HeaderParameter::Kid,
    ]
    .map(RegisteredLabelWithPrivate::Assigned);
    if let Some(label) = header.crit.iter().find(|l| !understood.contains(l)) {
        return Err(CoseError::Critical {
            label: short(&format!("{label:?}")),
        });
    }
    let wrong = |name, found: String, expected: &str| CoseError::Header {
        name,
        found,
        expected: expected.to_owned(),
    };
    let alg = RegisteredLabelWithPrivate::Assigned(algorithm(key.algorithm()));
    if header.alg.as_ref() != Some(&alg) {
        let found = short(&format!("{:?}", header.alg));
        return Err(wrong("alg (1)", found, key.algorithm().name()));
    }
    let typ = header.rest.iter().find(|(label, _)| *label == TYP);
    if typ.and_then(|(_, typ)| typ.as_text()) != Some(token_type(document)) {
        let found = short(&format!("{:?}", typ.map(|(_, typ)| typ)));
        return Err(wrong("typ (16)", found, token_type(document)));
    }
    match &header.content_type {
        None => Ok(()),
        Some(RegisteredLabel::Text(text)) if text == content_type(document) => Ok(()),
        Some(other) => {
            let found = short(&format!("{other:?}"));
            Err(wrong("content type (3)", found, content_type(document)))
        }
    }
}

/// The header by the names of JOSE; a key id that only the unprotected header has is a hint just as well.
fn header_of(sign1: &CoseSign1) -> Map<String, Value> {
    let header = &sign1.protected.header;
    let mut members = Map::new();
    let alg = Algorithm::ALL.into_iter().find(|a| {
        let assigned = RegisteredLabelWithPrivate::Assigned(algorithm(*a));
        header.alg.as_ref() == Some(&assigned)
    });
    let typ = header.rest.iter().find(|(label, _)| *label == TYP);
    let typ = typ.and_then(|(_, typ)| typ.as_text());
    let cty = match &header.content_type {
        Some(RegisteredLabel::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let key_id = if header.key_id.is_empty() {
        &sign1.unprotected.key_id
    } else {
        &header.key_id
    };
    let kid = std::str::from_utf8(key_id).ok().filter(|k| !k.is_empty());
    let found = [
        ("alg", alg.map(Algorithm::name)),
        ("typ", typ),
        ("cty", cty),
        ("kid", kid),
    ];
    for (name, value) in found {
        if let Some(value) = value {
            members.insert(name.to_owned(), value.into());
        }
    }
    members
}

/// COSE's number of an algorithm ([RFC 9053, section 2](https://www.rfc-editor.org/rfc/rfc9053#section-2)).
fn algorithm(algorithm: Algorithm) -> iana::Algorithm {
    match algorithm {
        Algorithm::Es256 => iana::Algorithm::ES256,
        Algorithm::Es384 => iana::Algorithm::ES384,
        Algorithm::Es512 => iana::Algorithm::ES512,
        Algorithm::EdDsa => iana::Algorithm::EdDSA,
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
