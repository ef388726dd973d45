//! Key binding ([RFC 9901, sections 4.3 and 7.3](https://www.rfc-editor.org/rfc/rfc9901#section-4.3)): the holder signs for one
//! verifier what is shown to it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{HashAlgorithm, SdJwt, SdJwtError, short};
use crate::vc_jose_cose::{JoseKey, JoseSigningKey, claims, jws};

/// `typ` of a key binding.
const TYPE: &str = "kb+jwt";

/// What a verifier wants of the key binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding<'a> {
    /// None is needed. One that is there is verified all the same, for whatever audience and nonce it names.
    NotAsked,
    /// One must be there.
    Required {
        /// The verifier's own name.
        audience: &'a str,
        /// The verifier's question.
        nonce: &'a str,
        /// How old it may be.
        max_age: Option<SignedDuration>,
    },
}

/// A verified key binding.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyBinding {
    holder: JoseKey,
    audience: String,
    nonce: String,
    issued: Timestamp,
}

impl KeyBinding {
    /// The holder's key, which the issuer put into `cnf`.
    pub fn holder(&self) -> &JoseKey {
        &self.holder
    }

    /// For whom the holder signed.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// Which question the holder answered.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// When the holder signed, as the holder says.
    pub fn issued(&self) -> Timestamp {
        self.issued
    }
}

pub(super) fn issue(
    holder: &JoseSigningKey,
    audience: &str,
    nonce: &str,
    issued: Timestamp,
    bound: &str,
) -> Result<String, SdJwtError> {
    let payload = json!({
        "iat": issued.as_second(),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": bound,
    });
    let payload = payload.as_object().cloned().unwrap_or_default();
    Ok(jws::sign_nameless(&payload, TYPE, holder)?)
}

pub(super) fn verify(
    token: &SdJwt,
    claims: &Map<String, Value>,
    hash: HashAlgorithm,
    binding: Binding<'_>,
    at: Timestamp,
) -> Result<Option<KeyBinding>, SdJwtError> {
    let missing = |problem| SdJwtError::NoKeyBinding { problem };
    let Some(jwt) = token.key_binding() else {
        return match binding {
            Binding::NotAsked => Ok(None),
            Binding::Required { .. } => Err(missing("ask the holder to sign for this verifier")),
        };
    };
    let jwk = claims
        .get("cnf")
        .and_then(|cnf| cnf.get("jwk"))
        .ok_or_else(|| missing("the issuer named no holder's key in cnf.jwk"))?;
    let holder = JoseKey::from_jwk(jwk).map_err(SdJwtError::HolderKey)?;
    let expected = jws::Expected {
        typ: &[TYPE],
        typ_optional: false,
        cty: None,
    };
    let payload = jws::verify(jwt, &holder, &expected)?.payload;
    let bound = hash.digest(&token.unbound());
    let is = |name: &'static str, expected: &str| match payload.get(name) {
        Some(found) if found == expected => Ok(()),
        found => Err(wrong(name, found, expected)),
    };
    is("sd_hash", &bound)?;
    let issued = issued_at(&payload, at)?;
    if let Binding::Required {
        audience,
        nonce,
        max_age,
    } = binding
    {
        is("aud", audience)?;
        is("nonce", nonce)?;
        let oldest = max_age.and_then(|age| at.checked_sub(age).ok());
        if let Some(oldest) = oldest
            && issued < oldest
        {
            let expected = format!("{oldest} or later");
            return Err(wrong("iat", payload.get("iat"), &expected));
        }
    }
    let text = |name: &'static str| match payload.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        found => Err(wrong(name, found, "a text")),
    };
    Ok(Some(KeyBinding {
        audience: text("aud")?,
        nonce: text("nonce")?,
        issued,
        holder,
    }))
}

/// The `iat`, which must be there and not to come; `exp` and `nbf` count where they are.
fn issued_at(payload: &Map<String, Value>, at: Timestamp) -> Result<Timestamp, SdJwtError> {
    claims::check_times(payload, at)?;
    claims::numeric_date(payload, "iat")?
        .ok_or_else(|| wrong("iat", payload.get("iat"), "the time of signing"))
}

fn wrong(name: &'static str, found: Option<&Value>, expected: &str) -> SdJwtError {
    SdJwtError::KeyBinding {
        name,
        found: found.map_or_else(|| "missing".to_owned(), |v| short(&v.to_string())),
        expected: short(expected),
    }
}
