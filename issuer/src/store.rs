//! The issuer's record: what became of every row, so that a batch can be stopped anywhere and taken up again.

mod address;
pub mod sled;

use std::{future::Future, pin::Pin};

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, StatusChange},
    did::DidUrl,
    identifier::{BatchId, DraftId},
    number::CertificateNumber,
    status::{CertificateStatus, HoldReason, RevocationReason},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::ledger::LedgerError;
use utoipa::ToSchema;

pub use self::address::{DeliveryId, InvalidDeliveryId, InvalidShareId, ShareId};
use crate::{
    draft::CertificateDraft,
    import::{PersonKey, RefusedRow},
    prepare::{Prepared, PreparedRecord},
    sign::SecuredCertificate,
};

/// A batch to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBatch {
    /// Its identity.
    pub id: BatchId,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// The file's name.
    pub file_name: String,
    /// How the file was read.
    pub format: String,
    /// Columns that no rule uses.
    pub ignored_columns: Vec<String>,
    /// Drafts of the accepted rows.
    pub drafts: Vec<CertificateDraft>,
    /// The refused rows.
    pub refused: Vec<RefusedRow>,
}

/// A batch's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchHead {
    /// Its identity.
    pub id: BatchId,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// When it was confirmed: from then on its certificates are issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
    /// When the last certificate of it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// The file's name.
    pub file_name: String,
    /// How the file was read.
    pub format: String,
    /// Columns that no rule uses.
    pub ignored_columns: Vec<String>,
    /// How many rows were accepted.
    pub accepted: usize,
    /// How many rows were refused.
    pub refused: usize,
}

/// How far a draft has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
// Programmes have stages, too: the document needs two names.
#[schema(as = DraftStage)]
pub enum Stage {
    /// A row of results.
    Drafted,
    /// It has a number.
    Numbered,
    /// What will be signed is stored.
    Prepared,
    /// It is signed and checked.
    Signed,
    /// The operator's receipt is here.
    Registered,
    /// It has an address of its own.
    Delivered,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 6] = [
        Self::Drafted,
        Self::Numbered,
        Self::Prepared,
        Self::Signed,
        Self::Registered,
        Self::Delivered,
    ];

    /// The stage's name, as in JSON and in message ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Numbered => "numbered",
            Self::Prepared => "prepared",
            Self::Signed => "signed",
            Self::Registered => "registered",
            Self::Delivered => "delivered",
        }
    }
}

/// A signed certificate as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedRecord {
    /// The signed certificate as JSON.
    pub document: String,
    /// The digest of what was signed.
    pub digest: String,
    /// The key that signed.
    pub verification_method: DidUrl,
}

impl From<&SecuredCertificate> for SignedRecord {
    fn from(secured: &SecuredCertificate) -> Self {
        Self {
            document: secured.document().to_string(),
            digest: secured.digest().to_owned(),
            verification_method: secured.verification_method().clone(),
        }
    }
}

/// Why and when a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revocation {
    /// Why.
    pub reason: RevocationReason,
    /// Since when.
    pub at: Timestamp,
}

/// Why and since when a certificate is on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hold {
    /// Why.
    pub reason: HoldReason,
    /// Since when.
    pub at: Timestamp,
}

/// Everything about one draft.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRecord {
    /// The draft.
    pub draft: CertificateDraft,
    /// Its number.
    pub allocation: Option<NumberAllocation>,
    /// What is to be signed; gone once it is signed.
    pub prepared: Option<PreparedRecord>,
    /// What was signed.
    pub signed: Option<SignedRecord>,
    /// The operator's receipt.
    pub receipt: Option<Value>,
    /// Where the person fetches it.
    pub delivery: Option<DeliveryId>,
    /// Where others see it, as long as the person wants.
    pub shared: Option<ShareId>,
    /// Whether it was revoked.
    pub revoked: Option<Revocation>,
    /// Whether it is on hold.
    pub held: Option<Hold>,
    /// The certificate that stands in its place.
    pub replaced_by: Option<CertificateNumber>,
    /// A change of its status that the registry has not answered yet.
    pub asked: Option<StatusChange>,
}

