//! `/api/v1/programmes`: the list, for everybody; submission, for awarding bodies.

use axum::{Json, extract::State, http::StatusCode};
use schemas::programme::{Programme, RegisteredProgramme};
use service::{json::StrictJson, language::RequestLanguage, problem::ApiProblem};

use super::{Shared, access::Hei, problem};
use crate::programme;

/// `GET`: all programmes, withdrawn ones too.
pub(super) async fn list(
    State(registry): State<Shared>,
) -> Result<Json<Vec<RegisteredProgramme>>, ApiProblem> {
    Ok(Json(registry.store.programmes().await?))
}

/// `POST`: admits a programme (201), finds the same one there already (200), or names every rule that it breaks (422).
pub(super) async fn submit(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    RequestLanguage(language): RequestLanguage,
    StrictJson(document): StrictJson<Programme>,
) -> Result<(StatusCode, Json<RegisteredProgramme>), ApiProblem> {
    let admitted = programme::admit(&registry, by, &body, document)
        .await
        .map_err(|e| problem::of_programme(e, language))?;
    let status = if admitted.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(admitted.registered)))
}
