//! `GET /api/v1/programmes/{code}`: one programme.

use axum::{Json, extract::State};
use schemas::{identifier::ProgrammeCode, programme::RegisteredProgramme};
use service::problem::ApiProblem;

use super::{Shared, path::OfProgramme, problem::no_programme};
use crate::app::Registry;

/// Shows one programme.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{code}",
    operation_id = "getProgramme",
    tag = "programmes",
    security(()),
    params(OfProgramme),
    responses(
        (status = 200, description = "The programme.", body = RegisteredProgramme),
        (status = 404, description = "programme-unknown"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    OfProgramme { code }: OfProgramme,
) -> Result<Json<RegisteredProgramme>, ApiProblem> {
    of_code(&registry, &code).await.map(Json)
}

/// The programme of a code as it was typed.
pub(crate) async fn programme_of(
    registry: &Registry,
    typed: &str,
) -> Result<RegisteredProgramme, ApiProblem> {
    let code = typed.parse().map_err(|_| no_programme(typed))?;
    of_code(registry, &code).await
}

async fn of_code(
    registry: &Registry,
    code: &ProgrammeCode,
) -> Result<RegisteredProgramme, ApiProblem> {
    let found = registry.store.programme(code).await?;
    found.ok_or_else(|| no_programme(code.as_str()))
}
