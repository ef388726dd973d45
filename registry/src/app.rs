//! The registry put together: store, keys, clock, randomness, and the router around them.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{Router, middleware};
use credential::{Contexts, multikey::SigningKey};
use jiff::{Timestamp, Unit, civil::Date, tz::Offset};
use schemas::{
    base_url::BaseUrl,
    did::Did,
    language::Language,
    rights::{Actor, ApiKeyId},
};
use service::{
    clock::SharedClock,
    config::ConfigError,
    health,
    http::{Surroundings, surround},
    keystore::{KeyStore, KeyStoreError},
    ledger::{FreeSpace, LedgerError, LedgerOptions},
    limits::RequestLimits,
    metrics::{HttpMetrics, Metrics},
    randomness::SharedRng,
    secret::Secret,
};

use crate::{
    api,
    config::Config,
    metrics::RegistryMetrics,
    numbers::NumberBase,
    offline::Bundles,
    operator::Operator,
    pages,
    published::Published,
    rate_limit::RateLimit,
    readiness,
    store::{
        Opened, Store, StoreError, TokenDigest,
        postgres::{PostgresError, PostgresStore},
        sled::SledStore,
    },
    texts,
};

/// The name of the operator's signing key in the key store.
pub const OPERATOR_KEY: &str = "operator";
/// The name of the number key in the key store.
pub const NUMBER_KEY: &str = "numbers";

/// The shortest admin token, in characters.
const SHORTEST_TOKEN: usize = 32;

/// What the registry needs to start and no file of settings holds.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The operator's admin token.
    pub admin_token: Secret,
    /// The passphrase of the keys.
    pub passphrase: Secret,
}

/// Why the registry did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A key is missing, damaged, or the passphrase is wrong.
    #[error(
        "{source}\nWithout its keys the registry does not start. `registry init` makes them for a new registry."
    )]
    Key {
        /// Why.
        #[from]
        source: KeyStoreError,
    },
    /// The store is damaged or in use.
    #[error(transparent)]
    Store(#[from] LedgerError),
    /// A setting or a secret of the database.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// What the store holds cannot be read.
    #[error(transparent)]
    Unreadable(#[from] StoreError),
    /// The numbers in the store were made with another key.
    #[error(
        "the number key is not the one that the numbers in the store were made with: going on could give a number twice. Restore the key directory that belongs to this data directory"
    )]
    OtherNumberKey,
    /// The store is another base URL's.
    #[error(
        "the register in the store is {bound}, the settings say base_url = {asked}: identifiers that were given out stay for ever, set it back"
    )]
    OtherBaseUrl {
        /// The store's.
        bound: BaseUrl,
        /// The settings'.
        asked: BaseUrl,
    },
    /// A token that can be guessed.
    #[error(
        "the admin token is shorter than {SHORTEST_TOKEN} characters: delete it and let `registry init` make one"
    )]
    WeakToken,
    /// The operator's DID cannot carry the key.
    #[error("the operator's key cannot be named under {did}: shorten base_url")]
    KeyName {
        /// The operator's DID.
        did: Did,
    },
}

fn key_store(config: &Config, passphrase: &Secret) -> Result<KeyStore, KeyStoreError> {
    KeyStore::open(&config.keys_dir, passphrase.clone(), config.key_work_factor)
}

fn number_base(keys: &KeyStore) -> Result<Arc<NumberBase>, KeyStoreError> {
    Ok(Arc::new(NumberBase::new(&*keys.load(NUMBER_KEY)?)))
}

/// The base of numbers of the key in the settings' directory, which `passphrase` unlocks.
pub fn numbers(config: &Config, passphrase: &Secret) -> Result<Arc<NumberBase>, KeyStoreError> {
    number_base(&key_store(config, passphrase)?)
}

/// The secrets, unlocked. Before anything else is touched: without them nothing is begun.
struct Keys {
    operator: Operator,
    numbers: Arc<NumberBase>,
    admin: TokenDigest,
}

impl Keys {
    fn load(config: &Config, secrets: &Secrets) -> Result<Self, StartError> {
        if secrets.admin_token.expose().chars().count() < SHORTEST_TOKEN {
            return Err(StartError::WeakToken);
        }
        let keys = key_store(config, &secrets.passphrase)?;
        let numbers = number_base(&keys)?;
        let signing = SigningKey::from_seed(&*keys.load(OPERATOR_KEY)?);
        let did = config.base_url.did();
        let key_id = did.key_url(&signing.public().to_multibase());
        let key_id = key_id.map_err(|_| StartError::KeyName { did: did.clone() })?;
        Ok(Self {
            operator: Operator {
                base_url: config.base_url.clone(),
                did,
                key_id,
                key: signing,
                contexts: Contexts::of_register(&config.base_url),
            },
            numbers,
            admin: TokenDigest::of(secrets.admin_token.expose()),
        })
    }
}

/// What the registry's functions work with.
pub struct Registry {
    /// The settings.
    pub config: Config,
    /// The public base URL.
    pub base_url: BaseUrl,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The randomness.
    pub rng: SharedRng,
    /// The operator as a signer.
    pub operator: Arc<Operator>,
    /// What makes numbers of the sequence.
    pub numbers: Arc<NumberBase>,
    /// The signed lists as they were published last.
    pub published: Arc<Published>,
    /// The offline bundle as it was made last.
    pub offline: Arc<Bundles>,
    /// What the registry counts.
    pub counts: RegistryMetrics,
    /// Counts look-ups by client address.
    pub lookups: RateLimit<IpAddr>,
    /// Counts requests by API key.
    pub requests: RateLimit<Actor>,
    pub(crate) admin: TokenDigest,
    /// The days of last use that were noted.
    used: Mutex<HashMap<ApiKeyId, Date>>,
    /// Requests refused for lack of rights since the start.
    refusals: AtomicU64,
    clock: SharedClock,
}

