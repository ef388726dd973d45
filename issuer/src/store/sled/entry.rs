//! Entries of the journal and what each changes in the index.

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, StatusChange},
    identifier::{BatchId, DraftId, ProgrammeCode},
    number::CertificateNumber,
    programme::{Programme, life_cycle::Event},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::ledger::{Changes, Entry};

use super::key;
use crate::{
    draft::CertificateDraft,
    import::{PersonKey, RefusedRow},
    prepare::PreparedRecord,
    programme::record,
    store::{BatchHead, DeliveryId, Hold, Revocation, ShareId, SignedRecord, Stage},
};

/// A step that a draft has taken.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Done<T> {
    /// The draft.
    pub(super) draft: DraftId,
    /// Where it stands in the file.
    pub(super) row: u32,
    /// What came of it.
    pub(super) what: T,
}

/// What happened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub(super) enum Deed {
    /// Drafts of a batch whose head follows.
    Drafts { drafts: Vec<CertificateDraft> },
    /// Refused rows of a batch whose head follows.
    RowsRefused {
        batch: BatchId,
        rows: Vec<RefusedRow>,
    },
    /// A batch was imported.
    BatchImported { head: BatchHead },
    /// People are about to get certificates, once the batch's confirmation follows.
    PeopleClaimed {
        people: Vec<(PersonKey, DraftId)>,
        /// Certificates that the drafts are to replace.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replaced: Vec<(CertificateNumber, DraftId)>,
    },
    /// A batch was confirmed.
    BatchConfirmed { batch: BatchId, at: Timestamp },
    /// Drafts got numbers.
    Numbered {
        batch: BatchId,
        items: Vec<Done<NumberAllocation>>,
    },
    /// Certificates are ready to be signed.
    Prepared {
        batch: BatchId,
        items: Vec<Done<PreparedRecord>>,
    },
    /// Certificates were signed.
    Signed {
        batch: BatchId,
        items: Vec<Done<SignedRecord>>,
    },
    /// Certificates were registered.
    Registered {
        batch: BatchId,
        items: Vec<Done<Value>>,
    },
    /// Certificates got delivery addresses.
    Delivered {
        batch: BatchId,
        items: Vec<Done<DeliveryId>>,
    },
    /// The person of a certificate lets others see it.
    Shared { draft: DraftId, share: ShareId },
    /// Others see it no more.
    Unshared { draft: DraftId, share: ShareId },
    /// Everything of a batch was delivered.
    BatchFinished { batch: BatchId, at: Timestamp },
    /// A certificate was revoked; its person may get another one.
    Revoked {
        number: CertificateNumber,
        revocation: Revocation,
        people: Vec<PersonKey>,
    },
    /// A certificate has a successor.
    Replaced {
        number: CertificateNumber,
        successor: CertificateNumber,
    },
    /// A certificate was put on hold.
    Held {
        number: CertificateNumber,
        hold: Hold,
    },
    /// A certificate is in force after a hold.
    Released { number: CertificateNumber },
    /// The registry is about to be asked for a change of a status.
    ChangeAsked {
        number: CertificateNumber,
        change: StatusChange,
    },
    /// The registry refused a change of a status.
    ChangeRefused { number: CertificateNumber },
    /// Something happened to a programme.
    Programme(Box<ProgrammeDeed>),
}

/// An event of a version of a programme, with what came with it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProgrammeDeed {
    /// The code that the versions share.
    pub(super) code: ProgrammeCode,
    /// The version.
    pub(super) version: u32,
    /// What happened.
    pub(super) entry: record::Entry,
    /// The document, of a draft or a change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<Programme>,
    /// The signed statement, of a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) statement: Option<Value>,
}

