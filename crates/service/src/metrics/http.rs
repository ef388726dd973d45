//! Requests, counted and timed by method, route template and class of status.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
};

use super::Metrics;

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// What requests are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: &'static str,
}

/// Counts and times requests. Clones count together.
#[derive(Clone, Debug)]
pub struct HttpMetrics {
    requests: Family<Labels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Default for HttpMetrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
        }
    }
}

impl HttpMetrics {
    /// Adds them to a server's metrics.
    pub fn register(&self, metrics: &mut Metrics) {
        metrics.add(
            "http_requests",
            "Requests answered, by method, route template and class of status",
            &self.requests,
        );
        metrics.add(
            "http_request_duration_seconds",
            "Seconds from a request's headers to the headers of its answer",
            &self.durations,
        );
    }

    /// Counts one answer. `route` is the template that matched, never the path.
    pub(crate) fn count(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let labels = Labels {
            method: known(method),
            route: route.to_owned(),
            status: class(status),
        };
        self.requests.get_or_create(&labels).inc();
        let seconds = took.as_secs_f64();
        self.durations.get_or_create(&labels).observe(seconds);
    }
}

/// A client can invent methods: those that no server here knows are counted together.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
