//! `POST /api/v1/programmes/{code}/withdrawal` (awarding body): no numbers for it from now on.

use axum::{Json, extract::State};
use schemas::programme::RegisteredProgramme;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{
    Shared,
    access::{Acting, Hei},
    path::OfProgramme,
    problem::of_programme,
};
use crate::programme;

/// Withdraws a programme: no numbers for it from now on.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/withdrawal",
    operation_id = "withdrawProgramme",
    tag = "programmes",
    security(("awardingBody" = [])),
    params(OfProgramme),
    responses(
        (status = 200, description = "The programme as it then stands.", body = RegisteredProgramme),
        (status = 403, description = "not-accredited, programme-not-yours, programme-out-of-scope"),
        (status = 404, description = "programme-unknown"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    RequestLanguage(language): RequestLanguage,
    OfProgramme { code }: OfProgramme,
) -> Result<Json<RegisteredProgramme>, ApiProblem> {
    let Acting { by, body } = hei.with_programmes([&code])?;
    let withdrawn = programme::withdraw(&registry, by, &body, code).await;
    withdrawn.map(Json).map_err(|e| of_programme(e, language))
}