impl Entry for Deed {
    fn index(&self, position: u64, changes: &mut Changes) {
        match self {
            Self::Drafts { drafts } => {
                for draft in drafts {
                    let row = draft.result.row;
                    changes.put(key::row(draft.batch, row), encode(&draft.id));
                    changes.put(key::draft(draft.id), encode(draft));
                }
            }
            Self::RowsRefused { batch, rows } => {
                for row in rows {
                    changes.put(key::refusal(*batch, row.row), encode(row));
                }
            }
            Self::BatchImported { head } => changes.put(key::batch(head.id), encode(head)),
            Self::PeopleClaimed { people, replaced } => {
                for (person, draft) in people {
                    changes.put(key::person(person.as_str()), draft.to_string());
                }
                for (number, draft) in replaced {
                    changes.put(key::replacing(*number), encode(draft));
                }
            }
            Self::BatchConfirmed { batch, at } => changes.put(key::confirmed(*batch), encode(at)),
            Self::Numbered { batch, items } => {
                for item in items {
                    let number = item.what.number;
                    changes.put(key::of_number(number), encode(&item.draft));
                    changes.put(key::number(item.draft), encode(&item.what));
                    reached(*batch, item, Stage::Numbered, changes);
                }
            }
            Self::Prepared { batch, items } => {
                for item in items {
                    changes.put(key::prepared(item.draft), encode(&item.what));
                    reached(*batch, item, Stage::Prepared, changes);
                }
            }
            Self::Signed { batch, items } => {
                for item in items {
                    // The journal keeps what was to be signed; the signed certificate holds all of it.
                    changes.delete(key::prepared(item.draft));
                    changes.put(key::signed(item.draft), encode(&item.what));
                    reached(*batch, item, Stage::Signed, changes);
                }
            }
            Self::Registered { batch, items } => {
                for item in items {
                    changes.put(key::receipt(item.draft), encode(&item.what));
                    reached(*batch, item, Stage::Registered, changes);
                }
            }
            Self::Delivered { batch, items } => {
                for item in items {
                    changes.put(key::of_delivery(&item.what), encode(&item.draft));
                    changes.put(key::delivery(item.draft), encode(&item.what));
                    reached(*batch, item, Stage::Delivered, changes);
                }
            }
            Self::Shared { draft, share } => {
                changes.put(key::of_share(share), encode(draft));
                changes.put(key::share(*draft), encode(share));
            }
            Self::Unshared { draft, share } => {
                changes.delete(key::of_share(share));
                changes.delete(key::share(*draft));
            }
            Self::BatchFinished { batch, at } => changes.put(key::finished(*batch), encode(at)),
            Self::Revoked {
                number,
                revocation,
                people,
            } => {
                changes.put(key::revoked(*number), encode(revocation));
                changes.delete(key::held(*number));
                changes.delete(key::change(*number));
                for person in people {
                    changes.delete(key::person(person.as_str()));
                }
            }
            Self::Replaced { number, successor } => {
                changes.put(key::replaced_by(*number), encode(successor));
            }
            Self::Held { number, hold } => {
                changes.put(key::held(*number), encode(hold));
                changes.delete(key::change(*number));
            }
            Self::Released { number } => {
                changes.delete(key::held(*number));
                changes.delete(key::change(*number));
            }
            Self::ChangeAsked { number, change } => {
                changes.put(key::change(*number), encode(&(number, change)));
            }
            Self::ChangeRefused { number } => changes.delete(key::change(*number)),
            Self::Programme(deed) => deed.index(position, changes),
        }
    }

    fn urgent(&self) -> bool {
        matches!(
            self,
            Self::Revoked { .. }
                | Self::Held { .. }
                | Self::Released { .. }
                | Self::ChangeAsked { .. }
                | Self::ChangeRefused { .. }
                | Self::Shared { .. }
                | Self::Unshared { .. }
        )
    }
}

impl ProgrammeDeed {
    fn index(&self, position: u64, changes: &mut Changes) {
        let key = key::programme_entry(&self.code, self.version, position);
        changes.put(key, encode(&self.entry));
        match (&self.entry.event, &self.content, &self.statement) {
            (Event::Drafted { content } | Event::Changed { content }, Some(programme), _) => {
                changes.put(key::content(content), encode(programme));
            }
            (Event::Reviewed { review }, _, Some(statement)) => {
                changes.put(key::statement(&review.statement), encode(statement));
            }
            _ => {}
        }
    }
}

fn reached<T>(batch: BatchId, item: &Done<T>, stage: Stage, changes: &mut Changes) {
    changes.put(key::stage(batch, item.row), encode(&stage));
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    // Never fails for the plain data that entries are made of; an empty value would be found when read.
    serde_json::to_vec(value).unwrap_or_default()
}
