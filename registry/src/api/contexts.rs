//! Our JSON-LD context, JSON Schema and grade scales: what they say under their URL never changes.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use schemas::{context, grade::GradeScale};
use service::problem::ApiProblem;

use super::{Shared, document};

/// `GET /contexts/mc/v1.jsonld`.
pub(super) async fn context(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = context::mc_v1(&registry.base_url);
    document::respond_tagged(&headers, body, "application/ld+json", document::IMMUTABLE)
}

/// `GET /schemas/mc/v1.json`.
pub(super) async fn schema(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = context::mc_schema_v1(&registry.base_url);
    document::respond_tagged(
        &headers,
        body,
        "application/schema+json",
        document::IMMUTABLE,
    )
}

/// `GET /vocab/mc`, where the terms' IRIs lead: the context defines them.
pub(super) async fn vocabulary() -> impl IntoResponse {
    Redirect::to("/contexts/mc/v1.jsonld")
}

/// `GET /grade-scales/{name}`; 404 when there is no such scale.
pub(super) async fn grade_scale(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let scale = GradeScale::kz_letter_1();
    if scale.name != name {
        let detail = "the register has no such grade scale";
        return Err(ApiProblem::not_found("no-such-grade-scale", detail));
    }
    let body = serde_json::to_string(&scale).map_err(|e| ApiProblem::internal(&e))?;
    Ok(document::respond_tagged(
        &headers,
        body,
        "application/json",
        document::IMMUTABLE,
    ))
}
