//! The one place where this program's errors become problems for clients.

use axum::http::StatusCode;
use schemas::language::Language;
use service::problem::ApiProblem;

use crate::{
    app::ImportFailure, deliver::DeliverError, import::ImportError, programme::ProgrammeError,
    registry::RegistryError, status::StatusError, store::StoreError,
};

/// A refusal of the record.
pub(super) fn store(error: &StoreError) -> ApiProblem {
    let words = error.to_string();
    match error {
        StoreError::UnknownBatch(_) => ApiProblem::not_found("batch-unknown", words),
        StoreError::UnknownNumber(_) => ApiProblem::not_found("number-unknown", words),
        StoreError::NotConfirmed(_) => ApiProblem::conflict("batch-not-confirmed", words),
        StoreError::NothingAccepted(_) => ApiProblem::conflict("nothing-accepted", words),
        StoreError::PeopleKnown { .. } => ApiProblem::conflict("people-known", words),
        StoreError::NotReplaceable { .. } => ApiProblem::conflict("not-replaceable", words),
        StoreError::ChangeWaits(_) => ApiProblem::conflict("change-waits", words),
        StoreError::Conflict { .. } => ApiProblem::conflict("conflict", words),
        StoreError::Ledger(error) => error.clone().into(),
        StoreError::InUse { .. } | StoreError::Failed(_) => ApiProblem::internal(error),
    }
}

/// A refusal of the registry, or its absence.
pub(super) fn registry(error: &RegistryError) -> ApiProblem {
    let words = error.to_string();
    match error {
        RegistryError::Unavailable { .. } => ApiProblem::unavailable("registry-unavailable", words),
        RegistryError::Refused(problem) => {
            ApiProblem::unprocessable("registry-refuses", words, problem.violations.clone())
        }
        RegistryError::Unknown { .. } => ApiProblem::not_found("registry-unknown", words),
        RegistryError::Conflict { .. } => ApiProblem::conflict("registry-conflict", words),
        RegistryError::WrongCredential
        | RegistryError::NotAllowed { .. }
        | RegistryError::Malformed { .. }
        | RegistryError::Configuration(_) => {
            ApiProblem::new(StatusCode::BAD_GATEWAY, "registry-refuses", words)
        }
    }
}

/// A file that cannot be imported, in the reader's language.
pub(super) fn import(error: &ImportFailure, language: Language) -> ApiProblem {
    match error {
        ImportFailure::File(error) => {
            let code = error.code();
            let status = match error {
                ImportError::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            ApiProblem::new(status, &code, error.words(language))
                .with_title(crate::texts::words(language, "problem-import"))
        }
        ImportFailure::Store(error) => store(error),
        ImportFailure::Registry(error) => registry(error),
    }
}

/// Something that was not done with a programme, in the reader's language.
pub(super) fn programme(error: &ProgrammeError, language: Language) -> ApiProblem {
    let words = error.words(language);
    match error {
        ProgrammeError::Unknown { .. } | ProgrammeError::UnknownVersion { .. } => {
            ApiProblem::not_found("programme-unknown", words)
        }
        ProgrammeError::NotReceived { .. } => ApiProblem::conflict("not-received", words),
        ProgrammeError::DecidedFirst { .. } => ApiProblem::conflict("decided-first", words),
        ProgrammeError::Refused(refusal) => ApiProblem::conflict(&refusal.code(), words),
        ProgrammeError::Rules { .. } => {
            ApiProblem::unprocessable("rules-broken", words, error.violations(language))
        }
        ProgrammeError::Opinion(_)
        | ProgrammeError::Review(_)
        | ProgrammeError::OtherProgramme { .. }
        | ProgrammeError::NoDigest(_) => {
            ApiProblem::unprocessable("review-refused", words, Vec::new())
        }
        ProgrammeError::StatementMissing { .. }
        | ProgrammeError::StatementAltered { .. }
        | ProgrammeError::Sign(_) => ApiProblem::internal(error),
        ProgrammeError::Registry(error) => registry(error),
        ProgrammeError::Store(error) => store(error),
    }
}

/// A certificate whose status was not changed.
pub(super) fn status(error: &StatusError) -> ApiProblem {
    let words = error.to_string();
    match error {
        StatusError::Store(error) => store(error),
        StatusError::Registry { source, .. } => registry(source),
        StatusError::Waits { source, .. } => {
            let code = if source.is_temporary() {
                "registry-unavailable"
            } else {
                "change-waits"
            };
            ApiProblem::unavailable(code, words)
        }
        StatusError::NotRegistered(_) => ApiProblem::conflict("not-registered", words),
        StatusError::Revoked { .. } => ApiProblem::conflict("already-revoked", words),
        StatusError::OnHold { .. } => ApiProblem::conflict("on-hold", words),
        StatusError::NotOnHold(_) => ApiProblem::conflict("not-on-hold", words),
        StatusError::Unchanged(_) => {
            ApiProblem::new(StatusCode::BAD_GATEWAY, "registry-refuses", words)
        }
    }
}

/// A delivery that cannot be shown.
pub(super) fn deliver(error: &DeliverError) -> ApiProblem {
    ApiProblem::internal(error)
}

/// Nothing is delivered at this address.
pub(super) fn no_delivery() -> ApiProblem {
    ApiProblem::not_found(
        "no-such-delivery",
        "nothing is delivered at this address: scan the QR code again, or copy the whole link",
    )
}
