//! `POST /api/v1/certificates/{number}/revocation` (awarding body): revokes a certificate for good.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::{RegisterEntry, RevokeRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate};
use crate::register;

/// Answers with the entry as it then stands.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let number = certificate::read(&number)?;
    let entry = register::revoke(&registry, by, &body, number, request.reason).await?;
    Ok(Json(entry))
}
