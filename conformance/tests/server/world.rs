//! A server with keys of its own, and whoever sends it something.

use std::path::Path;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use conformance::{app::App, config::Config, keys::Keys, profile::Profile};
use credential::{
    Contexts,
    data_integrity::{AddProof, Cryptosuite, ProofOptions, ProofPurpose, add_proof},
    did_key,
    json_ld::Mode,
    multikey::{Algorithm, SecretKey},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use service::{clock::MovableClock, randomness::SharedRng, secret::Secret};
use tower::ServiceExt as _;

pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// The instant at which the server stands.
pub(crate) fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// The settings of a server that is turned on, below `home`.
pub(crate) fn config(home: &Path) -> Config {
    let text = conformance::config::SAMPLE
        .replace("enabled = false", "enabled = true")
        .replace("conformance-keys/", &format!("{}/keys/", home.display()))
        .replace(
            "conformance-passphrase",
            &format!("{}/passphrase", home.display()),
        )
        .replace("conformance-status", &format!("{}/status", home.display()));
    let path = home.join("conformance.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(home.join("passphrase"), PASSPHRASE).unwrap();
    Config::load(&path).unwrap()
}

/// Makes keys for it, the same ones each time.
pub(crate) fn make_keys(config: &Config) -> Keys {
    let keys = Keys::generate(&mut SharedRng::seeded(5));
    let passphrase = Secret::new(PASSPHRASE);
    keys.save(&config.keys_file, &passphrase, Some(2)).unwrap();
    keys
}

pub(crate) struct World {
    pub(crate) keys: Keys,
    router: Router,
    _home: tempfile::TempDir,
}

/// An answer: its status, media type and body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media_type: String,
    pub(crate) body: Value,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut config = config(home.path());
        change(&mut config);
        let keys = make_keys(&config);
        let clock = MovableClock::new(now()).shared();
        let app = App::open(&config, clock, SharedRng::seeded(9))
            .await
            .unwrap();
        Self {
            keys,
            router: app.router(),
            _home: home,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let media_type = response.headers().get(header::CONTENT_TYPE);
        let media_type = media_type.map_or("", |v| v.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            media_type,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn post_text(&self, path: &str, text: impl Into<String>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(text.into())).unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, body.to_string()).await
    }

    /// Asks a profile to issue.
    pub(crate) async fn issue(
        &self,
        profile: Profile,
        credential: &Value,
        options: Value,
    ) -> Answer {
        let body = json!({ "credential": credential, "options": options });
        self.post(&format!("/issuers/{profile}/credentials/issue"), &body)
            .await
    }

    /// What a profile issues of a credential that is as it should be.
    pub(crate) async fn issued(&self, profile: Profile) -> Value {
        let credential = self.credential(profile);
        let mut answer = self.issue(profile, &credential, json!({})).await;
        assert_eq!(answer.status, 201, "{profile}: {}", answer.body);
        answer.body["verifiableCredential"].take()
    }

    pub(crate) async fn verify(&self, credential: &Value) -> Answer {
        self.verify_with(credential, json!({ "checks": ["proof"] }))
            .await
    }

    pub(crate) async fn verify_with(&self, credential: &Value, options: Value) -> Answer {
        let body = json!({ "verifiableCredential": credential, "options": options });
        self.post("/credentials/verify", &body).await
    }

    pub(crate) async fn verify_presentation(&self, presentation: &Value, options: Value) -> Answer {
        let body = json!({ "verifiablePresentation": presentation, "options": options });
        self.post("/presentations/verify", &body).await
    }

    /// A credential that the profile issues.
    pub(crate) fn credential(&self, profile: Profile) -> Value {
        credential_of(self.keys.did(profile.algorithm()).as_str())
    }

    /// Secures a document as anybody could who has the server's key of the suite's kind.
    pub(crate) fn secure(&self, document: &Value, suite: Cryptosuite) -> Value {
        secure(document, suite, self.keys.of(Algorithm::Ed25519))
    }
}

impl Answer {
    /// 400, with a problem of this title about this.
    pub(crate) fn refused(&self, title: &str, detail: &str) {
        assert_eq!(self.status, 400, "{detail}: {}", self.body);
        assert_eq!(self.media_type, "application/problem+json");
        let url = self.body["type"].as_str().unwrap();
        assert!(
            url.starts_with("https://") && url.ends_with(&format!("#{title}")),
            "{}",
            self.body
        );
        assert_eq!(self.body["title"], title);
        assert_eq!(self.body["problemDetails"][0]["type"], url);
        let told = self.body["detail"].as_str().unwrap();
        assert!(told.contains(detail), "{told}");
        assert_eq!(self.body["errors"][0], told);
    }

    pub(crate) fn verified(&self) {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.body["verified"], true);
        assert_eq!(self.body["problemDetails"], json!([]));
    }
}

pub(crate) fn credential_of(issuer: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:1f0d0b8e-3a0c-4c11-9b6f-2f7c3d1f4a55",
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
        "issuer": issuer,
        "validFrom": "2026-09-01T00:00:00Z",
        "credentialSubject": { "id": "did:example:graduate", "alumniOf": "School" },
    })
}

/// A key that is not the server's.
pub(crate) fn stranger() -> SecretKey {
    SecretKey::generate(Algorithm::Ed25519, &mut SharedRng::seeded(77))
}

pub(crate) fn did_of(key: &SecretKey) -> String {
    did_key::did_of(&key.public()).to_string()
}

/// What a proof is to say beside what the suites need.
pub(crate) fn add(suite: Cryptosuite, key: &SecretKey, purpose: ProofPurpose) -> AddProof {
    AddProof {
        cryptosuite: suite,
        options: ProofOptions {
            verification_method: did_key::key_url_of(&key.public()),
            purpose,
            created: now(),
            challenge: None,
            domain: None,
        },
        id: None,
        expires: None,
        previous_proof: Vec::new(),
    }
}

/// Adds a proof, for an assertion.
pub(crate) fn secure(document: &Value, suite: Cryptosuite, key: &SecretKey) -> Value {
    secure_as(
        document,
        &add(suite, key, ProofPurpose::AssertionMethod),
        key,
    )
}

pub(crate) fn secure_as(document: &Value, add: &AddProof, key: &SecretKey) -> Value {
    add_proof(document, add, key, &Contexts::standard(), Mode::Safe).unwrap()
}

/// A document with one member altered or added.
pub(crate) fn altered(document: &Value, pointer: &str, value: Value) -> Value {
    let mut altered = document.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = altered.pointer_mut(parent).unwrap();
    match parent {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        other => other[name.parse::<usize>().unwrap()] = value,
    }
    altered
}

/// A document without one member.
pub(crate) fn without(document: &Value, pointer: &str) -> Value {
    let mut altered = document.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = altered
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap();
    members.shift_remove(name).unwrap();
    altered
}
