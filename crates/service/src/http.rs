//! Everything around a server's routes, put together once in the right order.

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware, response::IntoResponse};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    language,
    limits::{self, Gate, RequestLimits},
    metrics::HttpMetrics,
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
    /// What counts the requests.
    pub metrics: HttpMetrics,
}

/// `routes` with the stylesheet and icon, answers to unknown addresses and methods, limits, the language cookie,
/// problems in the request's language, security headers, a log line and a count per request, and 500 in place of a panic.
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
        .layer(middleware::from_fn_with_state(
            surroundings.metrics,
            telemetry::log_request,
        ))
}

/// The panic itself is a log line already ([`telemetry::init`]).
#[allow(
    clippy::needless_pass_by_value,
    reason = "the signature that the layer calls"
)]
fn after_panic(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    ApiProblem::failure().into_response()
}
