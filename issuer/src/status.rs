//! The status of certificates that were issued: revoked for good, on hold, released.
//!
//! What is asked for is recorded before the registry is asked, and the registry's answer after it. A change whose
//! answer is missing goes out again by [`settle`], or before the next change of the same certificate.

use jiff::Timestamp;
use schemas::{
    api::registry::{RegisterEntry, StatusChange},
    number::CertificateNumber,
    status::{CertificateStatus, HoldReason, RevocationReason},
};

use crate::{
    registry::{Registry, RegistryError},
    store::{DraftRecord, Hold, Revocation, Stage, Store, StoreError},
};

/// Why the status of a certificate was not changed.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry refuses.
    #[error("the status of {} was not changed: {source}", .number.grouped())]
    Registry {
        /// The certificate.
        number: CertificateNumber,
        /// Why.
        source: RegistryError,
    },
    /// The registry gave no answer that counts.
    #[error(
        "the change of {} is recorded, and the registry has not answered: {source}. It goes out again with `issuer resume`, when the server starts, or when the same is asked for again", .number.grouped()
    )]
    Waits {
        /// The certificate.
        number: CertificateNumber,
        /// Why.
        source: RegistryError,
    },
    /// It does not exist yet.
    #[error("the certificate {} is not registered yet, so its status cannot be changed: let its batch come to its end first", .0.grouped())]
    NotRegistered(CertificateNumber),
    /// It is revoked.
    #[error("the certificate {} was revoked at {at}, as {reason}: that is for good", .number.grouped())]
    Revoked {
        /// The certificate.
        number: CertificateNumber,
        /// Why.
        reason: RevocationReason,
        /// When.
        at: Timestamp,
    },
    /// It is on hold for another reason.
    #[error("the certificate {} is on hold since {at} already, as {reason}: release it before putting it on hold for another reason", .number.grouped())]
    OnHold {
        /// The certificate.
        number: CertificateNumber,
        /// Why.
        reason: HoldReason,
        /// Since when.
        at: Timestamp,
    },
    /// It is not on hold.
    #[error("the certificate {} is not on hold: there is nothing to release", .0.grouped())]
    NotOnHold(CertificateNumber),
    /// The registry answered with another status.
    #[error("the registry's answer about {} does not fit what was asked for: ask the operator", .0.grouped())]
    Unchanged(CertificateNumber),
}

impl StatusError {
    /// Whether waiting for the registry may help.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Registry { source, .. } | Self::Waits { source, .. } => source.is_temporary(),
            _ => false,
        }
    }
}

