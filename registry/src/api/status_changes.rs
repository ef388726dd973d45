//! `POST /api/v1/status-changes` (awarding body): changes of many certificates.

use axum::{Json, extract::State};
use schemas::api::registry::{StatusChangesAnswer, StatusChangesRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei};
use crate::register;

/// The entries as they then stand, in the order of the request, all of them durable; or none is changed.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei(hei): Hei,
    StrictJson(request): StrictJson<StatusChangesRequest>,
) -> Result<Json<StatusChangesAnswer>, ApiProblem> {
    let entries = register::change_all(&registry, &hei, request.changes).await?;
    Ok(Json(StatusChangesAnswer { entries }))
}
