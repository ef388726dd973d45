//! `POST /api/v1/awarding-bodies/{code}/keys/end` (operator): retires a key, or marks it compromised.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::EndKeyRequest, award::AwardingBody, identifier::HeiCode};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, problem::no_awarding_body};
use crate::accreditation::{self, Change};

/// Retires a key of an awarding body, or marks it compromised.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/keys/end",
    operation_id = "endKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(("code" = HeiCode, Path, description = "The awarding body's code.")),
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
    Path(code): Path<String>,
    StrictJson(request): StrictJson<EndKeyRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let code: HeiCode = code.parse().map_err(|_| no_awarding_body(&code))?;
    let change = Change::EndKey {
        id: request.id,
        until: request.until,
        compromised: request.compromised,
    };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
