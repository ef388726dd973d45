//! `POST /api/v1/certificates/{number}/hold` (awarding body): puts a certificate on hold.

use axum::{Json, extract::State};
use schemas::api::registry::{HoldRequest, RegisterEntry, StatusChange};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate, path::OfCertificate};

/// Puts a certificate on hold: it is not to be relied upon until it is released, or revoked.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/hold",
    operation_id = "holdCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(OfCertificate),
    request_body = HoldRequest,
    responses(
        (status = 200, description = "The entry as it then stands.", body = RegisterEntry),
        (status = 400, description = "number-malformed"),
        (status = 403, description = "number-not-yours, programme-out-of-scope"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "already-revoked, not-registered"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    OfCertificate { number }: OfCertificate,
    StrictJson(request): StrictJson<HoldRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let change = StatusChange::Hold {
        reason: request.reason,
    };
    certificate::change(&registry, hei, number, change)
        .await
        .map(Json)
}
