//! `GET /status/{list}`: a signed status list; with `?timestamp=` as it was then
//! ([Bitstring Status List 1.0](https://www.w3.org/TR/vc-bitstring-status-list/)).

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::Timestamp;
use schemas::{identifier::StatusListName, openapi::SignedCredential};
use serde::Deserialize;
use service::problem::ApiProblem;

use super::{Lookup, Shared, document, document::IfNoneMatch};
use crate::{app::Registry, status_list};

/// What stands behind the question mark.
#[derive(Deserialize)]
pub(super) struct Asked {
    timestamp: Option<String>,
}

/// Shows a signed status list.
#[utoipa::path(
    get,
    path = "/status/{list}",
    operation_id = "getStatusList",
    tag = "documents",
    security(()),
    params(
        ("list" = StatusListName, Path, description = "The list's name."),
        ("timestamp" = Option<String>, Query, format = DateTime, description = "An instant that is not in the future: the list as it was then."),
        IfNoneMatch,
    ),
    responses(
        (status = 200, description = "A credential of type `BitstringStatusListCredential`.", content((SignedCredential = "application/json"), (SignedCredential = "application/vc")), headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 400, description = "timestamp-unusable"),
        (status = 404, description = "no-such-list"),
        (status = 429, description = "too-many-lookups"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    Path(list): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    limit: Result<Lookup, ApiProblem>,
) -> Result<Response, ApiProblem> {
    let unknown = || ApiProblem::not_found("no-such-list", "there is no such status list");
    let list: StatusListName = list.parse().map_err(|_| unknown())?;
    if let Some(timestamp) = asked.timestamp {
        // Each of these is signed anew.
        limit?;
        return as_of(&registry, &list, &timestamp, &headers).await;
    }
    let signed = status_list::published(&registry, &list)
        .await?
        .ok_or_else(unknown)?;
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

async fn as_of(
    registry: &Registry,
    list: &StatusListName,
    timestamp: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiProblem> {
    let refused =
        |detail: &str| ApiProblem::new(StatusCode::BAD_REQUEST, "timestamp-unusable", detail);
    let at: Timestamp = timestamp
        .parse()
        .map_err(|_| refused("timestamp is no instant: write 2026-06-01T00:00:00Z"))?;
    if at > registry.now() {
        return Err(refused("timestamp lies in the future"));
    }
    let signed = status_list::as_of(registry, list, at).await?;
    let signed = signed
        .ok_or_else(|| ApiProblem::not_found("no-such-list", "there is no such status list"))?;
    let kind = document::credential_type(headers);
    Ok(document::respond_tagged(
        headers,
        signed,
        kind,
        "public, max-age=3600",
    ))
}
