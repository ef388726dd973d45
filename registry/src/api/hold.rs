//! `POST /api/v1/certificates/{number}/hold` (awarding body): puts a certificate on hold.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::{HoldRequest, RegisterEntry, StatusChange};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate};
use crate::register;

/// Answers with the entry as it then stands.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei(hei): Hei,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<HoldRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let number = certificate::read(&number)?;
    let change = StatusChange::Hold {
        reason: request.reason,
    };
    let entry = register::change(&registry, &hei, number, change).await?;
    Ok(Json(entry))
}
