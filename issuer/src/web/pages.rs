//! The staff's pages, usable without scripts.

use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Path, Query, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use schemas::{
    civil_time,
    identifier::BatchId,
    language::Language,
    number::CertificateNumber,
    status::{HoldReason, RevocationReason},
    text,
};
use serde::Deserialize;
use service::{language::RequestLanguage, page::Shell, problem::ApiProblem};

use super::{Web, failure, path, session::Staff};
use crate::{
    app::RunState,
    batch::{self, Progress},
    import::{Refused, RefusedRow, written},
    store::{BatchHead, DraftRecord, Stage, Standing},
    texts,
};

/// How many seconds a page of a batch at work waits before it asks again.
const REFRESH: &str = "2";

/// Words for templates.
pub(super) struct Words(pub(super) Language);

impl Words {
    pub(super) fn t(&self, id: &str) -> String {
        texts::words(self.0, id)
    }

    pub(super) fn t1(&self, id: &str, name: &str, value: impl std::fmt::Display) -> String {
        texts::catalogue().words(self.0, id, &[(name, &value.to_string())])
    }

    fn refusal(&self, refused: &Refused) -> String {
        refused.words(self.0)
    }

    pub(super) fn reason(&self, reason: RevocationReason) -> String {
        text::shared().words(self.0, &format!("revocation-{reason}"), &[])
    }

    pub(super) fn hold_reason(&self, reason: HoldReason) -> String {
        text::shared().words(self.0, &format!("hold-{reason}"), &[])
    }

    pub(super) fn day(&self, date: jiff::civil::Date) -> String {
        civil_time::day(date, self.0)
    }

    pub(super) fn moment(&self, at: &jiff::Timestamp) -> String {
        civil_time::moment(*at, self.0)
    }
}

pub(super) fn page(
    words: &Words,
    title: &str,
    uri: &Uri,
    body: &impl Template,
) -> Result<Shell, ApiProblem> {
    Ok(Shell {
        title: words.t(title),
        language: words.0,
        path_for_language_switch: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        body_html: body.render().map_err(|e| ApiProblem::internal(&e))?,
        service_name: words.t("service-name"),
        sections: Vec::new(),
    })
}

/// Staff pages show people's results: nobody keeps them.
pub(super) fn private(shell: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], shell).into_response()
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    w: Words,
    wrong: bool,
}

pub(super) async fn login_form(
    RequestLanguage(language): RequestLanguage,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let body = LoginPage {
        w: Words(language),
        wrong: false,
    };
    Ok(private(page(&body.w, "login-title", &uri, &body)?))
}

#[derive(Deserialize)]
pub(super) struct LoginForm {
    token: String,
}

pub(super) async fn login(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    uri: Uri,
    Form(form): Form<LoginForm>,
) -> Result<Response, ApiProblem> {
    if !web.app.is_staff(form.token.trim()) {
        let body = LoginPage {
            w: Words(language),
            wrong: true,
        };
        let shell = page(&body.w, "login-title", &uri, &body)?;
        return Ok((StatusCode::UNAUTHORIZED, private(shell)).into_response());
    }
    let mut rng = web.app.works().rng.clone();
    let cookie = web.sessions.begin(web.app.now(), &mut rng, is_https(&web));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

fn is_https(web: &Web) -> bool {
    web.app.config().public_url.as_str().starts_with("https://")
}

#[derive(Deserialize)]
pub(super) struct PlainForm {
    pub(super) form_token: String,
}

pub(super) async fn logout(
    State(web): State<Web>,
    staff: Staff,
    headers: HeaderMap,
    Form(form): Form<PlainForm>,
) -> Result<Response, ApiProblem> {
    staff.check(&form.form_token)?;
    let cookie = web.sessions.end(&headers, is_https(&web));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    w: Words,
    form_token: String,
    batches: Vec<BatchHead>,
}

pub(super) async fn home(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    staff: Staff,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let batches = web.app.store().batches().map_err(|e| failure::store(&e))?;
    let body = HomePage {
        w: Words(language),
        form_token: staff.form_token,
        batches,
    };
    Ok(private(page(&body.w, "home-title", &uri, &body)?))
}

pub(super) async fn import(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    staff: Staff,
    mut form: Multipart,
) -> Result<Response, ApiProblem> {
    let broken = |problem: axum::extract::multipart::MultipartError| {
        ApiProblem::new(problem.status(), "bad-form", problem.body_text())
    };
    let mut checked = false;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("form_token") => {
                staff.check(&field.text().await.map_err(broken)?)?;
                checked = true;
            }
            Some("file") if checked => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(broken)?;
                let (head, _) = web
                    .app
                    .import(bytes, name)
                    .await
                    .map_err(|e| failure::import(&e, language))?;
                return Ok(Redirect::to(&format!("/batches/{}", head.id)).into_response());
            }
            _ => {}
        }
    }
    Err(ApiProblem::bad_request(
        "no-file",
        "no file came with the form: choose a CSV or XLSX file",
    ))
}

