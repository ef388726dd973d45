//! What the server does not start with.

use axum::{Json, Router, response::Redirect, routing::get};
use conformance::{
    app::{App, StartError},
    config::Config,
    key_guard::KeyGuardError,
};
use credential::multikey::Algorithm;
use serde_json::json;
use service::{clock::SystemClock, keystore::KeyStore, randomness::SharedRng, secret::Secret};
use tokio::net::TcpListener;

use crate::world::{PASSPHRASE, config, make_keys, stranger};

async fn refusal(config: &Config) -> StartError {
    let opened = App::open(config, SystemClock::shared(), SharedRng::seeded(1)).await;
    opened.err().expect("it does not start")
}

#[tokio::test]
async fn turned_off_or_without_keys() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    assert!(matches!(refusal(&config).await, StartError::Keys(_)));
    make_keys(&config);
    config.conformance.enabled = false;
    let told = refusal(&config).await.to_string();
    assert!(told.contains("signs whatever anybody sends it"), "{told}");
}

#[tokio::test]
async fn a_key_store_of_an_issuer_or_of_the_registry() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    let dir = home.path().join("hei");
    let store = KeyStore::open(&dir, Secret::new(PASSPHRASE), Some(2)).unwrap();
    store.create("main", &mut SharedRng::seeded(1)).unwrap();
    for path in [dir.clone(), dir.join("main.age"), dir.join("keys.age")] {
        config.keys_file = path;
        let refused = refusal(&config).await;
        assert!(
            matches!(
                refused,
                StartError::KeyGuard(KeyGuardError::KeyStore { .. })
            ),
            "{refused}"
        );
    }
    // Without its public part the file still holds nothing of this program's.
    std::fs::remove_file(dir.join("main.pub")).unwrap();
    config.keys_file = dir.join("main.age");
    let told = refusal(&config).await.to_string();
    assert!(told.contains("no keys of this program"), "{told}");
}

#[tokio::test]
async fn a_key_that_signs_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    let keys = make_keys(&config);
    let own = keys.of(Algorithm::P384).public().to_multibase();
    let other = stranger().public().to_multibase();
    for named in [
        own.clone(),
        format!("did:web:hei.kz#{own}"),
        format!("did:key:{own}"),
    ] {
        config.conformance.refuse_keys = vec![other.clone(), named];
        assert!(matches!(
            refusal(&config).await,
            StartError::KeyGuard(KeyGuardError::Named { .. })
        ));
    }
    config.conformance.refuse_keys = vec!["did:web:hei.kz".to_owned()];
    assert!(matches!(
        refusal(&config).await,
        StartError::KeyGuard(KeyGuardError::NoKey { .. })
    ));

    config.conformance.refuse_keys = vec![other.clone()];
    let list = home.path().join("trust-list.json");
    config.conformance.trust_list = Some(list.display().to_string());
    let with = |key: &str| {
        let text = json!({
            "type": ["VerifiableCredential", "RecognizedEntityCredential", "AccreditedAwardingBodyList"],
            "credentialSubject": [{ "key": [{ "id": format!("did:web:hei.kz#{key}") }] }],
        });
        std::fs::write(&list, text.to_string()).unwrap();
    };
    assert!(matches!(
        refusal(&config).await,
        StartError::KeyGuard(KeyGuardError::TrustList { .. })
    ));
    std::fs::write(&list, "{}").unwrap();
    assert!(matches!(
        refusal(&config).await,
        StartError::KeyGuard(KeyGuardError::TrustList { .. })
    ));
    with(&own);
    let told = refusal(&config).await.to_string();
    assert!(
        told.contains("trust-list.json") && told.contains(&own),
        "{told}"
    );
    with(&other);
    let opened = App::open(&config, SystemClock::shared(), SharedRng::seeded(1)).await;
    assert!(opened.is_ok());
}

#[tokio::test]
async fn a_trust_list_that_anybody_on_the_way_could_alter() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    make_keys(&config);
    let moved = serve(Router::new().route(
        "/",
        get(|| async { Redirect::temporary("http://192.0.2.1/trust-list") }),
    ));
    for (place, told) in [
        ("http://192.0.2.1/trust-list".to_owned(), "over plain http"),
        (
            "HTTP://127.0.0.1.hei.example/".to_owned(),
            "over plain http",
        ),
        (moved.await, "leads to plain http"),
    ] {
        config.conformance.trust_list = Some(place.clone());
        let refused = refusal(&config).await.to_string();
        assert!(
            refused.contains(&place) && refused.contains(told),
            "{refused}"
        );
    }
    let list = json!({ "type": ["VerifiableCredential", "RecognizedEntityCredential", "AccreditedAwardingBodyList"] });
    let loopback = serve(Router::new().route("/", get(|| async { Json(list) })));
    config.conformance.trust_list = Some(loopback.await);
    let opened = App::open(&config, SystemClock::shared(), SharedRng::seeded(1)).await;
    assert!(opened.is_ok());
}

/// The address of a server with these routes.
async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, routes).await });
    format!("http://{address}/")
}
