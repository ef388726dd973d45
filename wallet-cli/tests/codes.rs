//! `wallet qr`, and codes that the register is asked about.

mod support;

use std::{fs, path::PathBuf};

use axum::{
    Json, Router,
    http::{StatusCode, Uri},
    response::IntoResponse as _,
};
use qr::{Address, Payload, picture, symbol::Symbol};
use schemas::api::issuer::Delivery;
use serde_json::{Value, json};
use support::Wallet;
use wallet_cli::{Exit, Reply};

const VERIFIER: &str = "https://verifier.kz";

/// A wallet with a certificate in it.
struct Setting {
    wallet: Wallet,
    delivery: Delivery,
    number: String,
}

impl Setting {
    async fn new() -> Self {
        Self::with(Wallet::new().await).await
    }

    async fn with(wallet: Wallet) -> Self {
        let delivery = wallet.register.bound_to(&wallet.did().await, 81);
        let file = wallet.file("delivery.json", &json!(delivery).to_string());
        wallet.run(&["receive", &file]).await.unwrap();
        let number = delivery.verifiable_credential["certificateNumber"].clone();
        Self {
            number: number.as_str().unwrap().to_owned(),
            wallet,
            delivery,
        }
    }

    /// Beside a register that answers a path with a document, and everything else as unknown.
    async fn beside(answers: impl Fn(&Wallet) -> Vec<(String, Value)>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let wallet = Wallet::of(support::TestRegister::at(&base)).await;
        let answers = answers(&wallet);
        let answer = async move |uri: Uri| {
            let mut answers = answers.iter();
            let asked = uri.path_and_query().unwrap().as_str();
            if let Some((_, document)) = answers.find(|(path, _)| path == asked) {
                return Json(document.clone()).into_response();
            }
            let problem = json!({ "type": "urn:kualik:problem:dictionary-unknown", "title": "x", "status": 404 });
            (StatusCode::NOT_FOUND, Json(problem)).into_response()
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self::with(wallet).await
    }

    fn bundle(&self) -> String {
        let register = &self.wallet.register;
        let dictionary = register.dictionary(&self.delivery);
        let other = qr::Dictionary::general();
        let text = register.bundle(Wallet::now(), &[other, &dictionary]);
        self.wallet.file("bundle", &text)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.wallet.folder.path().join(name)
    }

    async fn qr(&self, more: &[&str]) -> Result<Reply, wallet_cli::WalletError> {
        self.wallet
            .run(&[&["qr", &self.number], more].concat())
            .await
    }

    async fn verdict(&self, code: &[&str]) -> Exit {
        let bundle = self.bundle();
        let arguments = [&["verify", "--offline", &bundle], code].concat();
        self.wallet.run(&arguments).await.unwrap().exit
    }
}

#[tokio::test]
async fn a_code_is_written_and_read_again() {
    let setting = Setting::new().await;
    let bundle = setting.bundle();
    let (svg, png) = (setting.path("code.svg"), setting.path("code.PNG"));
    for out in [&svg, &png] {
        let out = out.to_str().unwrap();
        let arguments = ["--verifier", VERIFIER, "--offline", &bundle, "--out", out];
        let written = setting.qr(&arguments).await.unwrap();
        assert_eq!(written.text, format!("Written: {out}"));
        assert!(written.remarks.is_empty(), "{:?}", written.remarks);
        let own = setting.wallet.register.dictionary(&setting.delivery);
        assert_eq!(written.json["dictionary"], own.id().to_string());
    }
    let text = picture::read(&fs::read(&png).unwrap()).unwrap();
    assert!(text.starts_with("HTTPS://VERIFIER.KZ/V#"), "{text:.40}");
    let symbol = Symbol::new(&text).unwrap();
    assert_eq!(fs::read_to_string(&svg).unwrap(), symbol.svg());
    let png = png.to_str().unwrap();
    assert_eq!(setting.verdict(&["--image", png]).await, Exit::Fine);
    let again = setting.qr(&["--verifier", VERIFIER, "--out", png]).await;
    assert_eq!(again.unwrap_err().code(), "file-exists");
}

#[tokio::test]
async fn the_register_is_asked_for_the_dictionary() {
    let setting = Setting::beside(|wallet| {
        let somebody = "did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT";
        let bound = wallet.register.bound_to(&somebody.parse().unwrap(), 2);
        let key = wallet.register.signing_key();
        let key = key.fragment();
        let dictionary = wallet.register.dictionary(&bound);
        let document = serde_json::from_slice(dictionary.document()).unwrap();
        let path = format!("/api/v1/programmes/MC-FRONT-END/dictionary?key={key}");
        vec![(path, document)]
    })
    .await;
    let settings = setting.path("wallet/wallet.toml");
    let written = fs::read_to_string(&settings).unwrap();
    fs::write(
        &settings,
        format!("verifier_url = \"{VERIFIER}\"\n{written}"),
    )
    .unwrap();
    let reply = setting.qr(&["--json"]).await.unwrap();
    let address = Address::read(reply.json["address"].as_str().unwrap()).unwrap();
    assert_eq!(address.verifier.as_str(), VERIFIER);
    let payload = Payload::read(&address.payload).unwrap();
    let own = setting.wallet.register.dictionary(&setting.delivery).id();
    assert_eq!(payload.dictionary(), Some(own));
}

#[tokio::test]
async fn in_the_terminal_a_code_is_black_and_white() {
    let setting = Setting::new().await;
    let bundle = setting.bundle();
    let arguments = ["--verifier", VERIFIER, "--offline", &bundle];
    let plain = setting.qr(&arguments).await.unwrap();
    let quiet: String = plain.text.lines().next().unwrap().to_owned();
    assert!(quiet.chars().all(|c| c == '█'), "{quiet}");
    let columns = u16::try_from(quiet.chars().count()).unwrap();
    for (width, remarks) in [(columns, 0), (columns - 1, 1)] {
        let all = [&["qr", &setting.number], &arguments[..]].concat();
        let shown = setting.wallet.run_in(Some(width), &all).await.unwrap();
        assert_eq!(shown.remarks.len(), remarks, "{:?}", shown.remarks);
        for (line, bare) in shown.text.lines().zip(plain.text.lines()) {
            assert_eq!(line, format!("\u{1b}[38;5;231;48;5;16m{bare}\u{1b}[0m"));
        }
    }
}

#[tokio::test]
async fn what_cannot_be_made_is_named() {
    let setting = Setting::new().await;
    let code = |error: wallet_cli::WalletError| error.code();
    assert_eq!(code(setting.qr(&[]).await.unwrap_err()), "no-verifier");
    let pdf = ["--verifier", VERIFIER, "--out", "code.pdf"];
    assert_eq!(
        code(setting.qr(&pdf).await.unwrap_err()),
        "not-a-picture-name"
    );
    // The register does not answer, and this certificate is too long for the dictionary that everybody has.
    let alone = setting.qr(&["--verifier", VERIFIER]).await;
    assert_eq!(code(alone.unwrap_err()), "code-too-long");
}

#[tokio::test]
async fn a_code_that_the_register_does_not_know_is_no_network_error() {
    let setting = Setting::beside(|_| Vec::new()).await;
    let register = &setting.wallet.register;
    let code = register.code(&setting.delivery, &register.dictionary(&setting.delivery));
    let error = setting.wallet.run(&["verify", &code]).await.unwrap_err();
    assert_eq!(
        (&*error.code(), error.exit()),
        ("code-unknown", Exit::WrongUse)
    );
}
