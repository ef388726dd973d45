//! Answers that are documents: media type, entity tag, caching.

use axum::{
    body::Body,
    http::{HeaderMap, header},
    response::Response,
};
pub(super) use service::document::IMMUTABLE;
use service::document::{self, Sending, etag};

use crate::config::Config;

/// How a request says which copies the client has.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "a description; the header is read in `respond`")]
pub(super) struct IfNoneMatch {
    /// Entity tags of the copies that the client has.
    #[param(rename = "If-None-Match", example = "\"sUE8jvPsGKhF\"")]
    tags: Option<String>,
}

/// For how long copies of a signed list, and of the bundle of them, may be used, by the settings.
pub(super) fn as_long_as_lists(config: &Config) -> String {
    format!("public, max-age={}", config.list_max_age_seconds)
}

/// A document, or 304 when the client has it.
pub(super) fn respond(
    asked: &HeaderMap,
    body: impl Into<Body>,
    tag: &str,
    media_type: &'static str,
    caching: &str,
) -> Response {
    let sending = Sending {
        media_type,
        caching,
        vary: "accept",
        encoding: None,
    };
    document::respond(asked, body, tag, sending)
}

/// A document whose tag is not known yet.
pub(super) fn respond_tagged(
    asked: &HeaderMap,
    body: String,
    media_type: &'static str,
    caching: &str,
) -> Response {
    let tag = etag(&body);
    respond(asked, body, &tag, media_type, caching)
}

/// The media type for a signed credential: `application/vc` when asked for.
pub(super) fn credential_type(asked: &HeaderMap) -> &'static str {
    let accept = asked.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("application/vc")) {
        "application/vc"
    } else {
        "application/json"
    }
}
