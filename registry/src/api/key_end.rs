//! `POST /api/v1/awarding-bodies/{code}/keys/end` (operator): retires a key, or marks it compromised.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::EndKeyRequest, award::AwardingBody, identifier::HeiCode};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, problem::no_awarding_body};
use crate::accreditation::{self, Change};

/// Answers with the awarding body as it then stands.
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
