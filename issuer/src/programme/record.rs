//! What is kept of programmes: events with who and when, contents, and the reviews' signed statements.

use std::{fmt, future::Future, pin::Pin, str::FromStr};

use jiff::Timestamp;
use schemas::{
    digest::Digest,
    identifier::ProgrammeCode,
    programme::{
        Programme,
        life_cycle::{Event, Life},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Doing, ProgrammeError};
use crate::store::StoreError;

/// Who of the staff did something, as they name themselves: 1 to 100 characters in one line. It stays in this record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 100, example = "A. Serik")]
#[serde(try_from = "String", into = "String")]
pub struct StaffName(String);

/// The text names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this names nobody of the staff: write 1 to 100 characters in one line")]
pub struct InvalidStaffName;

impl FromStr for StaffName {
    type Err = InvalidStaffName;

    fn from_str(text: &str) -> Result<Self, InvalidStaffName> {
        let text = text.trim();
        let fits = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(InvalidStaffName)
    }
}

impl TryFrom<String> for StaffName {
    type Error = InvalidStaffName;

    fn try_from(text: String) -> Result<Self, InvalidStaffName> {
        text.parse()
    }
}

impl From<StaffName> for String {
    fn from(name: StaffName) -> Self {
        name.0
    }
}

impl StaffName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's name never reaches a log.
impl fmt::Debug for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffName(..)")
    }
}

/// Something that happened, with who did it and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: StaffName,
    /// What.
    pub event: Event,
}

/// Something that is to be entered.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// The version.
    pub version: u32,
    /// What happened.
    pub entry: Entry,
    /// The signed statement, of a review.
    pub statement: Option<Value>,
}

/// A version of a programme.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VersionRecord {
    /// The code that the versions share here.
    pub code: ProgrammeCode,
    /// Its number.
    pub version: u32,
    /// What its events come to.
    pub life: Life,
    /// The present document, without reviews: what is reviewed, approved and, with the reviews, submitted.
    pub programme: Programme,
    /// Everything that happened to it, in order.
    pub history: Vec<Entry>,
}

/// The outcome of a write. `Ok`: all of it is durable. `Err` from the store itself (not a refusal): the outcome is
/// unknown; the same step again is safe.
pub type ProgrammeReply<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, ProgrammeError>> + Send + 'a>>;

/// Where programmes are kept.
///
/// *Durability*: a write is durable before its reply. *Consistency*: a write sees all earlier ones, is held against the
/// life of the programme as it then stands, and enters all of its events or none.
///
/// Who can alter the store can pretend that a review or an approval was given: reviews are signed and verified again
/// before a programme is submitted; approvals are not.
pub trait ProgrammeStore: Send + Sync {
    /// Enters a draft at its place among the versions; gives the version. The same content again enters nothing.
    fn draft(&self, programme: Programme, doing: Doing) -> ProgrammeReply<'_, VersionRecord>;
    /// Enters events of versions of one programme, in order; gives the version of the first event.
    fn enter(
        &self,
        code: ProgrammeCode,
        entries: Vec<NewEntry>,
    ) -> ProgrammeReply<'_, VersionRecord>;

    /// The codes of all programmes, in order.
    fn programmes(&self) -> Result<Vec<ProgrammeCode>, StoreError>;
    /// All versions of a programme, in the order of their numbers; none when there is no such programme.
    fn versions(&self, code: &ProgrammeCode) -> Result<Vec<VersionRecord>, ProgrammeError>;
    /// The signed statement with the digest.
    fn statement(&self, digest: &Digest) -> Result<Option<Value>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(
            " Methodist A. Serik "
                .parse::<StaffName>()
                .unwrap()
                .as_str(),
            "Methodist A. Serik"
        );
        for bad in ["", "  ", "a\nb", &"қ".repeat(101)] {
            assert!(bad.parse::<StaffName>().is_err(), "{bad:?}");
        }
        assert!("қ".repeat(100).parse::<StaffName>().is_ok());
    }
}