/// How a certificate, or its draft, stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Another one stands in its place.
    Replaced(CertificateNumber),
    /// It was revoked for good.
    Revoked(Revocation),
    /// It is not to be relied upon for now.
    OnHold(Hold),
    /// Nothing became of it: it has come so far.
    At(Stage),
}

impl DraftRecord {
    /// The same without the documents themselves, for lists: a batch of thousands stays small in memory.
    #[must_use]
    pub fn without_documents(mut self) -> Self {
        if let Some(prepared) = &mut self.prepared {
            prepared.document = String::new();
        }
        if let Some(signed) = &mut self.signed {
            signed.document = String::new();
        }
        if let Some(receipt) = &mut self.receipt {
            *receipt = Value::Null;
        }
        self
    }

    /// How it stands: what became of it last counts.
    pub fn standing(&self) -> Standing {
        match (self.replaced_by, self.revoked, self.held) {
            (Some(successor), _, _) => Standing::Replaced(successor),
            (None, Some(revoked), _) => Standing::Revoked(revoked),
            (None, None, Some(hold)) => Standing::OnHold(hold),
            (None, None, None) => Standing::At(self.stage()),
        }
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        if self.delivery.is_some() {
            Stage::Delivered
        } else if self.receipt.is_some() {
            Stage::Registered
        } else if self.signed.is_some() {
            Stage::Signed
        } else if self.prepared.is_some() {
            Stage::Prepared
        } else if self.allocation.is_some() {
            Stage::Numbered
        } else {
            Stage::Drafted
        }
    }
}

/// Why the record could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such batch.
    #[error("there is no batch {0}: `issuer status` lists the batches")]
    UnknownBatch(BatchId),
    /// The batch was not confirmed.
    #[error(
        "the batch {0} is not confirmed: look at it with `issuer status {0}` and confirm it with `issuer issue {0}`"
    )]
    NotConfirmed(BatchId),
    /// Nothing to issue.
    #[error("no row of the batch {0} was accepted: correct the file and import it again")]
    NothingAccepted(BatchId),
    /// People of this batch got a certificate of the same programme from another batch in the meantime.
    #[error(
        "the batch {batch} is not confirmed: the people in rows {rows:?} have, or are about to get, a certificate of the same programme from another batch; remove the rows and import the file again"
    )]
    PeopleKnown {
        /// The batch.
        batch: BatchId,
        /// The rows in its file.
        rows: Vec<u32>,
    },
    /// What rows of this batch replace can no longer be replaced.
    #[error(
        "the batch {batch} is not confirmed: what rows {rows:?} replace was revoked or replaced in the meantime, or another batch is about to replace it; remove the rows and import the file again"
    )]
    NotReplaceable {
        /// The batch.
        batch: BatchId,
        /// The rows in its file.
        rows: Vec<u32>,
    },
    /// Another change of the certificate's status has not been answered yet.
    #[error("another change of the status of {} waits for the registry's answer, and this one is not recorded: ask for it again when that one is done", .0.grouped())]
    ChangeWaits(CertificateNumber),
    /// Something else is already recorded for the draft.
    #[error(
        "for the draft {draft} another {what} is recorded already: nothing was changed; ask the operator of this program"
    )]
    Conflict {
        /// The draft.
        draft: DraftId,
        /// What differs.
        what: &'static str,
    },
    /// No such certificate here.
    #[error("no certificate with the number {} was issued here: compare it with the certificate", .0.grouped())]
    UnknownNumber(CertificateNumber),
    /// Another process has the store open.
    #[error(
        "the record in {path} is in use by another process, most likely `issuer serve`: use its pages or its API, or stop it first"
    )]
    InUse {
        /// The store's folder.
        path: String,
    },
    /// The store's files.
    #[error("the record cannot be used: {0}")]
    Ledger(LedgerError),
    /// The store failed.
    #[error("the record cannot be used: {0}")]
    Failed(String),
}

