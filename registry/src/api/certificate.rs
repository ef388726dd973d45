//! `GET /api/v1/certificates/{number}`: what the register says of a number. Nothing about a person.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{api::registry::RegisterEntry, number::CertificateNumber};
use serde_json::Value;
use service::problem::ApiProblem;

use super::{Shared, access::Lookup};
use crate::{app::Registry, register::RegisterError};

/// 400 when it is no number, 404 when the register does not know it.
pub(super) async fn get(
    State(registry): State<Shared>,
    _: Lookup,
    Path(number): Path<String>,
) -> Result<Json<RegisterEntry>, ApiProblem> {
    entry(&registry, &number).await.map(Json)
}

/// `GET /certificates/{number}/receipt`: the operator's receipt, under its own id.
pub(super) async fn receipt(
    State(registry): State<Shared>,
    _: Lookup,
    Path(number): Path<String>,
) -> Result<Json<Value>, ApiProblem> {
    let unregistered = || {
        let detail = "no certificate is registered under this number yet";
        ApiProblem::not_found("not-registered", detail)
    };
    let receipt = entry(&registry, &number).await?.receipt;
    receipt.map(Json).ok_or_else(unregistered)
}

/// The entry of a number as it was typed.
pub(crate) async fn entry(registry: &Registry, typed: &str) -> Result<RegisterEntry, ApiProblem> {
    let number = read(typed)?;
    let numbered = registry.store.numbered(number).await?;
    let numbered = numbered.ok_or(RegisterError::Unknown { number })?;
    Ok(numbered.entry)
}

/// A number as it was typed; 400 with what is wrong.
pub(super) fn read(typed: &str) -> Result<CertificateNumber, ApiProblem> {
    typed.parse().map_err(|e: schemas::number::InvalidNumber| {
        ApiProblem::bad_request("number-malformed", e.to_string())
    })
}
