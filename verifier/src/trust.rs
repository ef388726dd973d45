//! Whom this verifier trusts: the operator pinned in its configuration, and nobody else.

use credential::{Trust, TrustError};
use schemas::{base_url::BaseUrl, did::DidUrl};
use serde::{Deserialize, Serialize};

/// The operator, as pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustConfig {
    /// The register's public base URL.
    pub registry: BaseUrl,
    /// The operator's keys, current and former: `did:web:<registry>#z6Mk..`.
    pub operator_keys: Vec<DidUrl>,
}

impl TrustConfig {
    /// The trust that follows from it.
    pub fn trust(&self) -> Result<Trust, TrustError> {
        Trust::new(self.registry.clone(), self.operator_keys.clone())
    }
}
