//! `POST /api/v1/awarding-bodies/{code}/api-key` (operator): another API key for the
//! administrator of an awarding body, in place of a lost or leaked one.

use axum::{Json, extract::State};
use schemas::api::registry::AccreditAnswer;
use service::problem::ApiProblem;

use super::{Shared, access::Caller, path::OfAwardingBody};
use crate::accreditation;

/// Makes another API key for the administrator of an awarding body, in place of a lost or leaked one.
///
/// The one that was handed out before is revoked.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/api-key",
    operation_id = "renewApiKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    responses(
        (status = 200, description = "The secret of the new key, shown this once.", body = AccreditAnswer),
        (status = 404, description = "awarding-body-unknown"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
) -> Result<Json<AccreditAnswer>, ApiProblem> {
    let renewed = accreditation::renew_api_key(&registry, caller.by, code).await?;
    Ok(Json(renewed))
}
