//! `GET /trust-list`: the signed list of awarding bodies.

use axum::{extract::State, http::HeaderMap, response::Response};
use service::problem::ApiProblem;

use super::{Shared, document};
use crate::trust_list;

/// A credential of type `AccreditedAwardingBodyList`.
pub(super) async fn get(
    State(registry): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let signed = trust_list::published(&registry).await?;
    let caching = format!("public, max-age={}", registry.config.list_max_age_seconds);
    let kind = document::credential_type(&headers);
    Ok(document::respond(
        &headers,
        signed.body.clone(),
        &signed.etag,
        kind,
        &caching,
    ))
}
