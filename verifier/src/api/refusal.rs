//! Why there is no answer, for people and for programs.

use axum::http::StatusCode;
use resolver::LinkError;
use schemas::language::Language;
use service::problem::ApiProblem;

use crate::{intake::IntakeError, judge::JudgeError, texts::say};

/// Why what was sent could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It was not recognised.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// It could not be judged.
    #[error(transparent)]
    Judge(#[from] JudgeError),
}

impl Refusal {
    /// The code of the problem, also the message id.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Intake(error) => error.id(),
            Self::Judge(error) => error.id(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self.code() {
            "sent-too-large" | "picture-too-large" => StatusCode::PAYLOAD_TOO_LARGE,
            "sent-nothing" | "sent-broken-json" => StatusCode::BAD_REQUEST,
            "stopping" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What happened and what to do, in words.
    pub fn words(&self, language: Language) -> String {
        let detail = match self {
            Self::Intake(IntakeError::Json(error)) => error.to_string(),
            Self::Judge(
                JudgeError::Link(LinkError::Fetch(error)) | JudgeError::Dictionary(error),
            ) => report::sentence(&error.to_string(), language),
            _ => String::new(),
        };
        let page = match self {
            Self::Intake(IntakeError::NumberAlone { page }) => page,
            _ => "",
        };
        say(
            language,
            self.code(),
            &[("detail", &detail), ("page", page)],
        )
    }

    /// As problem details.
    pub fn problem(&self, language: Language) -> ApiProblem {
        ApiProblem::new(self.status(), self.code(), self.words(language)).with_title(say(
            language,
            "sent-problem",
            &[],
        ))
    }
}
