//! `POST /api/v1/api-keys/{id}/revocation`: an API key stops working, for good.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::api::registry::rights::ApiKey;
use service::problem::ApiProblem;

use super::{Shared, access::Caller};
use crate::api_keys;

/// Answers with the key as it then stands.
pub(super) async fn post(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Path(id): Path<String>,
) -> Result<Json<ApiKey>, ApiProblem> {
    Ok(Json(api_keys::revoke(&registry, &caller, &id).await?))
}
