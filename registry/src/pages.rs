//! The open register for people. The pages call the same functions as the interface for programs.

mod awarding_bodies;
mod certificate;
mod programme;
mod programmes;
mod start;
mod words;

use askama::Template;
use axum::{
    Router,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use schemas::language::Language;
use service::{
    page::{Section, Shell},
    problem::ApiProblem,
};

use self::words::Words;
use crate::api::Shared;

/// All pages.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(start::get))
        .route("/programmes", get(programmes::get))
        .route("/programmes/{code}", get(programme::get))
        .route("/programmes/{code}/{kind}/{part}", get(programme::part))
        .route("/awarding-bodies", get(awarding_bodies::get))
        .route("/certificates", get(certificate::look_up))
        .route("/certificates/{number}", get(certificate::get))
}

/// Whether the client asks for JSON before a page.
fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    accept.is_some_and(
        |accept| match (accept.find("json"), accept.find("text/html")) {
            (Some(json), Some(html)) => json < html,
            (json, _) => json.is_some(),
        },
    )
}

/// The form with which a number is looked up.
#[derive(Template)]
#[template(path = "form.html")]
struct Form<'a> {
    t: Words,
    typed: &'a str,
    error: &'a str,
}

fn form(language: Language, typed: &str, error: &str) -> Result<String, ApiProblem> {
    let t = Words(language);
    render(&Form { t, typed, error })
}

fn render(template: &impl Template) -> Result<String, ApiProblem> {
    template.render().map_err(|e| ApiProblem::internal(&e))
}

/// The main pages.
fn sections(t: Words) -> Vec<Section> {
    let section = |href, id| Section {
        href,
        name: t.own(id),
    };
    vec![
        section("/", "section-lookup"),
        section("/programmes", "programmes-title"),
        section("/awarding-bodies", "bodies-title"),
    ]
}

/// A page of the register around `content`.
fn page(
    (uri, language): (&Uri, Language),
    status: StatusCode,
    title: &str,
    content: &impl Template,
) -> Result<Response, ApiProblem> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let shell = Shell {
        title: title.to_owned(),
        language,
        path_for_language_switch: path.to_owned(),
        body_html: render(content)?,
        service_name: Words(language).own("service-name"),
        sections: sections(Words(language)),
    };
    Ok((status, shell).into_response())
}
