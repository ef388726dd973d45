//! DID documents that the operator serves: its own, and those of awarding bodies whose DID it hosts.

use credential::{did_document, multikey::PublicKey};
use schemas::award::AwardingBody;
use serde_json::{Value, json};

use crate::{app::Registry, operator::Operator};

/// The operator's own document.
pub fn of_operator(operator: &Operator) -> Value {
    did_document::build(&operator.did, &[operator.public_key()])
}

/// The document of an awarding body; `None` when its DID is on a site of its own.
///
/// Retired keys stay in `assertionMethod`, for what was signed while they were in force; they no longer
/// authenticate. A compromised key carries `revoked`.
pub fn of_awarding_body(registry: &Registry, body: &AwardingBody) -> Option<Value> {
    if body.id != registry.base_url.hosted_did(&body.code) {
        return None;
    }
    let keys: Vec<PublicKey> = body
        .key
        .iter()
        .filter_map(|key| PublicKey::from_multibase(key.id.fragment()).ok())
        .collect();
    let mut document = did_document::build(&body.id, &keys);
    for key in &body.key {
        let id = json!(key.id);
        if key.in_force.until.is_some()
            && let Some(methods) = document["authentication"].as_array_mut()
        {
            methods.retain(|method| *method != id);
        }
        let methods = document["verificationMethod"].as_array_mut();
        let method = methods.and_then(|m| m.iter_mut().find(|method| method["id"] == id));
        if let (Some(method), Some(revoked)) = (method, key.revoked) {
            method["revoked"] = json!(revoked);
        }
    }
    Some(document)
}
