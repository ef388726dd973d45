//! Why a submission was not found or not decided about.

use jiff::Timestamp;
use schemas::{
    api::registry::admission::{MAX_REMARK_LENGTH, MAX_REMARKS},
    identifier::{HeiCode, ProgrammeCode},
};

use crate::{review_statements::Placed, store::StoreError};

/// Why a submission was not found or not decided about. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AdmissionError {
    /// Nothing was submitted under the code, or by somebody else.
    #[error("nothing is submitted under the code {code}: compare the code with the list")]
    Unknown {
        /// The code.
        code: String,
    },
    /// What is meant was not submitted then: another document came in its place.
    #[error(
        "{code} was submitted at {present}, this is about what was submitted at {named}: read the present document, and name its time"
    )]
    OtherSubmission {
        /// The code.
        code: ProgrammeCode,
        /// When the present document was submitted.
        present: Timestamp,
        /// What the request names.
        named: Timestamp,
    },
    /// It is in the register.
    #[error("{code} was admitted at {at} already: it can only be withdrawn by its awarding body")]
    Admitted {
        /// The code.
        code: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// It was returned.
    #[error(
        "{code} was returned at {at} already: it waits for no decision until it is submitted again"
    )]
    Returned {
        /// The code.
        code: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// The awarding body took it back.
    #[error("{code} was taken back by its awarding body at {at}: wait until it is submitted again")]
    TakenBack {
        /// The code.
        code: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// The awarding body is not accredited now.
    #[error(
        "{hei} is not accredited now, so none of its programmes is admitted: accredit it again, or return the programme"
    )]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// The statements of its reviews are missing, or hold no longer.
    #[error(
        "the signed statements of the reviews of {code} are missing or hold no longer ({} faults): return it, so that its awarding body submits it again with statements that hold",
        .faults.len()
    )]
    Statements {
        /// The code.
        code: ProgrammeCode,
        /// Everything that is wrong, in the order of the reviews.
        faults: Vec<Placed>,
    },
    /// No remark, or too many.
    #[error(
        "there are {found} remarks: write at least one, which says what to mend, and at most {MAX_REMARKS}"
    )]
    RemarkCount {
        /// How many.
        found: usize,
    },
    /// A remark without words, or with too many.
    #[error(
        "remark {place} has {found} characters: write at least one, and at most {MAX_REMARK_LENGTH}"
    )]
    RemarkLength {
        /// Its place in the request, from 0.
        place: usize,
        /// How many.
        found: usize,
    },
    /// A remark about something that the document does not have.
    #[error(
        "remark {place}: the document has no place \"{pointer}\"; write a JSON Pointer such as /modules/0/name, or leave it empty for the whole document"
    )]
    RemarkPlace {
        /// Its place in the request, from 0.
        place: usize,
        /// What was written, shortened.
        pointer: String,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
