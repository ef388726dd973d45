//! The staff's functions for programs, below `/api/v1`: `Authorization: Bearer` with the staff's token.

mod programmes;
mod status;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequestParts, Path, Query, State},
    http::{StatusCode, request::Parts},
};
use schemas::{
    api::registry::StatusChange,
    identifier::{BatchId, DraftId},
    language::Language,
    number::CertificateNumber,
};
use serde::{Deserialize, Serialize};
use service::{
    language::RequestLanguage,
    openapi::{About, Described, Document, routes},
    problem::ApiProblem,
    token::{self, Bearer},
};
use utoipa::{IntoParams, ToSchema};

use super::{Web, failure, path::OfCertificate};
use crate::{
    app::RunState,
    batch::{self, Progress},
    import::{AcceptedRow, Preview, RefusedRow},
    store::{BatchHead, DraftRecord, Hold, Revocation, Stage, StoreError},
};

/// What every operation may answer beside its own: what befalls the record.
const EVERYWHERE: &[(u16, &str)] = &[(503, "stopped"), (503, "storage-full")];

/// The same of operations that ask the registry: what the registry answers, or that it does not.
const ASKING_THE_REGISTRY: &[(u16, &str)] = &[
    (404, "registry-unknown"),
    (409, "registry-conflict"),
    (422, "registry-refuses"),
    (502, "registry-refuses"),
    (503, "registry-unavailable"),
    (503, "stopped"),
    (503, "storage-full"),
];

/// All routes for programs, and the document that describes them.
pub(super) fn routes() -> (Router<Web>, Document) {
    Described::new(EVERYWHERE)
        .merge(programmes::routes())
        .merge(Described::new(ASKING_THE_REGISTRY).routes(routes!(import)))
        .routes(routes!(batches))
        .routes(routes!(batch))
        .routes(routes!(confirm))
        .routes(routes!(certificates))
        .routes(routes!(certificate))
        .merge(status::routes())
        .finish(&About {
            title: "Kualik issuer",
            description: "An awarding body's server: results come in, certificates are issued, replaced and revoked. \
                Words are in the language that `Accept-Language` asks for.",
            version: env!("CARGO_PKG_VERSION"),
            credentials: &[("staff", "The token of the awarding body's staff.")],
            tags: &[
                ("programmes", "What is awarded: versions from the draft to the register, and what the register holds."),
                ("batches", "Results of a group, imported together."),
                ("certificates", "What was issued, with names: for the staff alone."),
            ],
        })
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

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// The file's name, for the record.
    #[serde(default)]
    #[param(example = "results.csv")]
    file: String,
}

/// An imported file: the batch and what became of every row.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportAnswer {
    batch: BatchHead,
    accepted: Vec<AcceptedRow>,
    refused: Vec<RefusedInWords>,
    ignored_columns: Vec<String>,
}

/// A refused row with its reasons in words.
#[derive(Serialize, ToSchema)]
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

/// Imports a file of results as a batch and says what became of every row. A row with a number in the column "Replaces"
/// becomes a certificate in the place of that one; its empty cells stand for what that one shows.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    operation_id = "importResults",
    tag = "batches",
    security(("staff" = [])),
    params(ImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/octet-stream")), description = "CSV or XLSX of at most 10 MiB; recognised by itself."),
    responses(
        (status = 201, description = "The batch; nothing is issued before it is confirmed.", body = ImportAnswer),
        (status = 409, description = "people-known, conflict"),
        (status = 413, description = "file-too-large"),
        (status = 422, description = "unpacks-too-large, too-many-rows, too-many-columns, empty-file, unknown-format, workbook-unreadable, quote-not-closed, csv-unreadable, header-not-found, column-missing, column-twice, no-rows"),
    ),
)]
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

/// Lists all batches.
#[utoipa::path(
    get,
    path = "/api/v1/batches",
    operation_id = "listBatches",
    tag = "batches",
    security(("staff" = [])),
    responses(
        (status = 200, description = "The batches.", body = Vec<BatchHead>),
    ),
)]
async fn batches(State(web): State<Web>, _: Program) -> Result<Json<Vec<BatchHead>>, ApiProblem> {
    let all = web.app.store().batches();
    all.map(Json).map_err(|e| failure::store(&e))
}

/// A batch: its record, how far it is, and how it is doing in this process.
#[derive(Serialize, ToSchema)]
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

/// Shows a batch: its record, how far it is, and how it is doing in this process.
#[utoipa::path(
    get,
    path = "/api/v1/batches/{batch}",
    operation_id = "getBatch",
    tag = "batches",
    security(("staff" = [])),
    params(("batch" = BatchId, Path, description = "The batch.")),
    responses(
        (status = 200, description = "The batch.", body = BatchAnswer),
        (status = 404, description = "batch-unknown"),
    ),
)]
async fn batch(
    State(web): State<Web>,
    _: Program,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchAnswer>, ApiProblem> {
    let answer = batch_answer(&web, id, language);
    answer.map(Json).map_err(|e| failure::store(&e))
}

/// Confirms a batch: from now on its certificates are issued.
#[utoipa::path(
    post,
    path = "/api/v1/batches/{batch}/confirmation",
    operation_id = "confirmBatch",
    tag = "batches",
    security(("staff" = [])),
    params(("batch" = BatchId, Path, description = "The batch.")),
    responses(
        (status = 202, description = "It is being issued; asking for the batch says how far it is.", body = BatchAnswer),
        (status = 404, description = "batch-unknown"),
        (status = 409, description = "nothing-accepted, people-known, not-replaceable, conflict"),
    ),
)]
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
#[derive(Serialize, ToSchema)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    on_hold: Option<Hold>,
    /// The certificate in whose place this one comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<CertificateNumber>,
    /// The certificate that stands in the place of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<CertificateNumber>,
    /// A change of the status that the registry has not answered yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    change_asked: Option<StatusChange>,
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
        on_hold: record.held,
        replaces: result.replaces,
        replaced_by: record.replaced_by,
        change_asked: record.asked,
    }
}

fn answer_of(web: &Web, number: CertificateNumber) -> Result<CertificateAnswer, ApiProblem> {
    let record = web.app.store().by_number(number);
    let record = record
        .and_then(|r| r.ok_or(StoreError::UnknownNumber(number)))
        .map_err(|e| failure::store(&e))?;
    Ok(certificate_answer(web, &record))
}

/// Lists the certificates of a batch.
#[utoipa::path(
    get,
    path = "/api/v1/batches/{batch}/certificates",
    operation_id = "listCertificates",
    tag = "certificates",
    security(("staff" = [])),
    params(("batch" = BatchId, Path, description = "The batch.")),
    responses(
        (status = 200, description = "The certificates, in the order of the file.", body = Vec<CertificateAnswer>),
        (status = 404, description = "batch-unknown"),
    ),
)]
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

/// Shows a certificate.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{number}",
    operation_id = "getCertificate",
    tag = "certificates",
    security(("staff" = [])),
    params(OfCertificate),
    responses(
        (status = 200, description = "The certificate.", body = CertificateAnswer),
        (status = 400, description = "number-malformed"),
        (status = 404, description = "number-unknown"),
    ),
)]
async fn certificate(
    State(web): State<Web>,
    _: Program,
    OfCertificate { number }: OfCertificate,
) -> Result<Json<CertificateAnswer>, ApiProblem> {
    answer_of(&web, number).map(Json)
}
