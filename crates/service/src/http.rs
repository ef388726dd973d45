//! Everything around a server's routes, put together once in the right order.

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware, response::IntoResponse};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    language,
    limits::{self, Gate, RequestLimits},
    page,
    problem::{self, ApiProblem, ServiceName},
    telemetry,
};

/// What differs between servers.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The service's name on pages.
    pub service_name: String,
    /// The limits of a request.
    pub limits: RequestLimits,
}

/// `routes` with the stylesheet and icon, answers to unknown addresses and methods, limits, the language cookie,
/// problems in the request's language, security headers, a log line per request, and 500 in place of a panic.
pub fn surround(routes: Router, surroundings: Surroundings) -> Router {
    let name = ServiceName(Arc::from(surroundings.service_name));
    let gate = Gate::new(surroundings.limits);
    routes
        .merge(page::assets())
        .fallback(problem::no_such_page)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(DefaultBodyLimit::max(surroundings.limits.body))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(middleware::from_fn_with_state(gate, limits::enforce))
        .layer(middleware::from_fn(language::remember))
        .layer(middleware::from_fn_with_state(name, problem::render))
        .layer(middleware::from_fn(page::security_headers))
        .layer(middleware::from_fn(telemetry::log_request))
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the signature that the layer calls"
)]
fn after_panic(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = words.unwrap_or("(no words)"), "a handler panicked");
    ApiProblem::failure().into_response()
}
