//! The staff's functions for programs, below `/api/v1`: `Authorization: Bearer` with the staff's token.

mod programmes;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequestParts, Path, Query, State},
    http::{StatusCode, request::Parts},
    routing::{get, post},
};
use schemas::{
    api::registry::RevokeRequest,
    identifier::{BatchId, DraftId},
    language::Language,
    number::CertificateNumber,
};
use serde::{Deserialize, Serialize};
use service::{
    json::StrictJson,
    language::RequestLanguage,
    problem::ApiProblem,
    token::{self, Bearer},
};

use super::{Web, failure, pages::read_number};
use crate::{
    app::RunState,
    batch::{self, Progress},
    import::{AcceptedRow, Preview, RefusedRow},
    store::{BatchHead, DraftRecord, Revocation, Stage, StoreError},
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .merge(programmes::routes())
        .route("/imports", post(import))
        .route("/batches", get(batches))
        .route("/batches/{batch}", get(batch))
        .route("/batches/{batch}/confirmation", post(confirm))
        .route("/batches/{batch}/certificates", get(certificates))
        .route("/certificates/{number}", get(certificate))
        .route("/certificates/{number}/revocation", post(revoke))
}

/// A program with the staff's token.
struct Program;

impl FromRequestParts<Web> for Program {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiProblem> {
        let Bearer(given) = Bearer::from_request_parts(parts, web).await?;
        if web.app.is_staff(given.expose()) {
            Ok(Self)
        } else {
            Err(token::unknown())
        }
    }
}

#[derive(Deserialize)]
struct ImportQuery {
    #[serde(default)]
    file: String,
}

/// An imported file: the batch and what became of every row.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImportAnswer {
    batch: BatchHead,
    accepted: Vec<AcceptedRow>,
    refused: Vec<RefusedInWords>,
    ignored_columns: Vec<String>,
}

/// A refused row with its reasons in words.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefusedInWords {
    #[serde(flatten)]
    row: RefusedRow,
    words: Vec<String>,
}

impl RefusedInWords {
    fn of(row: RefusedRow, language: Language) -> Self {
        let words = row.refusals.iter().map(|r| r.words(language)).collect();
        Self { row, words }
    }
}

async fn import(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Query(query): Query<ImportQuery>,
    file: Bytes,
) -> Result<(StatusCode, Json<ImportAnswer>), ApiProblem> {
    let imported = web.app.import(file, query.file).await;
    let (batch, preview) = imported.map_err(|e| failure::import(&e, language))?;
    let Preview {
        accepted,
        refused,
        ignored_columns,
        ..
    } = preview;
    let answer = ImportAnswer {
        batch,
        accepted,
        refused: refused
            .into_iter()
            .map(|row| RefusedInWords::of(row, language))
            .collect(),
        ignored_columns,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn batches(State(web): State<Web>, _: Program) -> Result<Json<Vec<BatchHead>>, ApiProblem> {
    let all = web.app.store().batches();
    all.map(Json).map_err(|e| failure::store(&e))
}

/// A batch: its record, how far it is, and how it is doing in this process.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchAnswer {
    #[serde(flatten)]
    head: BatchHead,
    progress: Progress,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<RunState>,
    refused_rows: Vec<RefusedInWords>,
}

fn batch_answer(web: &Web, id: BatchId, language: Language) -> Result<BatchAnswer, StoreError> {
    let store = web.app.store();
    let refused = store.refused(id)?.into_iter();
    Ok(BatchAnswer {
        head: store.batch(id)?,
        progress: batch::progress(id, store)?,
        run: web.app.runs().state(id),
        refused_rows: refused
            .map(|row| RefusedInWords::of(row, language))
            .collect(),
    })
}

async fn batch(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchAnswer>, ApiProblem> {
    let answer = batch_answer(&web, id, language);
    answer.map(Json).map_err(|e| failure::store(&e))
}

async fn confirm(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<BatchId>,
) -> Result<(StatusCode, Json<BatchAnswer>), ApiProblem> {
    web.app.issue(id).await.map_err(|e| failure::store(&e))?;
    let answer = batch_answer(&web, id, language).map_err(|e| failure::store(&e))?;
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// A certificate in the issuer's record.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateAnswer {
    draft: DraftId,
    batch: BatchId,
    row: u32,
    stage: Stage,
    name: String,
    programme: String,
    letter: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<CertificateNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<Revocation>,
}

fn certificate_answer(web: &Web, record: &DraftRecord) -> CertificateAnswer {
    let result = &record.draft.result;
    let deliveries = &web.app.works().deliveries;
    CertificateAnswer {
        draft: record.draft.id,
        batch: record.draft.batch,
        row: result.row,
        stage: record.stage(),
        name: result.person.as_str().to_owned(),
        programme: result.programme.to_string(),
        letter: result.grade.letter.to_string(),
        number: record.allocation.as_ref().map(|a| a.number),
        link: record.delivery.as_ref().map(|d| deliveries.link(d)),
        revoked: record.revoked,
    }
}

async fn certificates(
    State(web): State<Web>,
    _: Program,
    Path(id): Path<BatchId>,
) -> Result<Json<Vec<CertificateAnswer>>, ApiProblem> {
    let all = move || {
        let store = web.app.store();
        let mut found = Vec::new();
        for (_, draft, _) in store.stages(id)? {
            let record = store.draft(draft)?;
            found.extend(record.map(|r| certificate_answer(&web, &r)));
        }
        Ok(found)
    };
    super::aside(all).await.map(Json)
}

async fn certificate(
    State(web): State<Web>,
    _: Program,
    Path(number): Path<String>,
) -> Result<Json<CertificateAnswer>, ApiProblem> {
    let number = read_number(&number)?;
    let record = web.app.store().by_number(number);
    let record = record
        .and_then(|r| r.ok_or(StoreError::UnknownNumber(number)))
        .map_err(|e| failure::store(&e))?;
    Ok(Json(certificate_answer(&web, &record)))
}

async fn revoke(
    State(web): State<Web>,
    _: Program,
    Path(number): Path<String>,
    StrictJson(request): StrictJson<RevokeRequest>,
) -> Result<Json<Revocation>, ApiProblem> {
    let number = read_number(&number)?;
    let revoked = web.app.revoke(number, request.reason).await;
    revoked.map(Json).map_err(|e| failure::revoke(&e))
}
