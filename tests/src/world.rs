//! All services in one process: real HTTP on loopback between them, one clock that tests move, seeded
//! randomness, everything on disk in a temporary directory.

mod hei;
mod servers;

use std::path::{Path, PathBuf};

use credential::{
    Contexts, Trust,
    eddsa_rdfc_2022::{self, ProofOptions, ProofPurpose},
    multikey::SigningKey,
};
use jiff::Timestamp;
use schemas::{
    api::{
        issuer::Delivery,
        registry::{AccreditAnswer, RegisterEntry},
        verifier::{ChallengeAnswer, VerifiedReport, VerifyAnswer},
    },
    base_url::BaseUrl,
    did::DidUrl,
    number::CertificateNumber,
    report::{PresentationReport, VerificationReport},
};
use serde_json::{Value, json};
use service::{clock::MovableClock, randomness::SharedRng, secret::Secret};
use tempfile::TempDir;

pub use self::{
    hei::{Hei, deliveries},
    servers::Server,
};

const PASSPHRASE: &str = "a passphrase for tests";
const ADMIN_TOKEN: &str = "the operator's token for tests, long enough";
/// scrypt's work factor for keys in tests: strength is not what they try.
const WORK_FACTOR: u8 = 4;

/// When every world begins.
pub const BEGIN: &str = "2026-11-20T06:00:00Z";

/// A registry, a verifier and, when accredited, HEIs.
pub struct World {
    /// The clock of everybody.
    pub clock: MovableClock,
    /// The operator's server.
    pub registry: Server,
    /// The employer's server.
    pub verifier: Server,
    /// Who verifiers trust.
    pub trust: Trust,
    /// The pinned contexts.
    pub contexts: Contexts,
    registry_config: registry::config::Config,
    rng: SharedRng,
    dir: TempDir,
    client: reqwest::Client,
}

impl World {
    /// A register without awarding bodies and a verifier that trusts it.
    ///
    /// # Panics
    /// When anything of it cannot be set up.
    pub async fn new(seed: u64) -> Self {
        Self::with(seed, |_| {}).await
    }

    /// The same with other settings of the registry.
    ///
    /// # Panics
    /// When anything of it cannot be set up.
    pub async fn with(seed: u64, change: impl FnOnce(&mut registry::config::Config)) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let clock = MovableClock::new(BEGIN.parse().expect("an instant"));
        let rng = SharedRng::seeded(seed);
        let mut registry = Server::reserve("registry");
        let mut registry_config = registry_config(&registry, &dir.path().join("registry"));
        change(&mut registry_config);
        let passphrase = Secret::new(PASSPHRASE);
        let prepared = registry::init::prepare(&registry_config, &passphrase, rng.clone())
            .expect("a prepared registry");
        let trust = Trust::new(registry.base_url().clone(), vec![prepared.operator_key])
            .expect("the operator's key");
        let contexts = Contexts::of_register(registry.base_url());
        registry
            .serve(open_registry(&registry_config, &clock, &rng))
            .await;

