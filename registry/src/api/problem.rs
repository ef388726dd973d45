//! Where this program's errors become problem details.

use axum::http::StatusCode;
use schemas::{language::Language, problem::Violation};
use service::problem::ApiProblem;

use crate::{
    accreditation::AccreditationError,
    admission::AdmissionError,
    allocation::{AllocationError, DraftRefusal},
    api_keys::KeyError,
    dictionaries::DictionaryError,
    offline::OfflineError,
    programme::{Breach, ProgrammeError},
    published::PublishError,
    register::{RecordRefusal, RegisterError},
    store::StoreError,
};

impl From<StoreError> for ApiProblem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Ledger(error) => error.into(),
            StoreError::Busy { .. } => Self::unavailable(
                "busy",
                "more requests are waiting than the server takes: send the same request again shortly",
            ),
            StoreError::Database { .. } => {
                tracing::error!(%error, "the database did not answer");
                Self::unavailable(
                    "database-away",
                    "the register's database does not answer: send the same request again shortly",
                )
            }
            other @ (StoreError::NoNumberKey
            | StoreError::Unreadable { .. }
            | StoreError::LastUse { .. }) => Self::internal(&other),
        }
    }
}

impl From<PublishError> for ApiProblem {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}

impl From<OfflineError> for ApiProblem {
    fn from(error: OfflineError) -> Self {
        use OfflineError as E;
        match error {
            E::Store(error) => error.into(),
            E::List(error) => error.into(),
            // It was logged when it was found.
            E::TooLarge => {
                let (status, detail) = (StatusCode::SERVICE_UNAVAILABLE, error.to_string());
                Self::new(status, "offline-bundle-too-large", detail)
            }
            other => Self::internal(&other),
        }
    }
}

impl From<DictionaryError> for ApiProblem {
    fn from(error: DictionaryError) -> Self {
        use DictionaryError as E;
        match error {
            E::Store(error) => error.into(),
            E::ProgrammeUnknown { code } => no_programme(code.as_str()),
            E::KeyUnknown { .. } => Self::not_found("key-unknown", error.to_string()),
            E::Unknown { id } => no_dictionary(&id.to_string()),
            E::Compose(_) | E::Make(_) | E::Unwritable(_) | E::Text(_) | E::AddressTaken { .. } => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Self::new(status, "dictionary-impossible", error.to_string())
            }
            E::BrokenOff => Self::internal(&error),
        }
    }
}

impl From<AccreditationError> for ApiProblem {
    fn from(error: AccreditationError) -> Self {
        use AccreditationError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown { .. } => Self::not_found("awarding-body-unknown", detail),
            E::KeyUnknown { .. } => Self::not_found("key-unknown", detail),
            E::Exists { .. } => Self::conflict("awarding-body-exists", detail),
            E::OtherDid { .. } | E::DidTaken { .. } => Self::conflict("did-taken", detail),
            E::Overlap { .. } => Self::conflict("accreditation-overlaps", detail),
            E::Ended { .. } => Self::conflict("accreditation-ended", detail),
            E::Suspended { .. } => Self::conflict("accreditation-suspended", detail),
            E::NotSuspended { .. } => Self::conflict("accreditation-not-suspended", detail),
            E::SuspensionEnds { .. } => Self::conflict("suspension-ends", detail),
            E::SuspensionsOverlap { .. } => Self::conflict("suspension-overlaps", detail),
            E::NothingToSuspend { .. } => {
                Self::unprocessable("accreditation-not-then", detail, Vec::new())
            }
            E::KeyExists { .. } => Self::conflict("key-exists", detail),
            E::KeyEnded { .. } => Self::conflict("key-ended", detail),
            E::NameMissing { .. } => Self::unprocessable("name-missing", detail, Vec::new()),
            E::Url { .. } => Self::unprocessable("url-unusable", detail, Vec::new()),
            E::EmptyInterval { .. } => Self::unprocessable("interval-empty", detail, Vec::new()),
            E::NoKey | E::Key { .. } => Self::unprocessable("key-unusable", detail, Vec::new()),
        }
    }
}

