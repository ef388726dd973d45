//! `POST /api/v1/certificates/{number}/revocation` (awarding body): revokes a certificate for good.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{
    api::registry::{RegisterEntry, RevokeRequest, StatusChange},
    number::CertificateNumber,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate};
use crate::register;

/// Revokes a certificate for good.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/revocation",
    operation_id = "revokeCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = RevokeRequest,
    responses(
        (status = 200, description = "The entry as it then stands.", body = RegisterEntry),
        (status = 400, description = "number-malformed"),
        (status = 403, description = "number-not-yours"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "already-revoked"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let number = certificate::read(&number)?;
    let change = StatusChange::Revoke {
        reason: request.reason,
    };
    let entry = register::change(&registry, by, &body, number, change).await?;
    Ok(Json(entry))
}
