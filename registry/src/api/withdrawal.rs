//! `POST /api/v1/programmes/{code}/withdrawal` (awarding body): no numbers for it from now on.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{identifier::ProgrammeCode, programme::RegisteredProgramme};
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{
    Shared,
    access::Hei,
    problem::{no_programme, of_programme},
};
use crate::programme;

/// Withdraws a programme: no numbers for it from now on.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/withdrawal",
    operation_id = "withdrawProgramme",
    tag = "programmes",
    security(("awardingBody" = [])),
    params(("code" = ProgrammeCode, Path, description = "The programme's code.")),
    responses(
        (status = 200, description = "The programme as it then stands.", body = RegisteredProgramme),
        (status = 403, description = "not-accredited, programme-not-yours"),
        (status = 404, description = "programme-unknown"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
) -> Result<Json<RegisteredProgramme>, ApiProblem> {
    let code: ProgrammeCode = code.parse().map_err(|_| no_programme(&code))?;
    let withdrawn = programme::withdraw(&registry, by, &body, code).await;
    withdrawn.map(Json).map_err(|e| of_programme(e, language))
}
