//! What one request may take: bytes, time, and a share of the server.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

use crate::{json::too_large, problem::ApiProblem};

/// The limits of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// The largest body, in bytes.
    pub body: usize,
    /// The longest time until the answer begins.
    pub time: Duration,
    /// The most requests at work at the same time; further ones are answered with 503.
    pub concurrency: usize,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            body: 4 << 20,
            time: Duration::from_secs(30),
            concurrency: 1024,
        }
    }
}

/// [`RequestLimits`] as middleware state.
#[derive(Clone, Debug)]
pub struct Gate {
    limits: RequestLimits,
    places: Arc<Semaphore>,
}

impl Gate {
    /// Opens a gate with all its places free.
    pub fn new(limits: RequestLimits) -> Self {
        Self {
            limits,
            places: Arc::new(Semaphore::new(limits.concurrency)),
        }
    }
}

/// Middleware: refuses a body that announces to be too large, a request beyond the concurrency limit, and gives up
/// on one that takes too long. A body that does not announce its size is cut off where it is read.
pub async fn enforce(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced: Option<usize> = announced.and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > gate.limits.body) {
        return too_large().into_response();
    }
    let Ok(_place) = gate.places.try_acquire() else {
        return ApiProblem::unavailable(
            "busy",
            "more requests are at work than the server takes: send the same request again shortly",
        )
        .into_response();
    };
    match tokio::time::timeout(gate.limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiProblem::unavailable(
            "timeout",
            "the request took too long and may or may not have been carried out: send the same one again",
        )
        .into_response(),
    }
}
