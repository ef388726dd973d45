//! `GET /`: what this is, the look-up form, figures.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{form, page, words::Words};
use crate::api::Shared;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    t: Words,
    form: String,
    bodies: usize,
    programmes: usize,
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let t = Words(language);
    let now = registry.now();
    let (_, bodies) = registry.store.bodies().await?;
    let standings = registry.store.standings().await?;
    let content = Start {
        t,
        form: form(language, "", "")?,
        bodies: bodies.iter().filter(|body| body.accredited(now)).count(),
        programmes: standings.iter().filter(|one| one.admitted(now)).count(),
    };
    let title = t.own("start-title");
    page((&uri, language), StatusCode::OK, &title, &content)
}