/// A draft as the page of a batch shows it.
pub(super) struct Line {
    pub(super) draft: DraftRecord,
}

impl Line {
    pub(super) fn number(&self) -> String {
        let number = self.draft.allocation.as_ref().map(|a| a.number);
        number.map(|n| n.to_string()).unwrap_or_default()
    }

    pub(super) fn grouped(&self) -> String {
        let number = self.draft.allocation.as_ref().map(|a| a.number);
        number.map(CertificateNumber::grouped).unwrap_or_default()
    }

    pub(super) fn grade(&self) -> String {
        written(&self.draft.draft.result.grade)
    }
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    w: Words,
    form_token: String,
    head: BatchHead,
    progress: Progress,
    run: Option<RunState>,
    lines: Vec<Line>,
    refused: Vec<RefusedRow>,
}

impl BatchPage {
    fn stage_words(&self, stage: Stage) -> String {
        self.w.t(&format!("stage-{}", stage.name()))
    }

    fn stages(&self) -> Vec<(String, usize)> {
        Stage::ALL[1..]
            .iter()
            .map(|s| (self.stage_words(*s), self.progress.at(*s)))
            .collect()
    }

    fn waiting(&self) -> bool {
        let running = matches!(self.run, Some(RunState::Running { .. }));
        running && self.progress.waiting.is_some()
    }

    fn is_running(&self) -> bool {
        matches!(self.run, Some(RunState::Running { .. }))
    }

    fn stopped(&self) -> Option<&str> {
        match &self.run {
            Some(RunState::Stopped { why }) => Some(why),
            _ => None,
        }
    }

    fn can_resume(&self) -> bool {
        self.head.confirmed_at.is_some() && self.head.finished_at.is_none() && !self.is_running()
    }
}

pub(super) async fn batch(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    staff: Staff,
    Path(batch): Path<String>,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let id = read_batch(&batch)?;
    let run = web.app.runs().state(id);
    let app = web.app.clone();
    let read = move || {
        let store = app.store();
        let mut lines = Vec::new();
        for (_, draft, _) in store.stages(id)? {
            let draft = store.draft(draft)?.map(DraftRecord::without_documents);
            lines.extend(draft.map(|draft| Line { draft }));
        }
        let recorded = batch::progress(id, store)?;
        Ok((store.batch(id)?, recorded, lines, store.refused(id)?))
    };
    let (head, recorded, lines, refused) = super::aside(read).await?;
    let progress = match &run {
        Some(RunState::Running {
            progress: Some(progress),
        }) => progress.clone(),
        _ => recorded,
    };
    let body = BatchPage {
        w: Words(language),
        form_token: staff.form_token,
        head,
        progress,
        run,
        lines,
        refused,
    };
    let shell = page(&body.w, "batch-title", &uri, &body)?;
    let mut response = private(shell);
    if body.is_running() {
        let refresh = axum::http::HeaderValue::from_static(REFRESH);
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

pub(super) async fn confirm(
    State(web): State<Web>,
    staff: Staff,
    Path(batch): Path<String>,
    Form(form): Form<PlainForm>,
) -> Result<Redirect, ApiProblem> {
    staff.check(&form.form_token)?;
    let id = read_batch(&batch)?;
    web.app.issue(id).await.map_err(|e| failure::store(&e))?;
    Ok(Redirect::to(&format!("/batches/{id}")))
}

fn read_batch(text: &str) -> Result<BatchId, ApiProblem> {
    text.parse().map_err(|_| {
        ApiProblem::not_found(
            "batch-unknown",
            "there is no such batch: the first page lists them all",
        )
    })
}

#[derive(Deserialize)]
pub(super) struct FindQuery {
    number: String,
}

pub(super) async fn find(_: Staff, Query(query): Query<FindQuery>) -> Result<Redirect, ApiProblem> {
    let number = path::number(&query.number)?;
    Ok(Redirect::to(&format!("/certificates/{number}")))
}
