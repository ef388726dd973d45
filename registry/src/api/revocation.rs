//! `POST /api/v1/certificates/{number}/revocation` (awarding body): revokes a certificate for good.

use axum::{Json, extract::State};
use schemas::api::registry::{RegisterEntry, RevokeRequest, StatusChange};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate, path::OfCertificate};

/// Revokes a certificate for good.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/revocation",
    operation_id = "revokeCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(OfCertificate),
    request_body = RevokeRequest,
    responses(
        (status = 200, description = "The entry as it then stands.", body = RegisterEntry),
        (status = 400, description = "number-malformed"),
        (status = 403, description = "number-not-yours, programme-out-of-scope"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "already-revoked"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    OfCertificate { number }: OfCertificate,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let change = StatusChange::Revoke {
        reason: request.reason,
    };
    certificate::change(&registry, hei, number, change)
        .await
        .map(Json)
}
