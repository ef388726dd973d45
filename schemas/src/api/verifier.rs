//! The employer's interface, below `/api/v1` of the verifier.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::report::{PresentationReport, Verdict, VerificationReport};

/// `POST /api/v1/challenges`: a question that a presentation has to answer, good for one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChallengeAnswer {
    /// At least 128 random bits.
    pub challenge: String,
    /// The verifier's own base URL.
    pub domain: String,
    /// Until when it can be answered.
    #[serde(with = "crate::date_time_stamp")]
    pub expires: Timestamp,
}

/// `POST /api/v1/verify`: the answer. The request's body is a credential, a delivery, a presentation (JSON or
/// `vp+jwt`), or the content of a QR code as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerifyAnswer {
    /// The answer for the whole.
    pub verdict: Verdict,
    /// The answer in words, in the request's language.
    pub words: String,
    /// What was judged.
    pub report: VerifiedReport,
    /// Each check in words, in the request's language.
    pub checks: Vec<CheckInWords>,
}

/// What was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per request and serialised at once"
)]
pub enum VerifiedReport {
    /// One certificate.
    Certificate(VerificationReport),
    /// A presentation with its certificates.
    Presentation(PresentationReport),
}

/// A check for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckInWords {
    /// Of which certificate, counted from 0; absent for the presentation's own checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<usize>,
    /// What was checked.
    pub name: String,
    /// `passed`, `failed` or `indeterminate`.
    #[schema(pattern = "^(passed|failed|indeterminate)$")]
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}
