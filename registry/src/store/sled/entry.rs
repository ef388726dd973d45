//! The journal's records: each a fact, with all that is needed to answer for it later. Their form is kept for ever:
//! fields are added with a default, never changed.

use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    base_url::BaseUrl,
    did::DidUrl,
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    status::{RevocationReason, StatusPlace},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::ledger::{self, Changes};

use super::key;
use crate::{places::StatusLists, store::TokenDigest};

/// A record of the register's journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(super) enum Entry {
    /// The register was opened for the first time.
    RegisterOpened { at: Timestamp, base_url: BaseUrl },
    /// An awarding body was accredited, or accredited again.
    HeiAccredited {
        at: Timestamp,
        /// As it stands from here on.
        body: Box<AwardingBody>,
        api_key: TokenDigest,
        /// The credential that no longer works.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<TokenDigest>,
    },
    /// Its accreditation was ended.
    AccreditationEnded {
        at: Timestamp,
        until: Timestamp,
        body: Box<AwardingBody>,
    },
    /// It got a further key.
    KeyAdded {
        at: Timestamp,
        body: Box<AwardingBody>,
    },
    /// One of its keys ended.
    KeyEnded {
        at: Timestamp,
        id: DidUrl,
        until: Timestamp,
        compromised: bool,
        body: Box<AwardingBody>,
    },
    /// It got a new API credential.
    ApiKeyRenewed {
        at: Timestamp,
        code: HeiCode,
        api_key: TokenDigest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<TokenDigest>,
    },
    /// A programme was admitted.
    ProgrammeAdmitted { programme: Box<RegisteredProgramme> },
    /// A programme was withdrawn.
    ProgrammeWithdrawn { programme: Box<RegisteredProgramme> },
    /// Drafts were numbered.
    NumbersAllocated {
        at: Timestamp,
        hei: HeiCode,
        /// The place of the first one in the sequence; the others follow without a gap.
        first: u64,
        allocations: Vec<NumberAllocation>,
        /// The lists as they stand from here on.
        lists: StatusLists,
    },
    /// Signed certificates were registered.
    CertificatesRecorded {
        at: Timestamp,
        hei: HeiCode,
        records: Vec<Recorded>,
    },
    /// A certificate was revoked.
    StatusChanged {
        at: Timestamp,
        number: CertificateNumber,
        reason: RevocationReason,
        place: StatusPlace,
    },
}

/// One registered certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Recorded {
    /// Its number.
    pub(super) number: CertificateNumber,
    /// The digest of what was signed.
    pub(super) digest: String,
    /// The operator's receipt as it was signed.
    pub(super) receipt: Value,
}

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
