//! Awarding bodies: who may award micro-qualifications, with which keys, from when until when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    did::{Did, DidUrl},
    identifier::HeiCode,
    language::Texts,
};

/// What kind of organisation awards micro-qualifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AwardingBodyKind {
    /// An organisation of higher and postgraduate education.
    HigherEducation,
    /// A college: technical, vocational or post-secondary education.
    College,
    /// An education or training centre.
    TrainingCentre,
    /// A company.
    Company,
}

/// A span of time; open at the end while `until` is absent. `from` belongs to it, `until` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant that no longer belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Interval {
    /// Whether `at` lies in the span.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// A key of an awarding body and the time in which it was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccreditedKey {
    /// The verification method: the awarding body's DID, `#`, the multibase key.
    pub id: DidUrl,
    /// When it was in force.
    #[serde(flatten)]
    pub in_force: Interval,
    /// Since when it is known to be in other hands. Nothing registered from then on is genuine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Timestamp>,
}

/// An awarding body in the operator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AwardingBody {
    /// Its DID: the `issuer` of its certificates.
    pub id: Did,
    /// The operator's short name for it.
    pub code: HeiCode,
    /// Its official name.
    pub name_map: Texts,
    /// What it is.
    pub kind: AwardingBodyKind,
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[Hh][Tt][Tt][Pp][Ss]?:", examples("https://hei.example"))]
    pub url: Option<String>,
    /// When it was accredited. A certificate is judged by the time of its registration.
    pub accreditation: Vec<Interval>,
    /// Its keys, those no longer in force too.
    pub key: Vec<AccreditedKey>,
}

impl AwardingBody {
    /// Whether it was accredited at `at`.
    pub fn accredited(&self, at: Timestamp) -> bool {
        self.accreditation.iter().any(|i| i.holds(at))
    }
}
