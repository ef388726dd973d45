//! What the page loads, and the register's offline bundle as it is handed on.

mod world;

use reqwest::{StatusCode, header};
use serde_json::Value;
use world::World;

const BUNDLE: &str = "/offline-bundle";

async fn get(
    world: &World,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> reqwest::Response {
    let client = reqwest::Client::new();
    let mut request = client.get(format!("{}{path}", world.verifier));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.send().await.unwrap()
}

fn of<'r>(response: &'r reqwest::Response, name: &header::HeaderName) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn files_of_the_page_are_not_sent_twice() {
    let world = World::start().await;
    for (path, media_type, encoding) in [
        ("/assets/page.js", "text/javascript; charset=utf-8", None),
        ("/assets/verify.wasm", "application/wasm", Some("br")),
        ("/assets/scan.wasm", "application/wasm", Some("br")),
        ("/manifest.webmanifest", "application/manifest+json", None),
    ] {
        let sent = get(&world, path, &[]).await;
        assert_eq!(sent.status(), StatusCode::OK, "{path}");
        assert_eq!(of(&sent, &header::CONTENT_TYPE), media_type);
        let found = sent.headers().get(header::CONTENT_ENCODING);
        assert_eq!(found.map(|value| value.to_str().unwrap()), encoding);
        let tag = of(&sent, &header::ETAG).to_owned();
        assert!(!sent.bytes().await.unwrap().is_empty());
        let again = get(&world, path, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_bundle_is_kept_and_outlives_the_register() {
    let world = World::start().await;
    let bundle = world.bundle(world::start(), &[]);
    world.put(BUNDLE, 200, Value::String(bundle.clone()));
    let sent = get(&world, BUNDLE, &[]).await;
    assert_eq!(of(&sent, &header::CONTENT_TYPE), "application/x-ndjson");
    assert_eq!(sent.text().await.unwrap(), bundle);
    let packed = get(&world, BUNDLE, &[(header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(of(&packed, &header::CONTENT_ENCODING), "gzip");
    assert!(packed.bytes().await.unwrap().len() < bundle.len());
    assert_eq!(world.asked(), 1);

    let newer = world.bundle(world::start(), &[&world.dictionary()]);
    world.put(BUNDLE, 200, Value::String(newer.clone()));
    assert_eq!(get(&world, BUNDLE, &[]).await.text().await.unwrap(), bundle);
    world.clock.advance(jiff::SignedDuration::from_secs(301));
    assert_eq!(get(&world, BUNDLE, &[]).await.text().await.unwrap(), newer);
    assert_eq!(world.asked(), 2);

    world.break_register();
    world.clock.advance(jiff::SignedDuration::from_secs(301));
    for _ in 0..2 {
        assert_eq!(get(&world, BUNDLE, &[]).await.text().await.unwrap(), newer);
    }
    assert_eq!(world.asked(), 3, "a register that fails is left alone");
}

#[tokio::test]
async fn of_a_large_bundle_the_head_comes_first_and_dictionaries_one_by_one() {
    let mut world = World::start().await;
    let dictionary = world.dictionary();
    let bundle = world.bundle(world::start(), &[&dictionary]);
    world.put(BUNDLE, 200, Value::String(bundle.clone()));
    let mut config = world.config();
    config.offline.whole_up_to_bytes = 100;
    world.verifier = world.another(&config).await;
    let part = async |digest: &str| get(&world, &format!("{BUNDLE}/parts/{digest}"), &[]).await;
    let document = std::str::from_utf8(dictionary.document()).unwrap();
    let digest = credential::digest::of_text(document);
    // Also when nobody asked for the head since the verifier was started.
    let early = part(digest.as_str()).await;
    assert_eq!(early.text().await.unwrap(), document);

    let head = get(&world, BUNDLE, &[]).await.text().await.unwrap();
    assert!(bundle.starts_with(&head), "{head}");
    // The manifest, the list of awarding bodies, a status list, what is on hold.
    assert_eq!(head.lines().count(), 4);
    let sent = part(digest.as_str()).await;
    let caching = of(&sent, &header::CACHE_CONTROL);
    assert!(caching.contains("immutable"), "{caching}");
    assert_eq!(sent.text().await.unwrap(), document);
    let programme = bundle.lines().find(|line| line.contains("admittedAt"));
    let programme = programme.unwrap();
    let digest = credential::digest::of_text(programme);
    let sent = part(digest.as_str()).await;
    assert_eq!(sent.text().await.unwrap(), programme);
    let list = head.lines().nth(1).unwrap();
    let of_the_head = credential::digest::of_text(list);
    for unknown in [of_the_head.as_str(), "uEiA", "..%2f"] {
        let refused = part(unknown).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn a_bundle_that_is_not_the_operators_is_handed_on_to_nobody() {
    let world = World::start().await;
    let bundle = world.bundle(world::start(), &[]);
    let altered = bundle.replacen("\"entries\":4", "\"entries\":5", 1);
    assert_ne!(altered, bundle);
    world.put(BUNDLE, 200, Value::String(altered));
    for _ in 0..2 {
        let refused = get(&world, BUNDLE, &[]).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(
            problem["type"],
            "urn:kualik:problem:offline-bundle-unavailable"
        );
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains("not signed by the trusted operator"),
            "{detail}"
        );
    }
    assert_eq!(world.asked(), 1);
    world.put(BUNDLE, 200, Value::String(bundle));
    world.clock.advance(jiff::SignedDuration::from_secs(11));
    assert_eq!(get(&world, BUNDLE, &[]).await.status(), StatusCode::OK);
}
