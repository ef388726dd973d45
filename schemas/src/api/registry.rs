//! The operator's interface, below `/api/v1` of the registry.

pub mod admission;
pub mod offline;
pub mod rights;
pub mod trust_list;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    award::{AwardingBody, AwardingBodyKind, Interval},
    did::{Did, DidUrl},
    identifier::{DraftId, HeiCode, ProgrammeCode},
    language::Texts,
    number::CertificateNumber,
    openapi::{Multikey, SignedCredential},
    programme::RegisteredProgramme,
    status::{CertificateStatus, HoldReason, RevocationReason, StatusPlace},
};

/// The most drafts or records in one request.
pub const MAX_BATCH: usize = 1000;

/// The most programmes on a page.
pub const MAX_PROGRAMME_PAGE: u16 = 200;

/// The answer to `GET /api/v1/programmes`: some of the register's programmes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgrammePage {
    /// Programmes by their codes.
    pub programmes: Vec<RegisteredProgramme>,
    /// What to ask for as `after` to go on; absent: these were the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<ProgrammeCode>,
}

/// `POST /api/v1/awarding-bodies` (operator): accredit an awarding body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccreditRequest {
    /// Its code.
    pub code: HeiCode,
    /// Its own DID; absent: the operator hosts one under the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<Did>,
    /// Its official name.
    pub name_map: Texts,
    /// What it is.
    pub kind: AwardingBodyKind,
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[Hh][Tt][Tt][Pp][Ss]?:", examples("https://hei.example"))]
    pub url: Option<String>,
    /// Its Ed25519 public keys as multibase Multikey values (`z6Mk..`), in force from now on.
    #[schema(min_items = 1, value_type = Vec<Multikey>)]
    pub keys: Vec<String>,
    /// For which time.
    pub accreditation: Interval,
}

/// The answer to [`AccreditRequest`].
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccreditAnswer {
    /// The entry in the list.
    pub awarding_body: AwardingBody,
    /// The API credential, shown this once; the registry keeps a digest.
    #[schema(pattern = "^kk_[A-Za-z0-9_-]{43}$")]
    pub api_key: String,
}

/// `POST /api/v1/awarding-bodies/{code}/end` (operator): end the accreditation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndAccreditationRequest {
    /// The first instant at which it is no longer accredited; at or before now or later.
    #[serde(with = "crate::date_time_stamp")]
    pub until: Timestamp,
}

/// `POST /api/v1/awarding-bodies/{code}/suspension` (operator): suspend the accreditation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuspendAccreditationRequest {
    /// The first instant of the suspension, within the accreditation; at or before now or later.
    #[serde(with = "crate::date_time_stamp")]
    pub from: Timestamp,
}

/// `POST /api/v1/awarding-bodies/{code}/suspension/end` (operator): the accreditation is in force again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndSuspensionRequest {
    /// The first instant that no longer belongs to the suspension; at or before now or later.
    #[serde(with = "crate::date_time_stamp")]
    pub until: Timestamp,
}

/// `POST /api/v1/awarding-bodies/{code}/keys` (operator): a further key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddKeyRequest {
    /// The Multikey value, in force from now on. Earlier keys stay in force.
    #[schema(value_type = Multikey)]
    pub key: String,
}

/// `POST /api/v1/awarding-bodies/{code}/keys/end` (operator): a key is retired or was compromised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndKeyRequest {
    /// The key.
    pub id: DidUrl,
    /// Since when it is no longer in force.
    #[serde(with = "crate::date_time_stamp")]
    pub until: Timestamp,
    /// Whether it is in other hands since then.
    pub compromised: bool,
}

/// One draft that wants a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationRequest {
    /// The draft. The same draft always gets the same number.
    pub draft: DraftId,
    /// The programme.
    pub programme: ProgrammeCode,
    /// The certificate that it will replace: registered, of the same awarding body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<CertificateNumber>,
}

/// `POST /api/v1/allocations` (HEI): numbers for drafts, at most [`MAX_BATCH`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocateRequest {
    /// The drafts.
    #[schema(max_items = 1000)]
    pub drafts: Vec<AllocationRequest>,
}

