//! `POST /api/v1/api-keys/{id}/rotation`: another secret for an API key.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{
    api::registry::rights::{ApiKeySecret, RotateApiKeyRequest},
    rights::ApiKeyId,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller};
use crate::api_keys;

/// Gives an API key another secret and shows it, this once.
///
/// The one before works for the grace period too; one that still had some from an earlier rotation does not any more.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys/{id}/rotation",
    operation_id = "rotateApiKey",
    tag = "rights",
    security(("operator" = []), ("awardingBody" = [])),
    params(("id" = ApiKeyId, Path, description = "The key's id.")),
    request_body = RotateApiKeyRequest,
    responses(
        (status = 200, description = "The key with its new secret.", body = ApiKeySecret),
        (status = 404, description = "api-key-unknown"),
        (status = 409, description = "api-key-ended"),
        (status = 422, description = "grace-too-long"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(id): Path<String>,
    StrictJson(request): StrictJson<RotateApiKeyRequest>,
) -> Result<Json<ApiKeySecret>, ApiProblem> {
    let rotated = api_keys::rotate(&registry, &caller, &id, &request).await?;
    Ok(Json(rotated))
}
