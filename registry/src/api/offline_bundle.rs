//! `GET /offline-bundle`: what judging certificates takes, fetched before it is needed.

use axum::{extract::State, http::HeaderMap, response::Response};
use schemas::api::registry::offline::MEDIA_TYPE;
use service::problem::ApiProblem;
use utoipa::IntoParams;

use super::{Shared, document, document::IfNoneMatch};
use crate::offline;

/// How a request says that it takes the compressed form.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(
    dead_code,
    reason = "a description; the header is read in `Packed::respond`"
)]
pub(super) struct AcceptEncoding {
    /// `gzip`: the bundle is sent compressed.
    #[param(rename = "Accept-Encoding", example = "gzip")]
    codings: Option<String>,
}

/// Shows the offline bundle: a signed manifest, then one part a line.
#[utoipa::path(
    get,
    path = "/offline-bundle",
    operation_id = "getOfflineBundle",
    tag = "documents",
    security(()),
    params(IfNoneMatch, AcceptEncoding),
    responses(
        (status = 200, description = "A JSON document a line: a manifest that the operator signs by `eddsa-jcs-2022`, then its parts in its order, to the byte: the signed list of awarding bodies, the signed status lists, what is on hold or replaced, the programmes, the dictionaries.", body = String, content_type = "application/x-ndjson", headers(("ETag" = String), ("Cache-Control" = String), ("Content-Encoding" = String), ("Vary" = String))),
        (status = 304, description = "The bundle that the client has.", headers(("ETag" = String), ("Cache-Control" = String), ("Vary" = String))),
        (status = 503, description = "offline-bundle-too-large"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let bundle = offline::bundle(&registry).await?;
    let caching = document::as_long_as_lists(&registry.config);
    Ok(bundle.respond(&headers, MEDIA_TYPE, &caching))
}
