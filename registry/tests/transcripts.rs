//! What the program says: transcripts in `tests/cmd`, each in a sandbox with the files of `tests/fixtures`. After a
//! wanted change, run with `TRYCMD=overwrite` and read the difference.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use credential::{Contexts, did_key, multikey::SigningKey, programme_review};
use registry::{config::Config, store::sled::SledStore};
use schemas::programme::{
    Programme,
    review::{Opinion, ReviewStatement},
};
use serde_json::{Value, json};
use service::ledger::{FreeSpace, LedgerOptions};
use trycmd::TestCases;

const SETTINGS: &str = include_str!("fixtures/registry.toml");

fn cases() -> TestCases {
    let cases = TestCases::new();
    cases
        .default_bin_name("registry")
        .timeout(Duration::from_mins(1))
        .env("COLUMNS", "100")
        .env("RUST_LOG", "off");
    cases
}

fn registry(home: &Path, command: &str) -> Command {
    let mut registry = Command::new(env!("CARGO_BIN_EXE_registry"));
    registry
        .arg(command)
        .current_dir(home)
        .env("REGISTRY__LISTEN", "127.0.0.1:0");
    registry
}

/// A registry that is prepared, in a directory of its own.
fn prepared() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("registry.toml"), SETTINGS).unwrap();
    fs::write(home.path().join("passphrase"), "fixture-passphrase\n").unwrap();
    let output = registry(home.path(), "init").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    home
}

/// Ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves on a free port; gives the address once connections are taken.
fn serve(home: &Path) -> (Server, String) {
    serve_with(home, &[])
}

/// The same with some settings of the environment.
fn serve_with(home: &Path, settings: &[(&str, &str)]) -> (Server, String) {
    let mut child = registry(home, "serve")
        .env("RUST_LOG", "service=info")
        .envs(settings.iter().copied())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let server = Server(child);
    let line = lines.next().unwrap().unwrap();
    let (_, address) = line.split_once("address=").expect(&line);
    let url = format!("http://{}", address.trim());
    // The pipe is read to its end, so that the server never waits for it.
    std::thread::spawn(move || lines.for_each(drop));
    (server, url)
}

#[test]
fn transcripts() {
    cases().case("tests/cmd/*.trycmd").run();
}

#[test]
fn transcripts_of_the_operator() {
    let home = prepared();
    let (_server, url) = serve(home.path());
    let token = home.path().join("admin-token");
    let cases = cases();
    cases
        .env("REGISTRY_URL", url)
        .env("REGISTRY_ADMIN_TOKEN_FILE", token.display().to_string());
    cases.case("tests/cmd/operator/*.trycmd").run();
}

/// Where admission is by hand: two programmes wait; one is returned, the other admitted.
#[test]
fn transcripts_of_submissions() {
    let home = prepared();
    let (_server, url) = serve_with(home.path(), &[("REGISTRY__ADMISSION", "by-hand")]);
    let token = home.path().join("admin-token");
    let secret = fs::read_to_string(&token).unwrap();
    let submitted = submitted(&url, secret.trim());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let submitted = runtime.block_on(submitted);
    let cases = cases();
    cases
        .env("REGISTRY_URL", &url)
        .env("REGISTRY_ADMIN_TOKEN_FILE", token.display().to_string());
    cases.case("tests/cmd/submission/*.trycmd").run();

    // The times are those of this run, which no transcript knows.
    let command = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_registry"))
            .args(["submission", arguments[0], arguments[1]])
            .args(["--submitted-at", arguments[2]])
            .args(&arguments[3..])
            .env("REGISTRY_URL", &url)
            .env("REGISTRY_ADMIN_TOKEN_FILE", &token)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), told)
    };
    let remarks = [
        "--remark",
        "Дополните литературу",
        "--remark-at",
        "/purpose",
        "Цель неясна",
    ];
    let returned = [&["return", "MC-FRONT-END", &submitted[0]], &remarks[..]].concat();
    let (code, told) = command(&returned);
    assert_eq!(code, Some(0), "{told}");
    for line in [
        "  state      returned at ",
        "  remark     : Дополните литературу\n",
        "  remark     /purpose: Цель неясна\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let (code, told) = command(&["admit", "MC-JAVA", &submitted[1]]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("  state      in the register since "),
        "{told}"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_registry"))
        .args(["submission", "show", "MC-JAVA"])
        .env("REGISTRY_URL", &url)
        .env("REGISTRY_ADMIN_TOKEN_FILE", &token)
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.starts_with("MC-JAVA  kaznu\n  state      in the register"),
        "{shown}"
    );
    assert!(shown.contains("\"Java Developer\""), "{shown}");
    let reviews = schemas::examples::programmes().remove(1).reviews;
    assert_eq!(shown.matches("  statement  ").count(), reviews.len());
    let signer = did_key::did(&SigningKey::from_seed(&[9; 32]).public());
    let statement = format!(
        "{}, positive, {}\n    signed by  {signer}\n    remark     Good,\n    remark     [31mthough short\n",
        reviews[0].reviewer.en, reviews[0].date
    );
    assert!(shown.contains(&statement), "{shown}");
}

