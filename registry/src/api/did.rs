//! DID documents: the operator's own, and those that it hosts.

use axum::{extract::State, http::HeaderMap, response::Response};
use service::problem::ApiProblem;

use super::{
    Shared, document, document::IfNoneMatch, path::OfAwardingBody, problem::no_awarding_body,
};
use crate::did_documents;

const CACHING: &str = "public, max-age=300";
const MEDIA_TYPE: &str = "application/did+ld+json";

/// Shows the operator's DID document.
#[utoipa::path(
    get,
    path = "/.well-known/did.json",
    operation_id = "getOperatorDid",
    tag = "documents",
    security(()),
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The DID document.", body = Object, content_type = "application/did+ld+json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(super) async fn of_operator(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = did_documents::of_operator(&registry.operator).to_string();
    document::respond_tagged(&headers, body, MEDIA_TYPE, CACHING)
}

/// Shows the DID document of an awarding body whose DID the operator hosts.
#[utoipa::path(
    get,
    path = "/hei/{code}/did.json",
    operation_id = "getHostedDid",
    tag = "documents",
    security(()),
    params(OfAwardingBody, IfNoneMatch),
    responses(
        (status = 200, description = "The DID document.", body = Object, content_type = "application/did+ld+json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 404, description = "awarding-body-unknown"),
    ),
)]
pub(super) async fn of_awarding_body(
    State(registry): State<Shared>,
    OfAwardingBody { code }: OfAwardingBody,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let unknown = || no_awarding_body(code.as_str());
    let body = registry.store.body(&code).await?.ok_or_else(unknown)?;
    let document = did_documents::of_awarding_body(&registry, &body).ok_or_else(unknown)?;
    Ok(document::respond_tagged(
        &headers,
        document.to_string(),
        MEDIA_TYPE,
        CACHING,
    ))
}
