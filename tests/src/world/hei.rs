//! An HEI of a world: its issuer in this process, with the folder of deliveries.

use std::{fs, path::Path};

use credential::{Trust, multikey::SigningKey};
use issuer::{
    app::{App, Secrets},
    batch,
    import::Preview,
    store::BatchHead,
};
use schemas::{
    api::issuer::Delivery,
    base_url::BaseUrl,
    did::Did,
    programme::{Programme, RegisteredProgramme},
};
use serde_json::{Value, json};
use service::{clock::MovableClock, randomness::SharedRng, secret::Secret};

use super::{PASSPHRASE, Server, WORK_FACTOR, answer};

const STAFF_TOKEN: &str = "the staff's token for tests, long enough";

/// An accredited HEI with its issuer.
pub struct Hei {
    /// The program.
    pub app: App,
    /// Its server.
    pub server: Server,
    /// The API credential for the registry.
    pub api_key: String,
    registry: BaseUrl,
}

/// What an HEI is set up from.
pub(super) struct Setup<'a> {
    pub(super) code: &'a str,
    pub(super) dir: &'a Path,
    pub(super) clock: &'a MovableClock,
    pub(super) rng: &'a SharedRng,
    pub(super) trust: &'a Trust,
    pub(super) verifier: &'a BaseUrl,
}

/// An HEI that has a key and waits for its accreditation.
pub(super) struct Prepared {
    config: issuer::config::Config,
    server: Server,
    multikey: String,
}

/// A name for the HEI with this code.
pub(super) fn name(code: &str) -> Value {
    json!({
        "kk": format!("«{code}» университеті"),
        "ru": format!("Университет «{code}»"),
        "en": format!("University \"{code}\""),
    })
}

impl Prepared {
    pub(super) fn new(setup: &Setup<'_>) -> Self {
        let server = Server::reserve("issuer");
        let config: issuer::config::Config = serde_json::from_value(json!({
            "public_url": server.base_url(),
            "listen": server.address(),
            "data_dir": setup.dir.join("data"),
            "free_disk_percent": 0,
            "awarding_body": { "code": setup.code, "name": name(setup.code) },
            "registry": {
                "url": setup.trust.registry,
                "operator_keys": setup.trust.operator_keys,
                "patience_seconds": 1,
            },
            "keys": { "dir": setup.dir.join("keys"), "work_factor": WORK_FACTOR },
            "delivery": { "dir": setup.dir.join("deliveries"), "verifier_url": setup.verifier, "codes": true, "extracts": true },
        }))
        .expect("a configuration");
        let keys = issuer::keys::open(&config, Secret::new(PASSPHRASE)).expect("a key store");
        let key = issuer::keys::create(&keys, &config.keys.name, &config, &mut setup.rng.clone());
        Self {
            multikey: key.expect("a key").multikey,
            config,
            server,
        }
    }

    pub(super) fn multikey(&self) -> &str {
        &self.multikey
    }

    pub(super) async fn start(mut self, setup: &Setup<'_>, api_key: &str) -> Hei {
        let secrets = Secrets {
            api_key: Secret::new(api_key),
            passphrase: Secret::new(PASSPHRASE),
            staff_token: Secret::new(STAFF_TOKEN),
        };
        let clock = setup.clock.shared();
        let app = App::open(self.config, secrets, clock, setup.rng.clone())
            .expect("an issuer that opens");
        self.server.serve(app.router()).await;
        Hei {
            app,
            server: self.server,
            api_key: api_key.to_owned(),
            registry: setup.trust.registry.clone(),
        }
    }
}

impl Hei {
    /// Sends a request to the registry with this HEI's API credential; `Err` holds the problem.
    ///
    /// # Panics
    /// When the registry cannot be reached.
    pub async fn ask_registry(&self, path: &str, body: &Value) -> Result<Value, Value> {
        let request = reqwest::Client::new()
            .post(self.registry.join(path))
            .bearer_auth(&self.api_key)
            .header("content-type", "application/json")
            .body(body.to_string());
        answer(request).await
    }

    /// Submits a programme; `Err` holds the problem.
    ///
    /// # Panics
    /// When the registry cannot be reached.
    pub async fn submit(&self, programme: &Programme) -> Result<RegisteredProgramme, Value> {
        let document = serde_json::to_value(programme).expect("plain data");
        let admitted = self.ask_registry("/api/v1/programmes", &document).await?;
        Ok(serde_json::from_value(admitted).expect("a registered programme"))
    }

    /// Imports a CSV: the preview is recorded as a batch.
    ///
    /// # Panics
    /// When the file as a whole is refused.
    pub async fn import(&self, csv: &str) -> (BatchHead, Preview) {
        let imported = self.app.import(csv.as_bytes(), "group.csv").await;
        imported.expect("a file that can be read")
    }

    /// Confirms a batch and carries it to its end, or to where it stops.
    ///
    /// # Panics
    /// When the batch cannot be confirmed.
    pub async fn issue(&self, head: &BatchHead) -> Result<batch::Finished, batch::RunError> {
        batch::confirm(head.id, self.app.store(), self.app.now())
            .await
            .expect("a batch that can be confirmed");
        self.resume(head).await
    }

    /// Carries a confirmed batch on from where it stopped.
    pub async fn resume(&self, head: &BatchHead) -> Result<batch::Finished, batch::RunError> {
        batch::run(head.id, self.app.works(), &|_| {}).await
    }

    /// Imports and issues a CSV whose rows are all good, and reads the deliveries back.
    ///
    /// # Panics
    /// When any row is refused, or the batch does not come to its end.
    pub async fn issue_all(&self, csv: &str) -> Vec<Delivery> {
        let (head, preview) = self.import(csv).await;
        assert!(preview.refused.is_empty(), "{preview:?}");
        let finished = self.issue(&head).await.expect("a batch that ends");
        deliveries(Path::new(&finished.folder))
    }

    /// Its signing key, for tests in which the HEI itself does what it must not.
    ///
    /// # Panics
    /// When the key cannot be read.
    pub fn key(&self) -> SigningKey {
        let config = self.app.config();
        let keys = issuer::keys::open(config, Secret::new(PASSPHRASE)).expect("a key store");
        issuer::keys::signing_key(&keys, config).expect("the signing key")
    }

    /// Its DID: the one that the operator hosts.
    pub fn did(&self) -> Did {
        self.app.config().did()
    }
}

/// The deliveries in a batch's folder, by their numbers.
///
/// # Panics
/// When a file is not as it should be.
pub fn deliveries(folder: &Path) -> Vec<Delivery> {
    let entries = fs::read_dir(folder).expect("the folder of a batch");
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let read = |folder: &std::path::PathBuf| {
        let file = fs::read(folder.join("delivery.json")).expect("a delivery");
        serde_json::from_slice(&file).expect("a delivery")
    };
    folders.iter().map(read).collect()
}
