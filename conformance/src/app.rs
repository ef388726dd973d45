//! The server put together: keys, status list, clock, randomness, and the router around them.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    routing::{get, post},
};
use credential::Contexts;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use schemas::base_url::BaseUrl;
use service::{
    clock::SharedClock,
    health,
    http::{Surroundings, surround},
    limits::RequestLimits,
    metrics::HttpMetrics,
    randomness::SharedRng,
};

use crate::{
    apart::Apart,
    api::{self, request::RequestError},
    config::{Config, InvalidStatus},
    issue::Issuer,
    key_guard::{self, KeyGuardError},
    keys::{Keys, KeysError},
    status_list::{StatusList, StatusListError},
    verify::Verifier,
};

/// The service's name on pages of problems.
const NAME: &str = "Kualik conformance";

/// What one request may take.
const LIMITS: RequestLimits = RequestLimits {
    body: 2 << 20,
    time: Duration::from_secs(30),
    concurrency: 64,
};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It is turned off.
    #[error(
        "the conformance profile is turned off. It signs whatever anybody sends it, without asking who he is: set enabled = true in [conformance] only where no one trusts its keys"
    )]
    TurnedOff,
    /// The settings or the passphrase.
    #[error(transparent)]
    Config(#[from] service::config::ConfigError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// Keys that must not be used here.
    #[error(transparent)]
    KeyGuard(#[from] KeyGuardError),
    /// The status list.
    #[error(transparent)]
    StatusList(#[from] StatusListError),
}

/// The running server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    base_url: BaseUrl,
    invalid_status: InvalidStatus,
    issuer: Issuer,
    verifier: Verifier,
    status_list: StatusList,
    apart: Apart,
    clock: SharedClock,
    rng: SharedRng,
}

impl App {
    /// Opens keys and status list. Refuses to start when it is turned off, and with keys that sign elsewhere.
    pub async fn open(
        config: &Config,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        if !config.conformance.enabled {
            return Err(StartError::TurnedOff);
        }
        key_guard::refuse_key_stores(&config.keys_file)?;
        let keys = Keys::load(&config.keys_file, &config.passphrase()?)?;
        key_guard::refuse_named_keys(&keys, config).await?;
        let contexts = Contexts::standard();
        Ok(Self {
            shared: Arc::new(Shared {
                base_url: config.base_url.clone(),
                invalid_status: config.conformance.invalid_status,
                issuer: Issuer::new(keys, contexts.clone()),
                verifier: Verifier::new(contexts),
                status_list: StatusList::open(&config.status_list, &config.base_url)?,
                // As many as requests: one that is waited for finds a place, unless others went away from theirs.
                apart: Apart::new(LIMITS.concurrency),
                clock,
                rng,
            }),
        })
    }

    /// All routes.
    pub fn router(&self) -> Router {
        let routes = Router::new()
            .route("/", get(api::index::get))
            .route("/issuers/{profile}", get(api::issuer::get))
            .route(
                "/issuers/{profile}/credentials/issue",
                post(api::issue_credential::post),
            )
            .route("/credentials/verify", post(api::verify_credential::post))
            .route("/credentials/derive", post(api::derive_credential::post))
            .route("/credentials/status", post(api::update_status::post))
            .route(
                "/presentations/verify",
                post(api::verify_presentation::post),
            )
            .route("/status-lists/{list}", get(api::status_list::get))
            .route(
                "/status-lists/{list}/publish",
                post(api::status_list::publish),
            )
            .route("/identifiers/", get(api::identifiers::get))
            .route("/identifiers/{*identifier}", get(api::identifiers::get))
            .with_state(self.clone())
            .merge(health::routes(async || Vec::new()));
        surround(
            routes,
            Surroundings {
                service_name: NAME.to_owned(),
                limits: LIMITS,
                metrics: HttpMetrics::default(),
                public: false,
            },
        )
    }

    /// Does work that may take long where no other request waits for it: see [`Apart::run`].
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, RequestError> + Send + 'static,
    ) -> Result<T, RequestError> {
        let app = self.clone();
        self.shared.apart.run(move || work(&app)).await
    }

    /// The public base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base_url
    }

    /// The status of the answer about what is not verified.
    pub fn invalid_status(&self) -> InvalidStatus {
        self.shared.invalid_status
    }

    /// What issues.
    pub fn issuer(&self) -> &Issuer {
        &self.shared.issuer
    }

    /// What verifies.
    pub fn verifier(&self) -> &Verifier {
        &self.shared.verifier
    }

    /// The status list.
    pub fn status_list(&self) -> &StatusList {
        &self.shared.status_list
    }

    /// The randomness.
    pub fn rng(&self) -> SharedRng {
        self.shared.rng.clone()
    }

    /// The present instant in whole seconds, as proofs are dated.
    pub fn now(&self) -> Timestamp {
        let now = self.shared.clock.now();
        let whole = TimestampRound::new()
            .smallest(Unit::Second)
            .mode(RoundMode::Floor);
        now.round(whole).unwrap_or(now)
    }
}
