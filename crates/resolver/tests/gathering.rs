//! What each answer of the register becomes as evidence: there, not there, or unavailable.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use credential::{Evidence, Piece, Trust, multikey::SigningKey};
use jiff::Timestamp;
use resolver::{Resolver, ResolverConfig};
use schemas::{base_url::BaseUrl, number::CertificateNumber, status::StatusPlace};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// Answers by path: status and body. Remembers what was asked.
#[derive(Clone)]
struct Register {
    address: SocketAddr,
    answers: Arc<Mutex<HashMap<String, (u16, Value)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Register {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let register = Self {
            address: listener.local_addr().unwrap(),
            answers: Arc::default(),
            asked: Arc::default(),
        };
        let this = register.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let this = this.clone();
                tokio::spawn(async move {
                    let mut request = vec![0; 8192];
                    let read = stream.read(&mut request).await.unwrap_or(0);
                    let request = String::from_utf8_lossy(&request[..read]).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
                    let answer = this.answers.lock().unwrap().get(&path).cloned();
                    this.asked.lock().unwrap().push(path);
                    let (status, body) = answer.unwrap_or((404, json!("no such page")));
                    let body = body.to_string();
                    let text = format!(
                        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = stream.write_all(text.as_bytes()).await;
                });
            }
        });
        register
    }

    fn put(&self, path: &str, status: u16, body: Value) {
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), (status, body));
    }

    fn base(&self) -> BaseUrl {
        format!("http://{}", self.address).parse().unwrap()
    }

    fn trust(&self) -> Trust {
        let key = SigningKey::from_seed(&[1; 32]).public().to_multibase();
        let key = self.base().did().key_url(&key).unwrap();
        Trust::new(self.base(), vec![key]).unwrap()
    }
}

fn number() -> CertificateNumber {
    CertificateNumber::assemble(2026, 17).unwrap()
}

const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

/// As much of a certificate as is read to know what to look up.
fn certificate(base: &BaseUrl) -> Value {
    let place = StatusPlace {
        list: "2026-1".parse().unwrap(),
        index: 7,
    };
    let did = base.hosted_did(&"hei".parse().unwrap());
    json!({
        "id": base.certificate(number()),
        "certificateNumber": number(),
        "issuer": { "id": did },
        "credentialSubject": { "achievement": { "humanCode": "MC-1" } },
        "credentialStatus": {
            "id": base.status_entry(&place),
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": base.status_list(&place.list)
        },
        "proof": [{ "verificationMethod": format!("{did}#{KEY}") }]
    })
}

fn problem(code: &str) -> Value {
    json!({ "type": format!("urn:kualik:problem:{code}"), "title": "x", "status": 404 })
}

fn trust_list(key: &str) -> Value {
    json!({ "credentialSubject": [{ "key": [{ "id": key }] }] })
}

async fn gather(register: &Register) -> Evidence {
    let config = ResolverConfig {
        allow_loopback: true,
        timeout_seconds: 2,
        ..ResolverConfig::default()
    };
    let resolver = Resolver::new(&config).unwrap();
    let base = register.base();
    let receipt = Some(json!({ "receipt": true }));
    resolver
        .gather(
            &certificate(&base),
            receipt,
            &register.trust(),
            Timestamp::UNIX_EPOCH,
        )
        .await
}

fn why<T>(piece: Piece<T>) -> String {
    match piece {
        Piece::Unavailable { why } => why,
        Piece::Found(_) => panic!("found"),
        Piece::NotThere => panic!("not there"),
    }
}