impl Registry {
    /// The present instant in whole seconds, as proofs and registrations are dated.
    pub fn now(&self) -> Timestamp {
        whole_seconds(self.clock.now())
    }

    /// Notes in the store that a key was used: its first use on a day, so one write for each key and day.
    pub(crate) async fn note_use(&self, by: Actor) {
        let Actor::Key(id) = by else { return };
        let day = Offset::UTC.to_datetime(self.now()).date();
        {
            // A map of finished entries: no panic leaves it half-changed.
            let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            if used.insert(id, day) == Some(day) {
                return;
            }
        }
        if let Err(error) = self.store.note_use(id, day).await {
            tracing::warn!(%error, "the day of an API key's last use is not noted");
        }
    }

    /// Counts a request that was refused for lack of rights: how many there were since the start.
    pub(crate) fn count_refusal(&self) -> u64 {
        self.refusals.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// An instant without the part of its second.
pub(crate) fn whole_seconds(at: Timestamp) -> Timestamp {
    let whole = jiff::TimestampRound::new()
        .smallest(Unit::Second)
        .mode(jiff::RoundMode::Floor);
    at.round(whole).unwrap_or(at)
}

/// A store that was opened.
struct Kept {
    store: Arc<dyn Store>,
    opened: Opened,
    /// What the store itself counts and measures.
    metrics: Metrics,
}

/// The registry, ready to serve.
#[derive(Clone)]
pub struct App {
    registry: Arc<Registry>,
    http: HttpMetrics,
    metrics: Arc<Metrics>,
}

impl App {
    /// Opens keys and the store that the settings name. Refuses to start without the right keys, with a wrong
    /// passphrase, on a damaged store, or on a database that could lose what it acknowledges.
    pub async fn start(
        config: Config,
        secrets: &Secrets,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        let Some(options) = config.database()? else {
            return Self::open(config, secrets, clock, rng);
        };
        let keys = Keys::load(&config, secrets)?;
        let store = PostgresStore::open(&options, Some(Arc::clone(&keys.numbers))).await?;
        let opened = store
            .bind(config.base_url.clone(), whole_seconds(clock.now()))
            .await?;
        let kept = Kept {
            store: Arc::new(store),
            opened,
            metrics: Metrics::default(),
        };
        Self::with_store(config, keys, kept, clock, rng)
    }

    /// The same with the embedded store.
    pub fn open(
        config: Config,
        secrets: &Secrets,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        let keys = Keys::load(&config, secrets)?;
        let options = LedgerOptions {
            free: FreeSpace::Percent(config.free_disk_percent),
            // What allocations draw from, drafts and numbers, of some hundred thousand certificates.
            cache: 256 << 20,
            ..LedgerOptions::default()
        };
        let store = SledStore::open(&config.data_dir, options)?;
        store.find_by(Arc::clone(&keys.numbers));
        let opened = store.bind(config.base_url.clone(), whole_seconds(clock.now()))?;
        let mut metrics = Metrics::default();
        store.measures().register(&mut metrics);
        let kept = Kept {
            store: Arc::new(store),
            opened,
            metrics,
        };
        Self::with_store(config, keys, kept, clock, rng)
    }

    fn with_store(
        config: Config,
        keys: Keys,
        kept: Kept,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        let Kept {
            store,
            opened,
            mut metrics,
        } = kept;
        if opened.base_url != config.base_url {
            return Err(StartError::OtherBaseUrl {
                bound: opened.base_url,
                asked: config.base_url,
            });
        }
        let first = opened.first_number;
        if first.is_some_and(|(number, at)| keys.numbers.number(0, at) != Some(number)) {
            return Err(StartError::OtherNumberKey);
        }
        let http = HttpMetrics::default();
        http.register(&mut metrics);
        let published = Arc::new(Published::default());
        let counts = RegistryMetrics::register(&mut metrics, &published, &clock);
        let offline = Arc::<Bundles>::default();
        offline.register(&mut metrics, &clock);
        let registry = Registry {
            base_url: config.base_url.clone(),
            store,
            rng,
            operator: Arc::new(keys.operator),
            numbers: keys.numbers,
            published,
            offline,
            counts,
            lookups: RateLimit::new(config.lookups_per_minute),
            requests: RateLimit::new(config.requests_per_minute_per_key),
            used: Mutex::default(),
            refusals: AtomicU64::new(0),
            admin: keys.admin,
            clock,
            config,
        };
        Ok(Self {
            registry: Arc::new(registry),
            http,
            metrics: Arc::new(metrics),
        })
    }

    /// What the registry's functions work with.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// What the registry counts and measures, for a listener of its own.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// All routes.
    pub fn router(&self) -> Router {
        let registry = self.registry.clone();
        let asked = registry.clone();
        let ready = move || {
            let registry = asked.clone();
            async move { readiness::missing(&registry).await }
        };
        let guard = middleware::from_fn_with_state(registry.clone(), api::guard);
        let routes = Router::new()
            .merge(api::routes().0.route_layer(guard))
            .merge(pages::routes())
            .with_state(registry)
            .merge(health::routes(ready));
        let surroundings = Surroundings {
            service_name: texts::words(Language::Ru, "service-name"),
            limits: RequestLimits::default(),
            metrics: self.http.clone(),
            public: true,
        };
        surround(routes, surroundings)
    }
}
