//! `POST /api/v1/submissions/{code}/admission` (operator): a submitted programme goes into the register.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::admission::{AdmitRequest, Submission};
use service::{json::StrictJson, language::RequestLanguage, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfProgramme, problem};
use crate::admission;

/// Admits a submitted programme: it is in the register from now on. The statements of its reviews are judged again, by the
/// keys of now; what is wrong with them is told in the language of the request.
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
        (status = 422, description = "review-statements-unfit"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(code): Path<String>,
    RequestLanguage(language): RequestLanguage,
    StrictJson(request): StrictJson<AdmitRequest>,
) -> Result<Json<Submission>, ApiProblem> {
    let admitted = admission::admit(&registry, &caller, &code, request.submitted_at).await;
    Ok(Json(
        admitted.map_err(|e| problem::of_admission(e, language))?,
    ))
}
