//! The verifier's side: processing disclosures and embedded digests
//! ([RFC 9901, section 7.1, step 3](https://www.rfc-editor.org/rfc/rfc9901#section-7.1)).

use std::collections::{HashMap, HashSet};

use schemas::json::Limits;
use serde_json::{Map, Value};

use super::{Disclosure, HashAlgorithm, Profile, SdJwtError, short};

/// The member whose array holds the digests of concealed members.
pub(super) const MEMBERS: &str = "_sd";
/// The member of an object that stands for a concealed element.
pub(super) const ELEMENT: &str = "...";

/// The payload with every disclosure in its place. What is not disclosed is left out, and so are the digests.
pub(super) fn reveal(
    payload: Map<String, Value>,
    disclosures: &[Disclosure],
    hash: HashAlgorithm,
    profile: Profile,
) -> Result<Map<String, Value>, SdJwtError> {
    let always_shown = payload
        .iter()
        .filter(|(name, _)| profile.is_always_shown(name));
    for (name, value) in always_shown {
        if conceals(value) {
            return Err(SdJwtError::MustBeShown { name: name.clone() });
        }
    }
    let mut by_digest = HashMap::with_capacity(disclosures.len());
    for (index, disclosure) in disclosures.iter().enumerate() {
        let digest = hash.digest(disclosure.encoded());
        let position = index + 1;
        if by_digest.insert(digest, (position, disclosure)).is_some() {
            return Err(SdJwtError::Disclosure {
                position,
                problem: "stands in the token twice".to_owned(),
            });
        }
    }
    let mut revealing = Revealing {
        by_digest,
        seen: HashSet::new(),
        profile,
    };
    let mut claims = revealing.members(payload, 1)?;
    claims.shift_remove("_sd_alg");
    match revealing.by_digest.values().map(|(p, _)| *p).min() {
        Some(position) => Err(SdJwtError::Unused { position }),
        None => Ok(claims),
    }
}

struct Revealing<'a> {
    /// Disclosures whose digest was not met so far, with their positions.
    by_digest: HashMap<String, (usize, &'a Disclosure)>,
    seen: HashSet<String>,
    profile: Profile,
}

impl<'a> Revealing<'a> {
    fn value(&mut self, value: Value, depth: usize) -> Result<Value, SdJwtError> {
        let limit = Limits::CREDENTIAL.depth;
        if depth > limit {
            return Err(SdJwtError::TooDeep { limit });
        }
        match value {
            Value::Object(members) => Ok(Value::Object(self.members(members, depth)?)),
            Value::Array(elements) => Ok(Value::Array(self.elements(elements, depth)?)),
            scalar => Ok(scalar),
        }
    }

    fn members(
        &mut self,
        mut members: Map<String, Value>,
        depth: usize,
    ) -> Result<Map<String, Value>, SdJwtError> {
        if members.contains_key(ELEMENT) {
            return Err(reserved(ELEMENT, "it stands for an element of an array"));
        }
        let digests = members.shift_remove(MEMBERS);
        let mut revealed = Map::new();
        for (name, value) in members {
            let value = self.value(value, depth + 1)?;
            revealed.insert(name, value);
        }
        let digests = match digests {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(reserved(MEMBERS, "it is no array of digests")),
        };
        for digest in digests {
            let Value::String(digest) = digest else {
                return Err(reserved(MEMBERS, "a digest is no text"));
            };
            let Some((position, disclosure)) = self.take(digest)? else {
                continue;
            };
            let Some(name) = disclosure.name() else {
                return Err(SdJwtError::Disclosure {
                    position,
                    problem: "has no name, but stands in the place of a member".to_owned(),
                });
            };
            if depth == 1 && self.profile.is_always_shown(name) {
                return Err(SdJwtError::MustBeShown {
                    name: name.to_owned(),
                });
            }
            if revealed.contains_key(name) {
                return Err(SdJwtError::Overwritten {
                    position,
                    name: short(name),
                });
            }
            let value = self.value(disclosure.value().clone(), depth + 1)?;
            revealed.insert(name.to_owned(), value);
        }
        Ok(revealed)
    }

    fn elements(&mut self, elements: Vec<Value>, depth: usize) -> Result<Vec<Value>, SdJwtError> {
        let mut revealed = Vec::with_capacity(elements.len());
        for element in elements {
            let Some(digest) = digest_of(&element)? else {
                revealed.push(self.value(element, depth + 1)?);
                continue;
            };
            let Some((position, disclosure)) = self.take(digest)? else {
                continue;
            };
            if disclosure.name().is_some() {
                return Err(SdJwtError::Disclosure {
                    position,
                    problem: "has a name, but stands in the place of an element".to_owned(),
                });
            }
            revealed.push(self.value(disclosure.value().clone(), depth + 1)?);
        }
        Ok(revealed)
    }

    /// The disclosure of a digest, if there is one; each digest is met once.
    fn take(&mut self, digest: String) -> Result<Option<(usize, &'a Disclosure)>, SdJwtError> {
        let disclosure = self.by_digest.remove(&digest);
        if self.seen.contains(&digest) {
            return Err(SdJwtError::RepeatedDigest {
                digest: short(&digest),
            });
        }
        self.seen.insert(digest);
        Ok(disclosure)
    }
}

/// The digest of `{"...": digest}`.
fn digest_of(element: &Value) -> Result<Option<String>, SdJwtError> {
    let Some(members) = element.as_object().filter(|m| m.contains_key(ELEMENT)) else {
        return Ok(None);
    };
    match members.get(ELEMENT) {
        Some(Value::String(digest)) if members.len() == 1 => Ok(Some(digest.clone())),
        _ => Err(reserved(ELEMENT, "it is not alone with a digest")),
    }
}

/// Whether anything in a value is concealed. The value was read within the limits of depth.
fn conceals(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.contains_key(MEMBERS)
                || members.contains_key(ELEMENT)
                || members.values().any(conceals)
        }
        Value::Array(elements) => elements.iter().any(conceals),
        _ => false,
    }
}

fn reserved(name: &'static str, problem: &'static str) -> SdJwtError {
    SdJwtError::Reserved { name, problem }
}
