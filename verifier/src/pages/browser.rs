//! What the page needs to judge in the browser: script, style, WebAssembly, the service worker that keeps them for times
//! without network, and the register's offline bundle.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use service::problem::ApiProblem;

use crate::app::App;

/// The page may run our script and our WebAssembly, and ask this server alone.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A file that is the same until the next release.
struct Asset {
    path: &'static str,
    media_type: &'static str,
    /// `br` where it is compressed.
    encoding: Option<&'static str>,
    content: &'static [u8],
}

const ASSETS: [Asset; 7] = [
    Asset {
        path: "/assets/verifier.css",
        media_type: "text/css; charset=utf-8",
        encoding: None,
        content: include_bytes!("../../assets/verifier.css"),
    },
    Asset {
        path: "/assets/page.js",
        media_type: "text/javascript; charset=utf-8",
        encoding: None,
        content: include_bytes!("../../assets/page.js"),
    },
    Asset {
        path: "/assets/judge.js",
        media_type: "text/javascript; charset=utf-8",
        encoding: None,
        content: include_bytes!("../../assets/judge.js"),
    },
    Asset {
        path: "/assets/scan.js",
        media_type: "text/javascript; charset=utf-8",
        encoding: None,
        content: include_bytes!("../../assets/scan.js"),
    },
    Asset {
        path: "/assets/verify.wasm",
        media_type: "application/wasm",
        encoding: Some("br"),
        content: include_bytes!(concat!(env!("OUT_DIR"), "/verify.wasm.br")),
    },
    Asset {
        path: "/assets/scan.wasm",
        media_type: "application/wasm",
        encoding: Some("br"),
        content: include_bytes!(concat!(env!("OUT_DIR"), "/scan.wasm.br")),
    },
    Asset {
        path: "/manifest.webmanifest",
        media_type: "application/manifest+json",
        encoding: None,
        content: include_bytes!("../../assets/manifest.webmanifest"),
    },
];

/// The routes.
pub fn routes() -> Router<App> {
    let mut routes = Router::new()
        .route("/service-worker.js", get(service_worker))
        .route("/offline-bundle", get(offline_bundle));
    for asset in &ASSETS {
        routes = routes.route(asset.path, get(async || send(asset)));
    }
    routes
}

fn send(asset: &'static Asset) -> Response {
    let mut response = asset.content.into_response();
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, asset.media_type);
    set(header::CACHE_CONTROL, "no-cache");
    set(header::ETAG, concat!("\"", env!("ASSETS_VERSION"), "\""));
    if let Some(encoding) = asset.encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    response
}

/// The service worker. Its text names the version of all it keeps, so that browsers notice a new one.
async fn service_worker() -> Response {
    let text = include_str!("../../assets/service-worker.js");
    let text = text.replacen("{version}", env!("ASSETS_VERSION"), 1);
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; connect-src 'self'",
        ),
    ];
    (headers, text).into_response()
}

/// The register's offline bundle, as it is.
async fn offline_bundle(State(app): State<App>, asked: HeaderMap) -> Response {
    let kept = match app.bundles().get(app.now()).await {
        Ok(kept) => kept,
        Err(error) => {
            let problem = ApiProblem::unavailable("offline-bundle-unavailable", error.to_string());
            return problem.into_response();
        }
    };
    let says = |name, value: &str| {
        let said = asked.get(name).and_then(|said| said.to_str().ok());
        said.is_some_and(|said| said.split(',').any(|item| item.trim().starts_with(value)))
    };
    let mut response = if says(header::IF_NONE_MATCH, &kept.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if says(header::ACCEPT_ENCODING, "gzip") {
        let encoding = [(header::CONTENT_ENCODING, "gzip")];
        (encoding, kept.gzip.clone()).into_response()
    } else {
        kept.plain.clone().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-ndjson"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&kept.etag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
