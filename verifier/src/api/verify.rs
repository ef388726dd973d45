//! `POST /api/v1/verify`: judge what the body holds.

use axum::{
    Json,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use qr::picture::is_picture;
use schemas::api::verifier::{VerifiedReport, VerifyAnswer};
use service::language::RequestLanguage;

use crate::{
    api::{
        body::{Sending, collect},
        refusal::Refusal,
    },
    app::App,
    intake::{recognise, recognise_picture},
};

/// Judges what the body holds: a credential, a delivery, a presentation, the content of a QR code, or a picture of one.
///
/// The body is recognised by itself, whatever its media type.
#[utoipa::path(
    post,
    path = "/api/v1/verify",
    operation_id = "verify",
    tag = "verification",
    security(()),
    request_body(
        description = "At most 1 MiB; of a picture 10 MiB.",
        content(
            (Object = "application/json"),
            (Object = "application/vc"),
            (Object = "application/vp"),
            (String = "application/vp+jwt"),
            (String = "text/plain"),
            (String = "image/png"),
            (String = "image/jpeg"),
        ),
    ),
    responses(
        (status = 200, description = "The answer, with every check.", body = VerifyAnswer),
        (status = 400, description = "sent-nothing, sent-broken-json"),
        (status = 413, description = "sent-too-large, picture-too-large"),
        (
            status = 422,
            description = "sent-other-format, sent-receipt-alone, sent-number-alone, sent-register-page, sent-credential-token, sent-presentation-request, sent-credential-offer, sent-unknown-kind, picture-without-code, picture-broken, link-unavailable, link-elsewhere, code-broken, code-unknown, code-unreadable-now, sent-broken-token",
        ),
        (status = 503, description = "stopping"),
    ),
)]
pub async fn answer(
    State(app): State<App>,
    RequestLanguage(language): RequestLanguage,
    body: Body,
) -> Response {
    let report = match collect(body, app.rooms()).await {
        Ok(sent) => judged(&app, sent).await,
        Err(error) => Err(error.into()),
    };
    match report {
        Ok(report) => Json(report::answer(report, language)).into_response(),
        Err(refusal) => refusal.problem(language).into_response(),
    }
}

/// Recognises and judges what was sent.
pub async fn judged(app: &App, sent: Sending) -> Result<VerifiedReport, Refusal> {
    let report = judge(app, sent).await;
    match &report {
        Ok(report) => app.counts().judged(report::verdict(report)),
        Err(_) => app.counts().refused(),
    }
    report
}

async fn judge(app: &App, sent: Sending) -> Result<VerifiedReport, Refusal> {
    let sent = if is_picture(&sent.bytes) {
        let registry = app.registry().clone();
        let read = move || recognise_picture(&sent.bytes, &registry);
        app.judge().compute(read).await??
    } else {
        recognise(&sent.bytes, app.registry())?
    };
    let question = |claimed: Option<&str>| Some(app.question(claimed));
    Ok(app.judge().judge(sent, question, app.now()).await?)
}
