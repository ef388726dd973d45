//! API keys from their making to their end, and what the log says of it.

use axum::{body::Body, http::Request};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, World, digest, draft};

const KEYS: &str = "/api/v1/api-keys";

async fn create(world: &World, token: &str, request: &Value) -> (String, String) {
    let made = world.post(KEYS, token, request).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["apiKey"]["id"]), text(&made["secret"]))
}

async fn rotate(world: &World, token: &str, id: &str, grace: u32) -> Answer {
    let path = format!("{KEYS}/{id}/rotation");
    let request = json!({ "graceSeconds": grace });
    world.post(&path, token, &request).await
}

async fn me(world: &World, token: &str) -> Answer {
    world.get_with("/api/v1/me", token).await
}

#[tokio::test]
async fn a_key_works_until_it_expires_and_its_owner_is_told() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let expires_at = world.now() + SignedDuration::from_hours(1);
    let request = json!({ "role": "signer", "label": "issuer 2", "expiresAt": expires_at });
    let (id, secret) = create(&world, &hei.api_key, &request).await;
    let seen = me(&world, &secret).await.ok();
    assert_eq!(seen["holder"], "hei:kaznu");
    assert_eq!(seen["role"], "signer");
    assert_eq!(seen["key"], json!(id));
    assert_eq!(seen["expiresAt"], json!(expires_at));
    assert_eq!(seen["awardingBody"]["code"], "kaznu");
    world.clock.advance(SignedDuration::from_hours(1));
    world.restart();
    let refused = me(&world, &secret).await;
    assert_eq!(refused.problem(401), "credential-expired");
    let told = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains(&format!("expired at {expires_at}")), "{told}");
    let refused = rotate(&world, &hei.api_key, &id, 0).await;
    assert_eq!(refused.problem(409), "api-key-ended");
    let longer = format!("{secret}x");
    assert_eq!(me(&world, &longer).await.problem(401), "credential-unknown");
}

#[tokio::test]
async fn a_revoked_key_works_never_again() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let request = json!({ "role": "programme-author", "label": "x" });
    let (id, secret) = create(&world, &hei.api_key, &request).await;
    me(&world, &secret).await.ok();
    let path = format!("{KEYS}/{id}/revocation");
    let ended = world.post(&path, &hei.api_key, &json!({})).await.ok();
    assert_eq!(me(&world, &secret).await.problem(401), "credential-revoked");
    world.clock.advance(SignedDuration::from_hours(1));
    let again = world.post(&path, &hei.api_key, &json!({})).await.ok();
    assert_eq!(again["revokedAt"], ended["revokedAt"]);
    world.restart();
    assert_eq!(me(&world, &secret).await.problem(401), "credential-revoked");
}

#[tokio::test]
async fn after_a_rotation_the_secret_before_has_its_grace_and_no_more() {
    // The randomness of these tests begins anew with a restart, and so would the secrets.
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let keys = world.get_with(KEYS, &hei.api_key).await.ok();
    let id = keys["apiKeys"][0]["id"].as_str().unwrap().to_owned();
    let secret = |answer: Answer| answer.ok()["secret"].as_str().unwrap().to_owned();
    let second = secret(rotate(&world, &hei.api_key, &id, 3600).await);
    for token in [&hei.api_key, &second] {
        assert_eq!(me(&world, token).await.ok()["key"], json!(id));
    }
    world.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(
        me(&world, &hei.api_key).await.problem(401),
        "credential-expired"
    );
    let third = secret(rotate(&world, &second, &id, 0).await);
    assert_eq!(me(&world, &second).await.problem(401), "credential-expired");
    assert_eq!(
        me(&world, &hei.api_key).await.problem(401),
        "credential-unknown"
    );
    me(&world, &third).await.ok();
    let long = rotate(&world, &third, &id, 7 * 24 * 3600 + 1).await;
    assert_eq!(long.problem(422), "grace-too-long");
    // The operator's new key takes the place of the rotated one.
    let path = "/api/v1/awarding-bodies/kaznu/api-key";
    let renewed = world.post(path, ADMIN, &json!({})).await.ok();
    world.restart();
    assert_eq!(me(&world, &third).await.problem(401), "credential-revoked");
    assert_eq!(me(&world, &second).await.problem(401), "credential-expired");
    me(&world, renewed["apiKey"].as_str().unwrap()).await.ok();
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let make = async |token: &str, request: Value| world.post(KEYS, token, &request).await;
    let own = hei.api_key.as_str();
    let refused = make(own, json!({ "role": "auditor", "label": "x" })).await;
    assert_eq!(refused.problem(422), "role-unfit");
    let request = json!({ "role": "signer", "label": "x", "expiresAt": world.now() });
    assert_eq!(make(own, request).await.problem(422), "expiry-past");
    let refused = make(own, json!({ "role": "signer", "label": "" })).await;
    assert_eq!(refused.problem(422), "wrong-field");
    let request = json!({ "role": "signer", "label": "x", "holder": "hei:nobody" });
    let refused = make(ADMIN, request).await;
    assert_eq!(refused.problem(404), "awarding-body-unknown");
}

