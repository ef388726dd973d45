//! The HEI's interface: what a delivered certificate looks like.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::openapi::SignedCredential;

/// A certificate as it is delivered: what the HEI signed and the operator's receipt, in one document. Served
/// at `GET /c/{delivery}` of the issuer and written to the delivery folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Delivery {
    /// The signed certificate.
    #[schema(value_type = SignedCredential)]
    pub verifiable_credential: Value,
    /// The operator's signed receipt: a credential of type `RegistrationReceipt`.
    #[schema(value_type = SignedCredential)]
    pub registration: Value,
}
