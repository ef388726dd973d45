//! `POST /api/v1/certificates/{number}/release` (awarding body): the end of a hold.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{
    api::registry::{RegisterEntry, ReleaseRequest, StatusChange},
    number::CertificateNumber,
};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei, certificate};
use crate::register;

/// Ends the hold of a certificate.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/release",
    operation_id = "releaseCertificate",
    tag = "certificates",
    security(("awardingBody" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = ReleaseRequest,
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
    StrictJson(ReleaseRequest {}): StrictJson<ReleaseRequest>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    let number = certificate::read(&number)?;
    let change = StatusChange::Release {};
    let entry = register::change(&registry, by, &body, number, change).await?;
    Ok(Json(entry))
}
