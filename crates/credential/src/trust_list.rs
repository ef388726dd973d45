//! The operator's list of awarding bodies: who may award micro-qualifications, with which keys, when.

use jiff::Timestamp;
use schemas::{
    api::registry::trust_list::{self, TRUST_LIST_TYPE, TypeNames},
    award::AwardingBody,
    base_url::BaseUrl,
    certificate::CREDENTIALS_V2,
    did::Did,
};
use serde_json::{Value, json};

/// The list as an unsigned credential of the operator.
pub fn unsigned(
    registry: &BaseUrl,
    operator: &Did,
    bodies: &[AwardingBody],
    names: &TypeNames,
    valid_from: Timestamp,
    valid_until: Timestamp,
) -> Value {
    json!({
        "@context": [CREDENTIALS_V2, registry.context()],
        "id": registry.trust_list(),
        "type": ["VerifiableCredential", names.credential.to_string(), TRUST_LIST_TYPE],
        "issuer": operator,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": trust_list::listed(bodies, operator, &registry.schema(), names),
    })
}
