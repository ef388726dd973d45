//! `POST /api/v1/submissions/{code}/take-back` (awarding body): a submitted programme waits for the operator no longer.

use axum::{Json, extract::State};
use schemas::api::registry::admission::{Submission, TakeBackRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{
    Shared,
    access::{Acting, Hei},
    path::OfProgramme,
};
use crate::admission;

/// Takes a submitted programme back before the operator has decided about it.
///
/// It may be changed and submitted again. Taking it back again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{code}/take-back",
    operation_id = "takeBackSubmission",
    tag = "programmes",
    security(("awardingBody" = [])),
    params(OfProgramme),
    request_body = TakeBackRequest,
    responses(
        (status = 200, description = "It is taken back.", body = Submission),
        (status = 403, description = "programme-out-of-scope"),
        (status = 404, description = "programme-unknown, submission-unknown"),
        (status = 409, description = "other-submission, already-admitted, already-returned"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    OfProgramme { code }: OfProgramme,
    StrictJson(request): StrictJson<TakeBackRequest>,
) -> Result<Json<Submission>, ApiProblem> {
    let Acting { by, body } = hei.with_programmes([&code])?;
    let which = (&body.code, code);
    let taken = admission::take_back(&registry, by, which, request.submitted_at).await?;
    Ok(Json(taken))
}
