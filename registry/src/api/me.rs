//! `GET /api/v1/me`: whose the API key of the request is, and what it is for.

use std::sync::Arc;

use axum::Json;
use schemas::api::registry::rights::Me;

use super::access::Caller;

/// Says whose the API key of the request is, and what it is for.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "getMe",
    tag = "rights",
    security(("operator" = []), ("awardingBody" = [])),
    responses(
        (status = 200, description = "The holder, the role, the key; of an awarding body also how it stands.", body = Me),
    ),
)]
pub(super) async fn get(Caller(caller): Caller) -> Json<Me> {
    Json(Me {
        holder: caller.holder,
        role: caller.role,
        programmes: caller.programmes,
        key: caller.by,
        expires_at: caller.expires_at,
        awarding_body: caller.body.map(Arc::unwrap_or_clone),
    })
}
