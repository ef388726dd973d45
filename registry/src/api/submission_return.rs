//! `POST /api/v1/submissions/{code}/return` (operator): a submitted programme goes back, with remarks.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::admission::{ReturnRequest, Submission};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfProgramme};
use crate::admission;

/// Returns a submitted programme with remarks: it may be mended and submitted again.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{code}/return",
    operation_id = "returnSubmission",
    tag = "programmes",
    security(("operator" = [])),
    params(OfProgramme),
    request_body = ReturnRequest,
    responses(
        (status = 200, description = "It is returned.", body = Submission),
        (status = 404, description = "submission-unknown"),
        (status = 409, description = "other-submission, already-admitted, already-returned, already-taken-back"),
        (status = 422, description = "remarks-unfit"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<ReturnRequest>,
) -> Result<Json<Submission>, ApiProblem> {
    let back = (request.submitted_at, request.remarks);
    let returned = admission::send_back(&registry, &caller, &code, back).await?;
    Ok(Json(returned))
}
