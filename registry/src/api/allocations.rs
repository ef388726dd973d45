//! `POST /api/v1/allocations` (awarding body): numbers for drafts.

use axum::{Json, extract::State};
use schemas::api::registry::{AllocateAnswer, AllocateRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei};
use crate::allocation;

/// One number per draft, in the order of the request, all of them durable; or none.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    StrictJson(request): StrictJson<AllocateRequest>,
) -> Result<Json<AllocateAnswer>, ApiProblem> {
    let allocations = allocation::allocate(&registry, by, &body, request).await?;
    Ok(Json(AllocateAnswer { allocations }))
}
