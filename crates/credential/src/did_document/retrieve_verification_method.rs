//! Retrieve Verification Method
//! ([Controlled Identifiers 1.0, section 3.3](https://www.w3.org/TR/cid-1.0/#retrieve-verification-method)).

use jiff::Timestamp;
use schemas::did::{Did, DidUrl};
use serde_json::{Map, Value};

use super::MethodError;
use crate::{
    data_integrity::date_time,
    multikey::{Algorithm, VerificationKey},
};

/// The verification relationships that authorise. Others are refused: a proof's purpose is its maker's word, and
/// `verificationMethod` or `alsoKnownAs` list identifiers too ([section 2.3](https://www.w3.org/TR/cid-1.0/#verification-relationships)).
const RELATIONSHIPS: [&str; 5] = [
    "assertionMethod",
    "authentication",
    "capabilityDelegation",
    "capabilityInvocation",
    "keyAgreement",
];
/// The most methods and references that a document may list, all in all.
const MAX_ENTRIES: usize = 1024;

/// What a document says of a verification method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrievedMethod {
    /// Its key.
    pub key: VerificationKey,
    /// Who controls it: the document's subject.
    pub controller: Did,
    /// When it ceases to be good, if that is known. Not judged here.
    pub expires: Option<Timestamp>,
    /// When it was revoked, if it was. Not judged here.
    pub revoked: Option<Timestamp>,
}

/// The verification method `vm_identifier` of `document`, when the document associates it with `relationship`, such as
/// `assertionMethod`. Step 4, fetching the document, is the caller's.
///
/// Every error carries its type: [`MethodError::processing_error`].
pub fn retrieve_verification_method(
    document: &Value,
    vm_identifier: &str,
    relationship: &str,
) -> Result<RetrievedMethod, MethodError> {
    // 1 to 3: the identifier, the document's URL and the fragment.
    let id: DidUrl = vm_identifier.parse().map_err(|_| MethodError::Url {
        found: vm_identifier.chars().take(120).collect(),
    })?;
    // 5: a conforming document ..
    let problem = "it is no JSON object";
    let members = document
        .as_object()
        .ok_or(MethodError::Document { problem })?;
    conforming_document(members)?;
    // 6: .. of this subject.
    let found = text(members, "id").unwrap_or_default();
    if found != id.did().as_str() {
        return Err(MethodError::OtherDocument {
            found: found.chars().take(120).collect(),
            expected: id.did().to_string(),
        });
    }
    // 7 and 9: the one method of this id.
    let mut methods = dereference(document, &id);
    let method = methods
        .next()
        .ok_or_else(|| MethodError::Unknown { id: id.to_string() })?;
    if methods.any(|other| other != method) {
        return Err(malformed(
            &id,
            "another method of the same id differs from it",
        ));
    }
    // 8 and 10: a conforming method of this controller.
    let retrieved = conforming_method(method, &id)?;
    // 11: associated by reference or by value.
    let refers =
        |entry: &Value| entry.as_str().is_some_and(|url| is(url, &id)) || has_id(entry, &id);
    let associated =
        RELATIONSHIPS.contains(&relationship) && entries(members, relationship).any(refers);
    if !associated {
        return Err(MethodError::Relation {
            id: id.to_string(),
            relation: relationship.chars().take(64).collect(),
        });
    }
    // 12
    Ok(retrieved)
}

/// Every method of the document with this `id`, absolute or as its fragment alone
/// ([section 3.4, Fragment Resolution](https://www.w3.org/TR/cid-1.0/#fragment-resolution)), in `verificationMethod` and
/// embedded in a relationship.
pub(super) fn dereference<'a>(
    document: &'a Value,
    id: &'a DidUrl,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    let members = document.as_object();
    ["verificationMethod"]
        .into_iter()
        .chain(RELATIONSHIPS)
        .filter_map(move |name| members.map(|members| embedded(members, name, id)))
        .flatten()
}

/// The methods with this `id` that stand under `name` by value.
fn embedded<'a>(
    members: &'a Map<String, Value>,
    name: &'a str,
    id: &'a DidUrl,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    entries(members, name)
        .filter(move |entry| has_id(entry, id))
        .filter_map(Value::as_object)
}

