//! What a record changes in the index.

use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    programme::RegisteredProgramme,
    status::RevocationReason,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::ledger::{self, Changes};

use super::key;
use crate::store::{TokenDigest, entry::Entry};

/// What the index holds of a number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NumberOf {
    /// Whose it is.
    pub(super) hei: HeiCode,
    /// The assignment.
    pub(super) allocation: NumberAllocation,
}

/// What the index holds of a registration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Registration {
    /// When.
    pub(super) at: Timestamp,
    /// The digest.
    pub(super) digest: String,
    /// The receipt.
    pub(super) receipt: Value,
}

/// What the index holds of a revocation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Revocation {
    /// Why.
    pub(super) reason: RevocationReason,
    /// When.
    pub(super) at: Timestamp,
}

impl ledger::Entry for Entry {
    fn index(&self, position: u64, changes: &mut Changes) {
        match self {
            Self::RegisterOpened { base_url, .. } => changes.put(key::BASE_URL, json(base_url)),
            Self::HeiAccredited {
                body,
                api_key,
                replaces,
                ..
            } => {
                put_token(changes, &body.code, api_key, replaces.as_ref());
                put_body(changes, position, body);
            }
            Self::ApiKeyRenewed {
                code,
                api_key,
                replaces,
                ..
            } => put_token(changes, code, api_key, replaces.as_ref()),
            Self::AccreditationEnded { body, .. }
            | Self::KeyAdded { body, .. }
            | Self::KeyEnded { body, .. } => put_body(changes, position, body),
            Self::ProgrammeAdmitted { programme } | Self::ProgrammeWithdrawn { programme } => {
                changes.put(key::programme(code_of(programme)), json(programme));
            }
            Self::NumbersAllocated {
                at,
                hei,
                first,
                allocations,
                lists,
            } => {
                if let (0, Some(allocation)) = (*first, allocations.first()) {
                    changes.put(key::FIRST_NUMBER, json(&(allocation.number, at)));
                }
                for allocation in allocations {
                    put_number(changes, hei, allocation);
                }
                changes.put(key::SEQUENCE, json(&(first + allocations.len() as u64)));
                changes.put(key::LISTS, json(lists));
            }
            Self::CertificatesRecorded { at, records, .. } => {
                for record in records {
                    let registration = Registration {
                        at: *at,
                        digest: record.digest.clone(),
                        receipt: record.receipt.clone(),
                    };
                    changes.put(key::registration(record.number), json(&registration));
                }
            }
            Self::StatusChanged {
                at,
                number,
                reason,
                place,
            } => {
                let revocation = Revocation {
                    reason: *reason,
                    at: *at,
                };
                changes.put(key::revocation(*number), json(&revocation));
                changes.put(key::revoked_place(place), Vec::new());
                changes.put(key::list_version(&place.list), json(&(position + 1)));
            }
        }
    }

    /// A revocation and the end of a key or an accreditation protect people: they are written to the last.
    fn urgent(&self) -> bool {
        matches!(
            self,
            Self::StatusChanged { .. } | Self::KeyEnded { .. } | Self::AccreditationEnded { .. }
        )
    }
}

fn code_of(programme: &RegisteredProgramme) -> &ProgrammeCode {
    &programme.programme.code
}

fn put_body(changes: &mut Changes, position: u64, body: &AwardingBody) {
    changes.put(key::body(&body.code), json(body));
    changes.put(key::did(&body.id), json(&body.code));
    changes.put(key::BODIES_VERSION, json(&(position + 1)));
}

fn put_token(
    changes: &mut Changes,
    code: &HeiCode,
    api_key: &TokenDigest,
    replaces: Option<&TokenDigest>,
) {
    if let Some(before) = replaces {
        changes.delete(key::token(before));
    }
    changes.put(key::token(api_key), json(&(code, api_key)));
    changes.put(key::token_of(code), json(api_key));
}

fn put_number(changes: &mut Changes, hei: &HeiCode, allocation: &NumberAllocation) {
    changes.put(key::draft(hei, allocation.draft), json(allocation));
    changes.put(key::place(&allocation.status), Vec::new());
    let number = NumberOf {
        hei: hei.clone(),
        allocation: allocation.clone(),
    };
    changes.put(key::number(allocation.number), json(&number));
}

/// # Panics
/// Never: these are plain data with text keys.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data is JSON")
}
