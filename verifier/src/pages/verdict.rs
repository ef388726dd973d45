//! `POST /`: the answer as a page.

use askama::Template;
use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    http::header,
    response::{IntoResponse, Response},
};
use schemas::language::Language;
use service::{language::RequestLanguage, page::Shell};

use crate::{
    api::{body::collect_form, refusal::Refusal, verify::judged},
    app::{App, NAME},
    intake::IntakeError,
    pages::form,
    report_page::{self, CertificateView, CheckView, ReportView, VerdictView, say},
};

#[derive(Template)]
#[template(path = "verdict.html")]
struct Verdict<'a> {
    language: Language,
    view: &'a ReportView,
}

impl Verdict<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }

    fn answered_at(&self) -> String {
        say(self.language, "answered-at", &[("moment", &self.view.at)])
    }

    fn banner(&self) -> Banner<'_> {
        Banner {
            verdict: &self.view.verdict,
        }
    }

    fn list<'a>(&self, checks: &'a [CheckView]) -> CheckList<'a> {
        CheckList {
            language: self.language,
            checks,
        }
    }

    /// Whether the certificate has a verdict of its own to show.
    fn own_verdict(&self, certificate: &CertificateView) -> bool {
        !self.view.presentation.is_empty() && certificate.summary.is_some()
    }
}

#[derive(Template)]
#[template(path = "banner.html")]
struct Banner<'a> {
    verdict: &'a VerdictView,
}

#[derive(Template)]
#[template(path = "checks.html")]
struct CheckList<'a> {
    language: Language,
    checks: &'a [CheckView],
}

impl CheckList<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }
}

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
    let sent = sent.map_err(|_| IntakeError::Empty)?;
    let sent = collect_form(sent, app.rooms()).await?;
    let report = judged(app, sent).await?;
    let (registry, now) = (app.registry().clone(), app.now());
    Ok(move |language| report_page::view(&report, &registry, now, language))
}

fn show(view: &ReportView, language: Language) -> Response {
    let page = Verdict { language, view };
    let shell = Shell {
        title: view.verdict.words.clone(),
        language,
        path_for_language_switch: "/".to_owned(),
        // Never fails: writing to a string does not, and the templates call nothing else that could.
        body_html: page.render().unwrap_or_default(),
        service_name: NAME.to_owned(),
        sections: Vec::new(),
    };
    // It shows a person's name.
    ([(header::CACHE_CONTROL, "no-store")], shell).into_response()
}
