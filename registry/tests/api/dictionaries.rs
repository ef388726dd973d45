//! Dictionaries of codes that carry certificates.

use futures_util::future::join_all;
use jiff::SignedDuration;
use qr::{Dictionary, DictionaryId};
use registry::app::OPERATOR_KEY;
use serde_json::{Value, json};
use service::{keystore::KeyStore, randomness::SharedRng};

use super::world::{ADMIN, Hei, World, passphrase};

/// The address of the dictionary of the programme `code` with the key `id`.
pub(crate) fn of_programme(code: &str, id: &str) -> String {
    let (_, key) = id.split_once('#').unwrap();
    format!("/api/v1/programmes/{code}/dictionary?key={key}")
}

/// Where the dictionary stands for ever that a programme and a key have now.
async fn address(world: &World, code: &str, hei: &Hei) -> (String, String) {
    let made = world.get(&of_programme(code, &hei.key_id)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let id = DictionaryId::of(made.text.as_bytes());
    (format!("/dictionaries/{id}"), made.text)
}

/// What the log says of dictionaries.
pub(crate) async fn logged(world: &World) -> Vec<Value> {
    let log = world.get_with("/api/v1/audit?limit=100", ADMIN).await.ok();
    let mut entries = log["entries"].as_array().unwrap().clone();
    entries.retain(|entry| entry["kind"] == "dictionary-kept");
    entries
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

    // Also after a restart.
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
    let (address, made) = address(&world, &code, &hei).await;
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": false });
    world
        .post("/api/v1/awarding-bodies/kaznu/keys/end", ADMIN, &end)
        .await
        .ok();
    let path = format!("/api/v1/programmes/{code}/withdrawal");
    world.post(&path, &hei.api_key, &json!({})).await.ok();
    world.restart();
    assert_eq!(world.get(&address).await.text, made);
}

#[tokio::test]
async fn it_stays_when_the_awarding_body_gets_another_name() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let (before, made) = address(&world, &code, &hei).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    let path = "/api/v1/awarding-bodies/kaznu/end";
    world.post(path, ADMIN, &end).await.ok();
    let renamed = json!({
        "code": "kaznu",
        "nameMap": { "kk": "Жаңа", "ru": "Новый", "en": "New" },
        "kind": "HigherEducation",
        "url": "https://kaznu.kz",
        "keys": [hei.key.public().to_multibase()],
        "accreditation": { "from": world.now() },
    });
    world
        .post("/api/v1/awarding-bodies", ADMIN, &renamed)
        .await
        .ok();
    let (after, another) = address(&world, &code, &hei).await;
    assert_ne!(before, after);
    assert!(another.contains("Жаңа") && !made.contains("Жаңа"));
    world.restart();
    assert_eq!(world.get(&before).await.text, made);
    assert_eq!(world.get(&after).await.text, another);
}

#[tokio::test]
async fn it_stays_when_the_operator_gets_another_key() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let (before, made) = address(&world, &code, &hei).await;
    world.stop();
    let dir = &world.config.keys_dir;
    for kind in ["age", "pub"] {
        std::fs::remove_file(dir.join(format!("{OPERATOR_KEY}.{kind}"))).unwrap();
    }
    let keys = KeyStore::open(dir, passphrase(), world.config.key_work_factor).unwrap();
    keys.create(OPERATOR_KEY, &mut SharedRng::seeded(77))
        .unwrap();
    world.start().unwrap();
    let kept = world.get(&before).await;
    assert_eq!((kept.status, &kept.text), (200, &made));
    let (after, another) = address(&world, &code, &hei).await;
    assert_ne!(before, after);
    assert_eq!(world.get(&after).await.text, another);
    assert_eq!(world.get(&before).await.text, made);
}

#[tokio::test]
async fn it_is_kept_once_however_often_it_is_asked_for() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let path = of_programme(&code, &hei.key_id);
    let answers = join_all((0..8).map(|_| world.get(&path))).await;
    assert!(answers.iter().all(|answer| answer.text == answers[0].text));
    world.get(&path).await;
    let id = DictionaryId::of(answers[0].text.as_bytes()).to_string();
    let entries = logged(&world).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(entries[0]["subjects"], json!([id, code, hei.key_id]));
    assert_eq!(entries[0]["holder"], "hei:kaznu");
    assert_eq!(entries[0].get("by"), None);
}

#[tokio::test]
async fn what_was_never_handed_out_is_not_found_and_nothing_is_kept_for_it() {
    // Two worlds of the same content: what the first one hands out, the second one has not handed out yet.
    let first = World::new();
    let hei = first.accredit("kaznu", 1).await;
    let code = first.admit(&hei, 0).await;
    let (address, made) = address(&first, &code, &hei).await;

    let second = World::new();
    let hei = second.accredit("kaznu", 1).await;
    second.admit(&hei, 0).await;
    assert_eq!(
        second.get(&address).await.problem(404),
        "dictionary-unknown"
    );
    assert_eq!(logged(&second).await, Vec::<Value>::new());
    second.get(&of_programme(&code, &hei.key_id)).await;
    assert_eq!(second.get(&address).await.text, made);
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
    assert_eq!(logged(&world).await, Vec::<Value>::new());
}
