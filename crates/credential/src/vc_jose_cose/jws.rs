//! JWS in compact serialization ([RFC 7515](https://www.rfc-editor.org/rfc/rfc7515)), read strictly.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use josekit::jws::{JwsHeader, deserialize_compact, serialize_compact};
use schemas::json::{self, Limits};
use serde_json::{Map, Value};

use super::{
    MAX_BYTES,
    jwk::{JoseKey, JoseSigningKey},
};

/// How much of a header is read.
const HEADER: Limits = Limits {
    bytes: 16 << 10,
    depth: 8,
};

/// Why a JWS was not read, not verified or not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Larger than is read.
    #[error("the token has {found} bytes, at most {limit} are read")]
    TooLarge {
        /// Its size.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Not three parts of base64url, or a part that is no JSON object.
    #[error("the token's {part} {problem}")]
    Malformed {
        /// Which part.
        part: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A header parameter has another value than it must have.
    #[error("the token's header says {name} = {found}, expected is {expected}")]
    Header {
        /// Which parameter.
        name: &'static str,
        /// Its value, shortened.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// The header demands that something be understood.
    #[error(
        "the token's header has {name}: no critical extension is understood, ask for a token without"
    )]
    Critical {
        /// `crit` or `b64`.
        name: &'static str,
    },
    /// The signature is not the key's.
    #[error(
        "the signature is not that of the key {key}: the token was altered, or it is another's"
    )]
    Signature {
        /// The key's id or thumbprint.
        key: String,
    },
    /// The token was not made.
    #[error("the token could not be made: {problem}")]
    NotMade {
        /// Why.
        problem: String,
    },
}

/// What the header must say besides `alg`, which the key decides.
pub(super) struct Expected<'a> {
    /// One of these must be the `typ`.
    pub(super) typ: &'a [&'a str],
    /// Whether `typ` may be missing.
    pub(super) typ_optional: bool,
    /// The `cty`, if there is one.
    pub(super) cty: Option<&'a str>,
}

/// What was signed.
pub(super) struct Parts {
    pub(super) header: Map<String, Value>,
    pub(super) payload: Map<String, Value>,
}

/// Signs a payload: `alg` and `kid` are the key's.
pub(super) fn sign(
    payload: &Map<String, Value>,
    typ: &str,
    cty: Option<&str>,
    key: &JoseSigningKey,
) -> Result<String, JwsError> {
    let mut header = JwsHeader::new();
    header.set_token_type(typ);
    if let Some(cty) = cty {
        header.set_content_type(cty);
    }
    header.set_key_id(key.public().key_name());
    sign_with(payload, &header, key)
}

/// Signs a payload without a `kid`, for a key that the reader knows already.
pub(super) fn sign_nameless(
    payload: &Map<String, Value>,
    typ: &str,
    key: &JoseSigningKey,
) -> Result<String, JwsError> {
    let mut header = JwsHeader::new();
    header.set_token_type(typ);
    sign_with(payload, &header, key)
}

fn sign_with(
    payload: &Map<String, Value>,
    header: &JwsHeader,
    key: &JoseSigningKey,
) -> Result<String, JwsError> {
    let not_made = |problem: String| JwsError::NotMade { problem };
    let payload = serde_json::to_vec(payload).map_err(|e| not_made(e.to_string()))?;
    if payload.len() > Limits::CREDENTIAL.bytes {
        return Err(not_made(format!(
            "its payload has {} bytes, at most {} are read",
            payload.len(),
            Limits::CREDENTIAL.bytes
        )));
    }
    serialize_compact(&payload, header, key.signer()).map_err(|e| not_made(e.to_string()))
}

/// Verifies a token and hands out header and payload, both of them objects.
pub(super) fn verify(
    token: &str,
    key: &JoseKey,
    expected: &Expected<'_>,
) -> Result<Parts, JwsError> {
    let header = unverified_header(token)?;
    check_header(&header, key, expected)?;
    let payload = unverified_payload(token)?;
    deserialize_compact(token, key.verifier()).map_err(|_| JwsError::Signature {
        key: key.key_name(),
    })?;
    Ok(Parts { header, payload })
}

/// The header, to know which key is needed. Nothing is verified.
pub(super) fn unverified_header(token: &str) -> Result<Map<String, Value>, JwsError> {
    read(parts(token)?[0], "header", HEADER)
}

/// The payload, to know whose key is needed. Nothing is verified.
pub(super) fn unverified_payload(token: &str) -> Result<Map<String, Value>, JwsError> {
    read(parts(token)?[1], "payload", Limits::CREDENTIAL)
}

fn parts(token: &str) -> Result<[&str; 3], JwsError> {
    if token.len() > MAX_BYTES {
        return Err(JwsError::TooLarge {
            found: token.len(),
            limit: MAX_BYTES,
        });
    }
    let malformed = || JwsError::Malformed {
        part: "form",
        problem: "is not that of a JWS: three parts with dots between them".to_owned(),
    };
    let mut parts = token.split('.');
    let three = [parts.next(), parts.next(), parts.next()];
    match (three, parts.next()) {
        ([Some(header), Some(payload), Some(signature)], None) => Ok([header, payload, signature]),
        _ => Err(malformed()),
    }
}

/// Reads a part strictly: no key twice, no deep nesting.
fn read(part: &str, name: &'static str, limits: Limits) -> Result<Map<String, Value>, JwsError> {
    let malformed = |problem: String| JwsError::Malformed {
        part: name,
        problem,
    };
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|e| malformed(format!("is no base64url without padding: {e}")))?;
    match json::parse(&bytes, limits) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(malformed("is no JSON object".to_owned())),
        Err(e) => Err(malformed(format!("cannot be read: {e}"))),
    }
}

/// Parameters that are not understood are ignored (RFC 7515, section 4), except that none may be critical.
fn check_header(
    header: &Map<String, Value>,
    key: &JoseKey,
    expected: &Expected<'_>,
) -> Result<(), JwsError> {
    let wrong = |name: &'static str, expected: String| JwsError::Header {
        name,
        found: header.get(name).map_or_else(
            || "nothing".to_owned(),
            |v| v.to_string().chars().take(80).collect(),
        ),
        expected,
    };
    if let Some(name) = ["crit", "b64"]
        .into_iter()
        .find(|n| header.contains_key(*n))
    {
        return Err(JwsError::Critical { name });
    }
    let alg = key.algorithm().name();
    if header.get("alg").is_none_or(|found| found != alg) {
        return Err(wrong("alg", format!("{alg}, as the key has it")));
    }
    let typ = match header.get("typ") {
        None => expected.typ_optional,
        Some(found) => expected.typ.iter().any(|typ| found == typ),
    };
    if !typ {
        return Err(wrong("typ", expected.typ.join(" or ")));
    }
    match (header.get("cty"), expected.cty) {
        (Some(found), Some(cty)) if found != cty => return Err(wrong("cty", cty.to_owned())),
        _ => {}
    }
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err(wrong("kid", "a text".to_owned()));
    }
    Ok(())
}
