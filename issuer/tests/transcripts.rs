//! What the program says: transcripts in `tests/cmd`, each in a sandbox with the files of `tests/fixtures`. After a
//! wanted change, run with `TRYCMD=overwrite` and read the difference.

mod setting;

use std::{thread, time::Duration};

use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode},
    routing::get,
};
use issuer::store::sled::SledStore;
use schemas::{
    api::registry::{ProgrammePage, admission::SubmitRequest},
    programme::RegisteredProgramme,
};
use service::ledger::{FreeSpace, LedgerOptions};
use trycmd::TestCases;

fn cases() -> TestCases {
    let cases = TestCases::new();
    cases
        .default_bin_name("issuer")
        .timeout(Duration::from_mins(1))
        .env("COLUMNS", "100")
        .env("RUST_LOG", "off");
    cases
}

#[test]
fn transcripts() {
    cases().case("tests/cmd/*.trycmd").run();
}

/// With a register that answers for its programmes.
#[test]
fn transcripts_with_a_registry() {
    let url = serve_programmes();
    let cases = cases();
    cases.env("ISSUER__REGISTRY__URL", &url);
    cases.insert_var("[REGISTRY]", url).unwrap();
    cases.case("tests/cmd/registry/*.trycmd").run();
}

#[test]
fn transcripts_while_the_record_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let options = LedgerOptions {
        free: FreeSpace::Percent(0),
        ..LedgerOptions::default()
    };
    let _held = SledStore::open(&data, options).unwrap();
    let data = data.display().to_string();
    let cases = cases();
    cases.env("ISSUER__DATA_DIR", &data);
    cases.insert_var("[DATA]", data).unwrap();
    cases.case("tests/cmd/in-use/*.trycmd").run();
}

/// The shells' completions and the manual page are written whole, and name every command.
#[test]
fn completions_and_the_manual_are_written() {
    let commands = [
        "init",
        "keys",
        "programme",
        "import",
        "issue",
        "resume",
        "revoke",
        "hold",
        "release",
        "replace",
        "status",
        "backup",
        "restore",
        "serve",
    ];
    let shells = ["bash", "elvish", "fish", "powershell", "zsh"].map(|s| vec!["completions", s]);
    for arguments in shells.into_iter().chain([vec!["man"]]) {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_issuer"))
            .args(&arguments)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && output.stderr.is_empty());
        for command in commands {
            assert!(text.contains(command), "{arguments:?}: {command}");
        }
    }
}

/// Serves the tests' programmes, all admitted long ago, to one API credential, and admits every other.
fn serve_programmes() -> String {
    let long_ago: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let mut programmes: Vec<RegisteredProgramme> = setting::programmes();
    programmes.truncate(5);
    for programme in &mut programmes {
        programme.admitted_at = long_ago;
        programme.withdrawn_at = programme.withdrawn_at.map(|_| long_ago);
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = async move |headers: HeaderMap| {
        let known = headers
            .get("authorization")
            .is_some_and(|sent| sent == "Bearer fixture-credential");
        known
            .then_some(Json(ProgrammePage {
                programmes,
                next: None,
            }))
            .ok_or(StatusCode::UNAUTHORIZED)
    };
    let admit = async move |Json(request): Json<SubmitRequest>| {
        Json(RegisteredProgramme {
            programme: request.programme,
            awarding_body: setting::hei(),
            admitted_at: long_ago,
            withdrawn_at: None,
        })
    };
    let router = Router::new().route("/api/v1/programmes", get(answer).post(admit));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    url
}
