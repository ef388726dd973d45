//! `/api/v1/awarding-bodies`: the list, for everybody; accreditation, for the operator.

use axum::{Json, extract::State, http::StatusCode};
use schemas::{
    api::registry::{AccreditAnswer, AccreditRequest},
    award::AwardingBody,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Caller};
use crate::accreditation;

/// `GET`: all awarding bodies, those no longer accredited too.
pub(super) async fn list(
    State(registry): State<Shared>,
) -> Result<Json<Vec<AwardingBody>>, ApiProblem> {
    Ok(Json(registry.store.bodies().await?.1))
}

/// `POST`: accredits one and shows the secret of its first API key, this once.
pub(super) async fn accredit(
    State(registry): State<Shared>,
    Caller(caller): Caller,
    StrictJson(request): StrictJson<AccreditRequest>,
) -> Result<(StatusCode, Json<AccreditAnswer>), ApiProblem> {
    let answer = accreditation::accredit(&registry, caller.by, request).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
