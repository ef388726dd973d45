//! Everything over HTTP: the staff's pages, the same functions as JSON, and what graduates fetch.

mod api;
mod certificate_page;
mod failure;
mod pages;
mod path;
mod person;
mod session;
mod shared;

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use service::{
    health,
    http::{Surroundings, surround},
    limits::RequestLimits,
    problem::ApiProblem,
};

use self::session::Sessions;
use crate::{app::App, import::Limits, store::StoreError};

/// The largest form of a person who is not logged in yet, in bytes.
const LARGEST_LOGIN: usize = 4 << 10;

/// What every handler gets.
#[derive(Clone)]
struct Web {
    app: App,
    sessions: Sessions,
}

/// All routes of the server.
pub fn router(app: App) -> Router {
    let (asked, metrics) = (app.clone(), app.http_metrics().clone());
    let ready = move || {
        let app = asked.clone();
        async move { app.missing() }
    };
    let web = Web {
        app,
        sessions: Sessions::default(),
    };
    let login = get(pages::login_form).post(pages::login);
    // Anybody may send this form: its body is not to fill the memory.
    let login = login.layer(DefaultBodyLimit::max(LARGEST_LOGIN));
    let routes = Router::new()
        .route("/", get(pages::home))
        .route("/login", login)
        .route("/logout", post(pages::logout))
        .route("/import", post(pages::import))
        .route("/batches/{batch}", get(pages::batch))
        .route("/batches/{batch}/confirm", post(pages::confirm))
        .route("/certificates", get(pages::find))
        .route("/certificates/{number}", get(certificate_page::show))
        .route(
            "/certificates/{number}/correction",
            get(certificate_page::correction),
        )
        .route(
            "/certificates/{number}/revoke",
            post(certificate_page::revoke),
        )
        .route("/certificates/{number}/hold", post(certificate_page::hold))
        .route(
            "/certificates/{number}/release",
            post(certificate_page::release),
        )
        .route("/c/{delivery}", get(person::show))
        .route("/c/{delivery}/share", post(shared::share))
        .route("/c/{delivery}/unshare", post(shared::unshare))
        .route("/C/{share}", get(shared::show))
        .route("/.well-known/did.json", get(did_document))
        .merge(api::routes().0)
        .with_state(web)
        .merge(health::routes(ready));
    let limits = RequestLimits {
        // The form's other fields come on top of the file.
        body: Limits::default().bytes + (64 << 10),
        time: Duration::from_mins(2),
        ..RequestLimits::default()
    };
    surround(
        routes,
        Surroundings {
            service_name: "Kualik".to_owned(),
            limits,
            metrics,
            public: false,
        },
    )
}

/// The OpenAPI document of [`router`], as it is served and committed.
pub fn openapi() -> String {
    api::routes().1.to_json()
}

/// Reads much from the record, away from the threads that answer requests.
async fn aside<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiProblem> {
    let done = tokio::task::spawn_blocking(read).await;
    let done = done.map_err(|e| ApiProblem::internal(&e))?;
    done.map_err(|e| failure::store(&e))
}

async fn did_document(State(web): State<Web>) -> Result<Response, ApiProblem> {
    let document = web.app.did_document().ok_or_else(|| {
        ApiProblem::not_found(
            "no-did-document",
            "this server has no DID of its own: the operator hosts the DID document of the awarding body",
        )
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/did+json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, document.to_string()).into_response())
}
