//! The verifier as a whole: configuration in, routes out.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use credential::TrustError;
use jiff::Timestamp;
use resolver::{Resolver, ResolverError};
use schemas::base_url::BaseUrl;
use service::{
    clock::SharedClock,
    health,
    http::{Surroundings, surround},
    limits::RequestLimits,
    metrics::{HttpMetrics, Metrics},
    randomness::SharedRng,
};

use tokio::sync::Semaphore;

use crate::{
    api::{self, body::MOST_PICTURES},
    bundle::Bundles,
    config::Config,
    judge::{Judge, Question},
    metrics::VerifierMetrics,
    pages,
    presentation::Challenges,
};

/// The service's name on pages.
pub const NAME: &str = "Kualik";

/// The most bytes that are taken in to answer that they are too many. A browser shows an answer only after it
/// could send everything.
pub const MOST_DRAINED: usize = 32 << 20;

/// The verifier could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The pinned operator cannot be trusted as written.
    #[error("section trust: {0}")]
    Trust(#[from] TrustError),
    /// The resolver could not be set up.
    #[error("section resolver: {0}")]
    Resolver(#[from] ResolverError),
}

/// The running verifier. Cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    judge: Judge,
    bundles: Bundles,
    challenges: Challenges,
    rooms: Arc<Semaphore>,
    base_url: BaseUrl,
    clock: SharedClock,
    rng: SharedRng,
    time_limit: Duration,
    counts: VerifierMetrics,
    http: HttpMetrics,
    metrics: Arc<Metrics>,
}

impl App {
    /// Sets everything up; asks nobody anything yet.
    pub fn open(config: &Config, clock: SharedClock) -> Result<Self, StartError> {
        let resolver = Resolver::new(&config.resolver)?;
        // A link, then the register, then the issuer: three documents one after the other.
        let longest = config.resolver.timeout_seconds.max(1) * 3 + 10;
        let (mut metrics, http) = (Metrics::default(), HttpMetrics::default());
        http.register(&mut metrics);
        let counts = VerifierMetrics::register(&mut metrics);
        let trust = config.trust.trust()?;
        let bundles = Bundles::new(resolver.clone(), Arc::new(trust.clone()), config.offline);
        let judge = Judge::new(trust, resolver);
        Ok(Self {
            shared: Arc::new(Shared {
                judge: judge.counted_by(counts.clone()),
                bundles,
                challenges: Challenges::new(config.challenges),
                rooms: Arc::new(Semaphore::new(MOST_PICTURES)),
                base_url: config.base_url.clone(),
                clock,
                rng: SharedRng::os(),
                time_limit: Duration::from_secs(longest),
                counts,
                http,
                metrics: Arc::new(metrics),
            }),
        })
    }

    /// All routes.
    pub fn router(&self) -> Router {
        let routes = Router::new()
            .route("/", get(pages::form::show).post(pages::verdict::answer))
            .route("/V", get(pages::form::show))
            .merge(pages::browser::routes())
            .merge(api::routes().0)
            .with_state(self.clone())
            .merge(health::routes(async || Vec::new()));
        let limits = RequestLimits {
            body: MOST_DRAINED,
            time: self.shared.time_limit,
            concurrency: 256,
        };
        let service_name = NAME.to_owned();
        surround(
            routes,
            Surroundings {
                service_name,
                limits,
                metrics: self.shared.http.clone(),
                public: false,
            },
        )
    }

    /// What the verifier counts and measures, for a listener of its own.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.shared.metrics
    }

    /// What counts verdicts.
    pub(crate) fn counts(&self) -> &VerifierMetrics {
        &self.shared.counts
    }

    /// What judges.
    pub fn judge(&self) -> &Judge {
        &self.shared.judge
    }

    /// What keeps the register's offline bundle.
    pub fn bundles(&self) -> &Bundles {
        &self.shared.bundles
    }

    /// Rooms in memory for large pictures.
    pub(crate) fn rooms(&self) -> &Arc<Semaphore> {
        &self.shared.rooms
    }

    /// The trusted register's base URL.
    pub fn registry(&self) -> &BaseUrl {
        &self.judge().trust().registry
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// A new question for a presentation, and until when it can be answered.
    pub fn ask(&self) -> (Question, Timestamp) {
        let shared = &self.shared;
        let (challenge, expires) = shared.challenges.ask(self.now(), &mut shared.rng.clone());
        let domain = shared.base_url.to_string();
        (Question { challenge, domain }, expires)
    }

    /// The question that a presentation has to answer which claims to answer `claimed`; that one is closed.
    pub fn question(&self, claimed: Option<&str>) -> Question {
        let shared = &self.shared;
        let rng = &mut shared.rng.clone();
        Question {
            challenge: shared.challenges.expected(claimed, self.now(), rng),
            domain: shared.base_url.to_string(),
        }
    }
}
