//! `GET /programmes`: all programmes.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use schemas::{award::AwardingBody, programme::RegisteredProgramme};
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{page, words::Words};
use crate::api::Shared;

#[derive(Template)]
#[template(path = "programmes.html")]
struct Programmes {
    t: Words,
    registered: Vec<RegisteredProgramme>,
    bodies: Vec<AwardingBody>,
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let t = Words(language);
    let content = Programmes {
        t,
        registered: registry.store.programmes().await?,
        bodies: registry.store.bodies().await?.1,
    };
    let title = t.own("programmes-title");
    page((&uri, language), StatusCode::OK, &title, &content)
}
