//! What the address of a request leaves open, as it was typed.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use crate::problem::ApiProblem;

/// The one part that the route of the request leaves open, such as a number or a code. 400 when it is no text.
pub async fn open_part<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<String, ApiProblem> {
    let part = Path::<String>::from_request_parts(parts, state).await;
    part.map(|Path(typed)| typed)
        .map_err(|e| ApiProblem::bad_request("bad-request", e.body_text()))
}