impl From<KeyError> for ApiProblem {
    fn from(error: KeyError) -> Self {
        use KeyError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown { .. } => Self::not_found("api-key-unknown", detail),
            E::HolderUnknown { .. } => Self::not_found("awarding-body-unknown", detail),
            E::HolderNotYours { .. } => Self::forbidden("holder-not-yours", detail),
            E::TooMany { .. } => Self::conflict("too-many-api-keys", detail),
            E::Ended { .. } => Self::conflict("api-key-ended", detail),
            E::RoleNotLimited { .. } => Self::unprocessable("role-unlimited", detail, Vec::new()),
            E::RoleNotOfHolder { .. } => Self::unprocessable("role-unfit", detail, Vec::new()),
            E::ExpiryPast { .. } => Self::unprocessable("expiry-past", detail, Vec::new()),
            E::GraceTooLong { .. } => Self::unprocessable("grace-too-long", detail, Vec::new()),
        }
    }
}

/// A refusal of a programme, with broken rules in `language`.
pub(super) fn of_programme(error: ProgrammeError, language: Language) -> ApiProblem {
    use ProgrammeError as E;
    let detail = error.to_string();
    match error {
        E::Store(error) => error.into(),
        E::Rules { broken } => {
            let violations = broken.iter().map(|rule| rule.violation(language));
            ApiProblem::unprocessable("programme-rules", detail, violations.collect())
        }
        E::NotAccredited { .. } => ApiProblem::forbidden("not-accredited", detail),
        E::NotYours { .. } => ApiProblem::forbidden("programme-not-yours", detail),
        E::Unknown { .. } => ApiProblem::not_found("programme-unknown", detail),
        E::CodeTaken { .. } => ApiProblem::conflict("programme-code-taken", detail),
        E::Waits { .. } => ApiProblem::conflict("submission-pending", detail),
        E::Exists { .. } => ApiProblem::conflict("programme-exists", detail),
    }
}

/// A refusal of an admission, with what is wrong with the statements in `language`.
pub(super) fn of_admission(error: AdmissionError, language: Language) -> ApiProblem {
    let faults = match &error {
        AdmissionError::Statements { faults, .. } => faults.clone(),
        _ => Vec::new(),
    };
    let violations = faults
        .into_iter()
        .map(|fault| Breach::from(fault).violation(language));
    ApiProblem::from(error).with_violations(violations.collect())
}

impl From<AdmissionError> for ApiProblem {
    fn from(error: AdmissionError) -> Self {
        use AdmissionError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown { .. } => Self::not_found("submission-unknown", detail),
            E::OtherSubmission { .. } => Self::conflict("other-submission", detail),
            E::Admitted { .. } => Self::conflict("already-admitted", detail),
            E::Returned { .. } => Self::conflict("already-returned", detail),
            E::TakenBack { .. } => Self::conflict("already-taken-back", detail),
            E::NotAccredited { .. } => Self::conflict("not-accredited", detail),
            E::Statements { .. } => {
                Self::unprocessable("review-statements-unfit", detail, Vec::new())
            }
            E::RemarkCount { .. } | E::RemarkLength { .. } | E::RemarkPlace { .. } => {
                Self::unprocessable("remarks-unfit", detail, Vec::new())
            }
        }
    }
}

impl From<AllocationError> for ApiProblem {
    /// The first refusal gives the problem's kind; all of them are listed.
    fn from(error: AllocationError) -> Self {
        let detail = error.to_string();
        match error {
            AllocationError::Store(error) => error.into(),
            AllocationError::TooMany { .. } => too_many(detail),
            AllocationError::UsedUp => Self::unavailable("numbers-used-up", detail),
            AllocationError::Refused { refused } => {
                let (status, code) = kind_of_draft(&refused[0].reason);
                let violations = refused.iter().map(|draft| Violation {
                    pointer: format!("/drafts/{}", draft.place),
                    rule: kind_of_draft(&draft.reason).1.to_owned(),
                    message: draft.reason.to_string(),
                });
                Self::new(status, code, detail).with_violations(violations.collect())
            }
        }
    }
}

