//! The registry as a process: prepared, served, commanded, killed, refused.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use credential::multikey::SigningKey;
use registry::numbers::NumberBase;
use schemas::{
    api::registry::{AllocateAnswer, NumberAllocation},
    examples,
    identifier::DraftId,
};
use serde_json::json;
use service::{keystore::KeyStore, secret::Secret};
use tokio::task::JoinSet;

const PASSPHRASE: &str = "correct horse battery";

/// A port that is free now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

struct Installation {
    home: tempfile::TempDir,
    url: String,
}

impl Installation {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        // The base URL has to be known before the server listens.
        let port = free_port();
        let sample = registry::config::SAMPLE
            .replace("8801", &port.to_string())
            .replace("# key_work_factor = 18", "key_work_factor = 2")
            .replace("free_disk_percent = 10", "free_disk_percent = 0")
            .replace("statements = \"required\"", "statements = \"optional\"");
        std::fs::write(home.path().join("registry.toml"), sample).unwrap();
        std::fs::write(home.path().join("registry-passphrase"), PASSPHRASE).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        Self { home, url }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_registry"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .env("REGISTRY_URL", &self.url)
            .env("REGISTRY_ADMIN_TOKEN_FILE", "registry-admin-token");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Serves until killed; returns when connections are taken.
    fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    fn serve_with(&self, environment: &[(&str, &str)]) -> Server {
        let mut child = self
            .command(&["serve"])
            .envs(environment.iter().copied())
            .env("RUST_LOG", "registry=info")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let told: Vec<String> = lines.by_ref().map_while(Result::ok).take(1).collect();
        assert!(told[0].contains("serving"), "{told:?}");
        // The pipe is read to its end, so that the server never waits for it.
        std::thread::spawn(move || lines.for_each(drop));
        Server(child)
    }
}

struct Server(Child);

impl Server {
    /// kill -9
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn draft(n: u64) -> DraftId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    DraftId::from_random(bytes)
}

