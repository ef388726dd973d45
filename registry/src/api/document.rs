//! Answers that are documents: media type, entity tag, caching.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::published::etag;

/// How a request says which copies the client has.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "a description; the header is read in `respond`")]
pub(super) struct IfNoneMatch {
    /// Entity tags of the copies that the client has.
    #[param(rename = "If-None-Match", example = "\"sUE8jvPsGKhF\"")]
    tags: Option<String>,
}

/// For how long copies of a document that never changes may be used: a year.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A document, or 304 when the client has it.
pub(super) fn respond(
    asked: &HeaderMap,
    body: impl Into<Body>,
    tag: &str,
    media_type: &'static str,
    caching: &str,
) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| {
        let mut known = known.to_str().unwrap_or_default().split(',');
        known.any(|known| known.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(body.into())
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    for (name, value) in [(header::ETAG, tag), (header::CACHE_CONTROL, caching)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
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