fn kind_of_draft(refusal: &DraftRefusal) -> (StatusCode, &'static str) {
    use DraftRefusal as R;
    match refusal {
        R::NotAccredited { .. } => (StatusCode::FORBIDDEN, "not-accredited"),
        R::ProgrammeNotYours { .. } => (StatusCode::FORBIDDEN, "programme-not-yours"),
        R::ProgrammeUnknown { .. } => (StatusCode::NOT_FOUND, "programme-unknown"),
        R::ProgrammeWithdrawn { .. } => (StatusCode::CONFLICT, "programme-withdrawn"),
        R::OtherProgramme { .. } => (StatusCode::CONFLICT, "draft-of-other-programme"),
        R::OtherPredecessor { .. } => (StatusCode::CONFLICT, "draft-of-other-predecessor"),
        R::NothingToReplace { .. } => (StatusCode::NOT_FOUND, "nothing-to-replace"),
        R::ReplacedAlready { .. } => (StatusCode::CONFLICT, "already-replaced"),
    }
}

impl From<RegisterError> for ApiProblem {
    /// The first refusal gives the problem's kind; all of them are listed.
    fn from(error: RegisterError) -> Self {
        use RegisterError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Receipt(error) => Self::internal(&error),
            E::TooMany { .. } => too_many(detail),
            E::Unknown { .. } => Self::not_found("number-unknown", detail),
            E::NotYours { .. } => Self::forbidden("number-not-yours", detail),
            E::Revoked { .. } => Self::conflict("already-revoked", detail),
            E::NotRegistered { .. } => Self::conflict("not-registered", detail),
            E::Refused { refused } => {
                let (status, code) = kind_of_record(&refused[0].reason);
                let violations = refused.iter().map(|record| Violation {
                    pointer: format!("/records/{}", record.place),
                    rule: kind_of_record(&record.reason).1.to_owned(),
                    message: record.reason.to_string(),
                });
                Self::new(status, code, detail).with_violations(violations.collect())
            }
        }
    }
}

fn kind_of_record(refusal: &RecordRefusal) -> (StatusCode, &'static str) {
    use RecordRefusal as R;
    match refusal {
        R::NotAccredited { .. } => (StatusCode::FORBIDDEN, "not-accredited"),
        R::NumberNotYours { .. } => (StatusCode::FORBIDDEN, "number-not-yours"),
        R::KeyNotInForce { .. } => (StatusCode::FORBIDDEN, "key-not-in-force"),
        R::NumberUnknown { .. } => (StatusCode::NOT_FOUND, "number-unknown"),
        R::OtherDigest { .. } => (StatusCode::CONFLICT, "digest-differs"),
        R::Revoked { .. } => (StatusCode::CONFLICT, "already-revoked"),
        R::ReplacedAlready { .. } => (StatusCode::CONFLICT, "already-replaced"),
        R::ProgrammeWithdrawn { .. } => (StatusCode::CONFLICT, "programme-withdrawn"),
        R::DigestMalformed { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "digest-malformed"),
    }
}

fn too_many(detail: String) -> ApiProblem {
    ApiProblem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many", detail)
}

/// 404 for a programme code that is none, or that nobody has.
pub(super) fn no_programme(code: &str) -> ApiProblem {
    let code: String = code.chars().take(40).collect();
    let detail = format!("the register has no programme {code}: compare the code");
    ApiProblem::not_found("programme-unknown", detail)
}

/// 404 for a code of an awarding body that is none, or that nobody has.
pub(super) fn no_awarding_body(code: &str) -> ApiProblem {
    let code: String = code.chars().take(40).collect();
    let detail = format!("no awarding body has the code {code}: compare it with the list");
    ApiProblem::not_found("awarding-body-unknown", detail)
}

/// 404 for an address of a dictionary that is none, or that none has.
pub(super) fn no_dictionary(id: &str) -> ApiProblem {
    let id: String = id.chars().take(40).collect();
    let detail = format!(
        "the register has no dictionary {id}: scan the code again; if it stays so, it is none of this register"
    );
    ApiProblem::not_found("dictionary-unknown", detail)
}