        let mut verifier = Server::reserve("verifier");
        let app = open_verifier(&verifier_config(&verifier, &trust), &clock);
        verifier.serve(app).await;
        Self {
            clock,
            registry,
            verifier,
            trust,
            contexts,
            registry_config,
            rng,
            dir,
            client: reqwest::Client::new(),
        }
    }

    /// Accredits an HEI under `code` from the world's beginning on, and starts its issuer.
    ///
    /// # Panics
    /// When it cannot be accredited or started.
    pub async fn accredit(&self, code: &str) -> Hei {
        let setup = hei::Setup {
            code,
            dir: &self.dir.path().join(code),
            clock: &self.clock,
            rng: &self.rng,
            trust: &self.trust,
            verifier: self.verifier.base_url(),
        };
        let prepared = hei::Prepared::new(&setup);
        let body = json!({
            "code": code,
            "nameMap": hei::name(code),
            "kind": "HigherEducation",
            "keys": [prepared.multikey()],
            "accreditation": { "from": BEGIN },
        });
        let answer: AccreditAnswer = self
            .operator("/api/v1/awarding-bodies", &body)
            .await
            .expect("the accreditation");
        prepared.start(&setup, &answer.api_key).await
    }

    /// `POST` as the operator. `Err` holds the problem that the registry answered.
    ///
    /// # Panics
    /// When the registry cannot be reached.
    pub async fn operator<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<T, Value> {
        let url = self.registry.base_url().join(path);
        let request = self.client.post(url).bearer_auth(ADMIN_TOKEN);
        let request = request
            .header("content-type", "application/json")
            .body(body.to_string());
        answer(request).await
    }

    /// What the register says of a number.
    ///
    /// # Panics
    /// When the registry cannot be reached.
    pub async fn look_up(&self, number: CertificateNumber) -> Result<RegisterEntry, Value> {
        let path = format!("/api/v1/certificates/{number}");
        answer(self.client.get(self.registry.base_url().join(&path))).await
    }

    /// The verifier's answer to a document.
    ///
    /// # Panics
    /// When the verifier does not answer with a report.
    pub async fn verify(&self, document: &Value) -> VerifyAnswer {
        self.verify_text(document.to_string(), "application/json")
            .await
            .expect("an answer")
    }

    /// The verifier's answer to a body of any kind; `Err` holds the problem.
    ///
    /// # Panics
    /// When the verifier cannot be reached.
    pub async fn verify_text(&self, body: String, kind: &str) -> Result<VerifyAnswer, Value> {
        let url = self.verifier.base_url().join("/api/v1/verify");
        let request = self
            .client
            .post(url)
            .header("content-type", kind)
            .header("accept-language", "en")
            .body(body);
        answer(request).await
    }

    /// The verifier's report on one delivered certificate.
    ///
    /// # Panics
    /// When the verifier does not answer with a report on one certificate.
    pub async fn judge(&self, delivery: &Delivery) -> VerificationReport {
        let document = serde_json::to_value(delivery).expect("plain data");
        certificate_report(self.verify(&document).await)
    }

    /// A fresh question of the verifier.
    ///
    /// # Panics
    /// When the verifier does not ask one.
    pub async fn challenge(&self) -> ChallengeAnswer {
        let url = self.verifier.base_url().join("/api/v1/challenges");
        answer(self.client.post(url)).await.expect("a challenge")
    }

    /// A presentation of deliveries by the holder of `key`, answering the verifier's question.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn present(
        &self,
        deliveries: &[&Delivery],
        key: &SigningKey,
        question: &ChallengeAnswer,
    ) -> Value {
        let credentials: Vec<Value> = deliveries
            .iter()
            .flat_map(|d| [d.verifiable_credential.clone(), d.registration.clone()])
            .collect();
        credential::presentation::present(
            &credentials,
            key,
            &question.challenge,
            &question.domain,
            self.now(),
            &self.contexts,
        )
        .expect("a presentation")
    }

    /// `document` signed anew by the HEI's own key, whatever it says.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn sign_as(&self, hei: &Hei, document: Value) -> Value {
        let key = hei.key();
        let id = hei.did().key_url(&key.public().to_multibase());
        self.sign_with(&key, &id.expect("a key's URL"), document)
    }

    /// `document` signed anew by `key`, which calls itself `id`.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn sign_with(&self, key: &SigningKey, id: &DidUrl, mut document: Value) -> Value {
        if let Some(object) = document.as_object_mut() {
            object.remove("proof");
        }
        let options = ProofOptions {
            verification_method: id.clone(),
            purpose: ProofPurpose::AssertionMethod,
            created: self.now(),
            challenge: None,
            domain: None,
        };
        eddsa_rdfc_2022::secure(&document, &options, key, &self.contexts).expect("a signature")
    }

    /// Every file below the registry's data directory.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn registry_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.registry_config.data_dir.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files
    }

    /// The present instant of this world.
    pub fn now(&self) -> Timestamp {
        use service::clock::Clock as _;
        self.clock.now()
    }

    /// Takes the registry off the network.
    pub async fn registry_down(&mut self) {
        self.registry.stop().await;
    }

    /// Starts the registry again on the same data.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn registry_up(&mut self) {
        let app = open_registry(&self.registry_config, &self.clock, &self.rng);
        self.registry.serve(app).await;
    }

    /// Takes the verifier off the network.
    pub async fn verifier_down(&mut self) {
        self.verifier.stop().await;
    }

    /// Starts the verifier again, which remembers nothing.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn verifier_up(&mut self) {
        self.verifier_up_with(|_| ()).await;
    }

    /// The same with changed settings.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn verifier_up_with(&mut self, change: fn(&mut verifier::config::Config)) {
        let mut config = verifier_config(&self.verifier, &self.trust);
        change(&mut config);
        let app = open_verifier(&config, &self.clock);
        self.verifier.serve(app).await;
    }
}

