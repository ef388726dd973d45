//! `GET /api/v1/submissions/{code}`: what became of a submitted programme.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::admission::Submission;
use service::problem::ApiProblem;

use super::{Shared, access::Caller, path::OfProgramme};
use crate::admission;

/// Shows a submitted programme, and whether it waits, was returned, taken back or admitted.
///
/// That of an awarding body is shown to itself and to the operator.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/{code}",
    operation_id = "getSubmission",
    tag = "programmes",
    security(("operator" = []), ("awardingBody" = [])),
    params(OfProgramme),
    responses(
        (status = 200, description = "The last submission under the code.", body = Submission),
        (status = 404, description = "submission-unknown"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(code): Path<String>,
) -> Result<Json<Submission>, ApiProblem> {
    Ok(Json(admission::of_code(&registry, &caller, &code).await?))
}
