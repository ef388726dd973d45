//! `GET /api/v1/certificates/{number}`: what the register says of a number. Nothing about a person.

use axum::{Json, extract::State};
use schemas::{
    api::registry::{RegisterEntry, StatusChange},
    number::CertificateNumber,
    openapi::SignedCredential,
};
use serde_json::Value;
use service::problem::ApiProblem;

use super::{
    Shared,
    access::{Acting, Hei, Lookup},
    path,
    path::OfCertificate,
};
use crate::{
    app::Registry,
    register::{self, RegisterError},
};

/// Says what the register knows of a number. Nothing about a person.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{number}",
    operation_id = "getCertificate",
    tag = "certificates",
    security(()),
    params(OfCertificate),
    responses(
        (status = 200, description = "The entry.", body = RegisterEntry),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown"),
        (status = 429, description = "too-many-lookups"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    _: Lookup,
    OfCertificate { number }: OfCertificate,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    of_number(&registry, number).await.map(Json)
}

/// Shows the operator's receipt for a registered certificate, under its own id.
#[utoipa::path(
    get,
    path = "/certificates/{number}/receipt",
    operation_id = "getReceipt",
    tag = "documents",
    security(()),
    params(OfCertificate),
    responses(
        (status = 200, description = "A credential of type `RegistrationReceipt`.", body = SignedCredential),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown, not-registered"),
        (status = 429, description = "too-many-lookups"),
    ),
)]
pub(super) async fn receipt(
    State(registry): State<Shared>,
    _: Lookup,
    OfCertificate { number }: OfCertificate,
) -> Result<Json<Value>, ApiProblem> {
    let unregistered = || {
        let detail = "no certificate is registered under this number yet";
        ApiProblem::not_found("not-registered", detail)
    };
    let receipt = of_number(&registry, number).await?.receipt;
    receipt.map(Json).ok_or_else(unregistered)
}

/// Changes the status of one certificate.
pub(super) async fn change(
    registry: &Registry,
    hei: Hei,
    number: CertificateNumber,
    change: StatusChange,
) -> Result<RegisterEntry, ApiProblem> {
    let Acting { by, body } = hei.with_certificates(registry, &[number]).await?;
    Ok(register::change(registry, by, &body, number, change).await?)
}

/// The entry of a number as it was typed.
pub(crate) async fn entry(registry: &Registry, typed: &str) -> Result<RegisterEntry, ApiProblem> {
    of_number(registry, path::number(typed)?).await
}

async fn of_number(
    registry: &Registry,
    number: CertificateNumber,
) -> Result<RegisterEntry, ApiProblem> {
    let numbered = registry.store.numbered(number).await?;
    let numbered = numbered.ok_or(RegisterError::Unknown { number })?;
    Ok(numbered.entry)
}