/// A number and its place in a status list, both for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NumberAllocation {
    /// The draft.
    pub draft: DraftId,
    /// The programme.
    pub programme: ProgrammeCode,
    /// The number.
    pub number: CertificateNumber,
    /// The place, drawn at random.
    pub status: StatusPlace,
    /// The certificate that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<CertificateNumber>,
}

/// The answer to [`AllocateRequest`], in its order. All of it is durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocateAnswer {
    /// One per draft.
    pub allocations: Vec<NumberAllocation>,
}

/// A signed certificate to be registered: its digest, nothing of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuedRecord {
    /// The number.
    pub number: CertificateNumber,
    /// The digest of what was signed: see `credential::digest`.
    #[schema(pattern = "^uEi[A-D][A-Za-z0-9_-]{42}[AQgw]$")]
    pub digest: String,
    /// The key that signed.
    pub verification_method: DidUrl,
}

/// `POST /api/v1/register` (HEI): register signed certificates, at most [`MAX_BATCH`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordRequest {
    /// The records.
    #[schema(max_items = 1000)]
    pub records: Vec<IssuedRecord>,
}

/// The answer to [`RecordRequest`], in its order: the operator's signed receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordAnswer {
    /// One credential of type `RegistrationReceipt` per record.
    #[schema(value_type = Vec<SignedCredential>)]
    pub receipts: Vec<Value>,
}

/// `POST /api/v1/certificates/{number}/revocation` (HEI): revoke for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeRequest {
    /// Why.
    pub reason: RevocationReason,
}

/// `POST /api/v1/certificates/{number}/hold` (HEI): not to be relied upon until it is released, or revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldRequest {
    /// Why.
    pub reason: HoldReason,
}

/// `POST /api/v1/certificates/{number}/release` (HEI): the end of a hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {}

/// What becomes of a certificate's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "change", rename_all = "camelCase", deny_unknown_fields)]
pub enum StatusChange {
    /// Revoked for good. A number under which nothing was registered is voided.
    Revoke {
        /// Why.
        reason: RevocationReason,
    },
    /// On hold.
    Hold {
        /// Why.
        reason: HoldReason,
    },
    /// In force again after a hold.
    Release {},
}

/// One change of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NumberedChange {
    /// The number.
    pub number: CertificateNumber,
    /// The change.
    #[serde(flatten)]
    pub change: StatusChange,
}

/// `POST /api/v1/status-changes` (HEI): changes of at most [`MAX_BATCH`] certificates, all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChangesRequest {
    /// The changes, in this order.
    #[schema(max_items = 1000)]
    pub changes: Vec<NumberedChange>,
}

/// The answer to [`StatusChangesRequest`], in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChangesAnswer {
    /// The entries as they then stand.
    pub entries: Vec<RegisterEntry>,
}

/// `GET /api/v1/certificates/{number}` (everybody): what the register says of a number. Nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegisterEntry {
    /// The number.
    pub number: CertificateNumber,
    /// The programme.
    pub programme: ProgrammeCode,
    /// The awarding body's code.
    pub awarding_body: HeiCode,
    /// When it was registered; absent while only numbered.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub registered_at: Option<Timestamp>,
    /// The status.
    pub status: CertificateStatus,
    /// The certificate that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<CertificateNumber>,
    /// The certificate that stands in the place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<CertificateNumber>,
    /// The operator's receipt; absent while only numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignedCredential>)]
    pub receipt: Option<Value>,
}

/// `credentialSubject` of the operator's receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptSubject {
    /// The certificate's `id`.
    pub id: String,
    /// `RegisteredCertificate`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The number.
    pub certificate_number: CertificateNumber,
    /// The programme's URL.
    pub programme: String,
    /// The awarding body's DID.
    pub awarding_body: Did,
    /// The digest of what the awarding body signed.
    pub digest: String,
    /// The key that signed.
    pub signing_key: DidUrl,
    /// When it was registered.
    #[serde(with = "crate::date_time_stamp")]
    pub registered_at: Timestamp,
    /// The position of the entry in the register's journal.
    pub log_position: u64,
}
