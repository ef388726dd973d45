//! `POST /api/v1/awarding-bodies/{code}/end` (operator): ends an accreditation.

use axum::{Json, extract::State};
use schemas::{api::registry::EndAccreditationRequest, award::AwardingBody};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfAwardingBody};
use crate::accreditation::{self, Change};

/// Ends an accreditation.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/end",
    operation_id = "endAccreditation",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    request_body = EndAccreditationRequest,
    responses(
        (status = 200, description = "The awarding body as it then stands.", body = AwardingBody),
        (status = 404, description = "awarding-body-unknown"),
        (status = 409, description = "accreditation-ended"),
        (status = 422, description = "interval-empty"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
    StrictJson(request): StrictJson<EndAccreditationRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let change = Change::End {
        until: request.until,
    };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
