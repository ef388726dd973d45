//! What everybody fetches: signed lists, DID documents, contexts.

use credential::{did_document::verification_method, multikey::SigningKey};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ADMIN, World, draft};

#[tokio::test]
async fn the_trust_list_is_signed_and_follows_every_change() {
    let world = World::new();
    let empty = world.get("/trust-list").await.ok();
    world.is_the_operators(&empty);
    let hei = world.accredit("kaznu", 1).await;
    world.accredit("enu", 2).await;
    let list = world.get("/trust-list").await.ok();
    world.is_the_operators(&list);
    let bodies = list["credentialSubject"].as_array().unwrap();
    assert_eq!(bodies.len(), 2);
    world.clock.advance(SignedDuration::from_mins(1));
    let second = SigningKey::from_seed(&[9; 32]).public().to_multibase();
    let key = json!({ "key": second });
    world
        .post("/api/v1/awarding-bodies/kaznu/keys", ADMIN, &key)
        .await
        .ok();
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": true });
    world
        .post("/api/v1/awarding-bodies/kaznu/keys/end", ADMIN, &end)
        .await
        .ok();
    let list = world.get("/trust-list").await.ok();
    world.is_the_operators(&list);
    let bodies = list["credentialSubject"].as_array().unwrap();
    let kaznu = bodies.iter().find(|b| b["code"] == "kaznu").unwrap();
    let keys = kaznu["key"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0]["revoked"], json!(world.now()));
    assert!(keys[1]["id"].as_str().unwrap().ends_with(&second));
    let open = world.get("/api/v1/awarding-bodies").await.ok();
    assert_eq!(open[1]["key"][0]["revoked"], json!(world.now()));
}

#[tokio::test]
async fn the_trust_list_has_the_shape_of_recognized_entities() {
    let world = World::new();
    let empty = world.get("/trust-list").await.ok();
    assert_eq!(
        empty["credentialSubject"],
        json!([{ "type": "RecognizedEntity", "id": empty["issuer"] }])
    );
    let from = world.now();
    world.accredit("kaznu", 1).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let suspended = world.now();
    let path = "/api/v1/awarding-bodies/kaznu/suspension";
    let since = json!({ "from": suspended });
    world.post(path, ADMIN, &since).await.ok();
    world.clock.advance(SignedDuration::from_hours(1));
    let until = json!({ "until": world.now() });
    world.post(&format!("{path}/end"), ADMIN, &until).await.ok();

    let list = world.get("/trust-list").await.ok();
    world.is_the_operators(&list);
    let types = [
        "VerifiableCredential",
        "RecognizedEntityCredential",
        "AccreditedAwardingBodyList",
    ];
    assert_eq!(list["type"], json!(types));
    let entity = &list["credentialSubject"][0];
    assert_eq!(entity["type"], json!(["RecognizedEntity", "AwardingBody"]));
    assert_eq!(entity["name"][2]["@language"], "en");
    let action = json!({
        "type": "RecognizedAction",
        "action": "issue",
        "recognizedBy": list["issuer"],
        "outputValidation": {
            "id": list["id"].as_str().unwrap().replace("trust-list", "schemas/mc/v1.json"),
            "type": "JsonSchema",
        },
    });
    let mut spans = [action.clone(), action];
    spans[0]["validFrom"] = json!(from);
    spans[0]["validUntil"] = json!(suspended);
    spans[1]["validFrom"] = json!(world.now());
    assert_eq!(entity["recognizedTo"], json!(spans));
}

#[tokio::test]
async fn the_operator_names_the_types_of_the_trust_list() {
    let iri = "https://w3id.example/recognition#List";
    let world = World::with(|config| {
        let names = json!({ "credential": iri });
        config.trust_list_types = serde_json::from_value(names).unwrap();
    });
    world.accredit("kaznu", 1).await;
    let list = world.get("/trust-list").await.ok();
    world.is_the_operators(&list);
    assert_eq!(list["type"][1], iri);
}

