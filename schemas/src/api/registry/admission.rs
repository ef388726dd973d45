//! Submitting programmes to the registry, and what becomes of those that wait for the operator: admitted, returned with
//! remarks, or taken back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    identifier::{HeiCode, ProgrammeCode},
    language::Texts,
    openapi::SignedCredential,
    programme::{
        Programme, RegisteredProgramme,
        life_cycle::{MAX_REVIEWS, Remark},
    },
};

/// The most remarks with which a programme is returned.
pub const MAX_REMARKS: usize = 100;
/// The longest remark, in characters.
pub const MAX_REMARK_LENGTH: usize = 2000;

/// The most statements of reviews with which a programme is submitted.
pub const MAX_STATEMENTS: usize = MAX_REVIEWS;
/// The largest statement of a review, in bytes of its JSON without white space.
pub const MAX_STATEMENT_BYTES: usize = 64 << 10;

/// `POST /api/v1/programmes` (awarding body): a programme with the signed statements of its reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitRequest {
    /// The document.
    pub programme: Programme,
    /// One for each review, in the order of the document's: at most [`MAX_STATEMENTS`] of at most [`MAX_STATEMENT_BYTES`].
    #[serde(default)]
    #[schema(value_type = Vec<SignedCredential>, max_items = 50)]
    pub review_statements: Vec<Value>,
}

/// Where a submitted programme stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum Standing {
    /// It keeps every rule and waits for the operator.
    Pending {},
    /// The operator returned it.
    Returned {
        /// When.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
        /// What is to be mended; at least one.
        remarks: Vec<Remark>,
    },
    /// The awarding body took it back before the operator had decided.
    TakenBack {
        /// When.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
    },
    /// It is in the register.
    Admitted {
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
    },
}

/// A submitted programme (awarding body: its own; operator: everybody's).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// The document as it was submitted.
    pub programme: Programme,
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// When it was submitted; absent once it is in the register.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub submitted_at: Option<Timestamp>,
    /// Where it stands.
    pub standing: Standing,
    /// The signed statements of its reviews, in the order of the document's; none of a programme that came without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<SignedCredential>)]
    pub review_statements: Vec<Value>,
}

/// A submitted programme that is not in the register, without its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionSummary {
    /// The programme's code.
    pub code: ProgrammeCode,
    /// Its name.
    pub name: Texts,
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// When it was submitted.
    #[serde(with = "crate::date_time_stamp")]
    pub submitted_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
}

/// The answer to `GET /api/v1/submissions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionList {
    /// Those that wait, those that were returned and those that were taken back, by their codes.
    pub submissions: Vec<SubmissionSummary>,
}

/// `POST /api/v1/submissions/{code}/admission` (operator): into the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdmitRequest {
    /// When the document was submitted that the operator has read: another one is not meant.
    #[serde(with = "crate::date_time_stamp")]
    pub submitted_at: Timestamp,
}

/// `POST /api/v1/submissions/{code}/return` (operator): back to the awarding body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnRequest {
    /// When the document was submitted that the operator has read: another one is not meant.
    #[serde(with = "crate::date_time_stamp")]
    pub submitted_at: Timestamp,
    /// What is to be mended, at most [`MAX_REMARKS`] of at most [`MAX_REMARK_LENGTH`] characters.
    #[schema(min_items = 1, max_items = 100)]
    pub remarks: Vec<Remark>,
}

/// `POST /api/v1/submissions/{code}/take-back` (awarding body): the operator decides about it no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakeBackRequest {
    /// When the document was submitted that is taken back: another one is not meant.
    #[serde(with = "crate::date_time_stamp")]
    pub submitted_at: Timestamp,
}

/// The answer to a submission, by the operator's setting: the programme in the register (200, 201), or the submission that
/// waits (202).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SubmitAnswer {
    /// It is in the register.
    Admitted(Box<RegisteredProgramme>),
    /// It waits for the operator.
    Waiting(Box<Submission>),
}
