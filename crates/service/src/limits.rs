//! What one request may take: bytes, time, and a share of the server.

use std::time::Duration;

use axum::{
    extract::{DefaultBodyLimit, Request},
    http::header,
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

/// Where requests are held against [`RequestLimits`].
#[derive(Debug)]
pub(crate) struct Gate {
    limits: RequestLimits,
    places: Semaphore,
}

impl Gate {
    /// Opens a gate with all its places free.
    pub(crate) fn new(limits: RequestLimits) -> Self {
        Self {
            limits,
            places: Semaphore::new(limits.concurrency),
        }
    }

    /// Refuses a body that announces to be too large, a request beyond the concurrency limit, and gives up on one that takes
    /// `operation` too long. A body that does not announce its size is cut off where it is read.
    pub(crate) async fn enforce<F: Future<Output = Response>>(
        &self,
        mut request: Request,
        operation: impl FnOnce(Request) -> F,
    ) -> Response {
        let announced = request.headers().get(header::CONTENT_LENGTH);
        let announced: Option<usize> = announced.and_then(|v| v.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length| length > self.limits.body) {
            return too_large().into_response();
        }
        let Ok(_place) = self.places.try_acquire() else {
            return ApiProblem::unavailable(
                "busy",
                "more requests are at work than the server takes: send the same request again shortly",
            )
            .into_response();
        };
        DefaultBodyLimit::max(self.limits.body).apply(&mut request);
        match tokio::time::timeout(self.limits.time, operation(request)).await {
            Ok(response) => response,
            Err(_) => ApiProblem::unavailable(
                "timeout",
                "the request took too long and may or may not have been carried out: send the same one again",
            )
            .into_response(),
        }
    }
}
