//! The program put together: record, registry, key, clock and randomness, for the server and the command line
//! alike.

mod changes;
mod importing;
mod programmes;
mod runs;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use credential::{Contexts, Trust, TrustError, multikey::PublicKey};
use jiff::Timestamp;
use schemas::{grade::GradeScale, identifier::BatchId};
use serde_json::Value;
use service::{
    clock::SharedClock,
    config::ConfigError,
    ledger::{FreeSpace, LedgerOptions},
    metrics::{HttpMetrics, Metrics},
    randomness::SharedRng,
    secret::Secret,
    token,
};

pub use self::{
    importing::import_file,
    runs::{RunState, Runs},
};
use crate::{
    batch::{self, Works},
    config::Config,
    deliver::Deliveries,
    import::ImportError,
    keys::{self, KeyError},
    metrics::IssuerMetrics,
    prepare::IssuerProfile,
    programme::record,
    registry::{Registry, RegistryError, client::HttpRegistry},
    sign::{SignError, Signer},
    store::{Store, StoreError, sled::SledStore},
};

/// The shortest staff token.
const SHORTEST_TOKEN: usize = 32;

/// What must not stand in the configuration file.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The API credential for the registry.
    pub api_key: Secret,
    /// The passphrase of the signing keys.
    pub passphrase: Secret,
    /// The staff's token.
    pub staff_token: Secret,
}

impl Secrets {
    /// Reads them from files and environment as configured.
    pub fn load(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self {
            api_key: config.api_key()?,
            passphrase: config.passphrase()?,
            staff_token: config.staff_token()?,
        })
    }
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry's client.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signer.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The operator's keys.
    #[error("registry.operator_keys: {0}")]
    Trust(#[from] TrustError),
    /// A token that can be guessed.
    #[error(
        "the staff's token is shorter than {SHORTEST_TOKEN} characters: let `issuer init` make one"
    )]
    WeakToken,
}

/// Why an import failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The file.
    #[error(transparent)]
    File(#[from] ImportError),
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry, which knows the programmes.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// The program. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    works: Arc<Works>,
    sled: Arc<SledStore>,
    runs: Runs,
    staff_token: [u8; 32],
    did_document: Option<Value>,
    counts: IssuerMetrics,
    http: HttpMetrics,
    metrics: Arc<Metrics>,
    keys: Vec<PublicKey>,
    /// Held while a status is changed at the registry and in the record.
    changing: tokio::sync::Mutex<()>,
    /// Held by whoever asks the registry again.
    settling: tokio::sync::Mutex<()>,
    /// Whether there may be changes that it is to be asked for.
    unsettled: AtomicBool,
}

/// Opens the record alone: what looking up and the command line's smaller commands need.
pub fn open_store(config: &Config) -> Result<SledStore, StoreError> {
    let options = LedgerOptions {
        free: FreeSpace::Percent(config.free_disk_percent),
        ..LedgerOptions::default()
    };
    SledStore::open(Path::new(&config.data_dir), options)
}

/// A client of the configured registry.
pub fn open_registry(config: &Config, api_key: &Secret) -> Result<HttpRegistry, RegistryError> {
    let awarding_body = config.awarding_body.code.clone();
    HttpRegistry::new(config.registry.url.clone(), awarding_body, api_key.expose())
}

impl App {
    /// Opens everything. Batches that were interrupted are taken up by [`Self::resume_unfinished`].
    pub fn open(
        config: Config,
        secrets: Secrets,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        let registry = Arc::new(open_registry(&config, &secrets.api_key)?);
        Self::open_with(config, secrets, registry, clock, rng)
    }

