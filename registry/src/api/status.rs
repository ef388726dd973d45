//! `GET /status/{list}`: a signed status list.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use schemas::{identifier::StatusListName, openapi::SignedCredential};
use service::problem::ApiProblem;

use super::{Shared, document, document::IfNoneMatch};
use crate::status_list;

/// Shows a signed status list.
#[utoipa::path(
    get,
    path = "/status/{list}",
    operation_id = "getStatusList",
    tag = "documents",
    security(()),
    params(("list" = StatusListName, Path, description = "The list's name."), IfNoneMatch),
    responses(
        (status = 200, description = "A credential of type `BitstringStatusListCredential`.", content((SignedCredential = "application/json"), (SignedCredential = "application/vc")), headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 404, description = "no-such-list"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let unknown = || ApiProblem::not_found("no-such-list", "there is no such status list");
    let list: StatusListName = list.parse().map_err(|_| unknown())?;
    let signed = status_list::published(&registry, &list)
        .await?
        .ok_or_else(unknown)?;
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
