//! The records of the register's log: each a fact, with all that is needed to answer for it later. Their form is kept
//! for ever: fields are added with a default, never changed. Both stores keep them, so one can be filled from the other.
//!
//! `by` says who did it, since that is noted.

mod keys;

pub(crate) use self::keys::OfKey;

use super::TokenDigest;
use crate::{
    admission::{KeptSubmission, Outcome, Return},
    api_keys::PreviousSecret,
    dictionaries::DictionaryText,
    places::StatusLists,
};
use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    base_url::BaseUrl,
    did::DidUrl,
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::{Programme, RegisteredProgramme, life_cycle::Remark},
    rights::{Actor, ApiKeyId, KeyHolder, KeyLabel, Role, Scope},
    status::{HoldReason, RevocationReason, StatusPlace},
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
        /// The secret that no longer works.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<TokenDigest>,
        /// Its key, which is revoked; absent: the one whose first secret it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces_key: Option<ApiKeyId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// Its accreditation was ended.
    AccreditationEnded {
        at: Timestamp,
        until: Timestamp,
        body: Box<AwardingBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// Its accreditation was suspended.
    AccreditationSuspended {
        at: Timestamp,
        from: Timestamp,
        body: Box<AwardingBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// The suspension was ended.
    SuspensionEnded {
        at: Timestamp,
        until: Timestamp,
        body: Box<AwardingBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// It got a further key.
    KeyAdded {
        at: Timestamp,
        body: Box<AwardingBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// One of its keys ended.
    KeyEnded {
        at: Timestamp,
        id: DidUrl,
        until: Timestamp,
        compromised: bool,
        body: Box<AwardingBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// It got a new API credential.
    ApiKeyRenewed {
        at: Timestamp,
        code: HeiCode,
        api_key: TokenDigest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<TokenDigest>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces_key: Option<ApiKeyId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A programme was submitted and waits for the operator.
    ProgrammeSubmitted {
        at: Timestamp,
        hei: HeiCode,
        programme: Box<Programme>,
        /// The signed statements of its reviews.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        statements: Vec<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// The operator returned a submitted programme.
    ProgrammeReturned {
        at: Timestamp,
        hei: HeiCode,
        code: ProgrammeCode,
        /// Which submission of that code.
        submitted_at: Timestamp,
        remarks: Vec<Remark>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// Its awarding body took a submitted programme back.
    ProgrammeTakenBack {
        at: Timestamp,
        hei: HeiCode,
        code: ProgrammeCode,
        /// Which submission of that code.
        submitted_at: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A programme was admitted; what was submitted under its code waits no longer.
    ProgrammeAdmitted {
        programme: Box<RegisteredProgramme>,
        /// The signed statements of its reviews.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        statements: Vec<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A programme was withdrawn.
    ProgrammeWithdrawn {
        programme: Box<RegisteredProgramme>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A dictionary of codes was handed out for the first time.
    DictionaryKept {
        at: Timestamp,
        hei: HeiCode,
        /// Of whose certificates.
        programme: ProgrammeCode,
        /// By which key they are signed.
        key: DidUrl,
        /// The dictionary; its address is drawn from it.
        document: DictionaryText,
    },
    /// Drafts were numbered.
    NumbersAllocated {
        at: Timestamp,
        hei: HeiCode,
        /// The place of the first one in the sequence; the others follow without a gap.
        first: u64,
        allocations: Vec<NumberAllocation>,
        /// The lists as they stand from here on.
        lists: StatusLists,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// Signed certificates were registered.
    CertificatesRecorded {
        at: Timestamp,
        hei: HeiCode,
        records: Vec<Recorded>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A certificate was put on hold.
    CertificateHeld {
        at: Timestamp,
        number: CertificateNumber,
        reason: HoldReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hei: Option<HeiCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A certificate on hold is in force again.
    CertificateReleased {
        at: Timestamp,
        number: CertificateNumber,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hei: Option<HeiCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A certificate was registered in the place of another one, which is revoked.
    CertificateReplaced {
        at: Timestamp,
        number: CertificateNumber,
        successor: CertificateNumber,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hei: Option<HeiCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A certificate was revoked.
    StatusChanged {
        at: Timestamp,
        number: CertificateNumber,
        reason: RevocationReason,
        place: StatusPlace,
        /// Whose certificate it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hei: Option<HeiCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A further API key was made.
    ApiKeyCreated {
        at: Timestamp,
        id: ApiKeyId,
        holder: KeyHolder,
        role: Role,
        /// The programmes that it is limited to.
        #[serde(default, skip_serializing_if = "Scope::is_unlimited")]
        programmes: Scope,
        label: KeyLabel,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
        secret: TokenDigest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// An API key was revoked.
    ApiKeyRevoked {
        at: Timestamp,
        id: ApiKeyId,
        holder: KeyHolder,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// An API key got another secret.
    ApiKeyRotated {
        at: Timestamp,
        id: ApiKeyId,
        holder: KeyHolder,
        secret: TokenDigest,
        previous: PreviousSecret,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
}

impl Entry {
    /// When it was done, by the register's time ([`super::decide::dated`]).
    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::RegisterOpened { at, .. }
            | Self::HeiAccredited { at, .. }
            | Self::AccreditationEnded { at, .. }
            | Self::AccreditationSuspended { at, .. }
            | Self::SuspensionEnded { at, .. }
            | Self::KeyAdded { at, .. }
            | Self::ProgrammeSubmitted { at, .. }
            | Self::ProgrammeReturned { at, .. }
            | Self::ProgrammeTakenBack { at, .. }
            | Self::KeyEnded { at, .. }
            | Self::ApiKeyRenewed { at, .. }
            | Self::DictionaryKept { at, .. }
            | Self::NumbersAllocated { at, .. }
            | Self::CertificatesRecorded { at, .. }
            | Self::CertificateHeld { at, .. }
            | Self::CertificateReleased { at, .. }
            | Self::CertificateReplaced { at, .. }
            | Self::StatusChanged { at, .. }
            | Self::ApiKeyCreated { at, .. }
            | Self::ApiKeyRevoked { at, .. }
            | Self::ApiKeyRotated { at, .. } => *at,
            Self::ProgrammeAdmitted { programme, .. } => programme.admitted_at,
            Self::ProgrammeWithdrawn { programme, .. } => {
                programme.withdrawn_at.unwrap_or(programme.admitted_at)
            }
        }
    }

    /// Whether it changes what judging certificates takes: the content of the offline bundle, but for new status lists.
    pub(crate) fn is_evidence(&self) -> bool {
        matches!(
            self,
            Self::HeiAccredited { .. }
                | Self::AccreditationEnded { .. }
                | Self::AccreditationSuspended { .. }
                | Self::SuspensionEnded { .. }
                | Self::KeyAdded { .. }
                | Self::KeyEnded { .. }
                | Self::ProgrammeAdmitted { .. }
                | Self::ProgrammeWithdrawn { .. }
                | Self::DictionaryKept { .. }
                | Self::StatusChanged { .. }
                | Self::CertificateHeld { .. }
                | Self::CertificateReleased { .. }
                | Self::CertificateReplaced { .. }
        )
    }

    /// The submission that it keeps.
    pub(crate) fn submission(&self) -> Option<KeptSubmission> {
        let Self::ProgrammeSubmitted {
            at,
            hei,
            programme,
            statements,
            ..
        } = self
        else {
            return None;
        };
        Some(KeptSubmission {
            programme: *programme.clone(),
            awarding_body: hei.clone(),
            submitted_at: *at,
            statements: statements.clone(),
            outcome: None,
        })
    }

    /// What it says became of a submission that is not in the register.
    pub(crate) fn outcome(&self) -> Option<(&ProgrammeCode, Outcome)> {
        match self {
            Self::ProgrammeReturned {
                at, code, remarks, ..
            } => {
                let (at, remarks) = (*at, remarks.clone());
                Some((code, Outcome::Returned(Return { at, remarks })))
            }
            Self::ProgrammeTakenBack { at, code, .. } => {
                let taken_back_at = *at;
                Some((code, Outcome::TakenBack { taken_back_at }))
            }
            _ => None,
        }
    }
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
