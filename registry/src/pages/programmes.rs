//! `GET /programmes`: programmes by their codes, a page of them at a time.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use schemas::{
    api::registry::ProgrammePage, award::AwardingBody, identifier::ProgrammeCode,
    programme::RegisteredProgramme,
};
use serde::Deserialize;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{page, words::Words};
use crate::{
    api::Shared,
    programme::{self, Which},
};

/// The most programmes on a page.
const PAGE: usize = 50;

/// What stands behind the question mark.
#[derive(Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "programmes.html")]
struct Programmes {
    t: Words,
    registered: Vec<RegisteredProgramme>,
    bodies: Vec<AwardingBody>,
    is_first: bool,
    next: Option<ProgrammeCode>,
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    Query(asked): Query<Asked>,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let t = Words(language);
    // What is no code comes after nothing.
    let after: Option<ProgrammeCode> = asked.after.and_then(|after| after.parse().ok());
    let is_first = after.is_none();
    let which = Which {
        after,
        limit: PAGE,
        ..Which::all()
    };
    let ProgrammePage { programmes, next } = programme::page(&registry, which).await?;
    let content = Programmes {
        t,
        registered: programmes,
        bodies: registry.store.bodies().await?.1,
        is_first,
        next,
    };
    let title = t.own("programmes-title");
    page((&uri, language), StatusCode::OK, &title, &content)
}
