//! Changes of certificates' status.

use std::collections::HashMap;

use schemas::{
    api::registry::{NumberedChange, RegisterEntry, StatusChange},
    identifier::HeiCode,
    number::CertificateNumber,
};

use super::{Decided, Facts};
use crate::{
    register::{self, RegisterError},
    store::{Act, Numbered, entry::Entry},
};

pub(in crate::store) fn change_status(
    facts: &impl Facts,
    hei: &HeiCode,
    changes: &[NumberedChange],
    act: Act,
) -> Decided<Vec<RegisterEntry>, RegisterError> {
    let act = super::dated(facts, act)?;
    // One certificate may be changed twice in a request.
    let mut since: HashMap<CertificateNumber, RegisterEntry> = HashMap::new();
    let mut entries = Vec::new();
    let mut answer = Vec::with_capacity(changes.len());
    for NumberedChange { number, change } in changes {
        let numbered = facts.numbered(*number)?;
        let entry = since.get(number);
        let entry = entry.or(numbered.as_ref().map(|numbered| &numbered.entry));
        let decided = register::decide_change(hei, *number, entry, *change, act.at)?;
        let (Some(numbered), Some(entry)) = (&numbered, entry) else {
            return Err(RegisterError::Unknown { number: *number });
        };
        let mut entry = entry.clone();
        if let Some(status) = decided {
            entry.status = status;
            entries.push(of_change(*number, *change, numbered, act));
            since.insert(*number, entry.clone());
        }
        answer.push(entry);
    }
    Ok((entries, answer))
}

fn of_change(
    number: CertificateNumber,
    change: StatusChange,
    numbered: &Numbered,
    act: Act,
) -> Entry {
    let (at, by) = (act.at, Some(act.by));
    let hei = Some(numbered.entry.awarding_body.clone());
    match change {
        StatusChange::Revoke { reason } => Entry::StatusChanged {
            at,
            number,
            reason,
            place: numbered.allocation.status.clone(),
            hei,
            by,
        },
        StatusChange::Hold { reason } => Entry::CertificateHeld {
            at,
            number,
            reason,
            hei,
            by,
        },
        StatusChange::Release {} => Entry::CertificateReleased {
            at,
            number,
            hei,
            by,
        },
    }
}
