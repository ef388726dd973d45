//! The status of certificates: revoked, on hold, released.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{
    api::registry::{HoldRequest, ReleaseRequest, RevokeRequest},
    number::CertificateNumber,
};
use service::{
    json::StrictJson,
    openapi::{Described, routes},
    problem::ApiProblem,
};

use super::{CertificateAnswer, Program, answer_of};
use crate::{
    store::{Hold, Revocation},
    web::{Web, failure, pages::read_number},
};

/// The operations.
pub(super) fn routes() -> Described<Web> {
    Described::new(super::EVERYWHERE)
        .routes(routes!(revoke))
        .routes(routes!(hold))
        .routes(routes!(release))
}

/// Revokes a certificate for good.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/revocation",
    operation_id = "revokeCertificate",
    tag = "certificates",
    security(("staff" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = RevokeRequest,
    responses(
        (status = 200, description = "Revoked.", body = Revocation),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown, registry-unknown"),
        (status = 409, description = "not-registered, change-waits, conflict, registry-conflict"),
        (status = 422, description = "registry-refuses"),
        (status = 502, description = "registry-refuses"),
        (status = 503, description = "registry-unavailable, change-waits"),
    ),
)]
async fn revoke(
    State(web): State<Web>,
    _: Program,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<Revocation>, ApiProblem> {
    let number = read_number(&number)?;
    let revoked = web.app.revoke(number, request.reason).await;
    revoked.map(Json).map_err(|e| failure::status(&e))
}

/// Puts a certificate on hold: it is not to be relied upon until it is released, or revoked.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/hold",
    operation_id = "holdCertificate",
    tag = "certificates",
    security(("staff" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = HoldRequest,
    responses(
        (status = 200, description = "On hold.", body = Hold),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown, registry-unknown"),
        (status = 409, description = "not-registered, already-revoked, on-hold, change-waits, conflict, registry-conflict"),
        (status = 422, description = "registry-refuses"),
        (status = 502, description = "registry-refuses"),
        (status = 503, description = "registry-unavailable, change-waits"),
    ),
)]
async fn hold(
    State(web): State<Web>,
    _: Program,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<HoldRequest>,
) -> Result<Json<Hold>, ApiProblem> {
    let number = read_number(&number)?;
    let held = web.app.hold(number, request.reason).await;
    held.map(Json).map_err(|e| failure::status(&e))
}

/// Ends a hold: the certificate is in force again.
#[utoipa::path(
    post,
    path = "/api/v1/certificates/{number}/release",
    operation_id = "releaseCertificate",
    tag = "certificates",
    security(("staff" = [])),
    params(("number" = CertificateNumber, Path, description = "The number; spaces and hyphens between its digits are passed over.")),
    request_body = ReleaseRequest,
    responses(
        (status = 200, description = "The certificate as it then stands.", body = CertificateAnswer),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown, registry-unknown"),
        (status = 409, description = "not-registered, already-revoked, not-on-hold, change-waits, conflict, registry-conflict"),
        (status = 422, description = "registry-refuses"),
        (status = 502, description = "registry-refuses"),
        (status = 503, description = "registry-unavailable, change-waits"),
    ),
)]
async fn release(
    State(web): State<Web>,
    _: Program,
    Path(number): Path<String>,
    StrictJson(ReleaseRequest {}): StrictJson<ReleaseRequest>,
) -> Result<Json<CertificateAnswer>, ApiProblem> {
    let number = read_number(&number)?;
    let released = web.app.release(number).await;
    released.map_err(|e| failure::status(&e))?;
    answer_of(&web, number).map(Json)
}
