//! The program itself: made ready, refused, served.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use conformance::config::SAMPLE;
use serde_json::{Value, json};

fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.args(arguments).current_dir(home).env_clear();
    command
}

fn told(output: &Output) -> String {
    let told = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(told).unwrap()
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn it_is_made_ready_refuses_while_it_is_turned_off_and_serves() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let run = |arguments: &[&str]| command(home, arguments).output().unwrap();
    let none = run(&["serve"]);
    assert!(
        !none.status.success() && told(&none).contains("conformance init"),
        "{}",
        told(&none)
    );
    // A port that is free now: the base URL has to be known before the server listens.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let settings = SAMPLE
        .replace("8805", &port.to_string())
        .replace("# key_work_factor = 18", "key_work_factor = 2");
    std::fs::write(home.join("conformance.toml"), &settings).unwrap();
    let early = run(&["init"]);
    assert!(
        !early.status.success() && told(&early).contains("passphrase"),
        "{}",
        told(&early)
    );
    std::fs::write(home.join("conformance-passphrase"), "correct horse").unwrap();
    let made = run(&["init"]);
    assert!(
        made.status.success() && told(&made).contains("keys.age: made"),
        "{}",
        told(&made)
    );
    let again = run(&["init"]);
    assert!(told(&again).contains("were there"), "{}", told(&again));
    let off = run(&["serve"]);
    assert!(
        !off.status.success() && told(&off).contains("turned off"),
        "{}",
        told(&off)
    );

    let mut child = command(home, &["serve"])
        .env("CONFORMANCE__CONFORMANCE__ENABLED", "true")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let _server = Server(child);
    let serving = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains("serving address"));
    assert!(serving.is_some());
    // The pipe is read to its end, so that the server never waits for it.
    std::thread::spawn(move || lines.for_each(drop));
    let base = format!("http://127.0.0.1:{port}");
    let client = reqwest::Client::new();
    let index = client
        .get(&base)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let issuer = &index["issuers"][0];
    let credential = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": issuer["id"],
        "credentialSubject": { "id": "did:example:graduate" },
    });
    let ask = async |url: &Value, body: Value| {
        let request = client.post(url.as_str().unwrap()).body(body.to_string());
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        (status, body)
    };
    let (status, answer) = ask(
        &issuer["issueCredential"],
        json!({ "credential": credential }),
    )
    .await;
    assert_eq!(status, 201, "{answer}");
    let (status, answer) = ask(&index["verifyCredential"], answer).await;
    assert_eq!((status, &answer["verified"]), (200, &json!(true)));
}
