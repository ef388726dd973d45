//! The records of the register's log: each a fact, with all that is needed to answer for it later. Their form is kept
//! for ever: fields are added with a default, never changed. Both stores keep them, so one can be filled from the other.

use super::TokenDigest;
use crate::places::StatusLists;
use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    base_url::BaseUrl,
    did::DidUrl,
    identifier::HeiCode,
    number::CertificateNumber,
    programme::RegisteredProgramme,
    status::{RevocationReason, StatusPlace},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A record of the register's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum Entry {
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
pub(crate) struct Recorded {
    /// Its number.
    pub(crate) number: CertificateNumber,
    /// The digest of what was signed.
    pub(crate) digest: String,
    /// The operator's receipt as it was signed.
    pub(crate) receipt: Value,
}
