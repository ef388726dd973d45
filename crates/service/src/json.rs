//! Request bodies in JSON, read strictly.

use axum::{
    RequestExt as _,
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use schemas::{
    json::{JsonError, Limits, parse},
    problem::Violation,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::ApiProblem;

/// The largest body and the deepest nesting that [`StrictJson`] reads where the route sets no other.
pub const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    depth: 32,
};

/// A request's body as `T`: within [`LIMITS`] or the [`Limits`] in the request's extensions, no key twice, and an
/// error that names the field. Answers 400 `bad-json`, 413 `too-large`, 415 `media-type`, 422 `wrong-field`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StrictJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiProblem> {
        let limits = request.extensions().get().copied().unwrap_or(LIMITS);
        if !is_json(&request) {
            return Err(ApiProblem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "the body must be JSON: send it with \"Content-Type: application/json\"",
            ));
        }
        let body = read_body(request, limits.bytes).await?;
        decode(&body, limits).map(Self)
    }
}

/// The whole body, at most `limit` bytes and what the server's own limit allows; 413 `too-large` beyond.
pub async fn read_body(request: Request, limit: usize) -> Result<Vec<u8>, ApiProblem> {
    match to_bytes(request.into_limited_body(), limit).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(e) if is_length_limit(&e) => Err(too_large()),
        Err(_) => Err(ApiProblem::bad_request(
            "bad-body",
            "the request's body ended before it was complete: send it again",
        )),
    }
}

/// Decodes `bytes` as [`StrictJson`] does.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], limits: Limits) -> Result<T, ApiProblem> {
    let value = parse(bytes, limits).map_err(|e| match e {
        JsonError::TooLarge { .. } => too_large(),
        syntax @ JsonError::Syntax { .. } => {
            ApiProblem::bad_request("bad-json", syntax.to_string())
        }
    })?;
    read(value)
}

/// Reads a value as `T`; 422 `wrong-field`, with the field's place, when it is none.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, ApiProblem> {
    serde_path_to_error::deserialize(value).map_err(|e| {
        let pointer = pointer(e.path());
        let message = e.into_inner().to_string();
        let place = if pointer.is_empty() { "/" } else { &pointer };
        let detail = format!("at {place}: {message}");
        let violation = Violation {
            pointer,
            rule: "wrong-field".to_owned(),
            message,
        };
        ApiProblem::unprocessable("wrong-field", detail, vec![violation])
    })
}

/// 413.
pub(crate) fn too_large() -> ApiProblem {
    ApiProblem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "the body is larger than what is read here: send less at once",
    )
}

/// A JSON Pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |mut pointer, segment| {
        let token = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => return pointer,
        };
        pointer.push('/');
        pointer.push_str(&token);
        pointer
    })
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE);
    let essence = value
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn is_length_limit(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        source = error.source();
    }
    false
}
