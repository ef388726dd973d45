//! Our JSON-LD context, JSON Schema and grade scales: what they say under their URL never changes.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use schemas::{context, grade::GradeScale};
use service::problem::ApiProblem;

use super::{Shared, document, document::IfNoneMatch};

/// Shows our JSON-LD context.
#[utoipa::path(
    get,
    path = "/contexts/mc/v1.jsonld",
    operation_id = "getContext",
    tag = "documents",
    security(()),
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The context; it never changes.", body = Object, content_type = "application/ld+json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(super) async fn context(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = context::mc_v1(&registry.base_url);
    document::respond_tagged(&headers, body, "application/ld+json", document::IMMUTABLE)
}

/// Shows the additional JSON-LD context of signed reviews.
#[utoipa::path(
    get,
    path = "/contexts/mc-review/v1.jsonld",
    operation_id = "getReviewContext",
    tag = "documents",
    security(()),
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The context; it never changes.", body = Object, content_type = "application/ld+json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(super) async fn review_context(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = context::mc_review_v1(&registry.base_url);
    document::respond_tagged(&headers, body, "application/ld+json", document::IMMUTABLE)
}

/// Shows our JSON Schema of certificates.
#[utoipa::path(
    get,
    path = "/schemas/mc/v1.json",
    operation_id = "getSchema",
    tag = "documents",
    security(()),
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The schema; it never changes.", body = Object, content_type = "application/schema+json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
    ),
)]
pub(super) async fn schema(State(registry): State<Shared>, headers: HeaderMap) -> Response {
    let body = context::mc_schema_v1(&registry.base_url);
    document::respond_tagged(
        &headers,
        body,
        "application/schema+json",
        document::IMMUTABLE,
    )
}

/// Leads from the terms' IRIs to the context, which defines them.
#[utoipa::path(
    get,
    path = "/vocab/mc",
    operation_id = "getVocabulary",
    tag = "documents",
    security(()),
    responses(
        (status = 303, description = "See the context.", headers(("Location" = String))),
    ),
)]
pub(super) async fn vocabulary() -> impl IntoResponse {
    Redirect::to("/contexts/mc/v1.jsonld")
}

/// Shows a grade scale.
#[utoipa::path(
    get,
    path = "/grade-scales/{name}",
    operation_id = "getGradeScale",
    tag = "documents",
    security(()),
    params(("name" = String, Path, description = "The scale's name.", pattern = "^[a-z0-9-]+$", max_length = 40, example = "kz-letter-1"), IfNoneMatch),
    responses(
        (status = 200, description = "The scale; it never changes.", body = GradeScale, content_type = "application/json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 404, description = "no-such-grade-scale"),
    ),
)]
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
