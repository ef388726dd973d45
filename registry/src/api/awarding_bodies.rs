//! `/api/v1/awarding-bodies`: the list, for everybody; accreditation, for the operator.

use axum::{Json, extract::State, http::StatusCode};
use schemas::{
    api::registry::{AccreditAnswer, AccreditRequest},
    award::AwardingBody,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller};
use crate::accreditation;

/// Lists all awarding bodies, those no longer accredited too.
#[utoipa::path(
    get,
    path = "/api/v1/awarding-bodies",
    operation_id = "listAwardingBodies",
    tag = "awarding bodies",
    security(()),
    responses(
        (status = 200, description = "All awarding bodies.", body = Vec<AwardingBody>),
    ),
)]
pub(super) async fn list(
    State(registry): State<Shared>,
) -> Result<Json<Vec<AwardingBody>>, ApiProblem> {
    Ok(Json(registry.store.bodies().await?.1))
}

/// Accredits an awarding body and shows the secret of its first API key, this once.
#[utoipa::path(
    post,
    path = "/api/v1/awarding-bodies",
    operation_id = "accreditAwardingBody",
    tag = "awarding bodies",
    security(("operator" = [])),
    request_body = AccreditRequest,
    responses(
        (status = 201, description = "Accredited.", body = AccreditAnswer),
        (status = 409, description = "awarding-body-exists, did-taken, accreditation-overlaps"),
        (status = 422, description = "name-missing, url-unusable, interval-empty, key-unusable"),
    ),
)]
pub(super) async fn accredit(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    StrictJson(request): StrictJson<AccreditRequest>,
) -> Result<(StatusCode, Json<AccreditAnswer>), ApiProblem> {
    let answer = accreditation::accredit(&registry, caller.by, request).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
