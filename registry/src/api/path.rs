//! What the address of a request names. What cannot be a number is malformed; what cannot be a code is one of nobody and of
//! nothing.

use axum::{extract::FromRequestParts, http::request::Parts};
use qr::DictionaryId;
use schemas::{
    identifier::{HeiCode, ProgrammeCode},
    number::{CertificateNumber, InvalidNumber},
};
use service::{path::open_part, problem::ApiProblem};
use utoipa::IntoParams;

use super::problem::{no_awarding_body, no_dictionary, no_programme};

/// A certificate.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfCertificate {
    /// The number; spaces and hyphens between its digits are passed over.
    pub(super) number: CertificateNumber,
}

/// An awarding body.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfAwardingBody {
    /// The awarding body's code.
    pub(super) code: HeiCode,
}

/// A programme.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfProgramme {
    /// The programme's code.
    pub(super) code: ProgrammeCode,
}

/// A dictionary.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfDictionary {
    /// The dictionary's address: the first 8 bytes of its SHA-256.
    #[param(value_type = String, pattern = "^[0-9a-f]{16}$", example = "2d711642b726b044")]
    pub(super) id: DictionaryId,
}

/// A number as it was typed; 400 with what is wrong.
pub(super) fn number(typed: &str) -> Result<CertificateNumber, ApiProblem> {
    typed
        .parse()
        .map_err(|e: InvalidNumber| ApiProblem::bad_request("number-malformed", e.to_string()))
}

impl<S: Send + Sync> FromRequestParts<S> for OfCertificate {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let number = number(&open_part(parts, state).await?)?;
        Ok(Self { number })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfAwardingBody {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let typed = open_part(parts, state).await?;
        let code = typed.parse().map_err(|_| no_awarding_body(&typed))?;
        Ok(Self { code })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfProgramme {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let typed = open_part(parts, state).await?;
        let code = typed.parse().map_err(|_| no_programme(&typed))?;
        Ok(Self { code })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfDictionary {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let typed = open_part(parts, state).await?;
        let id = typed.parse().map_err(|_| no_dictionary(&typed))?;
        Ok(Self { id })
    }
}
