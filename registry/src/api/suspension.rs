//! `POST /api/v1/awarding-bodies/{code}/suspension` and `../end` (operator): suspends an accreditation, and ends that.

use axum::{Json, extract::State};
use schemas::{
    api::registry::{EndSuspensionRequest, SuspendAccreditationRequest},
    award::AwardingBody,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfAwardingBody};
use crate::accreditation::{self, Change};

/// Suspends an accreditation: the awarding body can have nothing admitted, numbered or registered until that ends.
///
/// One that has not begun can be brought forward.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/suspension",
    operation_id = "suspendAccreditation",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    request_body = SuspendAccreditationRequest,
    responses(
        (status = 200, description = "The awarding body as it then stands.", body = AwardingBody),
        (status = 404, description = "awarding-body-unknown"),
        (status = 409, description = "accreditation-suspended, suspension-overlaps"),
        (status = 422, description = "accreditation-not-then"),
    ),
)]
pub(super) async fn suspend(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
    StrictJson(request): StrictJson<SuspendAccreditationRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let change = Change::Suspend { from: request.from };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}

/// Ends the suspension of an accreditation.
///
/// An end that has not come can be brought forward.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/suspension/end",
    operation_id = "endSuspension",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    request_body = EndSuspensionRequest,
    responses(
        (status = 200, description = "The awarding body as it then stands.", body = AwardingBody),
        (status = 404, description = "awarding-body-unknown"),
        (status = 409, description = "accreditation-not-suspended, suspension-ends"),
        (status = 422, description = "interval-empty"),
    ),
)]
pub(super) async fn end(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
    StrictJson(request): StrictJson<EndSuspensionRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let change = Change::EndSuspension {
        until: request.until,
    };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
