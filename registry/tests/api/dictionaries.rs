//! Dictionaries of codes that carry certificates.

use jiff::SignedDuration;
use qr::{Dictionary, DictionaryId};
use serde_json::json;

use super::world::{ADMIN, World};

/// The address of the dictionary of the programme `code` with the key `id`.
fn of_programme(code: &str, id: &str) -> String {
    let (_, key) = id.split_once('#').unwrap();
    format!("/api/v1/programmes/{code}/dictionary?key={key}")
}

#[tokio::test]
async fn the_dictionary_of_a_programme_stands_under_its_address_for_ever() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let made = world.get(&of_programme(&code, &hei.key_id)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(made.header("cache-control"), "public, max-age=300");
    let dictionary = Dictionary::read(made.text.as_bytes()).unwrap();

    // Also after a restart, and by somebody who asks for it first.
    world.restart();
    let path = format!("/dictionaries/{}", dictionary.id());
    let found = world.get(&path).await;
    assert_eq!(found.status, 200, "{}", found.text);
    assert_eq!(found.text, made.text);
    assert_eq!(DictionaryId::of(found.text.as_bytes()), dictionary.id());
    assert_eq!(
        found.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(found.header("access-control-allow-origin"), "*");
    assert_eq!(found.header("content-type"), "application/json");
    assert_eq!(found.header("etag"), format!("\"{}\"", dictionary.id()));
}

#[tokio::test]
async fn it_stays_when_the_key_ends_and_the_programme_is_withdrawn() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 1).await;
    let made = world.get(&of_programme(&code, &hei.key_id)).await;
    let dictionary = Dictionary::read(made.text.as_bytes()).unwrap();
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": false });
    world
        .post("/api/v1/awarding-bodies/kaznu/keys/end", ADMIN, &end)
        .await
        .ok();
    let path = format!("/api/v1/programmes/{code}/withdrawal");
    world.post(&path, &hei.api_key, &json!({})).await.ok();
    // Nothing is remembered of it: it is found among all.
    world.restart();
    let found = world
        .get(&format!("/dictionaries/{}", dictionary.id()))
        .await;
    assert_eq!(found.text, made.text);
}

#[tokio::test]
async fn unknown_addresses_make_the_whole_register_be_searched_once_a_minute() {
    // Two worlds of the same content: what the first one makes, the second one has not made yet.
    let first = World::new();
    let hei = first.accredit("kaznu", 1).await;
    let code = first.admit(&hei, 0).await;
    let made = first.get(&of_programme(&code, &hei.key_id)).await.text;

    let second = World::new();
    let hei = second.accredit("kaznu", 1).await;
    let unknown = second.get("/dictionaries/2d711642b726b044").await;
    assert_eq!(unknown.problem(404), "dictionary-unknown");
    second.admit(&hei, 0).await;
    let id = Dictionary::read(made.as_bytes()).unwrap().id();
    let path = format!("/dictionaries/{id}");
    let found = second.get(&path).await;
    assert_eq!(found.problem(404), "dictionary-unknown");
    second.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(second.get(&path).await.text, made);
}

#[tokio::test]
async fn what_the_register_does_not_have_is_not_found() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let code = world.admit(&hei, 2).await;
    for bad in ["2d711642b726b044", "2D711642B726B044", "x"] {
        let answer = world.get(&format!("/dictionaries/{bad}")).await;
        assert_eq!(answer.problem(404), "dictionary-unknown", "{bad}");
    }
    let answer = world.get(&of_programme("MC-NONE", &hei.key_id)).await;
    assert_eq!(answer.problem(404), "programme-unknown");
    let answer = world.get(&of_programme(&code, &other.key_id)).await;
    assert_eq!(answer.problem(404), "key-unknown");
    let answer = world
        .get(&format!("/api/v1/programmes/{code}/dictionary"))
        .await;
    assert_eq!(answer.problem(400), "bad-request");
}
