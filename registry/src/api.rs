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
};
use service::openapi::{About, Described, Document, routes};

use crate::app::Registry;

pub(crate) use self::{access::Lookup, certificate::entry, programme::programme_of};

/// The routers' state.
pub type Shared = Arc<Registry>;

/// What every operation may answer beside its own: what befalls the store.
const EVERYWHERE: &[(u16, &str)] = &[
    (503, "database-away"),
    (503, "stopped"),
    (503, "storage-full"),
];

/// All routes for programs, and the document that describes them.
pub fn routes() -> (Router<Shared>, Document) {
    of_everybody()
        .merge(of_awarding_bodies())
        .merge(of_the_operator())
        .merge(documents())
        .finish(&About {
            title: "Kualik registry",
            description: "The operator's register of micro-qualifications: awarding bodies, programmes, numbers, status. \
                Problems are written in the language that `Accept-Language` asks for.",
            version: env!("CARGO_PKG_VERSION"),
            credentials: &[
                ("operator", "The operator's admin token."),
                (
                    "awardingBody",
                    "The API credential of an awarding body, shown when it is accredited.",
                ),
            ],
            tags: &[
                ("awarding bodies", "Who may award micro-qualifications, with which keys."),
                ("programmes", "What may be awarded."),
                ("certificates", "Numbers, registration, status. Nothing about a person."),
                ("documents", "What signatures and identifiers lead to."),
            ],
        })
}

fn of_everybody() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(programmes::list, programmes::submit))
        .routes(routes!(programme::get))
        .routes(routes!(certificate::get))
        .routes(routes!(awarding_bodies::list, awarding_bodies::accredit))
}

fn of_awarding_bodies() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(me::get))
        .routes(routes!(withdrawal::post))
        .routes(routes!(allocations::post))
        .routes(routes!(register::post))
        .routes(routes!(revocation::post))
        .routes(routes!(hold::post))
        .routes(routes!(release::post))
        .routes(routes!(status_changes::post))
}

fn of_the_operator() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(accreditation_end::post))
        .routes(routes!(keys::post))
        .routes(routes!(key_end::post))
        .routes(routes!(api_key::post))
}

fn documents() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(status::get))
        .routes(routes!(trust_list::get))
        .routes(routes!(certificate::receipt))
        .routes(routes!(contexts::context))
        .routes(routes!(contexts::schema))
        .routes(routes!(contexts::vocabulary))
        .routes(routes!(contexts::grade_scale))
        .routes(routes!(did::of_operator))
        .routes(routes!(did::of_awarding_body))
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
