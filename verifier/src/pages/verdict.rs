//! `POST /`: the answer as a page.

use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    http::header,
    response::{IntoResponse, Response},
};
use report::{html, view::ReportView};
use schemas::language::Language;
use service::{language::RequestLanguage, page::Shell};

use crate::{
    api::{body::collect_form, refusal::Refusal, verify::judged},
    app::{App, NAME},
    intake::IntakeError,
    pages::form,
};

/// Judges what the form holds and shows the answer; the form again when it holds nothing usable.
pub async fn answer(
    State(app): State<App>,
    RequestLanguage(language): RequestLanguage,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    match judge(&app, sent).await {
        Ok(view) => show(&view(language), language),
        Err(refusal) => form::again(&app, language, &refusal),
    }
}

async fn judge(
    app: &App,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<impl Fn(Language) -> ReportView, Refusal> {
    let sent = collect_form(sent.map_err(|_| IntakeError::Empty)?).await?;
    let report = judged(app, &sent).await?;
    let (registry, now) = (app.registry().clone(), app.now());
    Ok(move |language| report::view(&report, &registry, now, language))
}

/// The verifier's own style.
const STYLE: &str = "<link rel=\"stylesheet\" href=\"/assets/verifier.css\">\n";

fn show(view: &ReportView, language: Language) -> Response {
    let shell = Shell {
        title: view.verdict.words.clone(),
        language,
        path_for_language_switch: "/".to_owned(),
        body_html: format!("{STYLE}{}", html::verdict(view, language)),
        service_name: NAME.to_owned(),
        sections: Vec::new(),
    };
    // It shows a person's name.
    ([(header::CACHE_CONTROL, "no-store")], shell).into_response()
}
