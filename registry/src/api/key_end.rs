//! `POST /api/v1/awarding-bodies/{code}/keys/end` (operator): retires a key, or marks it compromised.

use axum::{Json, extract::State};
use schemas::{api::registry::EndKeyRequest, award::AwardingBody};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfAwardingBody};
use crate::accreditation::{self, Change};

/// Retires a key of an awarding body, or marks it compromised.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/keys/end",
    operation_id = "endKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    request_body = EndKeyRequest,
    responses(
        (status = 200, description = "The awarding body as it then stands.", body = AwardingBody),
        (status = 404, description = "awarding-body-unknown, key-unknown"),
        (status = 409, description = "key-ended"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
    StrictJson(request): StrictJson<EndKeyRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let change = Change::EndKey {
        id: request.id,
        until: request.until,
        compromised: request.compromised,
    };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
