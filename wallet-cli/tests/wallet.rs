//! The wallet from end to end inside one process: a holder, a delivery folder, a verifier on a loopback port. And
//! the program itself, killed while it writes.

mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, extract::State, http::HeaderMap, routing::post};
use credential::{presentation, vc_jose_cose};
use serde_json::{Value, json};
use support::{TestRegister, Wallet};
use wallet_cli::Exit;

fn number_of(document: &Value) -> &str {
    document["certificateNumber"].as_str().unwrap()
}

#[tokio::test]
async fn the_holder_takes_their_own_out_of_a_batch() {
    let wallet = Wallet::new().await;
    let mine = wallet.register.bound_to(&wallet.did().await, 11);
    let somebody = "did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT"
        .parse()
        .unwrap();
    let other = wallet.register.bound_to(&somebody, 12);
    wallet.file("batch/11/delivery.json", &json!(mine).to_string());
    wallet.file("batch/12/delivery.json", &json!(other).to_string());
    wallet.file(
        "batch/13/certificate.json",
        &wallet
            .register
            .on_paper(13)
            .verifiable_credential
            .to_string(),
    );
    let broken = wallet.file("batch/14/certificate.json", "{");
    let batch = wallet.folder.path().join("batch");
    let reply = wallet
        .run(&["receive", batch.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(
        reply.exit,
        Exit::WrongUse,
        "one file cannot be read: {}",
        reply.text
    );
    assert_eq!(reply.json["ofOthers"], 2);
    assert!(reply.text.contains(&broken));
    assert_eq!(reply.json["results"][0]["outcome"], "stored");
    let listed = wallet.run(&["list"]).await.unwrap().json;
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 1);
    assert_eq!(listed["certificates"][0]["boundToThisWallet"], true);
    fs::remove_dir_all(batch.join("14")).unwrap();
    let again = wallet
        .run(&["receive", batch.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(
        (again.exit, &again.json["results"][0]["outcome"]),
        (Exit::Fine, &json!("unchanged"))
    );
}

#[tokio::test]
async fn a_second_certificate_under_a_held_number_is_not_taken() {
    let wallet = Wallet::new().await;
    let first = wallet.register.bound_to(&wallet.did().await, 21);
    let second = wallet.register.on_paper(21);
    let first_file = wallet.file("1.json", &first.verifiable_credential.to_string());
    let second_file = wallet.file("2.json", &second.verifiable_credential.to_string());
    wallet.run(&["receive", &first_file]).await.unwrap();
    let reply = wallet.run(&["receive", &second_file]).await.unwrap();
    assert_eq!(
        (reply.exit, &reply.json["results"][0]["outcome"]),
        (Exit::NotGenuine, &json!("conflict"))
    );
    let shown = wallet
        .run(&["show", number_of(&first.verifiable_credential)])
        .await
        .unwrap();
    assert_eq!(shown.json["certificate"], first.verifiable_credential);
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let wallet = Wallet::new().await;
    let large = wallet.file("large.json", &" ".repeat(10 << 20));
    let error = wallet.run(&["receive", &large]).await.unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.exit()),
        ("source-too-large", Exit::WrongUse)
    );
}

#[tokio::test]
async fn what_was_exported_is_received_elsewhere() {
    let wallet = Wallet::new().await;
    let delivery = wallet.register.bound_to(&wallet.did().await, 31);
    let file = wallet.file("d.json", &json!(delivery).to_string());
    wallet.run(&["receive", &file]).await.unwrap();
    let number = number_of(&delivery.verifiable_credential);
    let out = wallet.folder.path().join("out");
    wallet
        .run(&["export", number, "--output", out.to_str().unwrap()])
        .await
        .unwrap();
    let written = fs::read_to_string(out.join(number).join("delivery.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&written).unwrap(),
        json!(delivery)
    );
    // The same seed makes the same key, so this wallet is the holder's too.
    let elsewhere = Wallet::new().await;
    let reply = elsewhere
        .run(&["receive", out.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(reply.exit, Exit::Fine, "{}", reply.text);
}

/// What a verifier was sent, and the name that it asks in.
#[derive(Clone, Default)]
struct TestVerifier {
    domain: String,
    sent: Arc<Mutex<Vec<(String, String)>>>,
}

#[expect(
    clippy::unused_async,
    reason = "what answers a request is async for axum"
)]
impl TestVerifier {
    async fn start(domain: Option<&str>) -> (String, Self) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let verifier = Self {
            domain: domain.unwrap_or(&base).to_owned(),
            sent: Arc::default(),
        };
        let router = Router::new()
            .route("/api/v1/challenges", post(Self::ask))
            .route("/api/v1/verify", post(Self::verify))
            .with_state(verifier.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (base, verifier)
    }

    async fn ask(State(verifier): State<Self>) -> Json<Value> {
        Json(
            json!({ "challenge": "a-question", "domain": verifier.domain, "expires": "2026-11-21T10:10:00Z" }),
        )
    }

    async fn verify(State(verifier): State<Self>, headers: HeaderMap, body: String) -> Json<Value> {
        let kind = headers["content-type"].to_str().unwrap().to_owned();
        verifier.sent.lock().unwrap().push((kind, body));
        let report: Value = serde_json::from_str(include_str!(
            "../../schemas/examples/valid/report.genuine.json"
        ))
        .unwrap();
        let mut report = report;
        report["kind"] = json!("certificate");
        Json(json!({
            "verdict": "genuine",
            "words": "Genuine",
            "report": report,
            "checks": [{ "name": "Signature", "outcome": "passed", "reason": "fits" }],
        }))
    }
}

#[tokio::test]
async fn certificates_are_presented_with_their_receipts_in_both_forms() {
    let wallet = Wallet::new().await;
    let delivery = wallet.register.bound_to(&wallet.did().await, 41);
    let file = wallet.file("d.json", &json!(delivery).to_string());
    wallet.run(&["receive", &file]).await.unwrap();
    let number = number_of(&delivery.verifiable_credential);
    let (base, verifier) = TestVerifier::start(None).await;
    for format in ["ldp", "jwt"] {
        let reply = wallet
            .run(&["present", number, "--to", &base, "--format", format])
            .await
            .unwrap();
        assert_eq!(reply.exit, Exit::Fine, "{}", reply.text);
        assert_eq!(reply.json["verdict"], "genuine");
    }
    let sent = verifier.sent.lock().unwrap().clone();
    let expected = [(
        delivery.verifiable_credential.clone(),
        Some(delivery.registration.clone()),
    )];
    assert_eq!(sent[0].0, "application/vp");
    let presented: Value = serde_json::from_str(&sent[0].1).unwrap();
    assert_eq!(presentation::certificates(&presented), expected);
    assert_eq!(presented["proof"][0]["challenge"], "a-question");
    assert_eq!(presented["proof"][0]["domain"], base);
    assert_eq!(sent[1].0, "application/vp+jwt");
    let payload = vc_jose_cose::payload(&sent[1].1).unwrap();
    assert_eq!(
        (&payload["nonce"], &payload["aud"]),
        (&json!("a-question"), &json!(base))
    );
}

#[tokio::test]
async fn nothing_is_presented_to_a_verifier_that_asks_in_anothers_name() {
    let wallet = Wallet::new().await;
    let delivery = wallet.register.bound_to(&wallet.did().await, 51);
    let file = wallet.file("d.json", &json!(delivery).to_string());
    wallet.run(&["receive", &file]).await.unwrap();
    let (base, verifier) = TestVerifier::start(Some("https://bank.kz")).await;
    let number = number_of(&delivery.verifiable_credential);
    let error = wallet
        .run(&["present", number, "--to", &base])
        .await
        .unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.exit()),
        ("verifier-differs", Exit::Network)
    );
    assert!(verifier.sent.lock().unwrap().is_empty());
}

