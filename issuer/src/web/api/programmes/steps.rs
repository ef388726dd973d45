//! Steps of a programme's life.

use axum::{
    Json, RequestExt as _,
    extract::{FromRequest, Request, State},
};
use schemas::{identifier::ProgrammeCode, language::Language};
use serde::Deserialize;
use service::{json::StrictJson, language::RequestLanguage, problem::ApiProblem};
use utoipa::ToSchema;

use super::{REFUSED, answer};
use crate::{
    programme::{
        self, Doing,
        record::{StaffName, VersionRecord},
    },
    web::{Web, api::Program, path::OfProgramme},
};

/// A step that needs no more than a name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRequest {
    /// Who takes it.
    by: StaffName,
}

/// A step as it was asked for.
pub(super) struct Step {
    web: Web,
    code: ProgrammeCode,
    doing: Doing,
    language: Language,
}

impl FromRequest<Web> for Step {
    type Rejection = ApiProblem;

    async fn from_request(mut request: Request, web: &Web) -> Result<Self, ApiProblem> {
        request.extract_parts_with_state::<Program, _>(web).await?;
        let RequestLanguage(language) = RequestLanguage::of(request.uri(), request.headers());
        let OfProgramme { code } = request.extract_parts_with_state(web).await?;
        let StrictJson(StepRequest { by }) = request.extract_with_state(web).await?;
        Ok(Self {
            web: web.clone(),
            code,
            doing: web.app.doing(by),
            language,
        })
    }
}

/// Approves the present content on the awarding body's behalf.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/approval",
    operation_id = "approveProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = StepRequest,
    responses(
        (status = 200, description = "The version as it then stands.", body = VersionRecord),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = REFUSED),
        (status = 422, description = "rules-broken"),
    ),
)]
pub(super) async fn approve(step: Step) -> Result<Json<VersionRecord>, ApiProblem> {
    let store = step.web.app.programmes();
    let approved = programme::approve(store, &step.code, &step.doing).await;
    answer(approved, step.language)
}

/// Submits the approved content to the register, and enters its answer.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/submission",
    operation_id = "submitProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = StepRequest,
    responses(
        (status = 200, description = "The version as it then stands: admitted, returned with remarks, or submitted still, while it waits for the operator.", body = VersionRecord),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = REFUSED),
        (status = 422, description = "review-refused, rules-broken"),
    ),
)]
pub(super) async fn submit(step: Step) -> Result<Json<VersionRecord>, ApiProblem> {
    answer(
        step.web.app.submit(step.code, step.doing).await,
        step.language,
    )
}

/// Asks the register what became of a submitted version, and enters its answer.
///
/// One that waits for the operator still stays as it is, and so does one that is not submitted.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/refresh",
    operation_id = "refreshProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = StepRequest,
    responses(
        (status = 200, description = "The version as it then stands.", body = VersionRecord),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = "not-received, not-now, conflict"),
        (status = 422, description = "review-refused"),
    ),
)]
pub(super) async fn refresh(step: Step) -> Result<Json<VersionRecord>, ApiProblem> {
    answer(
        step.web.app.refresh(step.code, step.doing).await,
        step.language,
    )
}

/// Takes a submitted version back, as long as the operator has not decided about it.
///
/// It is approved then, and can be changed or submitted again. When the operator was faster, the decision is entered, and the
/// answer is `decided-first`.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/take-back",
    operation_id = "takeProgrammeBack",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = StepRequest,
    responses(
        (status = 200, description = "The version as it then stands.", body = VersionRecord),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = "decided-first, not-received, not-now, conflict"),
        (status = 422, description = "review-refused"),
    ),
)]
pub(super) async fn take_back(step: Step) -> Result<Json<VersionRecord>, ApiProblem> {
    answer(
        step.web.app.take_back(step.code, step.doing).await,
        step.language,
    )
}

/// A withdrawal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawalRequest {
    /// Who withdraws it.
    by: StaffName,
    /// Why.
    reason: String,
    /// Which version; absent: the latest.
    #[serde(default)]
    version: Option<u32>,
}

/// Gives a version up, or takes it out of the register.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{code}/withdrawal",
    operation_id = "withdrawProgramme",
    tag = "programmes",
    security(("staff" = [])),
    params(OfProgramme),
    request_body = WithdrawalRequest,
    responses(
        (status = 200, description = "The version as it then stands.", body = VersionRecord),
        (status = 404, description = "programme-unknown"),
        (status = 409, description = REFUSED),
    ),
)]
pub(super) async fn withdraw(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    OfProgramme { code }: OfProgramme,
    StrictJson(request): StrictJson<WithdrawalRequest>,
) -> Result<Json<VersionRecord>, ApiProblem> {
    let which = (code, request.version);
    let doing = web.app.doing(request.by);
    answer(
        web.app.withdraw(which, request.reason, doing).await,
        language,
    )
}
