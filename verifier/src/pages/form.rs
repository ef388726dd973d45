//! `GET /`: the form.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use schemas::{did::DidUrl, language::Language};
use service::{language::RequestLanguage, page::Shell};

use crate::{
    api::refusal::Refusal,
    app::{App, NAME},
    pages::browser,
    texts::say,
};

#[derive(Template)]
#[template(path = "form.html")]
struct Form<'a> {
    language: Language,
    problem: Option<String>,
    registry: &'a str,
    /// The operator's keys, parted by spaces.
    operator_keys: String,
}

impl Form<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }
}

/// The empty form.
pub async fn show(State(app): State<App>, RequestLanguage(language): RequestLanguage) -> Response {
    page(&app, language, None).into_response()
}

/// The form again, with what was wrong above it.
pub fn again(app: &App, language: Language, refusal: &Refusal) -> Response {
    let status: StatusCode = refusal.status();
    (status, page(app, language, Some(refusal.words(language)))).into_response()
}

fn page(app: &App, language: Language, problem: Option<String>) -> impl IntoResponse {
    let keys = app.judge().trust().operator_keys.iter();
    let operator_keys: Vec<_> = keys.map(DidUrl::as_str).collect();
    let form = Form {
        language,
        problem,
        registry: app.registry().as_str(),
        operator_keys: operator_keys.join(" "),
    };
    let shell = Shell {
        title: form.say("title"),
        language,
        path_for_language_switch: "/V".to_owned(),
        // Never fails: writing to a string does not, and the template calls nothing else that could.
        body_html: form.render().unwrap_or_default(),
        service_name: NAME.to_owned(),
        sections: Vec::new(),
    };
    ([(header::CONTENT_SECURITY_POLICY, browser::POLICY)], shell)
}
