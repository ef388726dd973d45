//! Presentations as `vp+jwt` under a holder's `did:key`
//! ([Securing Verifiable Credentials using JOSE and COSE, section 3.1.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-jose)):
//! what the wallet shows and the verifier judges. EdDSA, one audience, certificates that are embedded with their
//! own proof.

use jiff::Timestamp;
use josekit::jws::{JwsHeader, deserialize_compact, serialize_compact};
use schemas::{
    did::DidUrl,
    json::{self, Limits},
    report::{Check, PresentationReport, Reason},
};
use serde_json::{Map, Value};

use crate::{
    contexts::Contexts,
    did_key,
    evidence::Evidence,
    multikey::SigningKey,
    presentation::{self, Answer, Expected},
    trust::Trust,
};

use super::{
    MAX_BYTES,
    ed25519::{Signer, Verifier},
};

/// `typ` of a presentation.
const TYPE: &str = "vp+jwt";
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
    /// The token cannot be read.
    #[error("the token cannot be read: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// The header is not that of a presentation.
    #[error("the token's header says {name} = {found}, expected is {expected}")]
    Header {
        /// Which member.
        name: &'static str,
        /// Its value, shortened.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// The token was not made.
    #[error("the token could not be made: {problem}")]
    NotMade {
        /// Why.
        problem: String,
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
    let not_made = |problem: String| JoseError::NotMade { problem };
    let mut payload = presentation::unsigned(credentials, holder);
    payload["iss"] = payload["holder"].clone();
    payload["iat"] = created.as_second().into();
    payload["nonce"] = challenge.into();
    payload["aud"] = domain.into();
    let mut header = JwsHeader::new();
    header.set_token_type(TYPE);
    header.set_content_type("vp");
    header.set_key_id(did_key::key_url(&holder.public()).to_string());
    let signer = Signer(holder.clone());
    serialize_compact(payload.to_string().as_bytes(), &header, &signer)
        .map_err(|e| not_made(e.to_string()))
}

/// The payload, to know what must be looked up. Nothing is verified.
pub fn payload(jwt: &str) -> Result<Value, JoseError> {
    let parts = parts(jwt)?;
    read(parts[1], "payload")
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
    let method = method_of(&read(parts(jwt)?[0], "header")?)?;
    let payload = payload(jwt)?;
    let answer = answer(jwt, &payload, method);
    Ok(presentation::judge(
        &payload, MEMBERS, answer, evidence, expected, trust, contexts, at,
    ))
}

fn parts(jwt: &str) -> Result<[&str; 3], JoseError> {
    let malformed = |problem: &str| JoseError::Malformed {
        problem: problem.to_owned(),
    };
    let jwt = jwt.trim();
    if jwt.len() > MAX_BYTES {
        return Err(malformed("it is too large"));
    }
    let parts: Vec<&str> = jwt.split('.').collect();
    parts
        .try_into()
        .map_err(|_| malformed("it has not three parts"))
}

/// Reads a part strictly: no key twice, no deep nesting.
fn read(part: &str, name: &str) -> Result<Value, JoseError> {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let malformed = |problem: String| JoseError::Malformed {
        problem: format!("its {name}: {problem}"),
    };
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|e| malformed(e.to_string()))?;
    json::parse(&bytes, Limits::CREDENTIAL).map_err(|e| malformed(e.to_string()))
}

/// The key that the header names: `alg` EdDSA, `typ` vp+jwt, `kid` a key of a `did:key`, and nothing that is not
/// understood.
fn method_of(header: &Value) -> Result<DidUrl, JoseError> {
    let empty = Map::new();
    let header = header.as_object().unwrap_or(&empty);
    let wrong = |name: &'static str, expected: &'static str| JoseError::Header {
        name,
        found: header.get(name).map_or_else(
            || "nothing".to_owned(),
            |v| v.to_string().chars().take(80).collect(),
        ),
        expected,
    };
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    if text("alg") != Some("EdDSA") {
        return Err(wrong("alg", "EdDSA"));
    }
    if text("typ") != Some(TYPE) {
        return Err(wrong("typ", TYPE));
    }
    if header.get("cty").is_some_and(|cty| cty != "vp") {
        return Err(wrong("cty", "vp"));
    }
    let known = ["alg", "typ", "cty", "kid"];
    if let Some(name) = header.keys().find(|name| !known.contains(&&***name)) {
        return Err(JoseError::Malformed {
            problem: format!(
                "its header has {}, which is not understood",
                name.chars().take(40).collect::<String>()
            ),
        });
    }
    text("kid")
        .and_then(|kid| kid.parse::<DidUrl>().ok())
        .filter(|kid| did_key::public_key(kid.did()).is_ok_and(|k| did_key::key_url(&k) == *kid))
        .ok_or_else(|| wrong("kid", "did:key:z6Mk..#z6Mk.."))
}

fn answer(jwt: &str, payload: &Value, method: DidUrl) -> Answer {
    let malformed = |problem: &str| {
        Answer::broken(Reason::ProofMalformed {
            problem: problem.to_owned(),
        })
    };
    let Ok(key) = did_key::public_key(method.did()) else {
        return malformed("kid is no did:key");
    };
    if deserialize_compact(jwt.trim(), &Verifier(key)).is_err() {
        return Answer::broken(Reason::SignatureInvalid);
    }
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
