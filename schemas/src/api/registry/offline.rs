//! The offline bundle: what judging a certificate takes beside the certificate, as one text. Its first line is a signed
//! [`Manifest`]; each further line is one of its parts, in the manifest's order, to the byte.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    base_url::BaseUrl,
    digest::Digest,
    number::CertificateNumber,
    status::{CertificateStatus, HoldReason},
};

/// Where the register serves it.
pub const PATH: &str = "/offline-bundle";
/// How it is sent: a JSON document a line.
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// The type of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManifestType {
    /// The only one.
    OfflineBundle,
}

/// What a bundle holds, and of when it is. The operator signs it by `eddsa-jcs-2022`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ManifestType,
    /// Of which register.
    pub registry: BaseUrl,
    /// When it was made.
    #[serde(with = "crate::date_time_stamp")]
    pub as_of: Timestamp,
    /// Until when the operator lets it say that a certificate stands, whatever its signed lists say of themselves.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_until: Timestamp,
    /// The state of the register that it shows.
    pub checkpoint: Checkpoint,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// How far the register had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checkpoint {
    /// How many entries its log had.
    pub entries: u64,
}

/// A part of a bundle, by its kind and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Which of its kind: a status list's name, a programme's code, a dictionary's address; nothing for the only one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// The kinds of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartKind {
    /// The operator's signed list of awarding bodies, with the history of their keys.
    TrustList,
    /// A signed status list.
    StatusList,
    /// What the register says of a programme: [`RegisteredProgramme`](crate::programme::RegisteredProgramme).
    Programme,
    /// What codes that carry certificates are read with.
    Dictionary,
    /// What status lists do not tell: an array of [`StatusNotice`].
    StatusNotices,
}

/// A certificate of which the register says more than its status list: it is on hold, or another one stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusNotice {
    /// Which one.
    pub number: CertificateNumber,
    /// Since when it is so.
    #[serde(with = "crate::date_time_stamp")]
    pub since: Timestamp,
    /// What is so.
    pub notice: Notice,
}

/// What a status list does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Notice {
    /// It is on hold, for this reason.
    OnHold(HoldReason),
    /// It is revoked, and this one stands in its place.
    ReplacedBy(CertificateNumber),
}

impl StatusNotice {
    /// What is to be said of a certificate as it stands in the register; `None` when its status list tells all.
    pub fn of(
        number: CertificateNumber,
        status: CertificateStatus,
        replaced_by: Option<CertificateNumber>,
    ) -> Option<Self> {
        let (since, notice) = match (status, replaced_by) {
            (CertificateStatus::OnHold { reason, at }, _) => (at, Notice::OnHold(reason)),
            (CertificateStatus::Revoked { at, .. }, Some(by)) => (at, Notice::ReplacedBy(by)),
            _ => return None,
        };
        Some(Self {
            number,
            since,
            notice,
        })
    }
}

impl fmt::Display for PartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrustList => "trust list",
            Self::StatusList => "status list",
            Self::Programme => "programme",
            Self::Dictionary => "dictionary",
            Self::StatusNotices => "list of status notices",
        })
    }
}
