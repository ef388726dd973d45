//! `POST /api/v1/submissions/{code}/admission` (operator): a submitted programme goes into the register.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::admission::{AdmitRequest, Submission};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfProgramme};
use crate::admission::{self, Decision};

/// Admits a submitted programme: it is in the register from now on.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{code}/admission",
    operation_id = "admitSubmission",
    tag = "programmes",
    security(("operator" = [])),
    params(OfProgramme),
    request_body = AdmitRequest,
    responses(
        (status = 200, description = "It is in the register.", body = Submission),
        (status = 404, description = "submission-unknown"),
        (status = 409, description = "other-submission, already-returned, already-taken-back, not-accredited"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<AdmitRequest>,
) -> Result<Json<Submission>, ApiProblem> {
    let decision = (request.submitted_at, Decision::Admit);
    let decided = admission::decide(&registry, &caller, &code, decision).await?;
    Ok(Json(decided))
}
