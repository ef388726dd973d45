//! What a server counts and measures, in [Prometheus' text format], served on a listener of its own.
//!
//! A label's values are a bounded set known to the program: a method, a route's template, a kind of outcome. No
//! path, number, name or address is ever one.
//!
//! [Prometheus' text format]: https://prometheus.io/docs/instrumenting/exposition_formats/

mod http;

use std::{fmt, io, net::SocketAddr, sync::Arc};

use axum::{Router, http::header, response::IntoResponse, routing::get};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _, prometheus_text},
    metrics::gauge::ConstGauge,
    registry::{Metric, Registry},
};
use tokio::net::TcpListener;

pub use self::http::HttpMetrics;
pub use prometheus_client::metrics::{
    counter::Counter, family::Family, gauge::Gauge, histogram::Histogram,
};

/// Before the name of every metric.
const PREFIX: &str = "kualik";

/// One label with one of the values that the program names.
pub type Label = [(&'static str, &'static str); 1];

/// All metrics of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            registry: Registry::with_prefix(PREFIX),
        }
    }
}

impl Metrics {
    /// Adds a metric that the caller keeps a clone of. `name` is without `kualik_` and, for a counter, without
    /// `_total`; `help` is a sentence without its full stop.
    pub fn add<M: Metric + Clone>(&mut self, name: &str, help: &str, metric: &M) {
        self.registry.register(name, help, metric.clone());
    }

    /// Adds a counter for each value of one label; all of them are there from the start, so that a rate is known
    /// from the first event on.
    pub fn add_counters(
        &mut self,
        name: &str,
        help: &str,
        label: &'static str,
        values: impl IntoIterator<Item = &'static str>,
    ) -> Family<Label, Counter> {
        let family = Family::<Label, Counter>::default();
        for value in values {
            drop(family.get_or_create(&[(label, value)]));
        }
        self.add(name, help, &family);
        family
    }

    /// Adds a gauge whose value is asked for at each scrape; while it answers `None` the metric is left out.
    pub fn add_asked(
        &mut self,
        name: &'static str,
        help: &'static str,
        ask: impl Fn() -> Option<f64> + Send + Sync + 'static,
    ) {
        let ask = Box::new(ask);
        let asked = Asked { name, help, ask };
        self.registry.register_collector(Box::new(asked));
    }

    /// All metrics in the text format, version 0.0.4.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail, and no metric of this project's own refuses to be written.
        if prometheus_text::encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics cannot be written");
        }
        text
    }
}

/// Listens at `address` and answers `GET /metrics` there in the background for as long as the process lives, also
/// while it is stopping. Gives the address that was bound.
pub async fn serve(address: SocketAddr, metrics: Arc<Metrics>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving metrics");
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router(metrics)).await {
            tracing::error!(%error, "metrics are served no longer");
        }
    });
    Ok(address)
}

fn router(metrics: Arc<Metrics>) -> Router {
    let answer = move || {
        let metrics = Arc::clone(&metrics);
        async move {
            let kind = [(header::CONTENT_TYPE, prometheus_text::CONTENT_TYPE)];
            (kind, metrics.text()).into_response()
        }
    };
    Router::new().route("/metrics", get(answer))
}

/// A gauge that is asked for when it is wanted.
struct Asked {
    name: &'static str,
    help: &'static str,
    ask: Box<dyn Fn() -> Option<f64> + Send + Sync>,
}

impl Collector for Asked {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Some(value) = (self.ask)() else {
            return Ok(());
        };
        let gauge = ConstGauge::new(value);
        let help = format!("{}.", self.help);
        gauge.encode(encoder.encode_descriptor(self.name, &help, None, gauge.metric_type())?)
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn metrics_have_help_and_all_values_from_the_start() {
        let mut metrics = Metrics::default();
        let verdicts = metrics.add_counters("verdicts", "Answers given", "verdict", ["yes", "no"]);
        verdicts.get_or_create(&[("verdict", "no")]).inc();
        let text = metrics.text();
        for line in [
            "# HELP kualik_verdicts_total Answers given.",
            "# TYPE kualik_verdicts_total counter",
            "kualik_verdicts_total{verdict=\"yes\"} 0",
            "kualik_verdicts_total{verdict=\"no\"} 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
    }

    #[test]
    fn what_is_asked_for_and_not_known_is_left_out() {
        static KNOWN: AtomicBool = AtomicBool::new(false);
        let mut metrics = Metrics::default();
        metrics.add_asked("age_seconds", "How old it is", || {
            KNOWN.load(Ordering::Relaxed).then_some(2.5)
        });
        assert!(!metrics.text().contains("age"));
        KNOWN.store(true, Ordering::Relaxed);
        let text = metrics.text();
        assert!(
            text.contains("# HELP kualik_age_seconds How old it is.\n"),
            "{text}"
        );
        assert!(text.contains("\nkualik_age_seconds 2.5\n"), "{text}");
    }
}
