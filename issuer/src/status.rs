//! Revoking certificates.

use schemas::{
    number::CertificateNumber,
    status::{CertificateStatus, RevocationReason},
};

use crate::{
    registry::{Registry, RegistryError},
    store::{Revocation, Stage, Store, StoreError},
};

/// Why a certificate was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry.
    #[error("the certificate was not revoked: {0}")]
    Registry(#[from] RegistryError),
    /// It does not exist yet.
    #[error("the certificate {} is not registered yet: there is nothing to revoke; let its batch come to its end first", .0.grouped())]
    NotRegistered(CertificateNumber),
    /// The registry answered with another status.
    #[error("the registry answers that {} is not revoked: ask the operator", .0.grouped())]
    StillInForce(CertificateNumber),
}

/// Revokes a certificate for good, at the registry and then in the own record. Doing it again gives the first
/// revocation.
pub async fn revoke(
    number: CertificateNumber,
    reason: RevocationReason,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<Revocation, RevokeError> {
    let record = store
        .by_number(number)?
        .ok_or(StoreError::UnknownNumber(number))?;
    if let Some(revoked) = record.revoked {
        return Ok(revoked);
    }
    if record.stage() < Stage::Registered {
        return Err(RevokeError::NotRegistered(number));
    }
    let entry = match registry.revoke(number, reason).await {
        // It was revoked already for another reason, and the answer was lost on its way: the register counts.
        Err(RegistryError::Conflict { .. }) => registry.certificate(number).await?,
        answer => answer?,
    };
    let CertificateStatus::Revoked { reason, at } = entry.status else {
        return Err(RevokeError::StillInForce(number));
    };
    let revocation = Revocation { reason, at };
    store.revoked(number, revocation).await?;
    tracing::info!(%number, %reason, "certificate revoked");
    Ok(revocation)
}
