//! `POST /api/v1/allocations` (awarding body): numbers for drafts.

use axum::{Json, extract::State};
use schemas::api::registry::{AllocateAnswer, AllocateRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{
    Shared,
    access::{Acting, Hei},
};
use crate::allocation;

/// Assigns numbers to drafts.
///
/// One number per draft, in the order of the request, all of them durable; or none. A draft that has a number gets the same one.
#[utoipa::path(
    post,
    path = "/api/v1/allocations",
    operation_id = "allocateNumbers",
    tag = "certificates",
    security(("awardingBody" = [])),
    request_body = AllocateRequest,
    responses(
        (status = 200, description = "One number per draft, all of them durable.", body = AllocateAnswer),
        (status = 403, description = "not-accredited, programme-not-yours, programme-out-of-scope"),
        (status = 404, description = "programme-unknown, nothing-to-replace"),
        (status = 409, description = "programme-withdrawn, draft-of-other-programme, draft-of-other-predecessor, already-replaced"),
        (status = 413, description = "too-many"),
        (status = 503, description = "numbers-used-up"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    StrictJson(request): StrictJson<AllocateRequest>,
) -> Result<Json<AllocateAnswer>, ApiProblem> {
    let Acting { by, body } = hei.with_drafts(&registry, &request.drafts).await?;
    let allocations = allocation::allocate(&registry, by, &body, request).await?;
    Ok(Json(AllocateAnswer { allocations }))
}
