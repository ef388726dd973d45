//! `GET /programmes/{code}`: a programme in full, as a page or as JSON; and the addresses of its parts.

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use schemas::programme::{Integration, RegisteredProgramme};
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{page, prefers_json, words::Words};
use crate::api::{Shared, programme_of};

#[derive(Template)]
#[template(path = "programme.html")]
struct Page {
    t: Words,
    registered: RegisteredProgramme,
    body: String,
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let registered = programme_of(&registry, &code).await?;
    let mut response = if prefers_json(&headers) {
        Json(registered).into_response()
    } else {
        let t = Words(language);
        let title = registered.programme.name.get(language).to_owned();
        let body = registry.store.body(&registered.awarding_body).await?;
        let body = t.name_of(body.as_slice(), &registered.awarding_body);
        let content = Page {
            t,
            registered,
            body,
        };
        page((&uri, language), StatusCode::OK, &title, &content)?
    };
    vary_by_accept(&mut response);
    Ok(response)
}

/// `GET /programmes/{code}/{kind}/{part}`, the `id` of a course, an outcome, a competency in certificates: leads to
/// its place on the programme's page.
pub(super) async fn part(
    State(registry): State<Shared>,
    Path((code, kind, part)): Path<(String, String, String)>,
) -> Result<Redirect, ApiProblem> {
    let programme = programme_of(&registry, &code).await?.programme;
    let is = |known: &str| known == part;
    let anchor = match kind.as_str() {
        "modules" if programme.modules.iter().any(|m| is(m.code.as_str())) => {
            format!("modules-{part}")
        }
        "competencies" if programme.competencies.iter().any(|c| is(c.code.as_str())) => {
            format!("competencies-{part}")
        }
        "outcomes" if programme.outcomes.iter().any(|o| is(o.code.as_str())) => {
            format!("outcomes-{part}")
        }
        "results" => "results".to_owned(),
        _ => {
            let detail = "the programme has no such part";
            return Err(ApiProblem::not_found("no-such-part", detail));
        }
    };
    Ok(Redirect::to(&format!(
        "/programmes/{}#{anchor}",
        programme.code
    )))
}

pub(super) fn vary_by_accept(response: &mut Response) {
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}
