use axum::{
    body::Body,
    http::{Request, header},
};
use conformance::profile::Profile;
use credential::bitstring_status_list::{decode, is_set};
use serde_json::json;

use crate::world::{World, altered};

const LIST: &str = "/status-lists/revocation-1";

#[tokio::test]
async fn from_issuing_to_revoking() {
    let world = World::new().await;
    let profile = Profile::StatusRevocation;
    let issued = world.issued(profile).await;
    let entry = &issued["credentialStatus"];
    assert_eq!(entry["type"], "BitstringStatusListEntry");
    assert_eq!(entry["statusPurpose"], "revocation");
    let url = entry["statusListCredential"].as_str().unwrap();
    assert_eq!(url, format!("http://127.0.0.1:8805{LIST}"));
    let index: u32 = entry["statusListIndex"].as_str().unwrap().parse().unwrap();
    world.verify(&issued).await.verified();
    let list = world.get(LIST).await;
    world.verify(&list.body).await.verified();
    let encoded = |list: &serde_json::Value| {
        list["credentialSubject"]["encodedList"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(is_set(&encoded(&list.body), index), Ok(false));

    let other = altered(&world.credential(profile), "/id", json!("urn:uuid:other"));
    let other = world.issue(profile, &other, json!({})).await;
    let body = json!({
        "credentialId": issued["id"],
        "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": "revocation" },
    });
    assert_eq!(world.post("/credentials/status", &body).await.status, 200);
    let published = Request::post(format!("{LIST}/publish"))
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(world.send(published).await.status, 204);
    let list = world.get(LIST).await;
    world.verify(&list.body).await.verified();
    assert_eq!(is_set(&encoded(&list.body), index), Ok(true));
    assert_eq!(
        decode(&encoded(&list.body))
            .unwrap()
            .iter()
            .map(|b| b.count_ones())
            .sum::<u32>(),
        1
    );
    let answer = world.verify(&issued).await;
    answer.refused("STATUS_VERIFICATION_ERROR", "revoked");
    world
        .verify(&other.body["verifiableCredential"])
        .await
        .verified();
}

#[tokio::test]
async fn the_list_is_the_credential_itself_in_the_type_that_is_asked_for() {
    let world = World::new().await;
    let list = world.get(LIST).await;
    assert_eq!(list.media_type, "application/json");
    assert_eq!(
        list.body["@context"],
        json!(["https://www.w3.org/ns/credentials/v2"])
    );
    assert_eq!(
        list.body["type"],
        json!(["VerifiableCredential", "BitstringStatusListCredential"])
    );
    assert_eq!(list.body["id"], format!("http://127.0.0.1:8805{LIST}"));
    assert_eq!(
        list.body["credentialSubject"]["type"],
        "BitstringStatusList"
    );
    assert_eq!(
        list.body["credentialSubject"]["statusPurpose"],
        "revocation"
    );
    for (accept, media_type) in [
        ("application/vc", "application/vc"),
        ("application/vc, application/json;q=0.5", "application/vc"),
        ("application/ld+json, application/json", "application/json"),
        ("*/*", "application/json"),
    ] {
        let request = Request::get(LIST).header(header::ACCEPT, accept);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.media_type, media_type, "{accept}");
    }
    assert_eq!(world.get("/status-lists/other").await.status, 404);
}

