//! `GET /certificates/{number}`: what the register says of a number, as a page or as JSON. Never a person.

use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use schemas::{
    api::registry::RegisterEntry,
    language::Language,
    number::{CertificateNumber, InvalidNumber},
    status::CertificateStatus,
};
use serde::Deserialize;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{form, page, prefers_json, programme::vary_by_accept, words::Words};
use crate::{
    api::{Lookup, Shared, entry},
    app::Registry,
    texts,
};

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    number: String,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct Certificate {
    t: Words,
    entry: RegisterEntry,
    class: &'static str,
    status: String,
    programme: String,
    body: String,
}

#[derive(Template)]
#[template(path = "lookup.html")]
struct NotFound<'a> {
    title: &'a str,
    words: &'a str,
    form: String,
}

/// `GET /certificates?number=…`, where the form leads: on to the number's own page, or what is wrong with it.
pub(super) async fn look_up(
    RequestLanguage(language): RequestLanguage,
    Query(Typed { number }): Query<Typed>,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    match number.parse::<CertificateNumber>() {
        Ok(number) => Ok(Redirect::to(&format!("/certificates/{number}")).into_response()),
        Err(error) => malformed((&uri, language), &number, &error),
    }
}

pub(super) async fn get(
    State(registry): State<Shared>,
    RequestLanguage(language): RequestLanguage,
    _: Lookup,
    Path(typed): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let mut response = if prefers_json(&headers) {
        Json(entry(&registry, &typed).await?).into_response()
    } else {
        match typed.parse::<CertificateNumber>() {
            Err(error) => malformed((&uri, language), &typed, &error)?,
            Ok(number) => match registry.store.numbered(number).await? {
                None => unknown((&uri, language), number)?,
                Some(numbered) => known(&registry, (&uri, language), numbered.entry).await?,
            },
        }
    };
    vary_by_accept(&mut response);
    Ok(response)
}

async fn known(
    registry: &Registry,
    request: (&Uri, Language),
    entry: RegisterEntry,
) -> Result<Response, ApiProblem> {
    let t = Words(request.1);
    let programme = registry.store.programme(&entry.programme).await?;
    let programme = programme.map_or_else(
        || entry.programme.to_string(),
        |p| p.programme.name.get(request.1).to_owned(),
    );
    let body = registry.store.body(&entry.awarding_body).await?;
    let (state, class) = match entry.status {
        CertificateStatus::Allocated => ("allocated", "unknown"),
        CertificateStatus::Active => ("active", "passed"),
        CertificateStatus::Revoked { .. } => ("revoked", "failed"),
    };
    let title = format!("{} {}", t.own("certificate-title"), entry.number.grouped());
    let content = Certificate {
        t,
        class,
        status: t.shared(&format!("status-{state}")),
        programme,
        body: t.name_of(body.as_slice(), &entry.awarding_body),
        entry,
    };
    page(request, StatusCode::OK, &title, &content)
}

fn unknown(request: (&Uri, Language), number: CertificateNumber) -> Result<Response, ApiProblem> {
    let title = texts::words(request.1, "lookup-unknown-title");
    let grouped = number.grouped();
    let words = texts::words_with(request.1, "lookup-unknown", &[("number", &grouped)]);
    let content = NotFound {
        title: &title,
        words: &words,
        form: form(request.1, &grouped, "")?,
    };
    page(request, StatusCode::NOT_FOUND, &title, &content)
}

fn malformed(
    request: (&Uri, Language),
    typed: &str,
    error: &InvalidNumber,
) -> Result<Response, ApiProblem> {
    let (id, found) = match error {
        InvalidNumber::Length { found } => ("number-length", found.to_string()),
        InvalidNumber::Character { found } => ("number-character", found.to_string()),
        InvalidNumber::CheckDigits => ("number-check-digits", String::new()),
    };
    let words = texts::words_with(request.1, id, &[("found", &found)]);
    let typed: String = typed.chars().take(40).collect();
    let title = texts::words(request.1, "lookup-malformed-title");
    let content = NotFound {
        title: &title,
        words: "",
        form: form(request.1, &typed, &words)?,
    };
    page(request, StatusCode::BAD_REQUEST, &title, &content)
}
