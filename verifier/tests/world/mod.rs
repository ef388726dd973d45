//! A register on loopback that serves signed documents, and a certificate that is in it.

#![allow(dead_code, reason = "each test uses a part of it")]

mod certificate;
mod codes;
mod page;
pub(crate) mod program;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use credential::{
    Contexts, bitstring_status_list, digest,
    eddsa_rdfc_2022::{self, ProofOptions, ProofPurpose},
    multikey::SigningKey,
    receipt, trust_list,
};
use jiff::{SignedDuration, Timestamp, Unit};
use resolver::ResolverConfig;
use schemas::{
    api::registry::{ReceiptSubject, RegisterEntry, trust_list::TypeNames},
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    did::{Did, DidUrl},
    examples,
    language::Texts,
    number::CertificateNumber,
    programme::{Programme, RegisteredProgramme},
    status::{CertificateStatus, RevocationReason, StatusPlace},
};
use serde_json::{Value, json};
use service::{
    clock::{Clock as _, MovableClock},
    metrics::Metrics,
    telemetry::LogFormat,
};
use verifier::{
    app::App, bundle::OfflineConfig, config::Config, presentation::ChallengeConfig,
    trust::TrustConfig,
};

/// The person whose name must be in no log.
pub(crate) const HOLDER_NAME: &str = "Әсел Жұмабайқызы";

#[derive(Default)]
struct Register {
    answers: HashMap<String, (u16, Value)>,
    /// How often it was asked.
    asked: usize,
}

type Answers = Arc<Mutex<Register>>;

pub(crate) struct World {
    pub(crate) clock: MovableClock,
    pub(crate) base: BaseUrl,
    pub(crate) verifier: String,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) holder: SigningKey,
    pub(crate) contexts: Contexts,
    operator: SigningKey,
    hei: SigningKey,
    hei_did: Did,
    programme: Programme,
    answers: Answers,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// What was put under a path; a text as it is.
async fn register_answer(State(answers): State<Answers>, uri: Uri) -> Response {
    let answer = {
        let mut register = answers.lock().unwrap();
        register.asked += 1;
        register.answers.get(uri.path()).cloned()
    };
    let problem = || {
        let code = if uri.path().contains("/certificates/") {
            "number-unknown"
        } else {
            "no-such-page"
        };
        (
            404,
            json!({ "type": format!("urn:kualik:problem:{code}"), "title": "x", "status": 404 }),
        )
    };
    let (status, body) = answer.unwrap_or_else(problem);
    let status = StatusCode::from_u16(status).unwrap();
    match body {
        Value::String(text) => (status, text).into_response(),
        body => (status, Json(body)).into_response(),
    }
}

