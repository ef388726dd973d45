//! `wallet verify --offline`: by a bundle. The register is at a port where nothing listens.

mod support;

use std::fs;

use jiff::SignedDuration;
use qr::{Dictionary, symbol::Symbol};
use schemas::api::issuer::Delivery;
use serde_json::json;
use support::Wallet;
use wallet_cli::{Exit, Reply, WalletError};

/// A wallet with a certificate on its disk, and a bundle of now.
struct Setting {
    wallet: Wallet,
    delivery: Delivery,
    dictionary: Dictionary,
}

impl Setting {
    async fn new() -> Self {
        let wallet = Wallet::new().await;
        let delivery = wallet.register.bound_to(&wallet.did().await, 71);
        let dictionary = wallet.register.dictionary(&delivery);
        let bundle = wallet.register.bundle(Wallet::now(), &[&dictionary]);
        wallet.file("bundle", &bundle);
        Self {
            wallet,
            delivery,
            dictionary,
        }
    }

    async fn verify(&self, bundle: &str, more: &[&str]) -> Result<Reply, WalletError> {
        let bundle = self.wallet.folder.path().join(bundle);
        let common = ["verify", "--offline", bundle.to_str().unwrap()];
        self.wallet.run(&[&common, more].concat()).await
    }
}

#[tokio::test]
async fn files_numbers_codes_and_pictures_are_judged_by_the_bundle() {
    let setting = Setting::new().await;
    let (wallet, register) = (&setting.wallet, &setting.wallet.register);
    let file = wallet.file("delivery.json", &json!(setting.delivery).to_string());
    wallet.run(&["receive", &file]).await.unwrap();
    let number = setting.delivery.verifiable_credential["certificateNumber"]
        .as_str()
        .unwrap();
    let code = register.code(&setting.delivery, &setting.dictionary);
    let picture = wallet.folder.path().join("code.png");
    fs::write(&picture, Symbol::new(&code).unwrap().png(4).unwrap()).unwrap();
    let picture = picture.to_str().unwrap();
    for subject in [&[&*file][..], &[number], &[&code], &["--image", picture]] {
        let reply = setting.verify("bundle", subject).await.unwrap();
        assert_eq!(reply.exit, Exit::Fine, "{}", reply.text);
        assert!(reply.text.starts_with("By the register's offline bundle"));
        assert_eq!(reply.json["offline"]["asOf"], json!(Wallet::now()));
        assert_eq!(reply.json["offline"]["stale"], false);
    }
}

#[tokio::test]
async fn a_stale_bundle_says_so_and_how_to_get_another() {
    let setting = Setting::new().await;
    let wallet = &setting.wallet;
    let file = wallet.file("delivery.json", &json!(setting.delivery).to_string());
    let long_ago = Wallet::now() - SignedDuration::from_hours(24 * 9);
    wallet.file("old", &wallet.register.bundle(long_ago, &[]));
    let reply = setting.verify("old", &[&file]).await.unwrap();
    assert_eq!(reply.exit, Exit::CannotTell, "{}", reply.text);
    let address = wallet.register.registry.join("/offline-bundle");
    assert!(reply.text.contains(&address), "{}", reply.text);
    assert_eq!(reply.json["offline"]["stale"], true);
}

#[tokio::test]
async fn what_nobody_can_be_asked_for_is_refused() {
    let setting = Setting::new().await;
    let register = &setting.wallet.register;
    let link = register.registry.join("/c/secret");
    let poor = register.bundle(Wallet::now(), &[]);
    setting.wallet.file("poor", &poor);
    let code = register.code(&setting.delivery, &setting.dictionary);
    for (bundle, subject, expected) in [
        ("bundle", &link, "offline-link"),
        ("poor", &code, "offline-code-unknown"),
    ] {
        let error = setting.verify(bundle, &[subject]).await.unwrap_err();
        assert_eq!((&*error.code(), error.exit()), (expected, Exit::WrongUse));
    }
}

#[tokio::test]
async fn each_bundle_that_is_none_is_named() {
    let setting = Setting::new().await;
    let wallet = &setting.wallet;
    let file = wallet.file("delivery.json", &json!(setting.delivery).to_string());
    let bundle = wallet.register.bundle(Wallet::now(), &[]);
    wallet.file("damaged", &bundle.replacen("\"sample\"", "\"simple\"", 1));
    wallet.file(
        "forged",
        &bundle.replacen("\"entries\":4", "\"entries\":5", 1),
    );
    let other = support::TestRegister::at("http://127.0.0.1:10");
    wallet.file("other", &other.bundle(Wallet::now(), &[]));
    for (bundle, expected, exit) in [
        ("none", "bundle-missing", Exit::Files),
        ("damaged", "bundle-damaged", Exit::WrongUse),
        ("delivery.json", "bundle-damaged", Exit::WrongUse),
        ("forged", "bundle-not-signed", Exit::WrongUse),
        ("other", "bundle-of-other-register", Exit::WrongUse),
    ] {
        let error = setting.verify(bundle, &[&file]).await.unwrap_err();
        assert_eq!((&*error.code(), error.exit()), (expected, exit));
    }
}
