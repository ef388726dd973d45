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
mod dictionaries;
mod did;
mod document;
mod hold;
mod key_end;
mod keys;
mod me;
mod offline_bundle;
mod paging;
mod path;
mod problem;
mod programme;
mod programmes;
mod register;
mod release;
mod revocation;
mod status;
mod status_changes;
mod submission;
mod submission_admission;
mod submission_return;
mod submission_take_back;
mod submissions;
mod suspension;
mod trust_list;
mod withdrawal;

use std::sync::Arc;

use axum::Router;
use service::openapi::{About, Described, Document, routes};

use crate::app::Registry;

pub(crate) use self::{
    access::{Lookup, guard},
    certificate::entry,
    programme::programme_of,
};

/// The routers' state.
pub type Shared = Arc<Registry>;

/// What every operation may answer beside its own: what befalls the store.
const EVERYWHERE: &[(u16, &str)] = &[
    (503, "database-away"),
    (503, "stopped"),
    (503, "storage-full"),
];

/// The same of operations that need an API key: what the guard may answer.
const GUARDED: &[(u16, &str)] = &[
    (401, "credential-expired"),
    (401, "credential-revoked"),
    (403, "role-missing"),
    (429, "too-many-requests"),
    (503, "database-away"),
    (503, "stopped"),
    (503, "storage-full"),
];

/// All routes for programs, to be put behind the guard, and the document that describes them.
pub fn routes() -> (Router<Shared>, Document) {
    of_everybody()
        .merge(of_awarding_bodies())
        .merge(of_the_operator())
        .merge(of_key_holders())
        .merge(documents())
        .finish(&About {
            title: "Kualik registry",
            description: "The operator's register of micro-qualifications: awarding bodies, programmes, numbers, status. \
                Problems are written in the language that `Accept-Language` asks for.",
            version: env!("CARGO_PKG_VERSION"),
            credentials: &[
                ("operator", "An API key of the operator, or the admin token of the settings."),
                (
                    "awardingBody",
                    "An API key of an awarding body. The first one is shown when it is accredited.",
                ),
            ],
            tags: &[
                ("awarding bodies", "Who may award micro-qualifications, with which keys."),
                ("programmes", "What may be awarded."),
                ("certificates", "Numbers, registration, status. Nothing about a person."),
                ("rights", "API keys, and who did what with them."),
                ("documents", "What signatures and identifiers lead to."),
            ],
        })
}

fn of_everybody() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(programmes::list))
        .routes(routes!(programme::get))
        .routes(routes!(dictionaries::of_programme))
        .routes(routes!(certificate::get))
        .routes(routes!(awarding_bodies::list))
}

fn of_awarding_bodies() -> Described<Shared> {
    Described::new(GUARDED)
        .routes(routes!(programmes::submit))
        .routes(routes!(submission_take_back::post))
        .routes(routes!(withdrawal::post))
        .routes(routes!(allocations::post))
        .routes(routes!(register::post))
        .routes(routes!(revocation::post))
        .routes(routes!(hold::post))
        .routes(routes!(release::post))
        .routes(routes!(status_changes::post))
}

fn of_the_operator() -> Described<Shared> {
    Described::new(GUARDED)
        .routes(routes!(awarding_bodies::accredit))
        .routes(routes!(accreditation_end::post))
        .routes(routes!(suspension::suspend))
        .routes(routes!(suspension::end))
        .routes(routes!(keys::post))
        .routes(routes!(key_end::post))
        .routes(routes!(api_key::post))
        .routes(routes!(submission_admission::post))
        .routes(routes!(submission_return::post))
}

fn of_key_holders() -> Described<Shared> {
    Described::new(GUARDED)
        .routes(routes!(me::get))
        .routes(routes!(submissions::get))
        .routes(routes!(submission::get))
        .routes(routes!(api_keys::list, api_keys::create))
        .routes(routes!(api_key_end::post))
        .routes(routes!(api_key_rotation::post))
        .routes(routes!(audit::get))
}

fn documents() -> Described<Shared> {
    Described::new(EVERYWHERE)
        .routes(routes!(status::get))
        .routes(routes!(trust_list::get))
        .routes(routes!(offline_bundle::get))
        .routes(routes!(certificate::receipt))
        .routes(routes!(contexts::context))
        .routes(routes!(contexts::review_context))
        .routes(routes!(contexts::schema))
        .routes(routes!(contexts::vocabulary))
        .routes(routes!(contexts::grade_scale))
        .routes(routes!(dictionaries::get))
        .routes(routes!(did::of_operator))
        .routes(routes!(did::of_awarding_body))
}
