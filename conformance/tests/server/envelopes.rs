use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use conformance::profile::Profile;
use credential::{
    did_key,
    multikey::{Algorithm, SecretKey},
};
use serde_json::{Value, json};

use crate::world::{World, altered, credential_of, did_of, stranger, without};

const V2: &str = "https://www.w3.org/ns/credentials/v2";

/// A token as older programs make it.
fn token(header: &Value, payload: &Value, key: &SecretKey) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(payload));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn header(key: &SecretKey) -> Value {
    let kid = did_key::key_url_of(&key.public());
    json!({ "alg": key.algorithm().jose(), "typ": "JWT", "kid": kid })
}

fn enveloped(kind: &str, media_type: &str, token: &str) -> Value {
    json!({ "@context": V2, "type": kind, "id": format!("data:{media_type},{token}") })
}

fn old_credential(key: &SecretKey) -> Value {
    let issuer = did_of(key);
    let payload = json!({ "iss": issuer, "vc": credential_of(&issuer) });
    let token = token(&header(key), &payload, key);
    enveloped("EnvelopedVerifiableCredential", "application/jwt", &token)
}

fn old_presentation(credential: &Value) -> Value {
    let holder = stranger();
    let payload = json!({
        "iss": did_of(&holder),
        "aud": "verifier.example",
        "nonce": "question",
        "vp": {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": did_of(&holder),
            "verifiableCredential": [credential],
        },
    });
    let token = token(&header(&holder), &payload, &holder);
    enveloped("EnvelopedVerifiablePresentation", "application/jwt", &token)
}

#[tokio::test]
async fn an_envelopes_own_members_are_looked_at() {
    let world = World::new().await;
    let good = world.issued(Profile::VcJwt).await;
    let answer = world.verify(&good).await;
    answer.verified();
    assert_eq!(answer.body["credential"], world.credential(Profile::VcJwt));
    let id = good["id"].as_str().unwrap();
    let token = id.split(',').next_back().unwrap();
    for (member, wrong, title) in [
        ("/@context", json!([]), "MALFORMED_VALUE_ERROR"),
        (
            "/@context",
            json!("https://www.w3.org/ns/credentials/examples/v2"),
            "MALFORMED_VALUE_ERROR",
        ),
        ("/type", json!(null), "MALFORMED_VALUE_ERROR"),
        (
            "/type",
            json!("VerifiableCredential"),
            "MALFORMED_VALUE_ERROR",
        ),
        (
            "/type",
            json!("EnvelopedVerifiablePresentation"),
            "MALFORMED_VALUE_ERROR",
        ),
        ("/id", json!(token), "MALFORMED_VALUE_ERROR"),
        (
            "/id",
            json!(format!("data:text/plain,{token}")),
            "MALFORMED_VALUE_ERROR",
        ),
        (
            "/id",
            json!(id.replace("vc+jwt", "vp+jwt")),
            "MALFORMED_VALUE_ERROR",
        ),
        (
            "/id",
            json!(id[..id.len() - 4]),
            "CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
        (
            "/id",
            json!("data:application/vc+jwt,garbage"),
            "CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
    ] {
        world
            .verify(&altered(&good, member, wrong))
            .await
            .refused(title, "");
    }
    let again = world.issue(Profile::VcJwt, &good, json!({})).await;
    again.refused("MALFORMED_VALUE_ERROR", "");
}

#[tokio::test]
async fn tokens_of_older_fixtures_are_accepted() {
    let world = World::new().await;
    for algorithm in Algorithm::ALL {
        let key = world.keys.of(algorithm);
        let credential = old_credential(key);
        world.verify(&credential).await.verified();
        let presentation = old_presentation(&credential);
        let asked = json!({ "challenge": "question", "domain": "verifier.example" });
        world
            .verify_presentation(&presentation, asked.clone())
            .await
            .verified();
        for option in ["/challenge", "/domain"] {
            let options = altered(&asked, option, json!("another"));
            let answer = world.verify_presentation(&presentation, options).await;
            answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "verifier asked");
        }
        let issuer = did_of(key);
        let vc = json!({ "iss": issuer, "vc": credential_of(&issuer) });
        for typ in ["JWT", "vc+jwt"] {
            let header = altered(&header(key), "/typ", json!(typ));
            let token = token(&header, &vc, key);
            let media_type = "application/vc+jwt";
            let current = enveloped("EnvelopedVerifiableCredential", media_type, &token);
            let answer = world.verify(&current).await;
            answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "");
        }
        let context = altered(&presentation, "/@context", json!([]));
        world
            .verify_presentation(&context, asked)
            .await
            .refused("MALFORMED_VALUE_ERROR", "@context");
    }
}

