//! What the program says: transcripts in `tests/cmd`, each in a sandbox with the files of `tests/fixtures`. After a
//! wanted change, run with `TRYCMD=overwrite` and read the difference.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use registry::{config::Config, store::sled::SledStore};
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
    let mut child = registry(home, "serve")
        .env("RUST_LOG", "service=info")
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
