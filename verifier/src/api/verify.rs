//! `POST /api/v1/verify`: judge what the body holds.

use axum::{
    Json,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use schemas::api::verifier::VerifiedReport;
use service::language::RequestLanguage;

use crate::{
    api::{body::collect, refusal::Refusal},
    app::App,
    intake::recognise,
    report_page,
};

/// Answers with a `VerifyAnswer`; the body is recognised by itself, whatever its media type.
pub async fn answer(
    State(app): State<App>,
    RequestLanguage(language): RequestLanguage,
    body: Body,
) -> Response {
    let report = match collect(body).await {
        Ok(sent) => judged(&app, &sent).await,
        Err(error) => Err(error.into()),
    };
    match report {
        Ok(report) => Json(report_page::answer(report, language)).into_response(),
        Err(refusal) => refusal.problem(language).into_response(),
    }
}

/// Recognises and judges what was sent.
pub async fn judged(app: &App, sent: &[u8]) -> Result<VerifiedReport, Refusal> {
    let report = judge(app, sent).await;
    match &report {
        Ok(report) => app.counts().judged(report_page::verdict(report)),
        Err(_) => app.counts().refused(),
    }
    report
}

async fn judge(app: &App, sent: &[u8]) -> Result<VerifiedReport, Refusal> {
    let sent = recognise(sent, app.registry())?;
    let question = |claimed: Option<&str>| Some(app.question(claimed));
    Ok(app.judge().judge(sent, question, app.now()).await?)
}
