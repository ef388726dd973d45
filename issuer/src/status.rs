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
        "the change of {} is recorded, and the registry has not answered: {source}. A running server asks again by itself; else it goes out again with `issuer resume`, when a server starts, or when the same is asked for again", .number.grouped()
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
    let change = StatusChange::Revoke { reason };
    let (record, _) = registered(number, change, store, registry).await?;
    if let Some(revoked) = record.revoked {
        return Ok(revoked);
    }
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
    let change = StatusChange::Hold { reason };
    let (record, _) = registered(number, change, store, registry).await?;
    in_force(number, &record)?;
    match record.held {
        Some(held) if held.reason == reason => return Ok(held),
        Some(Hold { reason, at }) => return Err(StatusError::OnHold { number, reason, at }),
        None => {}
    }
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
    let change = StatusChange::Release {};
    let (record, done) = registered(number, change, store, registry).await?;
    in_force(number, &record)?;
    match (record.held, done) {
        // That was asked for before, and the registry has answered it now.
        (None, true) => return Ok(()),
        (None, false) => return Err(StatusError::NotOnHold(number)),
        (Some(_), _) => {}
    }
    match ask(number, change, store, registry).await?.status {
        CertificateStatus::Active => Ok(()),
        CertificateStatus::Revoked { reason, at } => {
            Err(StatusError::Revoked { number, reason, at })
        }
        _ => Err(StatusError::Unchanged(number)),
    }
}

/// What became of the changes that the registry had not answered.
#[derive(Debug, Default)]
pub struct Settled {
    /// What it answered about.
    pub changed: Vec<CertificateNumber>,
    /// What it refused; none of that waits any more.
    pub refused: Vec<StatusError>,
    /// Why others wait still. When it did not answer at all, those behind the first are not tried.
    pub waits: Vec<StatusError>,
}

/// Asks the registry again for every change that it has not answered.
///
/// # Errors
/// When the record cannot be read or written.
pub async fn settle(store: &dyn Store, registry: &dyn Registry) -> Result<Settled, StoreError> {
    let mut settled = Settled::default();
    for (number, change) in store.changes_asked()? {
        match carry_out(number, change, store, registry).await {
            Ok(_) => settled.changed.push(number),
            Err(StatusError::Store(error)) => return Err(error),
            Err(error @ StatusError::Waits { .. }) => {
                tracing::warn!(%number, %error, "a change of status waits");
                let away = error.is_temporary();
                settled.waits.push(error);
                if away {
                    break;
                }
            }
            Err(error) => {
                refused(number, &error);
                settled.refused.push(error);
            }
        }
    }
    Ok(settled)
}

fn refused(number: CertificateNumber, error: &StatusError) {
    tracing::error!(%number, %error, "a change of status was refused");
}

/// The record of a registered certificate whose status is to be changed, as the registry last answered; and whether that
/// very change waited, and was answered now.
async fn registered(
    number: CertificateNumber,
    wanted: StatusChange,
    store: &dyn Store,
    registry: &dyn Registry,
) -> Result<(DraftRecord, bool), StatusError> {
    let mut record = recorded(number, store)?;
    let mut done = false;
    if let Some(earlier) = record.asked {
        match carry_out(number, earlier, store, registry).await {
            Ok(_) => done = earlier == wanted,
            // What is wanted now is not recorded.
            Err(StatusError::Waits { .. }) if earlier != wanted => {
                return Err(StoreError::ChangeWaits(number).into());
            }
            // The earlier one is answered, and waits no more.
            Err(error @ StatusError::Registry { .. }) if earlier != wanted => {
                refused(number, &error);
            }
            Err(error) => return Err(error),
        }
        record = recorded(number, store)?;
    }
    if record.stage() < Stage::Registered {
        return Err(StatusError::NotRegistered(number));
    }
    Ok((record, done))
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