impl World {
    /// As [`Self::start`], at the present time: for a verifier that runs as a process of its own.
    #[allow(
        clippy::disallowed_methods,
        reason = "the process under test reads the system's clock"
    )]
    pub(crate) async fn start_now() -> Self {
        Self::start_at(Timestamp::now(), examples::programmes().remove(0)).await
    }

    /// A register with one accredited body and one programme, and a verifier that trusts it.
    pub(crate) async fn start() -> Self {
        Self::start_at(start(), examples::programmes().remove(0)).await
    }

    /// The same with another programme.
    #[allow(dead_code, reason = "not every test program asks for it")]
    pub(crate) async fn start_with(programme: Programme) -> Self {
        Self::start_at(start(), programme).await
    }

    async fn start_at(now: Timestamp, programme: Programme) -> Self {
        let answers = Answers::default();
        let register = Router::new()
            .fallback(register_answer)
            .with_state(Arc::clone(&answers));
        let base: BaseUrl = serve(register).await.parse().unwrap();
        let now = now.round(Unit::Second).unwrap();
        let clock = MovableClock::new(now);
        let operator = SigningKey::from_seed(&[1; 32]);
        let mut world = Self {
            clock,
            verifier: String::new(),
            metrics: Arc::default(),
            holder: SigningKey::from_seed(&[3; 32]),
            contexts: Contexts::of_register(&base),
            hei: SigningKey::from_seed(&[2; 32]),
            hei_did: base.hosted_did(&"kaznu".parse().unwrap()),
            programme,
            operator,
            answers,
            base,
        };
        world.publish_trust_list(Interval {
            from: Timestamp::UNIX_EPOCH,
            until: None,
        });
        world.publish_status_list(&[]);
        let registered = RegisteredProgramme {
            programme: world.programme.clone(),
            awarding_body: "kaznu".parse().unwrap(),
            admitted_at: Timestamp::UNIX_EPOCH,
            withdrawn_at: None,
        };
        let path = format!("/api/v1/programmes/{}", world.programme.code);
        world.put(&path, 200, serde_json::to_value(registered).unwrap());
        let app = world.app();
        world.metrics = app.metrics().clone();
        world.verifier = serve(app.router()).await;
        world
    }

    pub(crate) fn config(&self) -> Config {
        Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            metrics_listen: None,
            base_url: "https://verify.invalid".parse().unwrap(),
            log: LogFormat::default(),
            trust: TrustConfig {
                registry: self.base.clone(),
                operator_keys: vec![self.operator_key()],
            },
            resolver: ResolverConfig {
                allow_loopback: true,
                timeout_seconds: 3,
                cache_seconds: 0,
                ..ResolverConfig::default()
            },
            challenges: ChallengeConfig::default(),
            offline: OfflineConfig::default(),
        }
    }

    /// Writes a configuration file that trusts the register.
    pub(crate) fn write_config(&self, dir: &Path) -> String {
        let config = self.config();
        let key = &config.trust.operator_keys[0];
        let text = format!(
            "listen = \"127.0.0.1:0\"\nbase_url = \"https://verify.invalid\"\n[trust]\nregistry = \"{}\"\noperator_keys = [\"{key}\"]\n\
             [resolver]\nallow_loopback = true\ntimeout_seconds = 3\n",
            config.trust.registry
        );
        let path = dir.join("verifier.toml");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The address of one more verifier, by other settings.
    #[allow(dead_code, reason = "not every test program asks for it")]
    pub(crate) async fn another(&self, config: &Config) -> String {
        let app = App::open(config, self.clock.shared()).unwrap();
        serve(app.router()).await
    }

    fn app(&self) -> App {
        App::open(&self.config(), self.clock.shared()).unwrap()
    }

    pub(crate) fn put(&self, path: &str, status: u16, body: Value) {
        let mut register = self.answers.lock().unwrap();
        register.answers.insert(path.to_owned(), (status, body));
    }

    /// How often the register was asked.
    pub(crate) fn asked(&self) -> usize {
        self.answers.lock().unwrap().asked
    }

    /// The register answers nothing any more.
    pub(crate) fn break_register(&self) {
        for answer in self.answers.lock().unwrap().answers.values_mut() {
            *answer = (503, json!({}));
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn tomorrow(&self) -> Timestamp {
        self.now()
            .checked_add(SignedDuration::from_hours(24))
            .unwrap()
    }

    fn operator_key(&self) -> DidUrl {
        self.base
            .did()
            .key_url(&self.operator.public().to_multibase())
            .unwrap()
    }

    fn signed(&self, document: &Value, did: &Did, key: &SigningKey) -> Value {
        eddsa_rdfc_2022::secure(document, &self.options(did, key), key, &self.contexts).unwrap()
    }

    fn options(&self, did: &Did, key: &SigningKey) -> ProofOptions {
        ProofOptions {
            verification_method: did.key_url(&key.public().to_multibase()).unwrap(),
            purpose: ProofPurpose::AssertionMethod,
            created: self.now(),
            challenge: None,
            domain: None,
        }
    }

    pub(crate) fn publish_trust_list(&self, accreditation: Interval) {
        let body = AwardingBody {
            id: self.hei_did.clone(),
            code: "kaznu".parse().unwrap(),
            name_map: hei_name(),
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            accreditation: vec![accreditation],
            suspension: Vec::new(),
            key: vec![AccreditedKey {
                id: self
                    .hei_did
                    .key_url(&self.hei.public().to_multibase())
                    .unwrap(),
                in_force: Interval {
                    from: Timestamp::UNIX_EPOCH,
                    until: None,
                },
                revoked: None,
            }],
        };
        let list = trust_list::unsigned(
            &self.base,
            &self.base.did(),
            &[body],
            &TypeNames::default(),
            self.now(),
            self.tomorrow(),
        );
        self.put(
            "/trust-list",
            200,
            self.signed(&list, &self.base.did(), &self.operator),
        );
    }

    pub(crate) fn publish_status_list(&self, revoked: &[u32]) {
        let mut bits = Vec::new();
        for index in revoked {
            bitstring_status_list::set(&mut bits, *index);
        }
        let name = "2026-1".parse().unwrap();
        let list = bitstring_status_list::list_credential(
            &self.base,
            &name,
            &bits,
            self.now(),
            self.tomorrow(),
        );
        self.put(
            "/status/2026-1",
            200,
            self.signed(&list, &self.base.did(), &self.operator),
        );
    }

    /// Puts a certificate into the register; returns the operator's receipt.
    pub(crate) fn register(&self, number: CertificateNumber, certificate: &Value) -> Value {
        let receipt = self.receipt(number, certificate);
        self.publish_entry(number, CertificateStatus::Active, &receipt);
        receipt
    }

    fn receipt(&self, number: CertificateNumber, certificate: &Value) -> Value {
        let subject = ReceiptSubject {
            id: self.base.certificate(number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: number,
            programme: self.base.programme(&self.programme.code),
            awarding_body: self.hei_did.clone(),
            digest: digest::of_secured(certificate, &self.contexts).unwrap(),
            signing_key: self
                .hei_did
                .key_url(&self.hei.public().to_multibase())
                .unwrap(),
            registered_at: self.now(),
            log_position: 1,
        };
        let receipt = receipt::unsigned(&self.base, &self.base.did(), &subject);
        self.signed(&receipt, &self.base.did(), &self.operator)
    }

    fn publish_entry(&self, number: CertificateNumber, status: CertificateStatus, receipt: &Value) {
        let entry = RegisterEntry {
            number,
            programme: self.programme.code.clone(),
            awarding_body: "kaznu".parse().unwrap(),
            registered_at: Some(self.now()),
            status,
            supersedes: None,
            replaced_by: None,
            receipt: Some(receipt.clone()),
        };
        let path = format!("/api/v1/certificates/{number}");
        self.put(&path, 200, serde_json::to_value(entry).unwrap());
    }

    pub(crate) fn revoke(&self, number: CertificateNumber, serial: u64, receipt: &Value) {
        let status = CertificateStatus::Revoked {
            reason: RevocationReason::DataError,
            at: self.now(),
        };
        self.publish_entry(number, status, receipt);
        self.publish_status_list(&[place(serial).index]);
    }

    /// A registered certificate with its receipt, as it is delivered.
    pub(crate) fn delivery(&self, serial: u64) -> (CertificateNumber, Value) {
        let (number, certificate) = self.certificate(serial);
        let registration = self.register(number, &certificate);
        (
            number,
            json!({ "verifiableCredential": certificate, "registration": registration }),
        )
    }
}

fn place(serial: u64) -> StatusPlace {
    StatusPlace {
        list: "2026-1".parse().unwrap(),
        index: u32::try_from(serial * 31).unwrap(),
    }
}

fn hei_name() -> Texts {
    Texts {
        kk: "Алатау университеті".to_owned(),
        ru: "Алатауский университет".to_owned(),
        en: "Alatau University".to_owned(),
    }
}