#[tokio::test]
async fn a_status_is_changed_by_id_or_place_of_what_was_issued() {
    let world = World::new().await;
    let profile = Profile::StatusRevocation;
    let credential = world.credential(profile);
    let issued = world
        .issue(profile, &credential, json!({ "credentialId": "own-name" }))
        .await;
    let entry = issued.body["verifiableCredential"]["credentialStatus"].clone();
    let good = json!({ "credentialId": "own-name", "credentialStatus": entry, "status": true });
    let post = async |body| world.post("/credentials/status", &body).await;
    for (pointer, wrong, status) in [
        ("/credentialStatus/type", json!("StatusList2021Entry"), 400),
        ("/credentialStatus/statusPurpose", json!("suspension"), 400),
        ("/credentialStatus/statusListIndex", json!("x"), 400),
        ("/credentialStatus/statusListIndex", json!("131073"), 404),
        (
            "/credentialStatus/statusListCredential",
            json!("https://elsewhere.example/1"),
            404,
        ),
        ("/credentialStatus", json!("text"), 400),
        ("/credentialStatus", json!({}), 200),
        ("/credentialId", json!(5), 400),
        ("/credentialId", json!("k".repeat(257)), 400),
        ("/status", json!(false), 400),
        ("/status", json!("true"), 400),
    ] {
        let answer = post(altered(&good, pointer, wrong)).await;
        assert_eq!(answer.status, status, "{pointer}: {}", answer.body);
    }
    let by_place = crate::world::without(&good, "/credentialId");
    assert_eq!(post(by_place).await.status, 200);
    assert_eq!(post(json!({ "credentialId": "unknown" })).await.status, 404);
    assert_eq!(post(json!({})).await.status, 400);
}

#[tokio::test]
async fn an_id_and_a_place_of_two_credentials_revoke_neither() {
    let world = World::new().await;
    let profile = Profile::StatusRevocation;
    let issue = async |name: &str| {
        let options = json!({ "credentialId": name });
        let credential = world.credential(profile);
        let mut issued = world.issue(profile, &credential, options).await;
        issued.body["verifiableCredential"].take()
    };
    let (one, other) = (issue("one").await, issue("other").await);
    for name in ["other", "nobody"] {
        let body = json!({ "credentialId": name, "credentialStatus": one["credentialStatus"] });
        let answer = world.post("/credentials/status", &body).await;
        answer.refused("MALFORMED_VALUE_ERROR", "not of the same credential");
    }
    world.verify(&one).await.verified();
    world.verify(&other).await.verified();
}

#[tokio::test]
async fn a_name_that_is_too_long_is_refused_when_it_is_given() {
    let world = World::new().await;
    let profile = Profile::StatusRevocation;
    let credential = world.credential(profile);
    let issue = async |name: String| {
        let options = json!({ "credentialId": name });
        world.issue(profile, &credential, options).await
    };
    assert_eq!(issue("қ".repeat(256)).await.status, 201);
    let answer = issue("қ".repeat(257)).await;
    answer.refused("RANGE_ERROR", "257 characters, at most 256");
}

#[tokio::test]
async fn a_status_list_that_nobody_can_read_is_not_verified() {
    let world = World::new().await;
    let did = world.keys.did(Profile::EddsaRdfc2022.algorithm());
    let list = world.get(LIST).await.body;
    let mut unsigned = crate::world::without(&list, "/proof");
    unsigned["issuer"] = json!(did);
    for (encoded, title) in [
        ("uH4sIAAAAAAAAA2NgAAD-Q4fPAgAAAA", "STATUS_"),
        ("uAAAA", "STATUS_VERIFICATION_ERROR"),
        ("H4sI", "MALFORMED_VALUE_ERROR"),
    ] {
        let list = altered(&unsigned, "/credentialSubject/encodedList", json!(encoded));
        let signed = world.secure(
            &list,
            credential::data_integrity::Cryptosuite::EddsaRdfc2022,
        );
        let answer = world.verify(&signed).await;
        assert_eq!(answer.status, 400, "{encoded}");
        assert!(
            answer.body["title"].as_str().unwrap().starts_with(title),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn an_entry_is_added_to_those_that_are_there() {
    let world = World::new().await;
    let other = json!({
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "7",
        "statusListCredential": "https://elsewhere.example/1",
    });
    let profile = Profile::StatusRevocation;
    let credential = altered(
        &world.credential(profile),
        "/credentialStatus",
        other.clone(),
    );
    let issued = world.issue(profile, &credential, json!({})).await;
    let statuses = &issued.body["verifiableCredential"]["credentialStatus"];
    assert_eq!(statuses[0], other);
    assert_eq!(statuses[1]["statusPurpose"], "revocation");
}
