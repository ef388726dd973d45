//! Everything around a server's routes, put together once in the right order.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;

use crate::{
    language,
    limits::{Gate, RequestLimits},
    metrics::HttpMetrics,
    page,
    problem::{self, ApiProblem, Rendering},
    telemetry::Asked,
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
    /// Whether pages of every origin may read what is answered to those who show no credential.
    pub public: bool,
}

/// `routes` with the stylesheet and icon, answers to unknown addresses and methods, limits, the language cookie,
/// problems in the request's language, security headers, a log line and a count per request, and 500 in place of a panic.
pub fn surround(routes: Router, surroundings: Surroundings) -> Router {
    let around = Around {
        name: surroundings.service_name,
        gate: Gate::new(surroundings.limits),
        metrics: surroundings.metrics,
        public: surroundings.public,
    };
    routes
        .merge(page::assets())
        .fallback(problem::no_such_page)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(middleware::from_fn_with_state(Arc::new(around), around_all))
}

struct Around {
    name: String,
    gate: Gate,
    metrics: HttpMetrics,
    public: bool,
}

impl Around {
    /// Whether pages of every origin may read the answer.
    fn opens(&self, request: &Request) -> bool {
        self.public
            && matches!(*request.method(), Method::GET | Method::HEAD)
            && !request.headers().contains_key(header::AUTHORIZATION)
    }
}

/// Middleware. One layer for everything, because each layer copies the routes behind it for every request.
async fn around_all(State(around): State<Arc<Around>>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let rendering = Rendering::of(&request);
    let language = language::asked_for(request.uri());
    let open = around.opens(&request);
    let operation = |request| async {
        let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        answered.unwrap_or_else(after_panic)
    };
    let mut response = around.gate.enforce(request, operation).await;
    if let Some(language) = language {
        language::remember(language, &mut response);
    }
    let mut response = rendering.render(&around.name, response).await;
    page::secure(&mut response);
    if open {
        let everyone = HeaderValue::from_static("*");
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everyone);
    }
    asked.answered(&around.metrics, &response);
    response
}

/// The panic itself is a log line already ([`crate::telemetry::init`]).
fn after_panic(_: Box<dyn Any + Send>) -> Response {
    ApiProblem::failure().into_response()
}
