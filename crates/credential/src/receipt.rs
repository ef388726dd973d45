//! The operator's receipt: a credential that says which digest was registered under which number, when, and which
//! key had signed. It travels with the certificate, so number and registration can be checked with no network.

use schemas::{
    api::registry::ReceiptSubject, base_url::BaseUrl, certificate::CREDENTIALS_V2, did::Did,
};
use serde_json::{Value, json};

/// The types of a receipt, in order.
pub const RECEIPT_TYPES: [&str; 2] = ["VerifiableCredential", "RegistrationReceipt"];

/// The receipt as an unsigned credential of the operator.
pub fn unsigned(registry: &BaseUrl, operator: &Did, subject: &ReceiptSubject) -> Value {
    json!({
        "@context": [CREDENTIALS_V2, registry.context()],
        "id": registry.receipt(subject.certificate_number),
        "type": RECEIPT_TYPES,
        "issuer": operator,
        "validFrom": subject.registered_at,
        "credentialSubject": subject,
    })
}
