//! Presentations as `vp+jwt` under a holder's `did:key`
//! ([Securing Verifiable Credentials using JOSE and COSE, section 3.1.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-jose)):
//! what the wallet shows and the verifier judges. EdDSA, one audience, certificates that are embedded with their
//! own proof.

use jiff::Timestamp;
use schemas::{
    did::DidUrl,
    report::{Check, PresentationReport, Reason},
};
use serde_json::{Map, Value};

use super::{JoseKey, JoseSigningKey, JwkError, JwsError, jws};
use crate::{
    contexts::Contexts,
    did_key,
    evidence::Evidence,
    multikey::{SigningKey, VerificationKey},
    presentation::{self, Answer, Expected},
    trust::Trust,
};

/// `typ` of a presentation.
const TYPE: &str = "vp+jwt";
/// `cty` of a presentation, when there is one.
const CONTENT: &str = "vp";
/// Members of the payload: those of a presentation, and the claims that take the place of a proof's.
const MEMBERS: &[&str] = &[
    "@context",
    "id",
    "type",
    "holder",
    "verifiableCredential",
    "iss",
    "iat",
    "nonce",
    "aud",
];

/// Why there is no token, or it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// The token cannot be read, is none of a presentation, or was not made.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The holder's key cannot be used.
    #[error(transparent)]
    Key(#[from] JwkError),
    /// The header names no key of a `did:key`.
    #[error("the token's header says kid = {found}, expected is did:key:z6Mk..#z6Mk..")]
    KeyId {
        /// The `kid`, shortened.
        found: String,
    },
    /// The header has a parameter that presentations have not.
    #[error("the token's header has {name}, which is not understood")]
    Parameter {
        /// Which one, shortened.
        name: String,
    },
}

/// Presents credentials under the holder's `did:key`: `nonce` is the challenge, `aud` the domain.
pub fn present(
    credentials: &[Value],
    holder: &SigningKey,
    challenge: &str,
    domain: &str,
    created: Timestamp,
) -> Result<String, JoseError> {
    let mut payload = presentation::unsigned(credentials, holder);
    payload["iss"] = payload["holder"].clone();
    payload["iat"] = created.as_second().into();
    payload["nonce"] = challenge.into();
    payload["aud"] = domain.into();
    let key = JoseSigningKey::of_did_key(&holder.clone().into())?;
    let payload = payload.as_object().cloned().unwrap_or_default();
    Ok(jws::sign(&payload, TYPE, Some(CONTENT), &key)?)
}

/// The payload, to know what must be looked up. Nothing is verified.
pub fn payload(jwt: &str) -> Result<Value, JoseError> {
    Ok(Value::Object(jws::unverified_payload(jwt.trim())?))
}

/// Judges a presentation and every certificate in it: see [`presentation::verify`]. The error is for what is no
/// presentation at all.
pub fn verify(
    jwt: &str,
    evidence: &[Evidence],
    expected: Option<Expected<'_>>,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> Result<PresentationReport, JoseError> {
    let jwt = jwt.trim();
    let (method, key) = method_of(&jws::unverified_header(jwt)?)?;
    let payload = payload(jwt)?;
    let header = jws::Expected {
        typ: &[TYPE],
        typ_optional: false,
        cty: Some(CONTENT),
    };
    let answer = match jws::verify(jwt, &key, &header) {
        Ok(_) => answer(&payload, method),
        Err(JwsError::Signature { .. }) => Answer::broken(Reason::SignatureInvalid),
        Err(error) => return Err(error.into()),
    };
    Ok(presentation::judge(
        &payload, MEMBERS, answer, evidence, expected, trust, contexts, at,
    ))
}

/// The key that the header names, a key of a `did:key`; and nothing that is not understood.
fn method_of(header: &Map<String, Value>) -> Result<(DidUrl, JoseKey), JoseError> {
    let known = ["alg", "typ", "cty", "kid"];
    if let Some(name) = header.keys().find(|name| !known.contains(&&***name)) {
        let name = name.chars().take(40).collect();
        return Err(JoseError::Parameter { name });
    }
    let kid = header.get("kid");
    let found = || JoseError::KeyId {
        found: kid.map_or_else(
            || "nothing".to_owned(),
            |kid| kid.to_string().chars().take(80).collect(),
        ),
    };
    let method = kid.and_then(Value::as_str).map(str::parse::<DidUrl>);
    let method = method.and_then(Result::ok).ok_or_else(found)?;
    let key = did_key::public_key(method.did()).map_err(|_| found())?;
    if did_key::key_url(&key) != method {
        return Err(found());
    }
    let key = JoseKey::from_jwk(&VerificationKey::from(key).to_jwk())?;
    Ok((method, key))
}

/// What a token whose signature is good says.
fn answer(payload: &Value, method: DidUrl) -> Answer {
    let malformed = |problem: &str| {
        Answer::broken(Reason::ProofMalformed {
            problem: problem.to_owned(),
        })
    };
    let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
    let created = payload
        .get("iat")
        .and_then(Value::as_i64)
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    let Some(created) = created else {
        return malformed("there is no iat in whole seconds");
    };
    if payload.get("iss") != payload.get("holder") {
        return malformed("iss is not the holder");
    }
    Answer {
        proof: Check::passed(Reason::SignatureValid { created }),
        purpose: Check::passed(Reason::PurposeFits),
        challenge: text("nonce"),
        domain: text("aud"),
        method: Some(method),
        created: Some(created),
        expires: None,
    }
}
