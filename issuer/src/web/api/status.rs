//! The status of certificates: revoked, on hold, released.

use axum::{Json, extract::State};
use schemas::api::registry::{HoldRequest, ReleaseRequest, RevokeRequest};
use service::{
    json::StrictJson,
    openapi::{Described, routes},
    problem::ApiProblem,
};

use super::{ASKING_THE_REGISTRY, CertificateAnswer, Program, answer_of};
use crate::{
    store::{Hold, Revocation},
    web::{Web, failure, path::OfCertificate},
};

/// The operations.
pub(super) fn routes() -> Described<Web> {
    Described::new(ASKING_THE_REGISTRY)
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
    params(OfCertificate),
    request_body = RevokeRequest,
    responses(
        (status = 200, description = "Revoked.", body = Revocation),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "not-registered, change-waits, conflict"),
        (status = 503, description = "change-waits"),
    ),
)]
async fn revoke(
    State(web): State<Web>,
    _: Program,
    OfCertificate { number }: OfCertificate,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<Revocation>, ApiProblem> {
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
    params(OfCertificate),
    request_body = HoldRequest,
    responses(
        (status = 200, description = "On hold.", body = Hold),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "not-registered, already-revoked, on-hold, change-waits, conflict"),
        (status = 503, description = "change-waits"),
    ),
)]
async fn hold(
    State(web): State<Web>,
    _: Program,
    OfCertificate { number }: OfCertificate,
    StrictJson(request): StrictJson<HoldRequest>,
) -> Result<Json<Hold>, ApiProblem> {
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
    params(OfCertificate),
    request_body = ReleaseRequest,
    responses(
        (status = 200, description = "The certificate as it then stands.", body = CertificateAnswer),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "not-registered, already-revoked, not-on-hold, change-waits, conflict"),
        (status = 503, description = "change-waits"),
    ),
)]
async fn release(
    State(web): State<Web>,
    _: Program,
    OfCertificate { number }: OfCertificate,
    StrictJson(ReleaseRequest {}): StrictJson<ReleaseRequest>,
) -> Result<Json<CertificateAnswer>, ApiProblem> {
    let released = web.app.release(number).await;
    released.map_err(|e| failure::status(&e))?;
    answer_of(&web, number).map(Json)
}
