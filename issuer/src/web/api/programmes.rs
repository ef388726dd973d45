//! Programmes for programs: the same steps as on the command line. Every body that changes something says who does it.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{get, post},
};
use schemas::{
    identifier::ProgrammeCode,
    problem::Violation,
    programme::{Programme, RegisteredProgramme, difference::Difference},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{json::StrictJson, language::RequestLanguage, problem::ApiProblem};

use super::{Program, Web};
use crate::{
    programme::{
        self, Given,
        record::{StaffName, VersionRecord},
    },
    web::failure,
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/programmes", get(all).post(draft))
        .route("/programmes/{code}", get(versions))
        .route("/programmes/{code}/differences", get(differences))
        .route("/programmes/{code}/reviews", post(review))
        .route("/programmes/{code}/approval", post(approve))
        .route("/programmes/{code}/submission", post(submit))
        .route("/programmes/{code}/withdrawal", post(withdraw))
        .route("/programme-checks", post(check))
        .route("/registered-programmes", get(registered))
}

/// What the register holds.
async fn registered(
    State(web): State<Web>,
    _: Program,
) -> Result<Json<Vec<RegisteredProgramme>>, ApiProblem> {
    let answer = web.app.works().registry.programmes().await;
    answer.map(Json).map_err(|e| failure::registry(&e))
}

/// The latest version of every programme.
async fn all(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
) -> Result<Json<Vec<VersionRecord>>, ApiProblem> {
    let all = programme::all(web.app.programmes());
    all.map(Json).map_err(|e| failure::programme(&e, language))
}

/// All versions of one programme.
async fn versions(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
) -> Result<Json<Vec<VersionRecord>>, ApiProblem> {
    let all = programme::versions(web.app.programmes(), &read_code(&code)?);
    all.map(Json).map_err(|e| failure::programme(&e, language))
}

/// Every broken rule of a document, in words; none when it keeps them all.
async fn check(
    _: Program,
    RequestLanguage(language): RequestLanguage,
    StrictJson(programme): StrictJson<Programme>,
) -> Json<Vec<Violation>> {
    let broken = programme::check(&programme).into_iter();
    Json(broken.map(|b| b.violation(language)).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftRequest {
    by: StaffName,
    programme: Programme,
}

async fn draft(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    StrictJson(request): StrictJson<DraftRequest>,
) -> Result<(StatusCode, Json<VersionRecord>), ApiProblem> {
    let doing = web.app.doing(request.by);
    let drafted = programme::draft(web.app.programmes(), request.programme, &doing).await;
    let record = drafted.map_err(|e| failure::programme(&e, language))?;
    Ok((StatusCode::CREATED, Json(record)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewRequest {
    by: StaffName,
    /// What a body found, or a statement that is signed already.
    review: Value,
}

async fn review(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<ReviewRequest>,
) -> Result<(StatusCode, Json<VersionRecord>), ApiProblem> {
    let code = read_code(&code)?;
    let given = Given::read(request.review)
        .map_err(|e| ApiProblem::bad_request("malformed", format!("review: {e}")))?;
    let doing = web.app.doing(request.by);
    let reviewed = web.app.review(&code, given, &doing).await;
    let record = reviewed.map_err(|e| failure::programme(&e, language))?;
    Ok((StatusCode::CREATED, Json(record)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRequest {
    by: StaffName,
}

async fn approve(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<StepRequest>,
) -> Result<Json<VersionRecord>, ApiProblem> {
    let code = read_code(&code)?;
    let doing = web.app.doing(request.by);
    let approved = programme::approve(web.app.programmes(), &code, &doing).await;
    approved
        .map(Json)
        .map_err(|e| failure::programme(&e, language))
}

async fn submit(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<StepRequest>,
) -> Result<Json<VersionRecord>, ApiProblem> {
    let code = read_code(&code)?;
    let doing = web.app.doing(request.by);
    let submitted = web.app.submit(code, doing).await;
    submitted
        .map(Json)
        .map_err(|e| failure::programme(&e, language))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithdrawalRequest {
    by: StaffName,
    reason: String,
    #[serde(default)]
    version: Option<u32>,
}

async fn withdraw(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    StrictJson(request): StrictJson<WithdrawalRequest>,
) -> Result<Json<VersionRecord>, ApiProblem> {
    let which = (read_code(&code)?, request.version);
    let doing = web.app.doing(request.by);
    let withdrawn = web.app.withdraw(which, request.reason, doing).await;
    withdrawn
        .map(Json)
        .map_err(|e| failure::programme(&e, language))
}

#[derive(Deserialize)]
struct Between {
    from: u32,
    to: u32,
}

/// A difference with its member in words.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DifferenceInWords {
    #[serde(flatten)]
    difference: Difference,
    member: String,
}

async fn differences(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    Query(between): Query<Between>,
) -> Result<Json<Vec<DifferenceInWords>>, ApiProblem> {
    let code = read_code(&code)?;
    let found = programme::compare(web.app.programmes(), &code, (between.from, between.to));
    let found = found.map_err(|e| failure::programme(&e, language))?;
    let in_words = found.into_iter().map(|difference| DifferenceInWords {
        member: difference.member(language),
        difference,
    });
    Ok(Json(in_words.collect()))
}

fn read_code(text: &str) -> Result<ProgrammeCode, ApiProblem> {
    let unknown = |e| ApiProblem::not_found("programme-unknown", format!("{e}"));
    text.parse::<ProgrammeCode>().map_err(unknown)
}