#[tokio::test]
async fn the_key_of_a_token_is_its_issuers() {
    let world = World::new().await;
    let key = world.keys.of(Algorithm::P256);
    let other = stranger();
    let good = credential_of(&did_of(key));
    let cases = [
        (
            header(&other),
            good.clone(),
            &other,
            "the key is that of did:key:z6Mk",
        ),
        (
            json!({ "alg": "ES256" }),
            credential_of("https://school.example"),
            key,
            "no other is known",
        ),
        (header(key), json!({ "issuer": did_of(key) }), key, ""),
    ];
    for (header, payload, key, told) in cases {
        let token = token(&header, &payload, key);
        let bad = enveloped("EnvelopedVerifiableCredential", "application/jwt", &token);
        let answer = world.verify(&bad).await;
        assert_eq!(answer.status, 400);
        assert!(
            answer.body["detail"].as_str().unwrap().contains(told),
            "{}",
            answer.body
        );
    }
    let without_kid = token(&json!({ "alg": "ES256", "typ": "vc+jwt" }), &good, key);
    let envelope = enveloped(
        "EnvelopedVerifiableCredential",
        "application/vc+jwt",
        &without_kid,
    );
    world.verify(&envelope).await.verified();
    let expired = altered(&good, "/validUntil", json!("2026-10-01T00:00:00Z"));
    let current = altered(&header(key), "/typ", json!("vc+jwt"));
    let expired = token(&current, &expired, key);
    let envelope = enveloped(
        "EnvelopedVerifiableCredential",
        "application/vc+jwt",
        &expired,
    );
    world
        .verify(&envelope)
        .await
        .refused("RANGE_ERROR", "valid");
}

/// Who signs with his own key under another's name, in every place where a name can stand.
#[tokio::test]
async fn nobody_signs_in_anothers_name() {
    let world = World::new().await;
    let (own, victim) = (stranger(), did_of(world.keys.of(Algorithm::P256)));
    let unread = "did:key:no key of anybody";
    let credential = |issuer: Value| altered(&credential_of(""), "/issuer", issuer);
    let presentation = |holder: Value| json!({ "@context": [V2], "type": ["VerifiablePresentation"], "holder": holder });
    let legacy = "application/jwt";
    let cases = [
        (legacy, json!({ "vc": credential(json!(victim)) })),
        (legacy, json!({ "vc": credential(json!({ "id": victim })) })),
        (legacy, json!({ "vc": credential(json!(unread)) })),
        (legacy, credential(json!(victim))),
        (legacy, credential(json!(unread))),
        (legacy, json!({ "vp": presentation(json!(victim)) })),
        (
            legacy,
            json!({ "vp": presentation(json!({ "id": victim })) }),
        ),
        (legacy, json!({ "vp": presentation(json!(unread)) })),
        ("application/vc+jwt", credential(json!({ "id": victim }))),
        ("application/vc+jwt", credential(json!(unread))),
        ("application/vp+jwt", presentation(json!(victim))),
        ("application/vp+jwt", {
            let nameless = without(&presentation(json!("")), "/holder");
            altered(&nameless, "/iss", json!(victim))
        }),
    ];
    for (media_type, payload) in cases {
        let is_credential = payload.get("vc").is_some() || payload.get("issuer").is_some();
        let typ = match media_type {
            "application/vc+jwt" => "vc+jwt",
            "application/vp+jwt" => "vp+jwt",
            _ => "JWT",
        };
        let header = altered(&header(&own), "/typ", json!(typ));
        let token = token(&header, &payload, &own);
        let answer = if is_credential {
            let envelope = enveloped("EnvelopedVerifiableCredential", media_type, &token);
            world.verify(&envelope).await
        } else {
            let envelope = enveloped("EnvelopedVerifiablePresentation", media_type, &token);
            world.verify_presentation(&envelope, json!({})).await
        };
        answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "is to have signed it");
    }
}

#[tokio::test]
async fn a_broken_credential_in_an_enveloped_presentation_is_refused() {
    let world = World::new().await;
    let mut credential = old_credential(world.keys.of(Algorithm::P256));
    let id = credential["id"].as_str().unwrap();
    credential["id"] = json!(id[..id.len() - 4]);
    let answer = world
        .verify_presentation(&old_presentation(&credential), json!({}))
        .await;
    answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "/verifiableCredential/0");
}
