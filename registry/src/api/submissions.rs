//! `GET /api/v1/submissions`: submitted programmes that are not in the register.

use axum::{Json, extract::State};
use schemas::api::registry::admission::SubmissionList;
use service::problem::ApiProblem;

use super::{Shared, access::Caller};
use crate::admission;

/// Lists submitted programmes that wait for the operator, were returned or were taken back.
///
/// All of them for the operator, its own for an awarding body.
#[utoipa::path(
    get,
    path = "/api/v1/submissions",
    operation_id = "listSubmissions",
    tag = "programmes",
    security(("operator" = []), ("awardingBody" = [])),
    responses(
        (status = 200, description = "The submissions, by their codes.", body = SubmissionList),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    Caller(caller): Caller,
) -> Result<Json<SubmissionList>, ApiProblem> {
    let submissions = admission::list(&registry, &caller).await?;
    Ok(Json(SubmissionList { submissions }))
}
