//! `GET /dictionaries/{id}` and `GET /api/v1/programmes/{code}/dictionary`: what codes that carry certificates are read with.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use service::problem::ApiProblem;
use utoipa::IntoParams;

use super::{
    Shared, document,
    document::IfNoneMatch,
    path::{OfDictionary, OfProgramme},
};
use crate::dictionaries::{self, DictionaryText};

const MEDIA_TYPE: &str = "application/json";
/// Another key, or another name of the awarding body, makes another dictionary of the same programme.
const SHORTLY: &str = "public, max-age=300";

/// Which dictionary of a programme.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedBy {
    /// The public key of the one with which the awarding body signs, in multibase.
    #[param(
        max_length = 100,
        example = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    )]
    key: String,
}

/// Shows a dictionary by its address.
#[utoipa::path(
    get,
    path = "/dictionaries/{id}",
    operation_id = "getDictionary",
    tag = "documents",
    security(()),
    params(OfDictionary, IfNoneMatch),
    responses(
        (status = 200, description = "The dictionary; it never changes. Its address is the beginning of its SHA-256.", body = Object, content_type = "application/json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 404, description = "dictionary-unknown"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    OfDictionary { id }: OfDictionary,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let dictionary = dictionaries::of_id(&registry, id).await?;
    Ok(answer(&headers, dictionary, document::IMMUTABLE))
}

/// Shows the dictionary of the certificates of a programme that one key signs, and keeps it when it is a new one.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{code}/dictionary",
    operation_id = "getProgrammeDictionary",
    tag = "programmes",
    security(()),
    params(OfProgramme, SignedBy, IfNoneMatch),
    responses(
        (status = 200, description = "The dictionary. From now on it stands under its own address too, for ever.", body = Object, content_type = "application/json", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The document that the client has.", headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 404, description = "programme-unknown, key-unknown"),
        (status = 422, description = "dictionary-impossible"),
    ),
)]
pub(super) async fn of_programme(
    State(registry): State<Shared>,
    OfProgramme { code }: OfProgramme,
    asked: Result<Query<SignedBy>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked.map_err(|e| ApiProblem::bad_request("bad-request", e.body_text()))?;
    let dictionary = dictionaries::of_programme(&registry, &code, &asked.key).await?;
    Ok(answer(&headers, dictionary, SHORTLY))
}

fn answer(asked: &HeaderMap, dictionary: DictionaryText, caching: &str) -> Response {
    let tag = format!("\"{}\"", dictionary.id());
    document::respond(asked, String::from(dictionary), &tag, MEDIA_TYPE, caching)
}
