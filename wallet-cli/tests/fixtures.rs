//! The files in `tests/fixtures`: generated, committed, and held current by this test. After a change of the
//! profile or of a context, run it once with `UPDATE_FIXTURES=1`.

mod support;

use std::{fs, path::Path};

use serde_json::{Value, json};
use support::TestRegister;

fn files() -> Vec<(&'static str, String)> {
    let register = TestRegister::of_fixtures();
    let somebody = "did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT"
        .parse()
        .unwrap();
    let paper = register.on_paper(1);
    let (first, second) = (register.bound_to(&somebody, 2), register.on_paper(3));
    let mut tampered = paper.clone();
    tampered.verifiable_credential["credentialSubject"]["identifier"][0]["identityHash"] =
        json!("Басқа Адам");
    let foreign = TestRegister::at("http://127.0.0.1:10").on_paper(4);
    let mut borrowed = register.on_paper(5);
    borrowed.registration = paper.registration.clone();
    let text = |value: &Value| format!("{value:#}\n");
    let whole = |delivery: &schemas::api::issuer::Delivery| text(&json!(delivery));
    vec![
        ("certificate.json", text(&paper.verifiable_credential)),
        ("delivery.json", whole(&paper)),
        ("receipt-alone.json", text(&paper.registration)),
        ("bound-elsewhere.json", whole(&first)),
        ("tampered.json", whole(&tampered)),
        ("receipt-of-another.json", whole(&borrowed)),
        ("other-register.json", whole(&foreign)),
        ("batch/24000000000256/delivery.json", whole(&first)),
        (
            "batch/24000000000353/certificate.json",
            text(&second.verifiable_credential),
        ),
        (
            "batch/24000000000353/receipt.json",
            text(&second.registration),
        ),
        ("garbage.json", "сертификат\n".to_owned()),
        (
            "half.json",
            "{\"type\": [\"VerifiableCredential\"], \"id\"".to_owned(),
        ),
        (
            "duplicate-keys.json",
            "{\"type\": [\"VerifiableCredential\"], \"id\": \"a\", \"id\": \"b\"}\n".to_owned(),
        ),
        ("deep.json", "[".repeat(10_000) + &"]".repeat(10_000)),
        (
            "not-a-certificate.json",
            "{\"name\": \"Айгерім\"}\n".to_owned(),
        ),
        (
            "presentation.json",
            "{\"type\": [\"VerifiablePresentation\"]}\n".to_owned(),
        ),
        ("empty/readme.txt", "no certificate here\n".to_owned()),
        ("passphrase.txt", "fixture-passphrase\n".to_owned()),
        ("wrong-passphrase.txt", "another-passphrase\n".to_owned()),
        ("short-passphrase.txt", "short\n".to_owned()),
    ]
}

#[test]
fn fixtures_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    for (name, content) in files() {
        let path = folder.join(name);
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &content).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == content,
            "{name} is stale: run UPDATE_FIXTURES=1 cargo test -p wallet-cli --test fixtures"
        );
    }
}
