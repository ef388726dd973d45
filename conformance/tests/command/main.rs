//! The program `vc-jose-cose`, run as the suite runs it: files in, an answer out.

mod round_trips;
mod rules;
mod use_of;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credential::vc_jose_cose::JoseSigningKey;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Every feature of the suite.
const FEATURES: [&str; 6] = [
    "credential_jose",
    "credential_sdjwt",
    "credential_cose",
    "presentation_jose",
    "presentation_sdjwt",
    "presentation_cose",
];
/// Every key, by the name of its file.
const KEYS: [&str; 4] = ["p256", "p384", "p521", "ed25519"];

/// A folder for one test's files.
struct Desk(TempDir);

/// The answer, and what was said of it.
struct Answered {
    success: bool,
    data: String,
    problem: String,
}

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn output(&self) -> PathBuf {
        self.0.path().join("answer.json")
    }

    fn run(&self, action: &str, input: &Path, key: &Path, feature: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_vc-jose-cose"))
            .arg(action)
            .arg("--input")
            .arg(input)
            .arg("--key")
            .arg(key)
            .args(["--feature", feature])
            .arg("--output")
            .arg(self.output())
            .args(more)
            .output()
            .unwrap()
    }

    fn answer(
        &self,
        action: &str,
        input: &str,
        key: &Path,
        feature: &str,
        more: &[&str],
    ) -> Answered {
        let input = self.file("input", input);
        let output = self.run(action, &input, key, feature, more);
        let problem = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{problem}");
        let answer: Value = serde_json::from_slice(&std::fs::read(self.output()).unwrap()).unwrap();
        let success = answer["result"] == "success";
        assert!(success || answer["result"] == "failure", "{answer}");
        assert_eq!(success, problem.is_empty(), "{answer} {problem}");
        Answered {
            success,
            data: answer["data"].as_str().unwrap().to_owned(),
            problem,
        }
    }

    fn issue(&self, content: &Value, key: &str, feature: &str, more: &[&str]) -> Answered {
        self.answer("issue", &content.to_string(), &key_file(key), feature, more)
    }

    fn verify(&self, token: &str, key: &str, feature: &str, more: &[&str]) -> Answered {
        self.answer("verify", token, &key_file(key), feature, more)
    }
}

fn key_file(name: &str) -> PathBuf {
    PathBuf::from(format!(
        "{}/tests/keys/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    ))
}

/// A key file as JSON.
fn key_json(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(key_file(name)).unwrap()).unwrap()
}

fn credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://issuer.example/credentials/1",
        "type": ["VerifiableCredential"],
        "issuer": "https://issuer.example/suite",
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:holder",
            "name": "Айгерім",
            "phoneNumbers": [{ "number": "+7 1" }, { "number": "+7 2" }],
        },
    })
}

fn presentation(ids: &[&str]) -> Value {
    let envelope = |id: &&str| {
        json!({
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": id,
        })
    };
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5",
        "type": ["VerifiablePresentation"],
        "holder": "https://issuer.example/suite",
        "verifiableCredential": ids.iter().map(envelope).collect::<Vec<_>>(),
    })
}

/// The document that a feature secures.
fn content(feature: &str) -> Value {
    if feature.starts_with("credential") {
        credential()
    } else {
        presentation(&[
            "data:application/vc+jwt,e30.e30.garbage",
            "data:application/vc+sd-jwt,e30.e30.garbage~",
            "data:application/vc+cose;base64,0oRA",
        ])
    }
}

/// A JWT with any header and payload under a key of the tests.
fn token(header: &Value, payload: &Value, key: &str) -> String {
    let key = JoseSigningKey::from_jwk(&key_json(key)["secretKeyJwk"]).unwrap();
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(payload));
    let signature = key.sign(message.as_bytes()).unwrap();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// A value with one more member.
fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}
