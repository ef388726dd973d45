//! What the address of a request names: a number that is none is malformed, a code that is none is that of no programme.

use axum::{extract::FromRequestParts, http::request::Parts};
use schemas::{
    identifier::ProgrammeCode,
    number::{CertificateNumber, InvalidNumber},
};
use service::{path::open_part, problem::ApiProblem};
use utoipa::IntoParams;

/// A certificate.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfCertificate {
    /// The number; spaces and hyphens between its digits are passed over.
    pub(super) number: CertificateNumber,
}

/// A programme.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfProgramme {
    /// The programme's code, which its versions share.
    pub(super) code: ProgrammeCode,
}

/// A number as it was typed; 400 with what is wrong.
pub(super) fn number(typed: &str) -> Result<CertificateNumber, ApiProblem> {
    let malformed = |e: InvalidNumber| ApiProblem::bad_request("number-malformed", e.to_string());
    typed.parse().map_err(malformed)
}

impl<S: Send + Sync> FromRequestParts<S> for OfCertificate {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let number = number(&open_part(parts, state).await?)?;
        Ok(Self { number })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OfProgramme {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let code = open_part(parts, state).await?.parse();
        let unknown = |e| ApiProblem::not_found("programme-unknown", format!("{e}"));
        let code = code.map_err(unknown)?;
        Ok(Self { code })
    }
}
