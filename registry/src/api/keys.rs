//! `POST /api/v1/awarding-bodies/{code}/keys` (operator): adds a key.

use axum::{Json, extract::State};
use schemas::{api::registry::AddKeyRequest, award::AwardingBody};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, path::OfAwardingBody};
use crate::accreditation::{self, Change};

/// Adds a key to an awarding body. Earlier keys stay in force.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/keys",
    operation_id = "addKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(OfAwardingBody),
    request_body = AddKeyRequest,
    responses(
        (status = 200, description = "The awarding body as it then stands.", body = AwardingBody),
        (status = 404, description = "awarding-body-unknown"),
        (status = 409, description = "key-exists"),
        (status = 422, description = "key-unusable"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    OfAwardingBody { code }: OfAwardingBody,
    StrictJson(request): StrictJson<AddKeyRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let change = Change::AddKey { key: request.key };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
