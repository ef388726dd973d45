//! The claims of a secured document
//! ([section 3.1.3](https://www.w3.org/TR/vc-jose-cose/#jose-header-parameters-jwt-claims),
//! [RFC 7519, section 4.1](https://www.rfc-editor.org/rfc/rfc7519#section-4.1)).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{Document, Policy};
use crate::verify::CLOCK_SKEW;

/// Claims of the token, which are no members of the document.
pub(super) const JWT_CLAIMS: [&str; 9] = [
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf",
];

/// Claims to be set on issuing, besides those that the document has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `iat`: when the signature is made. Whole seconds are kept.
    pub issued: Option<Timestamp>,
    /// `exp`: when the signature stops counting. Whole seconds are kept.
    pub expires: Option<Timestamp>,
    /// `aud`: the verifier's name.
    pub domain: Option<String>,
    /// `nonce`: the verifier's question.
    pub challenge: Option<String>,
}

/// Why claims were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// `vc` or `vp`.
    #[error(
        "there is a claim {name}: the document's members stand in the payload itself (vc-jose-cose, section 3.1.3)"
    )]
    Forbidden {
        /// Which one.
        name: &'static str,
    },
    /// A claim of the wrong form.
    #[error("the claim {name} is {problem}")]
    Malformed {
        /// Which one.
        name: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// `exp` has passed.
    #[error("the signature expired at {expires}; it was judged for {at}")]
    Expired {
        /// The `exp`.
        expires: Timestamp,
        /// The instant of judging.
        at: Timestamp,
    },
    /// `nbf` or `iat` is to come.
    #[error("the signature's {name} is {from}, which is after {at}, for which it was judged")]
    NotYet {
        /// Which claim.
        name: &'static str,
        /// Its instant.
        from: Timestamp,
        /// The instant of judging.
        at: Timestamp,
    },
    /// A claim and the document's member contradict each other.
    #[error("the claim {name} is \"{claimed}\", but the document's {member} is \"{found}\"")]
    Contradiction {
        /// The claim.
        name: &'static str,
        /// Its value, shortened.
        claimed: String,
        /// The document's member.
        member: &'static str,
        /// Its value, shortened.
        found: String,
    },
    /// `aud` or `nonce` is not what the verifier asked.
    #[error("the presentation's {name} is {found}, the verifier asked for \"{expected}\"")]
    Unasked {
        /// Which claim.
        name: &'static str,
        /// Its value, shortened.
        found: String,
        /// What was asked.
        expected: String,
    },
}

impl Claims {
    /// Puts them into a payload.
    pub(super) fn add_to(&self, payload: &mut Map<String, Value>) {
        let instants = [("iat", self.issued), ("exp", self.expires)];
        for (name, instant) in instants {
            if let Some(instant) = instant {
                payload.insert(name.to_owned(), instant.as_second().into());
            }
        }
        for (name, text) in [("aud", &self.domain), ("nonce", &self.challenge)] {
            if let Some(text) = text {
                payload.insert(name.to_owned(), text.as_str().into());
            }
        }
    }
}

/// What holds on issuing already: no `vc` or `vp`, no `iss` that contradicts the document.
pub(super) fn check_issuable(
    payload: &Map<String, Value>,
    document: Document,
) -> Result<(), ClaimsError> {
    no_vc_or_vp(payload)?;
    check_issuer(payload, payload, document)
}

/// Judges all claims. The document is handed out where it is not the payload itself: under `legacy_claims`.
pub(super) fn judge(
    claims: &Map<String, Value>,
    document: Document,
    policy: &Policy<'_>,
) -> Result<Option<Map<String, Value>>, ClaimsError> {
    let legacy = if policy.legacy_claims {
        legacy_document(claims, document)?
    } else {
        None
    };
    if legacy.is_none() {
        no_vc_or_vp(claims)?;
    }
    check_times(claims, policy.at)?;
    check_issuer(claims, legacy.as_ref().unwrap_or(claims), document)?;
    if document == Document::Presentation {
        check_asked(claims, "aud", policy.domain)?;
        check_asked(claims, "nonce", policy.challenge)?;
    }
    Ok(legacy)
}

fn no_vc_or_vp(claims: &Map<String, Value>) -> Result<(), ClaimsError> {
    match ["vc", "vp"].into_iter().find(|n| claims.contains_key(*n)) {
        Some(name) => Err(ClaimsError::Forbidden { name }),
        None => Ok(()),
    }
}

/// `exp`, `nbf` and `iat` for an instant; those to come may be [`CLOCK_SKEW`] ahead.
pub(super) fn check_times(claims: &Map<String, Value>, at: Timestamp) -> Result<(), ClaimsError> {
    if let Some(expires) = numeric_date(claims, "exp")?
        && at >= expires
    {
        return Err(ClaimsError::Expired { expires, at });
    }
    let latest = at.checked_add(CLOCK_SKEW).unwrap_or(at);
    let issued = match claims.get("iat") {
        Some(Value::String(text)) => Some(date_time(text)?),
        _ => numeric_date(claims, "iat")?,
    };
    for (name, instant) in [("nbf", numeric_date(claims, "nbf")?), ("iat", issued)] {
        if let Some(from) = instant
            && from > latest
        {
            return Err(ClaimsError::NotYet { name, from, at });
        }
    }
    Ok(())
}

