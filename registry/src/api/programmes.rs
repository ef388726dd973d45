//! `/api/v1/programmes`: the list, for everybody; submission, for awarding bodies.

use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use schemas::{
    api::registry::{
        MAX_PROGRAMME_PAGE, ProgrammePage,
        admission::{Submission, SubmitRequest},
    },
    identifier::{HeiCode, ProgrammeCode},
    programme::{Programme, RegisteredProgramme},
};
use serde::Deserialize;
use serde_json::Value;
use service::{
    json::{self, StrictJson},
    language::RequestLanguage,
    problem::ApiProblem,
};
use utoipa::{IntoParams, ToSchema};

use super::{
    Shared,
    access::{Acting, Hei},
    paging::Lengths,
    problem,
};
use crate::programme::{self, Admitted, Submitted, Which};

const LENGTHS: Lengths = Lengths {
    usual: 50,
    most: MAX_PROGRAMME_PAGE,
    of: "programmes",
};

/// Which programmes are asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Only those of the awarding body with this code.
    awarding_body: Option<HeiCode>,
    /// The code behind which the page begins; absent: it begins with the first programme.
    after: Option<ProgrammeCode>,
    /// The most programmes; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// Lists programmes by their codes, withdrawn ones too.
#[utoipa::path(
    get,
    path = "/api/v1/programmes",
    operation_id = "listProgrammes",
    tag = "programmes",
    security(()),
    params(Asked),
    responses(
        (status = 200, description = "Some of the programmes.", body = ProgrammePage),
        (status = 400, description = "page-size"),
    ),
)]
pub(super) async fn list(
    State(registry): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<ProgrammePage>, ApiProblem> {
    let which = Which {
        awarding_body: asked.awarding_body,
        after: asked.after,
        limit: LENGTHS.length(asked.limit)?,
    };
    Ok(Json(programme::page(&registry, which).await?))
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
