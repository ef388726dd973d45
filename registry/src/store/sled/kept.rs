//! What a record changes in the index.

use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    programme::RegisteredProgramme,
    rights::{ApiKeyId, KeyHolder, KeyLabel, Role, Scope},
    status::{HoldReason, RevocationReason},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::ledger::{self, Changes};

use super::key;
use crate::{
    api_keys::{KeptKey, PreviousSecret},
    programme::Standing,
    store::{
        TokenDigest,
        entry::{Entry, OfKey},
    },
};

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

/// What the index holds of a hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hold {
    /// Why.
    pub(super) reason: HoldReason,
    /// Since when.
    pub(super) at: Timestamp,
}

/// What the index holds of a revocation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Revocation {
    /// Why.
    pub(super) reason: RevocationReason,
    /// When.
    pub(super) at: Timestamp,
}

/// What the index holds of an API key as it was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MadeKey {
    /// Whose it is.
    pub(super) holder: KeyHolder,
    /// What it is for.
    pub(super) role: Role,
    /// The programmes that it is limited to.
    #[serde(default)]
    pub(super) programmes: Scope,
    /// What people call it.
    pub(super) label: Option<KeyLabel>,
    /// When it was made.
    pub(super) created_at: Timestamp,
    /// When it ends.
    pub(super) expires_at: Option<Timestamp>,
}

/// What the index holds of an API key's secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Secrets {
    /// The digest of the present one.
    pub(super) secret: TokenDigest,
    /// The one before.
    pub(super) previous: Option<PreviousSecret>,
}

impl ledger::Entry for Entry {
    // 2: API keys have ids. 3: the time of the last entry; how a programme stands, beside the document. 4: a draft leads
    // to its number alone; given places are bits. 5: assignments stand in the order of their sequence.
    const FORM: u32 = 5;