    /// As [`Self::open`], with a registry of one's own.
    pub fn open_with(
        config: Config,
        secrets: Secrets,
        registry: Arc<dyn Registry>,
        clock: SharedClock,
        rng: SharedRng,
    ) -> Result<Self, StartError> {
        if secrets.staff_token.expose().chars().count() < SHORTEST_TOKEN {
            return Err(StartError::WeakToken);
        }
        let did = config.did();
        let keys = keys::open(&config, secrets.passphrase)?;
        let key = keys::signing_key(&keys, &config)?;
        let public_keys = keys::public_keys(&keys)?;
        let own_did = config.public_url.did() == did;
        let did_document = if own_did {
            Some(credential::did_document::build(&did, &public_keys))
        } else {
            None
        };
        let trust = Trust::new(
            config.registry.url.clone(),
            config.registry.operator_keys.clone(),
        )?;
        let contexts = Contexts::of_register(&config.registry.url);
        let signer = Signer::new(key, &did, contexts, trust)?;
        let sled = Arc::new(open_store(&config)?);
        let works = Works {
            store: Arc::clone(&sled) as Arc<dyn Store>,
            registry,
            registry_url: config.registry.url.clone(),
            signer: Arc::new(signer),
            issuer: IssuerProfile {
                did,
                name: config.awarding_body.name.clone(),
                url: config.awarding_body.url.clone(),
            },
            scale: GradeScale::kz_letter_1(),
            deliveries: Deliveries {
                dir: config.delivery.dir.clone(),
                public_url: config.public_url.clone(),
                codes_lead_to: config
                    .delivery
                    .verifier_url
                    .clone()
                    .filter(|_| config.delivery.codes),
                extracts: config.delivery.extracts,
                language: config.delivery.language,
            },
            patience: config.patience(),
            chunk: batch::CHUNK,
            clock,
            rng,
        };
        let (mut metrics, http) = (Metrics::default(), HttpMetrics::default());
        http.register(&mut metrics);
        sled.measures().register(&mut metrics);
        let counts = IssuerMetrics::register(&mut metrics);
        Ok(Self {
            inner: Arc::new(Inner {
                staff_token: token::digest(secrets.staff_token.expose()),
                runs: Runs::new(counts.clone()),
                counts,
                http,
                metrics: Arc::new(metrics),
                works: Arc::new(works),
                did_document,
                keys: public_keys,
                sled,
                config,
                changing: tokio::sync::Mutex::new(()),
                settling: tokio::sync::Mutex::new(()),
                unsettled: AtomicBool::new(false),
            }),
        })
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Everything that issuing needs.
    pub fn works(&self) -> &Arc<Works> {
        &self.inner.works
    }

    /// The record.
    pub fn store(&self) -> &dyn Store {
        self.inner.works.store.as_ref()
    }

    fn registry(&self) -> &dyn Registry {
        self.inner.works.registry.as_ref()
    }

    /// The record of programmes.
    pub fn programmes(&self) -> &dyn record::ProgrammeStore {
        self.inner.sled.as_ref()
    }

    /// Batches at work.
    pub fn runs(&self) -> &Runs {
        &self.inner.runs
    }

    /// Whether `token` is the staff's.
    pub fn is_staff(&self, token: &str) -> bool {
        token::matches(&self.inner.staff_token, token)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.inner.works.clock.now()
    }

    /// The DID document, when the DID is this server's own.
    pub fn did_document(&self) -> Option<&Value> {
        self.inner.did_document.as_ref()
    }

    /// What is missing for serving, each thing in words for the operator. The key is there: without it nothing opens.
    pub fn missing(&self) -> Vec<String> {
        let store = self.inner.sled.ready().err();
        store.into_iter().map(|error| error.to_string()).collect()
    }

    /// Resolves when a failure has stopped the store until the program is started again.
    pub fn stopped(&self) -> impl Future<Output = StoreError> + Send + 'static {
        self.inner.sled.stopped()
    }

    /// What the program counts and measures, for a listener of its own.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.inner.metrics
    }

    /// What counts the requests.
    pub(crate) fn http_metrics(&self) -> &HttpMetrics {
        &self.inner.http
    }

    /// Confirms a batch and begins to issue it, also when nobody waits for the answer any more. A batch that has
    /// come to its end stays as it is.
    pub async fn issue(&self, batch: BatchId) -> Result<(), StoreError> {
        let app = self.clone();
        to_its_end(async move {
            batch::confirm(batch, app.store(), app.now()).await?;
            if app.store().batch(batch)?.finished_at.is_none() {
                app.start(batch);
            }
            Ok(())
        })
        .await
    }

    /// Begins to issue a confirmed batch in the background; one that is at work already goes on.
    pub fn start(&self, batch: BatchId) {
        self.inner.runs.start(batch, Arc::clone(&self.inner.works));
    }

    /// Takes up every confirmed batch that has not come to its end, and every change of a status.
    pub fn resume_unfinished(&self) -> Result<(), StoreError> {
        self.settle();
        for batch in batch::unfinished(self.store())? {
            tracing::info!(%batch, "resuming");
            self.start(batch);
        }
        Ok(())
    }

    /// All routes: pages, API, deliveries.
    pub fn router(&self) -> axum::Router {
        crate::web::router(self.clone())
    }
}

/// Brings work to its end, also when nobody waits for it any more.
async fn to_its_end<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    tokio::spawn(work).await.map_err(|e| broken_off(&e))?
}

/// A task of this program panicked.
fn broken_off(error: &tokio::task::JoinError) -> StoreError {
    StoreError::Failed(format!("a task ended early ({error}): do the same again"))
}
