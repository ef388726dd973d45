//! The members of a JWK, read one by one.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{Algorithm, JwkError};

/// The longest text in a JWK that is read.
const MAX_TEXT: usize = 2048;

/// The JWK's members.
pub(super) fn object(jwk: &Value) -> Result<&Map<String, Value>, JwkError> {
    jwk.as_object().ok_or(JwkError::Member {
        member: "value",
        problem: "not a JSON object",
    })
}

/// The algorithm of `kty` and `crv`.
pub(super) fn algorithm_of(jwk: &Map<String, Value>) -> Result<Algorithm, JwkError> {
    let required = |member| {
        text_of(jwk, member)?.ok_or(JwkError::Member {
            member,
            problem: "missing",
        })
    };
    let (kty, crv) = (required("kty")?, required("crv")?);
    Algorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.curve() == (kty, crv))
        .ok_or_else(|| JwkError::Curve {
            kty: short(kty),
            crv: short(crv),
        })
}

/// `alg`, `use` and `key_ops` may be missing, not contradict.
pub(super) fn purpose_of(
    jwk: &Map<String, Value>,
    algorithm: Algorithm,
    operation: &str,
) -> Result<(), JwkError> {
    let contradiction = |member: &'static str, found: &str, expected: String| {
        Err(JwkError::Contradiction {
            member,
            found: short(found),
            expected,
        })
    };
    match text_of(jwk, "alg")? {
        Some(alg) if alg != algorithm.name() => {
            return contradiction("alg", alg, format!("signs with {}", algorithm.name()));
        }
        _ => {}
    }
    match text_of(jwk, "use")? {
        Some(purpose) if purpose != "sig" => {
            return contradiction("use", purpose, "is used with sig".to_owned());
        }
        _ => {}
    }
    match jwk.get("key_ops") {
        None => Ok(()),
        Some(Value::Array(operations)) if operations.iter().any(|o| o == operation) => Ok(()),
        Some(other) => contradiction(
            "key_ops",
            &other.to_string(),
            format!("is needed to {operation}"),
        ),
    }
}

/// A member that is a text.
pub(super) fn text_of<'a>(
    jwk: &'a Map<String, Value>,
    member: &'static str,
) -> Result<Option<&'a str>, JwkError> {
    let problem = |problem| JwkError::Member { member, problem };
    match jwk.get(member) {
        None => Ok(None),
        Some(Value::String(text)) if text.len() <= MAX_TEXT => Ok(Some(text)),
        Some(Value::String(_)) => Err(problem("too long")),
        Some(_) => Err(problem("not a string")),
    }
}

/// Base64url of exactly `width` bytes, as RFC 7518, section 6.2.1.2, wants it.
pub(super) fn bytes_of(
    jwk: &Map<String, Value>,
    member: &'static str,
    width: usize,
) -> Result<Vec<u8>, JwkError> {
    let problem = |problem| JwkError::Member { member, problem };
    let text = text_of(jwk, member)?.ok_or(problem("missing"))?;
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| problem("not base64url without padding"))?;
    if bytes.len() == width {
        Ok(bytes)
    } else {
        Err(problem("not of the length that the curve has"))
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