    fn index(&self, position: u64, changes: &mut Changes) {
        changes.put(key::LAST_AT, json(&self.at()));
        if self.is_evidence() {
            changes.put(key::EVIDENCE_VERSION, json(&(position + 1)));
        }
        match self {
            Self::RegisterOpened { base_url, .. } => changes.put(key::BASE_URL, json(base_url)),
            Self::HeiAccredited { body, .. }
            | Self::AccreditationEnded { body, .. }
            | Self::AccreditationSuspended { body, .. }
            | Self::SuspensionEnded { body, .. }
            | Self::KeyAdded { body, .. }
            | Self::KeyEnded { body, .. } => put_body(changes, position, body),
            Self::ApiKeyRenewed { .. }
            | Self::ApiKeyCreated { .. }
            | Self::ApiKeyRevoked { .. }
            | Self::ApiKeyRotated { .. } => {}
            Self::ProgrammeSubmitted { .. }
            | Self::ProgrammeReturned { .. }
            | Self::ProgrammeTakenBack { .. }
            | Self::ProgrammeAdmitted { .. }
            | Self::ProgrammeWithdrawn { .. } => self.index_programme(changes),
            Self::DictionaryKept { document, .. } => {
                changes.put(key::dictionary(document.id()), json(document));
            }
            Self::NumbersAllocated {
                at,
                hei,
                first,
                allocations,
                lists,
                ..
            } => {
                if let (0, Some(allocation)) = (*first, allocations.first()) {
                    changes.put(key::FIRST_NUMBER, json(&(allocation.number, at)));
                }
                for (sequence, allocation) in (*first..).zip(allocations) {
                    put_number(changes, hei, sequence, allocation);
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
            Self::CertificateHeld {
                at, number, reason, ..
            } => {
                let hold = Hold {
                    reason: *reason,
                    at: *at,
                };
                changes.put(key::hold(*number), json(&hold));
            }
            Self::CertificateReleased { number, .. } => changes.delete(key::hold(*number)),
            Self::CertificateReplaced {
                number, successor, ..
            } => {
                changes.put(key::replaced_by(*number), json(successor));
            }
            Self::StatusChanged {
                at,
                number,
                reason,
                place,
                ..
            } => {
                let revocation = Revocation {
                    reason: *reason,
                    at: *at,
                };
                changes.put(key::revocation(*number), json(&revocation));
                changes.put(key::revoked_place(place), json(at));
                changes.put(key::list_version(&place.list), json(&(position + 1)));
            }
        }
        self.of_keys()
            .into_iter()
            .for_each(|of_key| put_key(changes, position, of_key));
        if let Some(code) = self.issued() {
            let made = self.of_keys().into_iter().find_map(|of_key| match of_key {
                OfKey::Made(key) => Some(key.id),
                _ => None,
            });
            changes.put(key::issued(code), json(&made));
        }
    }

    /// A revocation, and the end of a key, a secret or an accreditation for good or for a time, protect people: they are written to the last.
    fn urgent(&self) -> bool {
        matches!(
            self,
            Self::StatusChanged { .. }
                | Self::CertificateHeld { .. }
                | Self::KeyEnded { .. }
                | Self::AccreditationEnded { .. }
                | Self::AccreditationSuspended { .. }
                | Self::ApiKeyRenewed { .. }
                | Self::ApiKeyRevoked { .. }
                | Self::ApiKeyRotated { .. }
        )
    }

    /// Awarding bodies, programmes and API keys are kept in memory: by everything else they stay as they are.
    fn begins_epoch(&self) -> bool {
        !matches!(
            self,
            Self::DictionaryKept { .. }
                | Self::NumbersAllocated { .. }
                | Self::CertificatesRecorded { .. }
                | Self::CertificateHeld { .. }
                | Self::CertificateReleased { .. }
                | Self::CertificateReplaced { .. }
                | Self::StatusChanged { .. }
        )
    }
}

impl Entry {
    /// What an entry about a programme changes.
    fn index_programme(&self, changes: &mut Changes) {
        match self {
            Self::ProgrammeSubmitted { programme, .. } => {
                changes.put(key::submission(&programme.code), json(&self.submission()));
                changes.delete(key::submission_outcome(&programme.code));
            }
            Self::ProgrammeReturned { .. } | Self::ProgrammeTakenBack { .. } => {
                if let Some((code, outcome)) = self.outcome() {
                    changes.put(key::submission_outcome(code), json(&outcome));
                }
            }
            Self::ProgrammeAdmitted {
                programme,
                statements,
                ..
            } => {
                put_programme(changes, programme);
                if !statements.is_empty() {
                    changes.put(key::statements(code_of(programme)), json(statements));
                }
                changes.delete(key::submission(code_of(programme)));
                changes.delete(key::submission_outcome(code_of(programme)));
            }
            Self::ProgrammeWithdrawn { programme, .. } => {
                put_programme(changes, programme);
            }
            _ => {}
        }
    }
}

fn code_of(programme: &RegisteredProgramme) -> &ProgrammeCode {
    &programme.programme.code
}

fn put_programme(changes: &mut Changes, programme: &RegisteredProgramme) {
    let code = code_of(programme);
    changes.put(key::programme(code), json(programme));
    let standing = Standing::from(programme);
    changes.put(key::standing(code), json(&standing));
}

fn put_body(changes: &mut Changes, position: u64, body: &AwardingBody) {
    changes.put(key::body(&body.code), json(body));
    changes.put(key::did(&body.id), json(&body.code));
    changes.put(key::BODIES_VERSION, json(&(position + 1)));
}

fn put_key(changes: &mut Changes, position: u64, of_key: OfKey) {
    match of_key {
        OfKey::Made(kept) => {
            let id = kept.id;
            changes.put(key::key_of(&kept.holder, position), json(&id));
            let secrets = Secrets {
                secret: kept.secret,
                previous: kept.previous,
            };
            let made = MadeKey {
                holder: kept.holder,
                role: kept.role,
                programmes: kept.programmes,
                label: kept.label,
                created_at: kept.created_at,
                expires_at: kept.expires_at,
            };
            changes.put(key::api_key(id), json(&made));
            put_secrets(changes, id, &secrets);
        }
        OfKey::Revoked { id, at } => changes.put(key::api_key_revocation(id), json(&at)),
        OfKey::Rotated {
            id,
            secret,
            previous,
        } => {
            let previous = Some(previous);
            put_secrets(changes, id, &Secrets { secret, previous });
        }
    }
}

/// A secret that is in use no more still leads to its key, which then refuses it.
fn put_secrets(changes: &mut Changes, id: ApiKeyId, secrets: &Secrets) {
    let secret = &secrets.secret;
    changes.put(key::token(secret), json(&(id, secret)));
    changes.put(key::secrets(id), json(secrets));
}

impl MadeKey {
    /// The key with what became of it.
    pub(super) fn kept(
        self,
        id: ApiKeyId,
        secrets: Secrets,
        revoked_at: Option<Timestamp>,
    ) -> KeptKey {
        KeptKey {
            id,
            holder: self.holder,
            role: self.role,
            programmes: self.programmes,
            label: self.label,
            created_at: self.created_at,
            expires_at: self.expires_at,
            revoked_at,
            secret: secrets.secret,
            previous: secrets.previous,
        }
    }
}

fn put_number(changes: &mut Changes, hei: &HeiCode, sequence: u64, allocation: &NumberAllocation) {
    changes.put(key::draft(hei, allocation.draft), json(&sequence));
    let (places, bit) = key::place(&allocation.status);
    changes.set_bit(places, bit);
    let number = NumberOf {
        hei: hei.clone(),
        allocation: allocation.clone(),
    };
    // No place is assigned twice.
    changes.put_new(key::assignment(sequence), json(&number));
}

/// # Panics
/// Never: these are plain data with text keys.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data is JSON")
}
