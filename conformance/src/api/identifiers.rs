//! `GET /identifiers/{identifier}` ([DID Resolution, HTTP(S) binding](https://www.w3.org/TR/did-resolution/#bindings-https)).

use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use credential::did_resolution::{self, Resolution};
use serde::Deserialize;
use serde_json::Value;

/// The options that are understood; others are let be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolutionOptions {
    /// How the document is to write the key.
    #[serde(default)]
    public_key_format: Option<String>,
}

/// Resolves a DID, or dereferences the URL of a key: 200 with what was found, 400 with the error in the same shape.
pub async fn get(
    Path(identifier): Path<String>,
    Query(options): Query<ResolutionOptions>,
) -> (StatusCode, Json<Value>) {
    let Resolution { body, ok } =
        did_resolution::resolve(&identifier, options.public_key_format.as_deref());
    let status = if ok {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    (status, Json(body))
}
