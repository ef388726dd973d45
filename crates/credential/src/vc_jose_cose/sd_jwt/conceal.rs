//! The issuer's side ([RFC 9901, section 6.1](https://www.rfc-editor.org/rfc/rfc9901#section-6.1)).

use rand_core::CryptoRng;
use serde_json::{Map, Value, json};

use super::{
    Disclosure, HashAlgorithm, Path, Profile, SdJwtError,
    path::Step,
    reveal::{ELEMENT, MEMBERS},
};

/// Replaces what the paths name by digests. What stands inside something concealed is concealed first.
pub(super) fn conceal(
    payload: &mut Map<String, Value>,
    profile: Profile,
    paths: &[Path],
    rng: &mut impl CryptoRng,
) -> Result<Vec<Disclosure>, SdJwtError> {
    for (index, path) in paths.iter().enumerate() {
        if profile.is_always_shown(path.top()) {
            return Err(SdJwtError::MustBeShown {
                name: path.top().to_owned(),
            });
        }
        if paths[..index].contains(path) {
            return Err(SdJwtError::RepeatedPath {
                path: path.to_string(),
            });
        }
    }
    if payload.contains_key("_sd_alg") {
        return Err(SdJwtError::Reserved {
            name: "_sd_alg",
            problem: "the document has it already",
        });
    }
    payload.values().try_for_each(no_reserved)?;
    no_reserved_names(payload)?;
    let mut document = Value::Object(std::mem::take(payload));
    let mut deepest_first: Vec<&Path> = paths.iter().collect();
    deepest_first.sort_by_key(|path| std::cmp::Reverse(path.steps().len()));
    let mut disclosures = Vec::with_capacity(paths.len());
    for path in deepest_first {
        disclosures.push(conceal_one(&mut document, path, rng)?);
    }
    if let Value::Object(members) = document {
        *payload = members;
    }
    if !disclosures.is_empty() {
        let name = HashAlgorithm::default().name();
        payload.insert("_sd_alg".to_owned(), name.into());
    }
    Ok(disclosures)
}

fn conceal_one(
    document: &mut Value,
    path: &Path,
    rng: &mut impl CryptoRng,
) -> Result<Disclosure, SdJwtError> {
    let missing = || SdJwtError::NoSuchPath {
        path: path.to_string(),
    };
    let (last, way) = path.steps().split_last().ok_or_else(missing)?;
    let mut place = document;
    for step in way {
        place = match step {
            Step::Member(name) => place.as_object_mut().and_then(|m| m.get_mut(name)),
            Step::Element(index) => place.as_array_mut().and_then(|a| a.get_mut(*index)),
        }
        .ok_or_else(missing)?;
    }
    let hash = HashAlgorithm::default();
    match last {
        Step::Member(name) => {
            let members = place.as_object_mut().ok_or_else(missing)?;
            let value = members.shift_remove(name).ok_or_else(missing)?;
            let disclosure = Disclosure::fresh(Some(name), value, rng);
            let digest = Value::String(hash.digest(disclosure.encoded()));
            let digests = members
                .entry(MEMBERS)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(digests) = digests {
                let at = digests.partition_point(|earlier| earlier.as_str() < digest.as_str());
                digests.insert(at, digest);
            }
            Ok(disclosure)
        }
        Step::Element(index) => {
            let element = place
                .as_array_mut()
                .and_then(|a| a.get_mut(*index))
                .ok_or_else(missing)?;
            let disclosure = Disclosure::fresh(None, element.take(), rng);
            *element = json!({ ELEMENT: hash.digest(disclosure.encoded()) });
            Ok(disclosure)
        }
    }
}

fn no_reserved(value: &Value) -> Result<(), SdJwtError> {
    match value {
        Value::Object(members) => {
            no_reserved_names(members)?;
            members.values().try_for_each(no_reserved)
        }
        Value::Array(elements) => elements.iter().try_for_each(no_reserved),
        _ => Ok(()),
    }
}

fn no_reserved_names(members: &Map<String, Value>) -> Result<(), SdJwtError> {
    match [MEMBERS, ELEMENT]
        .into_iter()
        .find(|name| members.contains_key(*name))
    {
        Some(name) => Err(SdJwtError::Reserved {
            name,
            problem: "the document has it already",
        }),
        None => Ok(()),
    }
}
