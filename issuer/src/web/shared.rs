//! The address at which others see a certificate: the person opens it and closes it on the page of the certificate. Whoever
//! knows the person's own address may do so; nobody else finds that.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use rand::Rng as _;
use service::{
    language::RequestLanguage,
    problem::{ApiProblem, prefers_page},
};

use super::{
    Web, failure,
    person::{Seen, ShowQuery, as_page, for_nobody_else},
};
use crate::{
    deliver,
    store::{DeliveryId, ShareId},
};

/// The certificate as others see it: as a page, or the signed credential alone, as other people's verifiers take it.
pub(super) async fn show(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let id: ShareId = id.parse().map_err(|_| failure::no_delivery())?;
    let draft = web.app.store().by_share(&id);
    let draft = draft
        .map_err(|e| failure::store(&e))?
        .ok_or_else(failure::no_delivery)?;
    let delivery = deliver::delivery(&draft)
        .map_err(|e| failure::deliver(&e))?
        .ok_or_else(failure::no_delivery)?;
    let download = query.format.as_deref() == Some("json");
    if !download && prefers_page(&headers) {
        let page = as_page(&web, language, &draft, &delivery, &uri, Seen::ByOthers)?;
        return Ok(for_nobody_else(page));
    }
    let credential = delivery.verifiable_credential.to_string();
    let media_type = [(header::CONTENT_TYPE, "application/vc")];
    let mut response = (media_type, credential).into_response();
    if download {
        let name = HeaderValue::from_static("attachment; filename=\"certificate.json\"");
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(for_nobody_else(response))
}

/// Opens the address for others.
pub(super) async fn share(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Redirect, ApiProblem> {
    let id: DeliveryId = id.parse().map_err(|_| failure::no_delivery())?;
    let mut bytes = [0; 16];
    web.app.works().rng.clone().fill_bytes(&mut bytes);
    let opened = web
        .app
        .store()
        .share(id.clone(), ShareId::from_random(bytes));
    let opened = opened.await.map_err(|e| failure::store(&e))?;
    opened.ok_or_else(failure::no_delivery)?;
    Ok(back(&id))
}

/// Closes it. Whoever opens it from then on finds nothing.
pub(super) async fn unshare(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Redirect, ApiProblem> {
    let id: DeliveryId = id.parse().map_err(|_| failure::no_delivery())?;
    let closed = web.app.store().unshare(id.clone());
    closed.await.map_err(|e| failure::store(&e))?;
    Ok(back(&id))
}

fn back(id: &DeliveryId) -> Redirect {
    Redirect::to(&format!("/c/{}", id.as_str()))
}
