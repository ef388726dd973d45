//! What the page needs to judge in the browser: script, style, WebAssembly, the service worker that keeps them for times
//! without network, and the register's offline bundle.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use schemas::api::registry::offline::MEDIA_TYPE;
use service::{
    document::{IMMUTABLE, Packed, Sending, respond},
    problem::ApiProblem,
};

use crate::{app::App, bundle::Kept};

/// The page may run our script and our WebAssembly, and ask this server alone.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Files that are the same until the next release: their paths, media types, whether they are compressed by Brotli, and what
/// they hold.
const ASSETS: [(&str, &str, bool, &[u8]); 7] = [
    (
        "/assets/verifier.css",
        "text/css; charset=utf-8",
        false,
        include_bytes!("../../assets/verifier.css"),
    ),
    (
        "/assets/page.js",
        SCRIPT,
        false,
        include_bytes!("../../assets/page.js"),
    ),
    (
        "/assets/judge.js",
        SCRIPT,
        false,
        include_bytes!("../../assets/judge.js"),
    ),
    (
        "/assets/scan.js",
        SCRIPT,
        false,
        include_bytes!("../../assets/scan.js"),
    ),
    (
        "/assets/verify.wasm",
        "application/wasm",
        true,
        include_bytes!(concat!(env!("OUT_DIR"), "/verify.wasm.br")),
    ),
    (
        "/assets/scan.wasm",
        "application/wasm",
        true,
        include_bytes!(concat!(env!("OUT_DIR"), "/scan.wasm.br")),
    ),
    (
        "/manifest.webmanifest",
        "application/manifest+json",
        false,
        include_bytes!("../../assets/manifest.webmanifest"),
    ),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The routes.
pub fn routes() -> Router<App> {
    let mut routes = Router::new()
        .route("/service-worker.js", get(service_worker))
        .route("/offline-bundle", get(offline_bundle))
        .route("/offline-bundle/parts/{digest}", get(part));
    for (path, media_type, compressed, content) in ASSETS {
        let sending = Sending {
            media_type,
            caching: ASK_FIRST,
            vary: "accept-encoding",
            encoding: compressed.then_some("br"),
        };
        let send = async move |asked: HeaderMap| respond(&asked, content, VERSION, sending);
        routes = routes.route(path, get(send));
    }
    routes
}

/// Copies are kept, and asked about before they are used.
const ASK_FIRST: &str = "no-cache";
/// The entity tag of every file: they change together.
const VERSION: &str = concat!("\"", env!("ASSETS_VERSION"), "\"");

/// The service worker. Its text names the version of all it keeps, so that browsers notice a new one.
async fn service_worker() -> Response {
    let text = include_str!("../../assets/service-worker.js");
    let text = text.replacen("{version}", env!("ASSETS_VERSION"), 1);
    let headers = [
        (header::CONTENT_TYPE, SCRIPT),
        (header::CACHE_CONTROL, ASK_FIRST),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; connect-src 'self'",
        ),
    ];
    (headers, text).into_response()
}

/// The register's offline bundle, or the head of a large one.
async fn offline_bundle(State(app): State<App>, asked: HeaderMap) -> Result<Response, ApiProblem> {
    let kept = kept(&app).await?;
    Ok(kept.first.respond(&asked, MEDIA_TYPE, ASK_FIRST))
}

async fn kept(app: &App) -> Result<Arc<Kept>, ApiProblem> {
    let kept = app.bundles().get(app.now()).await;
    kept.map_err(|error| ApiProblem::unavailable("offline-bundle-unavailable", error.to_string()))
}

/// A part of a large bundle by its digest.
async fn part(
    State(app): State<App>,
    Path(digest): Path<String>,
    asked: HeaderMap,
) -> Result<Response, ApiProblem> {
    let unknown = || {
        let detail = "the offline bundle has no such part, or has another one by now: fetch the bundle again";
        ApiProblem::not_found("offline-part-unknown", detail)
    };
    let kept = kept(&app).await?;
    let part = kept.part(&digest).ok_or_else(unknown)?;
    Ok(Packed::new(part).respond(&asked, "application/json", IMMUTABLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_judges_in_the_browser_stays_small() {
        let found = ASSETS
            .iter()
            .find(|(path, ..)| *path == "/assets/verify.wasm");
        let length = found.map(|(.., content)| content.len());
        assert!(length.is_some_and(|length| length < 300_000), "{length:?}");
    }
}