/// Asks for the numbers of ten drafts; `None` when there was no answer.
async fn ask(
    client: reqwest::Client,
    url: String,
    api_key: String,
    programme: String,
    batch: u64,
) -> Option<Vec<NumberAllocation>> {
    let drafts: Vec<_> = (batch * 10..batch * 10 + 10)
        .map(|n| json!({ "draft": draft(n), "programme": programme }))
        .collect();
    let answer = client
        .post(format!("{url}/api/v1/allocations"))
        .bearer_auth(api_key)
        .header("content-type", "application/json")
        .body(json!({ "drafts": drafts }).to_string())
        .send()
        .await
        .ok()?;
    assert!(answer.status().is_success(), "{}", answer.status());
    let answer: AllocateAnswer = serde_json::from_slice(&answer.bytes().await.ok()?).unwrap();
    Some(answer.allocations)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_no_number_is_lost_or_given_twice() {
    let at = Installation::new();
    at.done(&["init"]);
    let key = SigningKey::from_seed(&[1; 32]).public().to_multibase();
    let programme = examples::programmes().swap_remove(0);
    let code = programme.code.to_string();
    let mut server = at.serve();
    at.done(&[
        "accredit",
        "kaznu",
        "--name-kk",
        "a",
        "--name-ru",
        "b",
        "--name-en",
        "c",
        "--key",
        &key,
        "--api-key-file",
        "api-key",
    ]);
    let api_key = std::fs::read_to_string(at.home.path().join("api-key")).unwrap();
    let api_key = api_key.trim().to_owned();
    let client = reqwest::Client::new();
    let admitted = client
        .post(format!("{}/api/v1/programmes", at.url))
        .bearer_auth(&api_key)
        .header("content-type", "application/json")
        .body(json!(programme).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(admitted.status(), 201);

    let mut acknowledged: HashMap<DraftId, NumberAllocation> = HashMap::new();
    let mut keep = |allocations: Vec<NumberAllocation>| {
        for allocation in allocations {
            let known = acknowledged
                .entry(allocation.draft)
                .or_insert(allocation.clone());
            assert_eq!(*known, allocation);
        }
    };
    let rounds: u64 = 6;
    for round in 0..rounds {
        let mut tasks = JoinSet::new();
        for batch in round * 32..round * 32 + 32 {
            let (client, url) = (client.clone(), at.url.clone());
            tasks.spawn(ask(client, url, api_key.clone(), code.clone(), batch));
        }
        // Killed after another count of answers in each round, while the other requests are at work.
        let mut answers = 0;
        while let Some(answer) = tasks.join_next().await {
            if let Some(allocations) = answer.unwrap() {
                keep(allocations);
            }
            answers += 1;
            if answers == round * 5 {
                server.kill();
            }
        }
        server.kill();
        server = at.serve();
    }
    for batch in 0..rounds * 32 {
        let answer = ask(
            client.clone(),
            at.url.clone(),
            api_key.clone(),
            code.clone(),
            batch,
        );
        keep(answer.await.unwrap());
    }
    let numbers: HashSet<_> = acknowledged.values().map(|a| a.number).collect();
    let places: HashSet<_> = acknowledged.values().map(|a| a.status.clone()).collect();
    assert_eq!((numbers.len(), places.len()), (1920, 1920));
    // No gap: they are the first 1920 of the sequence. The year is the process's, so the serial digits are compared.
    let base = number_base(&at.home.path().join("registry-keys"));
    let serials = |number: String| number[2..12].to_owned();
    let given: HashSet<_> = numbers.iter().map(|n| serials(n.to_string())).collect();
    let instant = "2026-06-01T00:00:00Z".parse().unwrap();
    let expected: HashSet<_> = (0..1920)
        .map(|n| serials(base.number(n, instant).unwrap().to_string()))
        .collect();
    assert_eq!(given, expected);
}

fn number_base(keys: &Path) -> NumberBase {
    let keys = KeyStore::open(keys, Secret::new(PASSPHRASE), Some(2)).unwrap();
    NumberBase::new(&keys.load("numbers").unwrap())
}

#[test]
fn the_operators_commands_do_what_they_say() {
    let at = Installation::new();
    let told = at.done(&["init"]);
    assert!(
        told.contains("did:web:127.0.0.1%3A") && told.contains("#z6Mk"),
        "{told}"
    );
    let again = at.done(&["init"]);
    assert!(
        again.contains("was there") && !again.contains(": made"),
        "{again}"
    );
    let unreachable = at.refused(&["end-accreditation", "kaznu"]);
    assert!(unreachable.contains("cannot be reached"), "{unreachable}");

    let _server = at.serve();
    let key = |seed| SigningKey::from_seed(&[seed; 32]).public().to_multibase();
    let names = ["--name-kk", "a", "--name-ru", "b", "--name-en", "c"];
    let mut accredit = vec!["accredit", "kaznu"];
    let first = key(1);
    accredit.extend(names.iter().chain(&["--key", &first]));
    let told = at.done(&accredit);
    assert!(told.contains("kk_") && told.contains(&first), "{told}");
    let twice = at.refused(&accredit);
    assert!(twice.contains("awarding-body-exists"), "{twice}");
    let second = key(2);
    let told = at.done(&["add-key", "kaznu", &second, "--json"]);
    assert!(told.contains(&second), "{told}");
    let id = format!("{}:hei:kaznu#{first}", did(&at.url));
    let told = at.done(&["end-key", "kaznu", &id, "--compromised"]);
    assert!(told.contains("compromised since"), "{told}");
    let told = at.done(&["new-api-key", "kaznu"]);
    assert!(told.contains("kk_"), "{told}");
    let told = at.done(&[
        "end-accreditation",
        "kaznu",
        "--until",
        "2099-01-01T00:00:00Z",
    ]);
    assert!(told.contains("until 2099-01-01T00:00:00Z"), "{told}");
    let secret = |told: &str| {
        let told: serde_json::Value = serde_json::from_str(told).unwrap();
        let id = told["apiKey"]["id"].as_str().unwrap().to_owned();
        (id, told["secret"].as_str().unwrap().to_owned())
    };
    let made = ["--holder", "hei:kaznu", "--label", "issuer", "--json"];
    let told = at.done(&[&["key", "create", "signer"], &made[..]].concat());
    let (id, first) = secret(&told);
    let told = at.done(&["key", "rotate", &id, "--json", "--grace-seconds", "60"]);
    let (same, second) = secret(&told);
    assert!(same == id && first != second, "{told}");
    let told = at.done(&["key", "revoke", &id]);
    assert!(
        told.contains("revoked") && told.contains("before"),
        "{told}"
    );
    let told = at.done(&["key", "list", "--holder", "hei:kaznu"]);
    assert!(told.contains(&id) && !told.contains("kk_"), "{told}");
    std::fs::write(at.home.path().join("registry-admin-token"), "kk_wrong").unwrap();
    let wrong = at.refused(&["add-key", "kaznu", &second]);
    assert!(wrong.contains("credential-unknown"), "{wrong}");
}

#[test]
fn it_does_not_start_without_its_keys() {
    let at = Installation::new();
    let token = at.home.path().join("registry-admin-token");
    std::fs::write(&token, "kk_x").unwrap();
    let weak = at.refused(&["serve"]);
    assert!(weak.contains("shorter than 32"), "{weak}");
    std::fs::write(&token, "kk_a-token-of-thirty-two-characters").unwrap();
    let missing = at.refused(&["serve"]);
    assert!(missing.contains("registry init"), "{missing}");
    at.done(&["init"]);
    std::fs::write(at.home.path().join("registry-passphrase"), "wrong horse").unwrap();
    let wrong = at.refused(&["serve"]);
    assert!(wrong.contains("passphrase does not open"), "{wrong}");
    std::fs::remove_file(at.home.path().join("registry-passphrase")).unwrap();
    let none = at.refused(&["serve"]);
    assert!(none.contains("registry-passphrase"), "{none}");
    let settings = at.refused(&["serve", "--config", "nowhere.toml"]);
    assert!(settings.contains("nowhere.toml"), "{settings}");
}

fn did(url: &str) -> String {
    let host = url.strip_prefix("http://").unwrap();
    format!("did:web:{}", host.replace(':', "%3A"))
}

async fn text_at(url: &str) -> (u16, String) {
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn metrics_are_served_apart_from_what_the_public_reaches() {
    let at = Installation::new();
    at.done(&["init"]);
    let address = format!("127.0.0.1:{}", free_port());
    let _server = at.serve_with(&[("REGISTRY__METRICS_LISTEN", &address)]);
    let (status, text) = text_at(&format!("http://{address}/metrics")).await;
    assert_eq!(status, 200);
    let value = |name: &str| {
        let line = text.lines().find(|l| l.starts_with(&format!("{name} ")));
        let (_, value) = line.expect(name).rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap()
    };
    // The store was bound to its base URL.
    for (name, least, most) in [
        ("kualik_ledger_running", 1.0, 1.0),
        ("kualik_ledger_entries", 1.0, 1.0),
        ("kualik_ledger_waiting", 0.0, 0.0),
        ("kualik_ledger_group_transactions_count", 1.0, 1.0),
        ("kualik_ledger_fsync_seconds_count", 1.0, 1.0),
        ("kualik_ledger_free_disk_percent", 0.0, 100.0),
    ] {
        let found = value(name);
        assert!((least..=most).contains(&found), "{name} {found}");
    }
    assert_eq!(text_at(&format!("{}/metrics", at.url)).await.0, 404);
    assert_eq!(text_at(&format!("http://{address}/healthz")).await.0, 404);
}

#[tokio::test]
async fn a_backup_of_the_running_register_is_restored_and_served() {
    let at = Installation::new();
    at.done(&["init"]);
    let key = SigningKey::from_seed(&[1; 32]).public().to_multibase();
    let mut accredit = vec!["accredit", "kaznu", "--key", &key];
    accredit.extend(["--name-kk", "a", "--name-ru", "b", "--name-en", "c"]);
    let mut server = at.serve();
    at.done(&accredit);
    let bodies = format!("{}/api/v1/awarding-bodies", at.url);
    let before = text_at(&bodies).await;
    let told = at.done(&["backup", "--to", "backup"]);
    assert!(told.contains("are not in it"), "{told}");
    server.kill();
    let data = at.home.path().join("registry-data");
    std::fs::remove_dir_all(&data).unwrap();
    let told = at.done(&["restore", "--from", "backup"]);
    assert!(told.contains("would be given again"), "{told}");
    let _server = at.serve();
    assert_eq!(text_at(&bodies).await, before);
}

#[test]
fn a_failed_start_is_a_log_line_where_log_lines_are_json() {
    let at = Installation::new();
    let mut serve = at.command(&["serve"]);
    let output = serve.env("REGISTRY__LOG", "json").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let line: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(
        (&line["level"], &line["program"]),
        (&json!("ERROR"), &json!("registry"))
    );
    let error = line["error"].as_str().unwrap();
    assert!(
        error.contains("registry-admin-token: cannot be read"),
        "{error}"
    );
}