/// The report on one certificate in an answer.
///
/// # Panics
/// When the answer is about a presentation.
pub fn certificate_report(answer: VerifyAnswer) -> VerificationReport {
    match answer.report {
        VerifiedReport::Certificate(report) => report,
        VerifiedReport::Presentation(report) => panic!("not about a certificate: {report:?}"),
    }
}

/// The report on a presentation in an answer.
///
/// # Panics
/// When the answer is about a certificate.
pub fn presentation_report(answer: VerifyAnswer) -> PresentationReport {
    match answer.report {
        VerifiedReport::Presentation(report) => report,
        VerifiedReport::Certificate(report) => panic!("not about a presentation: {report:?}"),
    }
}

/// Sends a request; the answer's JSON, `Err` when the status is not a success.
pub(crate) async fn answer<T: serde::de::DeserializeOwned>(
    request: reqwest::RequestBuilder,
) -> Result<T, Value> {
    let response = request.send().await.expect("a server that answers");
    let success = response.status().is_success();
    let body = response.bytes().await.expect("a whole answer");
    let value: Value = serde_json::from_slice(&body).expect("JSON");
    if success {
        Ok(serde_json::from_value(value).expect("an answer of the documented form"))
    } else {
        Err(value)
    }
}

fn open_registry(
    config: &registry::config::Config,
    clock: &MovableClock,
    rng: &SharedRng,
) -> axum::Router {
    let secrets = registry::app::Secrets {
        admin_token: Secret::new(ADMIN_TOKEN),
        passphrase: Secret::new(PASSPHRASE),
    };
    registry::app::App::open(config.clone(), &secrets, clock.shared(), rng.clone())
        .expect("a registry")
        .router()
}

fn open_verifier(config: &verifier::config::Config, clock: &MovableClock) -> axum::Router {
    verifier::app::App::open(config, clock.shared())
        .expect("a verifier")
        .router()
}

fn registry_config(server: &Server, home: &Path) -> registry::config::Config {
    registry::config::Config {
        key_work_factor: Some(WORK_FACTOR),
        lookups_per_minute: 0,
        free_disk_percent: 0,
        // The HEIs of most tests submit bare documents.
        review_statements: registry::config::ReviewStatements::Optional,
        ..registry::config::Config::at(server.base_url().clone(), server.address(), home)
    }
}

fn verifier_config(server: &Server, trust: &Trust) -> verifier::config::Config {
    let base_url: &BaseUrl = server.base_url();
    serde_json::from_value(json!({
        "listen": server.address(),
        "base_url": base_url,
        "trust": { "registry": trust.registry, "operator_keys": trust.operator_keys },
        // Nothing is kept, so that a test sees the present.
        "resolver": { "allow_loopback": true, "cache_seconds": 0 },
    }))
    .expect("a configuration")
}
