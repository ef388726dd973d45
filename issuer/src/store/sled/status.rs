//! The status of certificates in the embedded store: changes that wait for the registry, and replacements.

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, ReceiptSubject, StatusChange},
    identifier::DraftId,
    number::CertificateNumber,
    status::{CertificateStatus, RevocationReason},
};
use serde::Deserialize as _;
use serde_json::Value;
use service::ledger::View;

use super::{
    Decided,
    entry::{Deed, Done},
    key,
    reading::get,
};
use crate::{
    draft::CertificateDraft,
    import::PersonKey,
    store::{Hold, Revocation, StoreError},
};

/// See [`crate::store::Store::ask_change`].
pub(super) fn ask(view: &View<'_>, number: CertificateNumber, change: StatusChange) -> Decided<()> {
    if !view.contains(key::of_number(number)) {
        return Err(StoreError::UnknownNumber(number));
    }
    match waiting(view, number)? {
        Some(waits) if waits == change => Ok((Vec::new(), ())),
        Some(_) => Err(StoreError::ChangeWaits(number)),
        None => Ok((vec![Deed::ChangeAsked { number, change }], ())),
    }
}

/// See [`crate::store::Store::answer_change`].
pub(super) fn answer(
    view: &View<'_>,
    number: CertificateNumber,
    change: StatusChange,
    answered: CertificateStatus,
) -> Decided<()> {
    if waiting(view, number)? != Some(change) {
        return Ok((Vec::new(), ()));
    }
    let deed = match answered {
        CertificateStatus::Revoked { reason, at } => {
            let draft: DraftId =
                get(view, &key::of_number(number))?.ok_or(StoreError::UnknownNumber(number))?;
            revoked(view, number, draft, Revocation { reason, at })?
        }
        CertificateStatus::OnHold { reason, at } => {
            let hold = Hold { reason, at };
            Deed::Held { number, hold }
        }
        CertificateStatus::Active | CertificateStatus::Allocated => Deed::Released { number },
    };
    Ok((vec![deed], ()))
}

/// See [`crate::store::Store::drop_change`].
pub(super) fn refuse(
    view: &View<'_>,
    number: CertificateNumber,
    change: StatusChange,
) -> Decided<()> {
    let waits = waiting(view, number)? == Some(change);
    let deed = waits.then_some(Deed::ChangeRefused { number });
    Ok((deed.into_iter().collect(), ()))
}

fn waiting(view: &View<'_>, number: CertificateNumber) -> Result<Option<StatusChange>, StoreError> {
    let waits: Option<(CertificateNumber, StatusChange)> = get(view, &key::change(number))?;
    Ok(waits.map(|(_, change)| change))
}

/// The revocation of a draft's certificate. It lets go of the person, unless a successor has taken the person over.
fn revoked(
    view: &View<'_>,
    number: CertificateNumber,
    draft: DraftId,
    revocation: Revocation,
) -> Result<Deed, StoreError> {
    let found: Option<CertificateDraft> = get(view, &key::draft(draft))?;
    let mut people = Vec::new();
    for person in found.map(|d| d.result.keys()).unwrap_or_default() {
        if holder(view, &person)? == Some(draft) {
            people.push(person);
        }
    }
    Ok(Deed::Revoked {
        number,
        revocation,
        people,
    })
}

/// What follows from receipts for the certificates that are replaced.
pub(super) fn replaced(view: &View<'_>, items: &[Done<Value>]) -> Result<Vec<Deed>, StoreError> {
    let mut deeds = Vec::new();
    for Done { draft, what, .. } in items {
        let found: Option<CertificateDraft> = get(view, &key::draft(*draft))?;
        let Some(number) = found.and_then(|d| d.result.replaces) else {
            continue;
        };
        let allocation: Option<NumberAllocation> = get(view, &key::number(*draft))?;
        let old: Option<DraftId> = get(view, &key::of_number(number))?;
        let (Some(allocation), Some(old)) = (allocation, old) else {
            return Err(StoreError::UnknownNumber(number));
        };
        if !view.contains(key::revoked(number)) {
            let reason = RevocationReason::Replaced;
            let at = registered_at(what)?;
            deeds.push(revoked(view, number, old, Revocation { reason, at })?);
        }
        deeds.push(Deed::Replaced {
            number,
            successor: allocation.number,
        });
    }
    Ok(deeds)
}

fn registered_at(receipt: &Value) -> Result<Timestamp, StoreError> {
    let subject = ReceiptSubject::deserialize(&receipt["credentialSubject"]);
    let subject = subject.map_err(|e| {
        StoreError::Failed(format!(
            "a receipt of the registry cannot be read ({e}): ask the operator"
        ))
    })?;
    Ok(subject.registered_at)
}

/// The draft that a person was claimed by.
pub(super) fn holder(view: &View<'_>, person: &PersonKey) -> Result<Option<DraftId>, StoreError> {
    let Some(held) = view.get(key::person(person.as_str())) else {
        return Ok(None);
    };
    let draft = std::str::from_utf8(&held).ok();
    let draft = draft.and_then(|text| text.parse().ok());
    let damaged = || StoreError::Failed("the index is damaged: restore a backup".to_owned());
    draft.map(Some).ok_or_else(damaged)
}

/// Whether the person of a draft was claimed by another one: not by itself, nor by the one that it replaces.
pub(super) fn is_known_by_another(
    view: &View<'_>,
    draft: &CertificateDraft,
) -> Result<bool, StoreError> {
    let replaced: Option<DraftId> = match draft.result.replaces {
        Some(old) => get(view, &key::of_number(old))?,
        None => None,
    };
    for person in draft.result.keys() {
        let by = holder(view, &person)?;
        if by.is_some_and(|by| by != draft.id && Some(by) != replaced) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a certificate stands, and no draft but `by` is to replace it.
pub(super) fn is_replaceable(
    view: &View<'_>,
    number: CertificateNumber,
    by: DraftId,
) -> Result<bool, StoreError> {
    let Some(draft) = get::<DraftId>(view, &key::of_number(number))? else {
        return Ok(false);
    };
    let claimed: Option<DraftId> = get(view, &key::replacing(number))?;
    Ok(view.contains(key::receipt(draft))
        && !view.contains(key::revoked(number))
        && claimed.is_none_or(|claimed| claimed == by))
}
