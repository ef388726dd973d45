//! `GET /trust-list`: the signed list of awarding bodies.

use axum::{extract::State, http::HeaderMap, response::Response};
use schemas::openapi::SignedCredential;
use service::problem::ApiProblem;

use super::{Shared, document, document::IfNoneMatch};
use crate::trust_list;

/// Shows the signed list of awarding bodies.
#[utoipa::path(
    get,
    path = "/trust-list",
    operation_id = "getTrustList",
    tag = "documents",
    security(()),
    params(IfNoneMatch),
    responses(
        (status = 200, description = "A credential of type `AccreditedAwardingBodyList`, in the shape of W3C Recognized Entities.", content((SignedCredential = "application/json"), (SignedCredential = "application/vc")), headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let signed = trust_list::published(&registry).await?;
    let caching = document::as_long_as_lists(&registry.config);
    let kind = document::credential_type(&headers);
    Ok(document::respond(
        &headers,
        signed.body.clone(),
        &signed.etag,
        kind,
        &caching,
    ))
}
