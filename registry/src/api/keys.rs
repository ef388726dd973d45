//! `POST /api/v1/awarding-bodies/{code}/keys` (operator): adds a key.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::AddKeyRequest, award::AwardingBody, identifier::HeiCode};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller, problem::no_awarding_body};
use crate::accreditation::{self, Change};

/// Answers with the awarding body as it then stands.
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
