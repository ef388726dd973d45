//! `POST /api/v1/certificates/{number}/release` (awarding body): the end of a hold.

use axum::{Json, extract::State};
use schemas::api::registry::{RegisterEntry, ReleaseRequest, StatusChange};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate, path::OfCertificate};

/// Ends the hold of a certificate.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/release",
    operation_id = "releaseCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(OfCertificate),
    request_body = ReleaseRequest,
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
    StrictJson(ReleaseRequest {}): StrictJson<ReleaseRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let change = StatusChange::Release {};
    certificate::change(&registry, hei, number, change)
        .await
        .map(Json)
}
