//! `GET /status/{list}`: a signed status list.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use schemas::identifier::StatusListName;
use service::problem::ApiProblem;

use super::{Shared, document};
use crate::status_list;

/// `BitstringStatusListCredential`; 404 when there is no such list.
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
