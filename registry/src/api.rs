//! The HTTP interface for programs. One endpoint, one file; the types are those of `schemas::api::registry`.

mod access;
mod accreditation_end;
mod allocations;
mod api_key;
mod api_key_end;
mod api_key_rotation;
mod api_keys;
mod audit;
mod awarding_bodies;
mod certificate;
mod contexts;
mod did;
mod document;
mod key_end;
mod keys;
mod me;
mod problem;
mod programme;
mod programmes;
mod register;
mod revocation;
mod status;
mod trust_list;
mod withdrawal;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, header},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};

use crate::app::Registry;

pub(crate) use self::{access::Lookup, certificate::entry, programme::programme_of};

/// The routers' state.
pub type Shared = Arc<Registry>;

/// All routes for programs, behind the guard that carries out [`crate::rights`].
pub fn routes(registry: &Shared) -> Router<Shared> {
    let guard = middleware::from_fn_with_state(registry.clone(), access::guard);
    Router::new()
        .merge(of_everybody())
        .merge(of_awarding_bodies())
        .merge(of_the_operator())
        .merge(of_key_holders())
        .merge(documents())
        .route_layer(guard)
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

fn of_key_holders() -> Router<Shared> {
    Router::new()
        .route("/api/v1/me", get(me::get))
        .route("/api/v1/api-keys", get(api_keys::list))
        .route("/api/v1/api-keys", post(api_keys::create))
        .route("/api/v1/api-keys/{id}/revocation", post(api_key_end::post))
        .route(
            "/api/v1/api-keys/{id}/rotation",
            post(api_key_rotation::post),
        )
        .route("/api/v1/audit", get(audit::get))
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
