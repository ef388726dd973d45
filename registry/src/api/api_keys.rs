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
use utoipa::IntoParams;

use super::{Shared, access::Caller};
use crate::api_keys;

/// Whose keys are asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The holder; absent: the one of the key that asks.
    #[param(value_type = Option<KeyHolder>)]
    holder: Option<String>,
}

/// Lists API keys, those that no longer work too.
///
/// Those of the holder of the key that asks; the operator may name another.
#[utoipa::path(
    get,
    path = "/api/v1/api-keys",
    operation_id = "listApiKeys",
    tag = "rights",
    security(("operator" = []), ("awardingBody" = [])),
    params(Asked),
    responses(
        (status = 200, description = "The keys, the oldest first.", body = ApiKeyList),
        (status = 400, description = "holder-malformed"),
        (status = 403, description = "holder-not-yours"),
    ),
)]
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

/// Makes an API key and shows its secret, this once.
///
/// Asked again it makes another: one whose answer was lost is to be revoked.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys",
    operation_id = "createApiKey",
    tag = "rights",
    security(("operator" = []), ("awardingBody" = [])),
    request_body = CreateApiKeyRequest,
    responses(
        (status = 201, description = "Made.", body = ApiKeySecret),
        (status = 403, description = "holder-not-yours"),
        (status = 404, description = "awarding-body-unknown"),
        (status = 409, description = "too-many-api-keys"),
        (status = 422, description = "role-unfit, role-unlimited, expiry-past"),
    ),
)]
pub(super) async fn create(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    StrictJson(request): StrictJson<CreateApiKeyRequest>,
) -> Result<(StatusCode, Json<ApiKeySecret>), ApiProblem> {
    let made = api_keys::create(&registry, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
