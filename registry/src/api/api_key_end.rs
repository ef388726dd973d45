//! `POST /api/v1/api-keys/{id}/revocation`: an API key stops working, for good.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::rights::ApiKey, rights::ApiKeyId};
use service::problem::ApiProblem;

use super::{Shared, access::Caller};
use crate::api_keys;

/// Revokes an API key, for good. Again, it changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys/{id}/revocation",
    operation_id = "revokeApiKey",
    tag = "rights",
    security(("operator" = []), ("awardingBody" = [])),
    params(("id" = ApiKeyId, Path, description = "The key's id.")),
    responses(
        (status = 200, description = "The key as it then stands.", body = ApiKey),
        (status = 404, description = "api-key-unknown"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<ApiKey>, ApiProblem> {
    Ok(Json(api_keys::revoke(&registry, &caller, &id).await?))
}