/// Seconds since 1970 ([RFC 7519, section 2](https://www.rfc-editor.org/rfc/rfc7519#section-2), NumericDate).
pub(super) fn numeric_date(
    claims: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<Timestamp>, ClaimsError> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let instant = if let Some(whole) = value.as_i64() {
        Timestamp::from_second(whole).ok()
    } else {
        value
            .as_f64()
            .and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok())
            .and_then(|since| Timestamp::from_duration(since).ok())
    };
    match instant {
        Some(instant) => Ok(Some(instant)),
        None => Err(ClaimsError::Malformed {
            name,
            problem: "no number of seconds since 1970",
        }),
    }
}

/// An `iat` that is a text, against RFC 7519 and found in the wild: a date-time, or digits.
fn date_time(text: &str) -> Result<Timestamp, ClaimsError> {
    let digits = || Timestamp::from_second(text.parse().ok()?).ok();
    text.parse()
        .ok()
        .or_else(digits)
        .ok_or(ClaimsError::Malformed {
            name: "iat",
            problem: "neither a number of seconds since 1970 nor a date-time",
        })
}

/// The id of the issuer or holder: a text, or the `id` of an object.
pub(super) fn issuer_of(members: &Map<String, Value>, document: Document) -> Option<&str> {
    match members.get(document.signatory())? {
        Value::String(id) => Some(id),
        issuer => issuer.get("id")?.as_str(),
    }
}

/// `iss`, when present, is the issuer's or holder's id
/// ([section 4](https://www.w3.org/TR/vc-jose-cose/#key-discovery)). A presentation need not name its holder.
fn check_issuer(
    claims: &Map<String, Value>,
    members: &Map<String, Value>,
    document: Document,
) -> Result<(), ClaimsError> {
    let claimed = match claims.get("iss") {
        None => return Ok(()),
        Some(Value::String(claimed)) => claimed,
        Some(_) => {
            return Err(ClaimsError::Malformed {
                name: "iss",
                problem: "no text",
            });
        }
    };
    let found = issuer_of(members, document);
    let unnamed = document == Document::Presentation && !members.contains_key("holder");
    if unnamed || found == Some(claimed) {
        return Ok(());
    }
    Err(contradiction(
        "iss",
        claimed,
        document.signatory(),
        found.unwrap_or("nothing"),
    ))
}

fn check_asked(
    claims: &Map<String, Value>,
    name: &'static str,
    asked: Option<&str>,
) -> Result<(), ClaimsError> {
    let Some(expected) = asked else {
        return Ok(());
    };
    let answered = match claims.get(name) {
        Some(Value::Array(values)) if name == "aud" => values.iter().any(|v| v == expected),
        found => found.is_some_and(|v| v == expected),
    };
    if answered {
        return Ok(());
    }
    Err(ClaimsError::Unasked {
        name,
        found: claims
            .get(name)
            .map_or_else(|| "missing".to_owned(), |v| short(&v.to_string())),
        expected: short(expected),
    })
}

/// The document in a `vc` or `vp` claim; `jti` and `iss` stand for its `id` and its issuer or holder
/// ([VC Data Model 1.1, section 6.3.1](https://www.w3.org/TR/vc-data-model-1.1/#jwt-decoding)).
fn legacy_document(
    claims: &Map<String, Value>,
    document: Document,
) -> Result<Option<Map<String, Value>>, ClaimsError> {
    let name = document.abbreviation();
    let Some(inner) = claims.get(name) else {
        return Ok(None);
    };
    let mut members = inner
        .as_object()
        .ok_or(ClaimsError::Malformed {
            name,
            problem: "no object",
        })?
        .clone();
    for (claim, member) in [("jti", "id"), ("iss", document.signatory())] {
        let Some(value) = claims.get(claim).and_then(Value::as_str) else {
            continue;
        };
        let found = match members.get(member) {
            None => {
                members.insert(member.to_owned(), value.into());
                continue;
            }
            Some(Value::String(id)) => Some(id.as_str()),
            Some(other) => other.get("id").and_then(Value::as_str),
        };
        if found != Some(value) {
            let found = found.unwrap_or("something else").to_owned();
            return Err(contradiction(claim, value, member, &found));
        }
    }
    Ok(Some(members))
}

fn contradiction(
    name: &'static str,
    claimed: &str,
    member: &'static str,
    found: &str,
) -> ClaimsError {
    ClaimsError::Contradiction {
        name,
        claimed: short(claimed),
        member,
        found: short(found),
    }
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}