fn entries<'a>(members: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    let entries = members.get(name).and_then(Value::as_array);
    entries.into_iter().flatten()
}

fn has_id(method: &Value, id: &DidUrl) -> bool {
    let found = method.get("id").and_then(Value::as_str);
    found.is_some_and(|url| is(url, id))
}

/// Whether the absolute value of `url`, in the document of `id`, is `id`.
fn is(url: &str, id: &DidUrl) -> bool {
    url == id.as_str() || url.strip_prefix('#') == Some(id.fragment())
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

fn malformed(id: &DidUrl, problem: &'static str) -> MethodError {
    MethodError::Malformed {
        id: id.to_string(),
        problem,
    }
}

/// [Section 2.1](https://www.w3.org/TR/cid-1.0/#controlled-identifier-documents) as far as it bears on methods: an `id`,
/// sets of methods, and in relationships also references.
fn conforming_document(members: &Map<String, Value>) -> Result<(), MethodError> {
    let fault = |problem| Err(MethodError::Document { problem });
    if text(members, "id").is_none() {
        return fault("it has no id");
    }
    let is_method = |entry: &Value| {
        let has = |name| entry.get(name).is_some_and(Value::is_string);
        has("id") && has("type") && has("controller")
    };
    let mut count = 0;
    for name in ["verificationMethod"].into_iter().chain(RELATIONSHIPS) {
        let list = match members.get(name) {
            None => continue,
            Some(Value::Array(list)) => list,
            Some(_) => return fault("a list of verification methods is no array"),
        };
        count += list.len();
        if count > MAX_ENTRIES {
            return fault("it lists more than 1024 verification methods and references");
        }
        let referable = name != "verificationMethod";
        if !list
            .iter()
            .all(|entry| is_method(entry) || referable && entry.is_string())
        {
            return fault("a verification method has no id, no type or no controller");
        }
    }
    Ok(())
}

/// [Section 2.2](https://www.w3.org/TR/cid-1.0/#verification-methods), for the types whose keys verify signatures.
fn conforming_method(
    method: &Map<String, Value>,
    id: &DidUrl,
) -> Result<RetrievedMethod, MethodError> {
    let fault = |problem| malformed(id, problem);
    if text(method, "controller") != Some(id.did().as_str()) {
        return Err(fault("its controller is not the document's subject"));
    }
    let kind = text(method, "type").unwrap_or_default();
    let material = match kind {
        "Multikey" | "Ed25519VerificationKey2020" => "publicKeyMultibase",
        "JsonWebKey" | "JsonWebKey2020" => "publicKeyJwk",
        _ => {
            return Err(fault(
                "its type is none of Multikey, JsonWebKey, Ed25519VerificationKey2020",
            ));
        }
    };
    for name in method.keys() {
        if name.starts_with("secretKey") || name.starts_with("privateKey") {
            return Err(fault(
                "it shows a secret key, so somebody else may sign with it",
            ));
        }
        if name.starts_with("publicKey") && name != material {
            return Err(fault(
                "it has another form of the key than the one of its type",
            ));
        }
    }
    let read = match method.get(material) {
        None => return Err(fault("it has no key of its type's form")),
        Some(Value::String(text)) if material == "publicKeyMultibase" => {
            VerificationKey::from_multibase(text)
        }
        Some(_) if material == "publicKeyMultibase" => {
            return Err(fault("its publicKeyMultibase is no string"));
        }
        Some(jwk) => VerificationKey::from_jwk(jwk),
    };
    let key = read.map_err(|source| MethodError::Key {
        id: id.to_string(),
        source,
    })?;
    if kind == "Ed25519VerificationKey2020" && key.algorithm() != Algorithm::Ed25519 {
        return Err(fault("its type is one of Ed25519, its key is not"));
    }
    let time = |name, problem| match method.get(name) {
        None => Ok(None),
        Some(value) => match value.as_str().and_then(date_time) {
            Some(time) => Ok(Some(time)),
            None => Err(fault(problem)),
        },
    };
    Ok(RetrievedMethod {
        key,
        controller: id.did().clone(),
        expires: time("expires", "its expires is no date and time with an offset")?,
        revoked: time("revoked", "its revoked is no date and time with an offset")?,
    })
}

#[cfg(test)]
mod tests;
