//! `POST /api/v1/status-changes` (awarding body): changes of many certificates.

use axum::{Json, extract::State};
use schemas::api::registry::{StatusChangesAnswer, StatusChangesRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{
    Shared,
    access::{Acting, Hei},
};
use crate::register;

/// Changes the status of many certificates.
///
/// The entries as they then stand, in the order of the request, all of them durable; or none is changed.
#[utoipa::path(
    post,
    path = "/api/v1/status-changes",
    operation_id = "changeStatuses",
    tag = "certificates",
    security(("awardingBody" = [])),
    request_body = StatusChangesRequest,
    responses(
        (status = 200, description = "The entries as they then stand.", body = StatusChangesAnswer),
        (status = 403, description = "number-not-yours, programme-out-of-scope"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "already-revoked, not-registered"),
        (status = 413, description = "too-many"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    StrictJson(request): StrictJson<StatusChangesRequest>,
) -> Result<Json<StatusChangesAnswer>, ApiProblem> {
    let numbers: Vec<_> = request.changes.iter().map(|change| change.number).collect();
    let Acting { by, body } = hei.with_certificates(&registry, &numbers).await?;
    let entries = register::change_all(&registry, by, &body, request.changes).await?;
    Ok(Json(StatusChangesAnswer { entries }))
}
