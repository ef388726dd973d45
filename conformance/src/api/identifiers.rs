//! `GET /identifiers/{identifier}` ([DID Resolution, HTTP(S) binding](https://www.w3.org/TR/did-resolution/#bindings-https)).

use axum::{
    Json,
    extract::{
        Path, Query,
        rejection::{PathRejection, QueryRejection},
    },
    http::StatusCode,
};
use credential::did_resolution::{self, Resolution, ResolutionError};
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

/// Resolves a DID, or dereferences the URL of a key: 200 with what was found, 400 with the error in the same shape,
/// whatever was asked.
pub async fn get(
    identifier: Result<Path<String>, PathRejection>,
    options: Result<Query<ResolutionOptions>, QueryRejection>,
) -> (StatusCode, Json<Value>) {
    let Resolution { body, ok } = match (identifier, options) {
        (Ok(Path(identifier)), Ok(Query(options))) => {
            did_resolution::resolve(&identifier, options.public_key_format.as_deref())
        }
        (Err(_), _) => Resolution::refused(ResolutionError::InvalidDid),
        (_, Err(_)) => Resolution::refused(ResolutionError::InvalidOptions),
    };
    let status = if ok {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    (status, Json(body))
}