/// The outcome of a write. `Ok`: all of it is durable. `Err` from the store itself (not a refusal): the outcome is
/// unknown; the same write again is safe.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Where the issuer keeps its record.
///
/// *Durability*: a write is durable before its reply. *Consistency*: every write is atomic, and reads that begin
/// after its reply see it; a batch appears whole or not at all. Every write can be repeated: what is recorded
/// already stays as it is, and something else for the same draft is a [`StoreError::Conflict`].
///
/// Who can alter the store can read people's names and results and stop deliveries; a certificate cannot be forged
/// with it, since the signing key is kept elsewhere, and the operator holds numbers and digests.
pub trait Store: Send + Sync {
    /// Records an imported batch, not confirmed yet.
    fn import(&self, batch: NewBatch) -> Reply<'_, ()>;
    /// Confirms a batch and claims its people; gives the instant of the first confirmation.
    fn confirm(&self, batch: BatchId, at: Timestamp) -> Reply<'_, Timestamp>;
    /// Records numbers.
    fn numbered(&self, batch: BatchId, allocations: Vec<NumberAllocation>) -> Reply<'_, ()>;
    /// Records what will be signed, to the byte, and gives the permission to sign it.
    fn prepared(&self, batch: BatchId, records: Vec<PreparedRecord>) -> Reply<'_, Vec<Prepared>>;
    /// Records signed certificates.
    fn signed(&self, batch: BatchId, secured: Vec<SecuredCertificate>) -> Reply<'_, ()>;
    /// Records the operator's receipts. With the receipt of a certificate that replaces another one, the other one is
    /// recorded as replaced.
    fn registered(&self, batch: BatchId, receipts: Vec<(DraftId, Value)>) -> Reply<'_, ()>;
    /// Records delivery addresses; gives those that count, the earlier ones where there were some.
    fn delivered(
        &self,
        batch: BatchId,
        deliveries: Vec<(DraftId, DeliveryId)>,
    ) -> Reply<'_, Vec<(DraftId, DeliveryId)>>;
    /// Records that the person of a certificate lets others see it at an address; gives the one that counts, an earlier one
    /// where it is still open.
    fn share(&self, delivery: DeliveryId, fresh: ShareId) -> Reply<'_, Option<ShareId>>;
    /// Records that the address at which others see a certificate is closed, for good.
    fn unshare(&self, delivery: DeliveryId) -> Reply<'_, ()>;
    /// Records that every certificate of the batch was delivered.
    fn finished(&self, batch: BatchId, at: Timestamp) -> Reply<'_, ()>;
    /// Records that the registry is about to be asked for a change of a certificate's status. One change of a
    /// certificate waits at a time: another one is [`StoreError::ChangeWaits`].
    fn ask_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()>;
    /// Records the status with which the registry answered to a change that waited. A change that waits no longer was
    /// answered before: then nothing is recorded.
    fn answer_change(
        &self,
        number: CertificateNumber,
        change: StatusChange,
        status: CertificateStatus,
    ) -> Reply<'_, ()>;
    /// Records that the registry refused a change that waited.
    fn drop_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()>;

    /// All batches, the latest first.
    fn batches(&self) -> Result<Vec<BatchHead>, StoreError>;
    /// One batch.
    fn batch(&self, batch: BatchId) -> Result<BatchHead, StoreError>;
    /// Rows, drafts and stages of a batch, in the order of the file.
    fn stages(&self, batch: BatchId) -> Result<Vec<(u32, DraftId, Stage)>, StoreError>;
    /// Refused rows of a batch.
    fn refused(&self, batch: BatchId) -> Result<Vec<RefusedRow>, StoreError>;
    /// One draft.
    fn draft(&self, draft: DraftId) -> Result<Option<DraftRecord>, StoreError>;
    /// The draft that has a number.
    fn by_number(&self, number: CertificateNumber) -> Result<Option<DraftRecord>, StoreError>;
    /// The draft that has a delivery address.
    fn by_delivery(&self, delivery: &DeliveryId) -> Result<Option<DraftRecord>, StoreError>;
    /// The draft whose certificate others see at an address that is open.
    fn by_share(&self, share: &ShareId) -> Result<Option<DraftRecord>, StoreError>;
    /// The draft by which a person holds, or is about to get, a certificate of a programme.
    fn holder(&self, key: &PersonKey) -> Result<Option<DraftId>, StoreError>;
    /// The draft that was confirmed to replace a certificate.
    fn replacing(&self, number: CertificateNumber) -> Result<Option<DraftId>, StoreError>;
    /// Changes of status that the registry has not answered yet.
    fn changes_asked(&self) -> Result<Vec<(CertificateNumber, StatusChange)>, StoreError>;
}
