//! The HTTP interface for programs. One endpoint, one file; the types are those of `schemas::api::registry`.

mod access;
mod accreditation_end;
mod allocations;
mod api_key;
mod awarding_bodies;
mod certificate;
mod contexts;
mod did;
mod document;
mod hold;
mod key_end;
mod keys;
mod me;
mod problem;
mod programme;
mod programmes;
mod register;
mod release;
mod revocation;
mod status;
mod status_changes;
mod trust_list;
mod withdrawal;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
    routing::{get, post},
};

use crate::app::Registry;

pub(crate) use self::{access::Lookup, certificate::entry, programme::programme_of};

/// The routers' state.
pub type Shared = Arc<Registry>;

/// All routes for programs.
pub fn routes() -> Router<Shared> {
    Router::new()
        .merge(of_everybody())
        .merge(of_awarding_bodies())
        .merge(of_the_operator())
        .merge(documents())
}

fn of_everybody() -> Router<Shared> {
    Router::new()
        .route("/api/v1/programmes", get(programmes::list))
        .route("/api/v1/programmes/{code}", get(programme::get))
        .route("/api/v1/certificates/{number}", get(certificate::get))
        .route("/api/v1/awarding-bodies", get(awarding_bodies::list))
}

fn of_awarding_bodies() -> Router<Shared> {
    Router::new()
        .route("/api/v1/me", get(me::get))
        .route("/api/v1/programmes", post(programmes::submit))
        .route(
            "/api/v1/programmes/{code}/withdrawal",
            post(withdrawal::post),
        )
        .route("/api/v1/allocations", post(allocations::post))
        .route("/api/v1/register", post(register::post))
        .route(
            "/api/v1/certificates/{number}/revocation",
            post(revocation::post),
        )
        .route("/api/v1/certificates/{number}/hold", post(hold::post))
        .route("/api/v1/certificates/{number}/release", post(release::post))
        .route("/api/v1/status-changes", post(status_changes::post))
}

fn of_the_operator() -> Router<Shared> {
    Router::new()
        .route("/api/v1/awarding-bodies", post(awarding_bodies::accredit))
        .route(
            "/api/v1/awarding-bodies/{code}/end",
            post(accreditation_end::post),
        )
        .route("/api/v1/awarding-bodies/{code}/keys", post(keys::post))
        .route(
            "/api/v1/awarding-bodies/{code}/keys/end",
            post(key_end::post),
        )
        .route(
            "/api/v1/awarding-bodies/{code}/api-key",
            post(api_key::post),
        )
}

fn documents() -> Router<Shared> {
    Router::new()
        .route("/status/{list}", get(status::get))
        .route("/trust-list", get(trust_list::get))
        .route("/certificates/{number}/receipt", get(certificate::receipt))
        .route("/contexts/mc/v1.jsonld", get(contexts::context))
        .route("/schemas/mc/v1.json", get(contexts::schema))
        .route("/vocab/mc", get(contexts::vocabulary))
        .route("/grade-scales/{name}", get(contexts::grade_scale))
        .route("/.well-known/did.json", get(did::of_operator))
        .route("/hei/{code}/did.json", get(did::of_awarding_body))
}

/// Middleware: pages of every origin may read what everybody may read.
pub async fn open_to_all_origins(request: Request, next: Next) -> Response {
    let public = matches!(*request.method(), Method::GET | Method::HEAD)
        && !request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    if public {
        response.headers_mut().insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
    }
    response
}
