//! `POST /api/v1/certificates/{number}/hold` (awarding body): puts a certificate on hold.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{
    api::registry::{HoldRequest, RegisterEntry, StatusChange},
    number::CertificateNumber,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate};
use crate::register;

/// Puts a certificate on hold: it is not to be relied upon until it is released, or revoked.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/hold",
    operation_id = "holdCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = HoldRequest,
    responses(
        (status = 200, description = "The entry as it then stands.", body = RegisterEntry),
        (status = 400, description = "number-malformed"),
        (status = 403, description = "number-not-yours"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "already-revoked, not-registered"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<HoldRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let number = certificate::read(&number)?;
    let change = StatusChange::Hold {
        reason: request.reason,
    };
    let entry = register::change(&registry, by, &body, number, change).await?;
    Ok(Json(entry))
}
