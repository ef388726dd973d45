//! Programmes for programs: the same steps as on the command line. Every body that changes something says who does it.

mod steps;

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use schemas::{
    language::Language,
    openapi::SignedCredential,
    problem::Violation,
    programme::{Programme, RegisteredProgramme, difference::Difference, review::Opinion},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{
    json::StrictJson,
    language::RequestLanguage,
    openapi::{Described, routes},
    problem::ApiProblem,
};
use utoipa::{IntoParams, ToSchema};

use super::{ASKING_THE_REGISTRY, EVERYWHERE, Program, Web};
use crate::{
    programme::{
        self, Given, ProgrammeError,
        record::{StaffName, VersionRecord},
    },
    web::{failure, path::OfProgramme},
};

/// Codes of what cannot happen to a programme now: those of [`schemas::programme::life_cycle::Refusal`], and another write
/// that came first.
const REFUSED: &str = "not-drafted, not-now, other-content, unchanged, internal-review-first, statement-twice, \
    reviewer-in-two-roles, remarks-missing, too-many-reviews, objection-stands, internal-review-missing, \
    employer-review-missing, version-closed, version-unfinished, version-out-of-order, code-too-long, conflict";
pub(super) fn routes() -> Described<Web> {
    let of_the_record = Described::new(EVERYWHERE)
        .routes(routes!(all, draft))
        .routes(routes!(versions))
        .routes(routes!(differences))
        .routes(routes!(review))
        .routes(routes!(steps::approve))
        .routes(routes!(check));
    let with_the_register = Described::new(ASKING_THE_REGISTRY)
        .routes(routes!(steps::submit))
        .routes(routes!(steps::refresh))
        .routes(routes!(steps::take_back))
        .routes(routes!(steps::withdraw))
        .routes(routes!(registered));
    of_the_record.merge(with_the_register)
}

fn answer<T>(done: Result<T, ProgrammeError>, language: Language) -> Result<Json<T>, ApiProblem> {
    done.map(Json).map_err(|e| failure::programme(&e, language))
}

/// Lists the awarding body's programmes in the register.
#[utoipa::path(
    get,
    path = "/api/v1/registered-programmes",
    operation_id = "listRegisteredProgrammes",
    tag = "programmes",
    security(("staff" = [])),
    responses(
        (status = 200, description = "The programmes.", body = Vec<RegisteredProgramme>),
    ),
)]
async fn registered(
    State(web): State<Web>,
    _: Program,
) -> Result<Json<Vec<RegisteredProgramme>>, ApiProblem> {
    let answer = web.app.works().registry.programmes().await;
    answer.map(Json).map_err(|e| failure::registry(&e))
}

/// Lists the latest version of every programme.
#[utoipa::path(
    get,
    path = "/api/v1/programmes",
    operation_id = "listProgrammes",
    tag = "programmes",
    security(("staff" = [])),
    responses((status = 200, description = "The latest versions.", body = Vec<VersionRecord>)),
)]
async fn all(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
) -> Result<Json<Vec<VersionRecord>>, ApiProblem> {
    answer(programme::all(web.app.programmes()), language)
}

/// Shows all versions of a programme.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{code}",
    operation_id = "getProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    responses(
        (status = 200, description = "Its versions, in the order of their numbers.", body = Vec<VersionRecord>),
        (status = 404, description = "programme-unknown"),
    ),
)]
async fn versions(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    OfProgramme { code }: OfProgramme,
) -> Result<Json<Vec<VersionRecord>>, ApiProblem> {
    answer(programme::versions(web.app.programmes(), &code), language)
}

/// Names every rule that a document breaks.
#[utoipa::path(
    post,
    path = "/api/v1/programme-checks",
    operation_id = "checkProgramme",
    tag = "programmes",
    security(("staff" = [])),
    request_body = Programme,
    responses((status = 200, description = "Every broken rule in words; none when it keeps them all.", body = Vec<Violation>)),
)]
async fn check(
    _: Program,
    RequestLanguage(language): RequestLanguage,
    StrictJson(programme): StrictJson<Programme>,
) -> Json<Vec<Violation>> {
    let broken = programme::check(&programme).into_iter();
    Json(broken.map(|b| b.violation(language)).collect())
}

/// A document that is to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftRequest {
    /// Who enters it.
    by: StaffName,
    /// The document.
    programme: Programme,
}

/// Enters a document: a first version, another content of the version that is open, or the next version.
#[utoipa::path(
    post,
    path = "/api/v1/programmes",
    operation_id = "draftProgramme",
    tag = "programmes",
    security(("staff" = [])),
    request_body = DraftRequest,
    responses(
        (status = 201, description = "The version as it then stands.", body = VersionRecord),
        (status = 409, description = REFUSED),
    ),
)]
async fn draft(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    StrictJson(request): StrictJson<DraftRequest>,
) -> Result<(StatusCode, Json<VersionRecord>), ApiProblem> {
    let doing = web.app.doing(request.by);
    let drafted = programme::draft(web.app.programmes(), request.programme, &doing).await;
    Ok((StatusCode::CREATED, answer(drafted, language)?))
}

/// A review that is to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewRequest {
    /// Who enters it.
    by: StaffName,
    /// What a body found, or a statement that is signed already.
    #[schema(value_type = OpinionOrStatement)]
    review: Value,
}

/// What a body found, to be signed by the awarding body, or a statement that the reviewing body signed.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a description; `Given::read` tells the two apart")]
enum OpinionOrStatement {
    Opinion(Box<Opinion>),
    Statement(SignedCredential),
}

/// Enters a review of the present content.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/reviews",
    operation_id = "reviewProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = ReviewRequest,
    responses(
        (status = 201, description = "The version as it then stands.", body = VersionRecord),
        (status = 400, description = "malformed"),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = REFUSED),
        (status = 422, description = "review-refused"),
    ),
)]
async fn review(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    OfProgramme { code }: OfProgramme,
    StrictJson(request): StrictJson<ReviewRequest>,
) -> Result<(StatusCode, Json<VersionRecord>), ApiProblem> {
    let given = Given::read(request.review)
        .map_err(|e| ApiProblem::bad_request("malformed", format!("review: {e}")))?;
    let doing = web.app.doing(request.by);
    let reviewed = web.app.review(&code, given, &doing).await;
    Ok((StatusCode::CREATED, answer(reviewed, language)?))
}

/// Which versions are compared.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Between {
    /// The older one.
    from: u32,
    /// The newer one.
    to: u32,
}

/// A difference with its member in words.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DifferenceInWords {
    #[serde(flatten)]
    difference: Difference,
    /// The members' names that lead to it.
    member: String,
}

/// Lists what differs between two versions.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{code}/differences",
    operation_id = "compareProgrammeVersions",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme, Between),
    responses(
        (status = 200, description = "Every difference, in the order of the newer document.", body = Vec<DifferenceInWords>),
        (status = 404, description = "programme-unknown"),
    ),
)]
async fn differences(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    OfProgramme { code }: OfProgramme,
    Query(between): Query<Between>,
) -> Result<Json<Vec<DifferenceInWords>>, ApiProblem> {
    let found = programme::compare(web.app.programmes(), &code, (between.from, between.to));
    let in_words = |found: Vec<Difference>| {
        let in_words = found.into_iter().map(|difference| DifferenceInWords {
            member: difference.member(language),
            difference,
        });
        in_words.collect()
    };
    answer(found.map(in_words), language)
}