#[tokio::test]
async fn everything_is_asked_of_the_pinned_register() {
    let register = Register::start().await;
    let base = register.base();
    let entry = json!({ "number": number(), "programme": "MC-1", "awardingBody": "hei", "status": { "state": "allocated" } });
    register.put(&format!("/api/v1/certificates/{}", number()), 200, entry);
    register.put(
        "/trust-list",
        200,
        trust_list(&format!("{}:hei:hei#{KEY}", base.did())),
    );
    register.put("/status/2026-1", 200, json!({ "list": 1 }));
    let evidence = gather(&register).await;
    assert!(matches!(evidence.register_entry, Piece::Found(entry) if entry.number == number()));
    assert_eq!(evidence.status_list, Piece::Found(json!({ "list": 1 })));
    assert!(matches!(evidence.trust_list, Piece::Found(_)));
    assert_eq!(evidence.receipt, Some(json!({ "receipt": true })));
    let asked = register.asked.lock().unwrap();
    assert!(
        !asked.iter().any(|p| p.contains("did.json")),
        "the list names the key: {asked:?}"
    );
}

#[tokio::test]
async fn the_issuers_document_is_asked_for_when_the_list_does_not_name_the_key() {
    let register = Register::start().await;
    let did = register.base().hosted_did(&"hei".parse().unwrap());
    register.put("/trust-list", 200, trust_list("did:web:other#z6Mk"));
    register.put("/hei/hei/did.json", 200, json!({ "id": did }));
    assert_eq!(
        gather(&register).await.issuer_document,
        Piece::Found(json!({ "id": did }))
    );
    register.put("/hei/hei/did.json", 200, json!({ "id": "did:web:another" }));
    assert!(why(gather(&register).await.issuer_document).contains("did:web:another"));
}

#[tokio::test]
async fn only_the_registers_own_word_counts_as_not_there() {
    let register = Register::start().await;
    let path = format!("/api/v1/certificates/{}", number());
    let programme = "/api/v1/programmes/MC-1";
    // A 404 of something else than the register's API.
    let evidence = gather(&register).await;
    assert!(why(evidence.register_entry).contains("nothing at this address"));
    assert!(why(evidence.status_list).contains("nothing at this address"));
    register.put(&path, 404, problem("no-such-page"));
    assert!(why(gather(&register).await.register_entry).contains("nothing at this address"));
    // The register's word.
    register.put(&path, 404, problem("number-unknown"));
    register.put(programme, 404, problem("programme-unknown"));
    let evidence = gather(&register).await;
    assert_eq!(evidence.register_entry, Piece::NotThere);
    assert_eq!(evidence.programme, Piece::NotThere);
    // Its failures.
    register.put(&path, 500, problem("number-unknown"));
    assert!(why(gather(&register).await.register_entry).contains("status 500"));
    register.put(&path, 200, json!({ "number": "x" }));
    assert!(why(gather(&register).await.register_entry).contains("cannot be read"));
    let other = CertificateNumber::assemble(2026, 18).unwrap();
    let entry = json!({ "number": other, "programme": "MC-1", "awardingBody": "hei", "status": { "state": "allocated" } });
    register.put(&path, 200, entry);
    assert!(why(gather(&register).await.register_entry).contains("another number"));
}

#[tokio::test]
async fn a_register_that_is_down_leaves_everything_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let register = Register {
        address,
        answers: Arc::default(),
        asked: Arc::default(),
    };
    let evidence = gather(&register).await;
    assert!(why(evidence.register_entry).contains("no connection"));
    assert!(why(evidence.trust_list).contains("no connection"));
    assert!(why(evidence.status_list).contains("no connection"));
    assert!(why(evidence.programme).contains("no connection"));
    assert!(why(evidence.issuer_document).contains("no connection"));
}

#[tokio::test]
async fn a_certificate_of_another_register_is_not_looked_up() {
    let register = Register::start().await;
    let resolver = Resolver::new(&ResolverConfig {
        allow_loopback: true,
        ..ResolverConfig::default()
    })
    .unwrap();
    let elsewhere = certificate(&"https://other.kz".parse().unwrap());
    let evidence = resolver
        .gather(&elsewhere, None, &register.trust(), Timestamp::UNIX_EPOCH)
        .await;
    assert!(why(evidence.register_entry).contains("nothing to look up"));
    assert!(register.asked.lock().unwrap().is_empty());
}