#[tokio::test]
async fn the_list_shows_days_of_use_and_no_secrets() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let request = json!({ "role": "signer", "label": "issuer 2" });
    let (id, secret) = create(&world, &hei.api_key, &request).await;
    me(&world, &secret).await.ok();
    world.clock.advance(SignedDuration::from_hours(24));
    me(&world, &secret).await.ok();
    world.restart();
    let list = world.get_with(KEYS, &hei.api_key).await;
    assert!(!list.text.contains("kk_"), "{}", list.text);
    let list = list.ok();
    let second = &list["apiKeys"][1];
    assert_eq!(second["id"], json!(id));
    assert_eq!(second["label"], "issuer 2");
    assert_eq!(second["lastUsedOn"], "2026-06-02");
    let by_operator = world.get_with("/api/v1/api-keys?holder=hei:kaznu", ADMIN);
    assert_eq!(by_operator.await.ok()["apiKeys"][1], *second);
}

#[tokio::test]
async fn a_key_asks_only_so_often() {
    let world = World::with(|config| config.requests_per_minute_per_key = 3);
    let hei = world.accredit("kaznu", 1).await;
    for _ in 0..3 {
        me(&world, &hei.api_key).await.ok();
    }
    let refused = me(&world, &hei.api_key).await;
    assert_eq!(refused.problem(429), "too-many-requests");
    let wait = refused.header("retry-after").parse().unwrap();
    assert_eq!(wait, 20);
    me(&world, ADMIN).await.ok();
    world.clock.advance(SignedDuration::from_secs(wait));
    me(&world, &hei.api_key).await.ok();
}

#[tokio::test]
async fn the_log_says_who_did_what() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let request = json!({ "role": "hei-registrar", "label": "x" });
    let (id, secret) = create(&world, &hei.api_key, &request).await;
    let registrar = super::world::Hei {
        api_key: secret,
        ..hei
    };
    let number = world.allocate(&registrar, &programme, &[draft(1)]).await[0].number;
    world.record(&registrar, number, &digest(1)).await.ok();
    world.revoke(&registrar, number, "replaced").await.ok();
    let request = json!({ "role": "auditor", "label": "x" });
    let (auditor_id, auditor) = create(&world, ADMIN, &request).await;
    world.restart();

    let read = async |query: &str| {
        let path = format!("/api/v1/audit{query}");
        world.get_with(&path, &auditor).await
    };
    let all = read("").await.ok();
    let entries = all["entries"].as_array().unwrap();
    let issued = entries[1]["subjects"][1].clone();
    let found: Vec<_> = entries
        .iter()
        .map(|entry| {
            let by = entry.get("by").cloned().unwrap_or_default();
            (entry["kind"].as_str().unwrap(), by, &entry["holder"])
        })
        .collect();
    let (operator, kaznu) = (json!("operator"), json!("hei:kaznu"));
    let by = |id: &str| json!(id);
    assert_eq!(
        found,
        [
            ("register-opened", Value::Null, &operator),
            ("hei-accredited", by("bootstrap"), &kaznu),
            ("programme-admitted", issued.clone(), &kaznu),
            ("api-key-created", issued, &kaznu),
            ("numbers-allocated", by(&id), &kaznu),
            ("certificates-recorded", by(&id), &kaznu),
            ("status-changed", by(&id), &kaznu),
            ("api-key-created", by("bootstrap"), &operator),
        ]
    );
    for place in [4, 5, 6] {
        assert_eq!(entries[place]["subjects"], json!([number]));
    }
    assert_eq!(entries[2]["subjects"], json!([programme]));
    assert_eq!(entries[7]["subjects"], json!([auditor_id]));

    let mut paged = Vec::new();
    let mut query = "?limit=3".to_owned();
    loop {
        let page = read(&query).await.ok();
        let part = page["entries"].as_array().unwrap().clone();
        if part.is_empty() {
            assert!(page.get("next").is_none());
            break;
        }
        assert!(part.len() <= 3);
        query = format!("?limit=3&after={}", page["next"]);
        paged.extend(part);
    }
    assert_eq!(paged, *entries);
    for wrong in ["?limit=0", "?limit=501", "?limit=x", "?until=1"] {
        assert_eq!(read(wrong).await.status, 400, "{wrong}");
    }
    let far = read("?after=9007199254740991").await.ok();
    assert_eq!(far["entries"], json!([]));
    let farther = read("?after=9007199254740992").await;
    assert_eq!(farther.problem(400), "position-too-large");
}

#[tokio::test]
async fn head_goes_by_the_rule_of_get() {
    let world = World::new();
    let request = |token: &str| {
        let request = Request::head("/api/v1/audit");
        let request = request.header("authorization", format!("Bearer {token}"));
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(world.send(request(ADMIN)).await.status, 200);
    let hei = world.accredit("kaznu", 1).await;
    assert_eq!(world.send(request(&hei.api_key)).await.status, 403);
}
