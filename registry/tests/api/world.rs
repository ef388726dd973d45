//! A registry in a temporary directory, and two awarding bodies.

use std::{net::SocketAddr, sync::LazyLock, thread};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credential::{Contexts, eddsa_rdfc_2022, multikey::SigningKey};
use jiff::Timestamp;
use registry::{
    app::{App, Secrets, StartError},
    config::{Config, ReviewStatements},
    init,
};
use schemas::{
    api::registry::{AccreditAnswer, NumberAllocation},
    base_url::BaseUrl,
    examples,
    identifier::DraftId,
    programme::Programme,
};
use serde_json::{Value, json};
use service::{clock::MovableClock, randomness::SharedRng, secret::Secret};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

pub(crate) const ADMIN: &str = "kk_the-operators-admin-token-of-these-tests";

/// The same tests run on both stores: see `tests/api_postgres.rs`.
const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"api_postgres");

/// Where stores' tasks run, longer than any test.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap()
});

pub(crate) struct World {
    _home: TempDir,
    pub(crate) config: Config,
    pub(crate) clock: MovableClock,
    app: Option<App>,
}

pub(crate) struct Hei {
    pub(crate) key: SigningKey,
    pub(crate) key_id: String,
    pub(crate) api_key: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn ok(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            self.text
        );
        self.json()
    }

    /// The code of the problem, when the answer has the status.
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let kind = self.json()["type"].as_str().unwrap().to_owned();
        kind.strip_prefix("urn:kualik:problem:").unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// On this database.
    #[allow(dead_code, reason = "for the tests of PostgreSQL")]
    pub(crate) fn on(url: &str) -> Self {
        Self::with(|config| config.database_urls = vec![url.to_owned()])
    }

    /// A second registry with the same settings and keys.
    #[allow(dead_code, reason = "for the tests of PostgreSQL")]
    pub(crate) fn beside(&self) -> Self {
        let mut world = Self {
            _home: tempfile::tempdir().unwrap(),
            config: self.config.clone(),
            clock: self.clock.clone(),
            app: None,
        };
        world.start().unwrap();
        world
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let base_url: BaseUrl = "http://127.0.0.1:8801".parse().unwrap();
        let listen: SocketAddr = "127.0.0.1:8801".parse().unwrap();
        let mut config = Config::at(base_url, listen, home.path());
        config.key_work_factor = Some(2);
        config.free_disk_percent = 0;
        // Most tests are about other things than reviews.
        config.review_statements = ReviewStatements::Optional;
        if ON_POSTGRES {
            config.database_urls = vec![test_postgres::new_database()];
        }
        change(&mut config);
        init::prepare(&config, &passphrase(), SharedRng::seeded(1)).unwrap();
        let clock = MovableClock::new("2026-06-01T06:00:00Z".parse().unwrap());
        let mut world = Self {
            _home: home,
            config,
            clock,
            app: None,
        };
        world.start().unwrap();
        world
    }

    /// Opens the registry again, as after a stop.
    pub(crate) fn restart(&mut self) {
        self.app = None;
        self.start().unwrap();
    }

    pub(crate) fn stop(&mut self) {
        self.app = None;
    }

    pub(crate) fn start(&mut self) -> Result<(), StartError> {
        self.start_with(ADMIN)
    }

    pub(crate) fn start_with(&mut self, admin_token: &str) -> Result<(), StartError> {
        let secrets = Secrets {
            admin_token: Secret::new(admin_token),
            passphrase: passphrase(),
        };
        let rng = SharedRng::seeded(2);
        let (config, clock) = (self.config.clone(), self.clock.shared());
        let start = async || App::start(config, &secrets, clock, rng).await;
        // A test's own runtime cannot wait for this one in the middle of a task; another thread can.
        let started = thread::scope(|scope| scope.spawn(|| RUNTIME.block_on(start())).join());
        self.app = Some(started.unwrap()?);
        Ok(())
    }

    pub(crate) fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    pub(crate) fn router(&self) -> Router {
        self.app().router()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app().registry().now()
    }

    pub(crate) fn contexts(&self) -> Contexts {
        Contexts::of_register(&self.config.base_url)
    }

    /// Verifies a document of the operator and checks that it is the operator's key that signed.
    pub(crate) fn is_the_operators(&self, document: &Value) {
        let proof = eddsa_rdfc_2022::verify(document, &self.contexts()).unwrap();
        let operator = &self.app().registry().operator;
        assert_eq!(proof.verification_method(), &operator.key_id);
        assert_eq!(document["issuer"], json!(operator.did));
    }

    /// Status, headers and bytes of the answer.
    pub(crate) async fn exchange(&self, request: Request<Body>) -> (u16, HeaderMap, Bytes) {
        let response = self.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        (parts.status.as_u16(), parts.headers, bytes)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (status, headers, bytes) = self.exchange(request).await;
        Answer {
            status,
            headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, "application/json").await
    }

    pub(crate) async fn get_as(&self, path: &str, accept: &str) -> Answer {
        let request = Request::get(path).header("accept", accept);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn get_with(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/json");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    /// The same, for somebody who reads `language`.
    pub(crate) async fn post_in(
        &self,
        language: &str,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("accept-language", language)
            .header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub(crate) async fn accredit(&self, code: &'static str, seed: u8) -> Hei {
        let key = SigningKey::from_seed(&[seed; 32]);
        let request = json!({
            "code": code,
            "nameMap": { "kk": format!("{code} kk"), "ru": format!("{code} ru"), "en": format!("{code} en") },
            "kind": "HigherEducation",
            "url": format!("https://{code}.kz"),
            "keys": [key.public().to_multibase()],
            "accreditation": { "from": self.now() },
        });
        let answer = self.post("/api/v1/awarding-bodies", ADMIN, &request).await;
        let answer: AccreditAnswer = serde_json::from_value(answer.ok()).unwrap();
        Hei {
            key,
            key_id: answer.awarding_body.key[0].id.to_string(),
            api_key: answer.api_key,
        }
    }

    /// Admits the example programme `n` for `hei`; gives its code.
    pub(crate) async fn admit(&self, hei: &Hei, n: usize) -> String {
        let programme = programme(n);
        let answer = self
            .post("/api/v1/programmes", &hei.api_key, &json!(programme))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        programme.code.to_string()
    }

    pub(crate) async fn allocate(
        &self,
        hei: &Hei,
        programme: &str,
        drafts: &[DraftId],
    ) -> Vec<NumberAllocation> {
        let answer = self
            .post(
                "/api/v1/allocations",
                &hei.api_key,
                &drafts_of(programme, drafts),
            )
            .await;
        serde_json::from_value(answer.ok()["allocations"].take()).unwrap()
    }

    pub(crate) async fn record(&self, hei: &Hei, number: impl ToString, digest: &str) -> Answer {
        let record = json!({ "records": [{
            "number": number.to_string(), "digest": digest, "verificationMethod": hei.key_id,
        }] });
        self.post("/api/v1/register", &hei.api_key, &record).await
    }

    pub(crate) async fn revoke(&self, hei: &Hei, number: impl ToString, reason: &str) -> Answer {
        let path = format!("/api/v1/certificates/{}/revocation", number.to_string());
        self.post(&path, &hei.api_key, &json!({ "reason": reason }))
            .await
    }
}

pub(crate) fn passphrase() -> Secret {
    Secret::new("correct horse battery")
}

pub(crate) fn programme(n: usize) -> Programme {
    examples::programmes().swap_remove(n)
}

pub(crate) fn draft(n: u64) -> DraftId {
    let mut bytes = [0; 16];
    // The first half holds the version of the UUID.
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    DraftId::from_random(bytes)
}

pub(crate) fn drafts(range: std::ops::Range<u64>) -> Vec<DraftId> {
    range.map(draft).collect()
}

pub(crate) fn drafts_of(programme: &str, drafts: &[DraftId]) -> Value {
    let drafts = drafts.iter();
    let drafts: Vec<_> = drafts
        .map(|draft| json!({ "draft": draft, "programme": programme }))
        .collect();
    json!({ "drafts": drafts })
}

/// A digest of the right form.
pub(crate) fn digest(n: u8) -> String {
    let multihash = [&[0x12, 0x20][..], &[n; 32]].concat();
    format!("u{}", URL_SAFE_NO_PAD.encode(multihash))
}