#[tokio::test]
async fn a_list_is_signed_again_after_half_of_its_validity() {
    let world = World::new();
    let first = world.get("/trust-list").await;
    world.clock.advance(SignedDuration::from_hours(11));
    let same = world.get("/trust-list").await;
    assert_eq!(same.text, first.text);
    world.clock.advance(SignedDuration::from_hours(1));
    let renewed = world.get("/trust-list").await;
    assert_ne!(renewed.header("etag"), first.header("etag"));
    let renewed = renewed.ok();
    world.is_the_operators(&renewed);
    assert_eq!(renewed["validFrom"], json!(world.now()));
    let until = world.now() + SignedDuration::from_hours(24);
    assert_eq!(renewed["validUntil"], json!(until));
}

#[tokio::test]
async fn lists_can_be_cached_and_read_from_every_origin() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let place = world.allocate(&hei, &programme, &[draft(1)]).await[0]
        .status
        .clone();
    let path = format!("/status/{}", place.list);
    let list = world.get_as(&path, "application/vc").await;
    assert_eq!(list.header("content-type"), "application/vc");
    assert_eq!(list.header("cache-control"), "public, max-age=60");
    assert_eq!(list.header("access-control-allow-origin"), "*");
    let request = axum::http::Request::get(&path).header("if-none-match", list.header("etag"));
    let known = world
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    assert_eq!(
        world.get(&path).await.header("content-type"),
        "application/json"
    );
    for none in ["/status/99", "/status/01", "/status/A", "/status/x"] {
        assert_eq!(world.get(none).await.problem(404), "no-such-list", "{none}");
    }
}

#[tokio::test]
async fn did_documents_name_the_keys() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let operator = &world.app().registry().operator;
    let document = world.get("/.well-known/did.json").await.ok();
    let key = verification_method(&document, &operator.key_id, "assertionMethod").unwrap();
    assert_eq!(key, operator.public_key());
    let id = hei.key_id.parse().unwrap();
    let document = world.get("/hei/kaznu/did.json").await.ok();
    assert_eq!(
        verification_method(&document, &id, "assertionMethod"),
        Ok(hei.key.public())
    );
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": true });
    world
        .post("/api/v1/awarding-bodies/kaznu/keys/end", ADMIN, &end)
        .await
        .ok();
    let document = world.get("/hei/kaznu/did.json").await.ok();
    assert_eq!(
        document["verificationMethod"][0]["revoked"],
        json!(world.now())
    );
    assert!(verification_method(&document, &id, "authentication").is_err());
    assert_eq!(
        world.get("/hei/nobody/did.json").await.problem(404),
        "awarding-body-unknown"
    );
}

#[tokio::test]
async fn an_awarding_body_may_have_its_own_did() {
    let world = World::new();
    let key = SigningKey::from_seed(&[3; 32]).public().to_multibase();
    let request = |code: &str| {
        json!({
            "code": code, "did": "did:web:hei.kz",
            "nameMap": { "kk": "a", "ru": "b", "en": "c" }, "kind": "College",
            "keys": [key], "accreditation": { "from": world.now() },
        })
    };
    let answer = world
        .post("/api/v1/awarding-bodies", ADMIN, &request("kbtu"))
        .await
        .ok();
    assert_eq!(
        answer["awardingBody"]["key"][0]["id"],
        format!("did:web:hei.kz#{key}")
    );
    assert_eq!(world.get("/hei/kbtu/did.json").await.status, 404);
    let again = world
        .post("/api/v1/awarding-bodies", ADMIN, &request("kbtu"))
        .await;
    assert_eq!(again.problem(409), "awarding-body-exists");
    let taken = world
        .post("/api/v1/awarding-bodies", ADMIN, &request("other"))
        .await;
    assert_eq!(taken.problem(409), "did-taken");
}

#[tokio::test]
async fn context_schema_and_grade_scale_are_immutable_documents() {
    let world = World::new();
    for (path, kind) in [
        ("/contexts/mc/v1.jsonld", "application/ld+json"),
        ("/contexts/mc-review/v1.jsonld", "application/ld+json"),
        ("/schemas/mc/v1.json", "application/schema+json"),
        ("/grade-scales/kz-letter-1", "application/json"),
    ] {
        let document = world.get(path).await;
        assert_eq!(document.header("content-type"), kind);
        assert!(document.header("cache-control").contains("immutable"));
        assert_eq!(document.header("access-control-allow-origin"), "*");
        let _: Value = document.ok();
    }
    assert_eq!(world.get("/grade-scales/other").await.status, 404);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(world.get(path).await.status, 200);
    }
}
