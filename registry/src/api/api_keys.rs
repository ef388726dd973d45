//! `/api/v1/api-keys`: the API keys of a holder.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use schemas::{
    api::registry::rights::{ApiKeyList, ApiKeySecret, CreateApiKeyRequest},
    rights::KeyHolder,
};
use serde::Deserialize;
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller};
use crate::api_keys;

/// Whose keys are asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The holder; absent: the one of the key that asks.
    holder: Option<String>,
}

/// `GET`: the caller's own keys, or for the operator those of `?holder=`.
pub(super) async fn list(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<ApiKeyList>, ApiProblem> {
    let holder = asked.holder.map(|holder| holder.parse::<KeyHolder>());
    let holder = holder
        .transpose()
        .map_err(|e| ApiProblem::bad_request("holder-malformed", e.to_string()))?;
    let api_keys = api_keys::list(&registry, &caller, holder).await?;
    Ok(Json(ApiKeyList { api_keys }))
}

/// `POST`: makes a key and shows its secret, this once.
pub(super) async fn create(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    StrictJson(request): StrictJson<CreateApiKeyRequest>,
) -> Result<(StatusCode, Json<ApiKeySecret>), ApiProblem> {
    let made = api_keys::create(&registry, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
