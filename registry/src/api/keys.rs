//! `POST /api/v1/awarding-bodies/{code}/keys` (operator): adds a key.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::AddKeyRequest, award::AwardingBody, identifier::HeiCode};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, problem::no_awarding_body};
use crate::accreditation::{self, Change};

/// Adds a key to an awarding body. Earlier keys stay in force.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies/{code}/keys",
    operation_id = "addKey",
    tag = "awarding bodies",
    security(("operator" = [])),
    params(("code" = HeiCode, Path, description = "The awarding body's code.")),
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
    Path(code): Path<String>,
    StrictJson(request): StrictJson<AddKeyRequest>,
) -> Result<Json<AwardingBody>, ApiProblem> {
    let code: HeiCode = code.parse().map_err(|_| no_awarding_body(&code))?;
    let change = Change::AddKey { key: request.key };
    let body = accreditation::change_body(&registry, caller.by, code, change).await?;
    Ok(Json(body))
}