/// Revokes a certificate for good, at the registry and in the own record. Doing it again gives the first revocation.
///
/// # Errors
/// When it was not issued here or is not registered yet, or the registry does not do it.
pub async fn revoke(
    number: CertificateNumber,
    reason: RevocationReason,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<Revocation, StatusError> {
    let record = registered(number, store, registry).await?;
    if let Some(revoked) = record.revoked {
        return Ok(revoked);
    }
    let change = StatusChange::Revoke { reason };
    match ask(number, change, store, registry).await?.status {
        CertificateStatus::Revoked { reason, at } => Ok(Revocation { reason, at }),
        _ => Err(StatusError::Unchanged(number)),
    }
}

/// Puts a certificate on hold: it is not to be relied upon until it is released, or revoked. Doing it again gives the
/// first hold.
///
/// # Errors
/// When it was not issued here, is not registered yet, is revoked, or is on hold for another reason, or the registry
/// does not do it.
pub async fn hold(
    number: CertificateNumber,
    reason: HoldReason,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<Hold, StatusError> {
    let record = registered(number, store, registry).await?;
    in_force(number, &record)?;
    match record.held {
        Some(held) if held.reason == reason => return Ok(held),
        Some(Hold { reason, at }) => return Err(StatusError::OnHold { number, reason, at }),
        None => {}
    }
    let change = StatusChange::Hold { reason };
    match ask(number, change, store, registry).await?.status {
        CertificateStatus::OnHold { reason, at } => Ok(Hold { reason, at }),
        CertificateStatus::Revoked { reason, at } => {
            Err(StatusError::Revoked { number, reason, at })
        }
        _ => Err(StatusError::Unchanged(number)),
    }
}

/// Ends a hold: the certificate is in force again.
///
/// # Errors
/// When it was not issued here, is revoked or not on hold, or the registry does not do it.
pub async fn release(
    number: CertificateNumber,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<(), StatusError> {
    let record = registered(number, store, registry).await?;
    in_force(number, &record)?;
    if record.held.is_none() {
        return Err(StatusError::NotOnHold(number));
    }
    let change = StatusChange::Release {};
    match ask(number, change, store, registry).await?.status {
        CertificateStatus::Active => Ok(()),
        CertificateStatus::Revoked { reason, at } => {
            Err(StatusError::Revoked { number, reason, at })
        }
        _ => Err(StatusError::Unchanged(number)),
    }
}

/// Asks the registry again for every change that it has not answered. Gives the certificates that it answered about; what
/// it refuses is dropped, and logged.
///
/// # Errors
/// The first change that still waits.
pub async fn settle(
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<Vec<CertificateNumber>, StatusError> {
    let mut settled = Vec::new();
    let mut waits = None;
    for (number, change) in store.changes_asked()? {
        match carry_out(number, change, store, registry).await {
            Ok(_) => settled.push(number),
            Err(error @ StatusError::Registry { .. }) => {
                tracing::error!(%number, %error, "a change of status was refused");
            }
            Err(error) => {
                let temporary = error.is_temporary();
                let first = waits.get_or_insert(error);
                tracing::warn!(%number, error = %first, "a change of status waits");
                if temporary {
                    break;
                }
            }
        }
    }
    waits.map_or(Ok(settled), Err)
}

/// The record of a registered certificate, whose status is what the registry last answered.
async fn registered(
    number: CertificateNumber,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<DraftRecord, StatusError> {
    let mut record = recorded(number, store)?;
    if let Some(change) = record.asked {
        carry_out(number, change, store, registry).await?;
        record = recorded(number, store)?;
    }
    if record.stage() < Stage::Registered {
        return Err(StatusError::NotRegistered(number));
    }
    Ok(record)
}

fn recorded(number: CertificateNumber, store: &dyn Store) -> Result<DraftRecord, StoreError> {
    store
        .by_number(number)?
        .ok_or(StoreError::UnknownNumber(number))
}

fn in_force(number: CertificateNumber, record: &DraftRecord) -> Result<(), StatusError> {
    match record.revoked {
        Some(Revocation { reason, at }) => Err(StatusError::Revoked { number, reason, at }),
        None => Ok(()),
    }
}

async fn ask(
    number: CertificateNumber,
    change: StatusChange,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<RegisterEntry, StatusError> {
    store.ask_change(number, change).await?;
    carry_out(number, change, store, registry).await
}

/// Asks the registry for a change that is recorded, and records the answer.
async fn carry_out(
    number: CertificateNumber,
    change: StatusChange,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<RegisterEntry, StatusError> {
    let answer = match registry.change_status(number, change).await {
        // It was revoked in the meantime, perhaps by an answer that was lost on its way: the register counts.
        Err(RegistryError::Conflict { .. }) => registry.certificate(number).await,
        answer => answer,
    };
    let entry = match answer {
        Ok(entry) => entry,
        Err(source) if source.is_about_the_request() => {
            store.drop_change(number, change).await?;
            return Err(StatusError::Registry { number, source });
        }
        Err(source) => return Err(StatusError::Waits { number, source }),
    };
    store.answer_change(number, change, entry.status).await?;
    tracing::info!(%number, ?change, status = ?entry.status, "status changed");
    Ok(entry)
}
