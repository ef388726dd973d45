//! `/api/v1/programmes`: the list, for everybody; submission, for awarding bodies.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use schemas::{
    api::registry::admission::{Submission, SubmitRequest},
    programme::{Programme, RegisteredProgramme},
};
use serde_json::Value;
use service::{
    json::{self, StrictJson},
    language::RequestLanguage,
    problem::ApiProblem,
};
use utoipa::ToSchema;

use super::{
    Shared,
    access::{Acting, Hei},
    problem,
};
use crate::programme::{self, Admitted, Submitted};

/// Lists all programmes, withdrawn ones too.
#[utoipa::path(
    get,
    path = "/api/v1/programmes",
    operation_id = "listProgrammes",
    tag = "programmes",
    security(()),
    responses(
        (status = 200, description = "All programmes.", body = Vec<RegisteredProgramme>),
    ),
)]
pub(super) async fn list(
    State(registry): State<Shared>,
) -> Result<Json<Vec<RegisteredProgramme>>, ApiProblem> {
    Ok(Json(registry.store.programmes().await?))
}

/// A programme with the signed statements of its reviews, or a bare document where the operator takes those.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a description; `read` tells the two apart")]
enum SubmittedProgramme {
    WithStatements(Box<SubmitRequest>),
    Bare(Box<Programme>),
}

fn read(document: Value) -> Result<SubmitRequest, ApiProblem> {
    if document.get("programme").is_some() {
        return json::read(document);
    }
    Ok(SubmitRequest {
        programme: json::read(document)?,
        review_statements: Vec::new(),
    })
}

/// Submits a programme for admission.
///
/// A document that breaks rules is refused with every rule that it breaks, in the language of the request. One that keeps
/// them is in the register at once, or waits for the operator, as the operator has it. Places of broken rules are told as seen
/// from the document; those of statements begin with `/reviewStatements`.
#[utoipa::path(
    post,
    path = "/api/v1/programmes",
    operation_id = "submitProgramme",
    tag = "programmes",
    security(("awardingBody" = [])),
    request_body = SubmittedProgramme,
    responses(
        (status = 201, description = "Admitted.", body = RegisteredProgramme),
        (status = 200, description = "The same programme is in the register already.", body = RegisteredProgramme),
        (status = 202, description = "It waits for the operator; `GET /api/v1/submissions/{code}` says what became of it.", body = Submission, headers(("location" = String, description = "Where to ask what became of it."))),
        (status = 403, description = "not-accredited, programme-not-yours, programme-out-of-scope"),
        (status = 409, description = "programme-code-taken, programme-exists, submission-pending"),
        (status = 422, description = "programme-rules"),
    ),
)]
pub(super) async fn submit(
    State(registry): State<Shared>,
    hei: Hei,
    RequestLanguage(language): RequestLanguage,
    StrictJson(document): StrictJson<Value>,
) -> Result<Response, ApiProblem> {
    let request = read(document)?;
    let Acting { by, body } = hei.with_programmes([&request.programme.code])?;
    let submitted = programme::submit(&registry, by, &body, request)
        .await
        .map_err(|e| problem::of_programme(e, language))?;
    Ok(match submitted {
        Submitted::Admitted(Admitted { registered, new }) => {
            let status = if new {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            (status, Json(registered)).into_response()
        }
        Submitted::Waiting(submission) => {
            let place = format!("/api/v1/submissions/{}", submission.programme.code);
            let place = [(header::LOCATION, place)];
            (StatusCode::ACCEPTED, place, Json(submission)).into_response()
        }
    })
}