fn program(wallet: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wallet"));
    command
        .arg("--dir")
        .arg(wallet)
        .args(arguments)
        .env("WALLET_PASSPHRASE", "test-passphrase")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
fn killed_at_any_moment_it_leaves_a_whole_vault() {
    let folder = tempfile::tempdir().unwrap();
    let wallet = folder.path().join("wallet");
    let register = TestRegister::of_fixtures();
    let init = register.init_arguments();
    let init: Vec<&str> = init.iter().map(String::as_str).collect();
    assert!(program(&wallet, &init).status().unwrap().success());
    let mut most = 0;
    for round in 0..20_u64 {
        let file = folder.path().join(format!("{round}.json"));
        fs::write(&file, json!(register.on_paper(60 + round)).to_string()).unwrap();
        let mut child = program(&wallet, &["receive", file.to_str().unwrap()])
            .spawn()
            .unwrap();
        // Not for a condition: the moment of the kill moves through the whole run.
        std::thread::sleep(Duration::from_millis(round * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let listed = program(&wallet, &["list", "--json"])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        assert!(listed.status.success(), "round {round}");
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let held = listed["certificates"].as_array().unwrap().len();
        assert!(held >= most, "a certificate was lost in round {round}");
        most = held;
    }
    let last = folder.path().join("0.json");
    assert!(
        program(&wallet, &["receive", last.to_str().unwrap()])
            .status()
            .unwrap()
            .success()
    );
}
