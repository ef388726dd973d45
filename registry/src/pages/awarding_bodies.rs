//! `GET /awarding-bodies`: who may award, when, with which keys.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use schemas::award::AwardingBody;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{page, words::Words};
use crate::api::Shared;

#[derive(Template)]
#[template(path = "awarding_bodies.html")]
struct Page {
    t: Words,
    bodies: Vec<AwardingBody>,
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let t = Words(language);
    let (_, bodies) = registry.store.bodies().await?;
    let title = t.own("bodies-title");
    page(
        (&uri, language),
        StatusCode::OK,
        &title,
        &Page { t, bodies },
    )
}
