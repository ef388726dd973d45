//! `POST /api/v1/api-keys/{id}/rotation`: another secret for an API key.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::rights::{ApiKeySecret, RotateApiKeyRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller};
use crate::api_keys;

/// Shows the new secret, this once. The one before works for the grace period too.
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    StrictJson(request): StrictJson<RotateApiKeyRequest>,
) -> Result<Json<ApiKeySecret>, ApiProblem> {
    let rotated = api_keys::rotate(&registry, &caller, &id, &request).await?;
    Ok(Json(rotated))
}