/// Accredits an awarding body and submits two of its programmes; gives the times of submission.
async fn submitted(url: &str, admin: &str) -> Vec<String> {
    let client = reqwest::Client::new();
    let post = async |path: &str, token: &str, body: Value| {
        let request = client.post(format!("{url}{path}")).bearer_auth(token);
        let request = request.header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        answer
    };
    let body = json!({
        "code": "kaznu", "nameMap": { "kk": "Үлгі", "ru": "Образец", "en": "Sample" }, "kind": "HigherEducation",
        "url": "https://sample.kz", "keys": ["z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX"],
        "accreditation": { "from": "2024-09-01T00:00:00Z" },
    });
    let accredited = post("/api/v1/awarding-bodies", admin, body).await;
    let key = accredited["apiKey"].as_str().unwrap();
    let mut submitted = Vec::new();
    for programme in schemas::examples::programmes().into_iter().take(2) {
        let statements: Vec<Value> = match programme.code.as_str() {
            "MC-JAVA" => statements(&programme),
            _ => Vec::new(),
        };
        let request = json!({ "programme": programme, "reviewStatements": statements });
        let answer = post("/api/v1/programmes", key, request).await;
        submitted.push(answer["submittedAt"].as_str().unwrap().to_owned());
    }
    submitted
}

/// The signed statements of a programme's reviews, by a reviewer whose DID is a key; its words would colour a terminal.
fn statements(programme: &Programme) -> Vec<Value> {
    let base_url = Config::load(Path::new("tests/fixtures/registry.toml"));
    let base_url = base_url.unwrap().base_url;
    let key = SigningKey::from_seed(&[9; 32]);
    let digest = programme_review::content_digest(programme).unwrap();
    let about = (&programme.code, programme.version, &digest);
    let at = "2026-06-01T00:00:00Z".parse().unwrap();
    let signed = programme.reviews.iter().map(|review| {
        let mut opinion = Opinion::from(review);
        opinion.remarks = Some("Good,\n\u{1b}[31mthough short".to_owned());
        let issuer = did_key::did(&key.public());
        let statement = ReviewStatement::unsigned(&base_url, issuer, at, about, opinion);
        programme_review::sign(&statement, &key, &Contexts::of_register(&base_url)).unwrap()
    });
    signed.collect()
}

#[test]
fn transcripts_while_the_register_is_in_use() {
    let home = prepared();
    let settings = home.path().join("registry.toml");
    let config = Config::load(&settings).unwrap();
    let data = home.path().join(&config.data_dir);
    let options = LedgerOptions {
        free: FreeSpace::Percent(0),
        ..LedgerOptions::default()
    };
    let _held = SledStore::open(&data, options).unwrap();
    let place = home.path().display().to_string();
    let inside = |name: &str| format!("{place}/{name}");
    let cases = cases();
    cases
        .env("REGISTRY_CONFIG", inside("registry.toml"))
        .env("REGISTRY__DATA_DIR", inside("data"))
        .env("REGISTRY__KEYS_DIR", inside("keys"))
        .env("REGISTRY__PASSPHRASE_FILE", inside("passphrase"))
        .env("REGISTRY__ADMIN_TOKEN_FILE", inside("admin-token"));
    cases.insert_var("[HOME]", place).unwrap();
    cases.case("tests/cmd/in-use/*.trycmd").run();
}
