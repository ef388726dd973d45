//! `POST /api/v1/awarding-bodies/{code}/api-key` (operator): a new API credential in place of a lost or leaked one.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::AccreditAnswer, identifier::HeiCode};
use service::problem::ApiProblem;

use super::{Shared, access::Admin, problem::no_awarding_body};
use crate::accreditation;

/// Makes a new API credential in place of a lost or leaked one.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/api-key",
    operation_id = "renewApiKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(("code" = HeiCode, Path, description = "The awarding body's code.")),
    responses(
        (status = 200, description = "The new credential, shown this once. The old one no longer works.", body = AccreditAnswer),
        (status = 404, description = "awarding-body-unknown"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    _: Admin,
    Path(code): Path<String>,
) -> Result<Json<AccreditAnswer>, ApiProblem> {
    let code: HeiCode = code.parse().map_err(|_| no_awarding_body(&code))?;
    Ok(Json(accreditation::renew_api_key(&registry, code).await?))
}
