//! Log lines that read alone, without persons: requests are logged by their route's template, never by their path,
//! which may hold the unguessable part of a delivery address. Panics and failed starts are log lines, too.

mod lines;

use std::{
    fmt,
    io::{self, IsTerminal as _},
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    response::Response,
};
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use self::lines::ToLines;
use crate::metrics::HttpMetrics;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Whether [`init`] has set log lines to JSON.
static JSON: AtomicBool = AtomicBool::new(false);

/// Lines that are still to be written; dropped, it writes them.
#[must_use = "lines are written several together for as long as it is kept"]
pub struct Lines(Arc<lines::Lines>);

impl Drop for Lines {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Writes log lines to standard error from here on, panics of all threads among them; what is written is set by
/// `RUST_LOG`, by default `info`. Warnings and errors are written at once, other lines within a twentieth of a second by a
/// thread of its own, several together; a program that is killed loses the last of those. A second call changes nothing.
pub fn init(format: LogFormat) -> Lines {
    let lines = lines::Lines::start(io::stderr());
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let to = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(ToLines(Arc::clone(&lines)));
    let done = match format {
        LogFormat::Text => to.try_init(),
        LogFormat::Json => to.json().flatten_event(true).try_init(),
    };
    if done.is_err() {
        tracing::debug!("logging was set up already");
    } else {
        JSON.store(format == LogFormat::Json, Ordering::Relaxed);
        panic::set_hook(Box::new(log_panic));
    }
    Lines(lines)
}

/// Says in a log line why the program ends, where log lines are JSON. False: it was not said, and is to be said to
/// people.
pub fn log_end(program: &str, error: &dyn fmt::Display) -> bool {
    let logs = JSON.load(Ordering::Relaxed) && tracing::enabled!(tracing::Level::ERROR);
    if logs {
        tracing::error!(program, %error, "the program ends");
    }
    logs
}

fn log_panic(panic: &panic::PanicHookInfo<'_>) {
    let words = panic.payload_as_str().unwrap_or("(no words)");
    let place = panic.location().map(ToString::to_string);
    let thread = std::thread::current();
    tracing::error!(
        panic = words,
        place = place.unwrap_or_default(),
        thread = thread.name().unwrap_or_default(),
        "the program panicked"
    );
}

/// A request, until it is answered: then one line and one count tell its method, route, status and duration.
#[derive(Debug)]
pub(crate) struct Asked {
    method: Method,
    route: Option<MatchedPath>,
    at: Instant,
}

impl Asked {
    /// The time runs from here.
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            at: Instant::now(),
        }
    }

    /// Counts it, and writes the line.
    pub(crate) fn answered(self, metrics: &HttpMetrics, response: &Response) {
        let Self { method, route, at } = self;
        let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
        let took = at.elapsed();
        metrics.count(&method, route, response.status(), took);
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if route == "/healthz" || route == "/readyz" {
            tracing::debug!(%method, route, status, milliseconds, "request");
        } else {
            tracing::info!(%method, route, status, milliseconds, "request");
        }
    }
}
