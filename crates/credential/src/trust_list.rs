//! The operator's list of awarding bodies: who may award micro-qualifications, with which keys, when.

use jiff::Timestamp;
use schemas::{
    api::registry::{TrustListEntry, TrustListSubject},
    award::AwardingBody,
    base_url::BaseUrl,
    certificate::CREDENTIALS_V2,
    did::Did,
};
use serde_json::{Value, json};

/// The types of the list, in order.
pub const TRUST_LIST_TYPES: [&str; 2] = ["VerifiableCredential", "AccreditedAwardingBodyList"];

/// The list as an unsigned credential of the operator.
pub fn unsigned(
    registry: &BaseUrl,
    operator: &Did,
    bodies: &[AwardingBody],
    valid_from: Timestamp,
    valid_until: Timestamp,
) -> Value {
    let subject = TrustListSubject {
        id: format!("{}#list", registry.trust_list()),
        kind: "AccreditedAwardingBodies".to_owned(),
        awarding_body: bodies.iter().cloned().map(TrustListEntry::from).collect(),
    };
    json!({
        "@context": [CREDENTIALS_V2, registry.context()],
        "id": registry.trust_list(),
        "type": TRUST_LIST_TYPES,
        "issuer": operator,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": subject,
    })
}
