//! The address at which others see a certificate: the person opens it and closes it on the page of the certificate. Whoever
//! knows the person's own address may do so; nobody else finds that.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, Uri},
    response::{Redirect, Response},
};
use rand::Rng as _;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{
    Web, failure,
    person::{Seen, ShowQuery, shown},
};
use crate::store::{DeliveryId, ShareId};

/// The certificate as others see it.
pub(super) async fn show(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let id: ShareId = id.parse().map_err(|_| failure::no_delivery())?;
    shown(&web, language, Seen::ByOthers(&id), &query, &headers, &uri)
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
