//! Who may do what: every endpoint with the wrong awarding body, no token, a wrong token.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ADMIN, World, digest, draft, drafts_of, programme};

#[tokio::test]
async fn nothing_is_changed_without_the_right_token() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &code, &[draft(1)]).await[0].number;
    let of_heis: Vec<(String, Value)> = vec![
        ("/api/v1/programmes".into(), json!(programme(1))),
        (format!("/api/v1/programmes/{code}/withdrawal"), json!({})),
        ("/api/v1/allocations".into(), drafts_of(&code, &[draft(2)])),
        ("/api/v1/register".into(), json!({ "records": [] })),
        (
            format!("/api/v1/certificates/{number}/revocation"),
            json!({ "reason": "replaced" }),
        ),
    ];
    let of_operator: Vec<(String, Value)> = vec![
        ("/api/v1/awarding-bodies".into(), json!({})),
        (
            "/api/v1/awarding-bodies/kaznu/end".into(),
            json!({ "until": world.now() }),
        ),
        (
            "/api/v1/awarding-bodies/kaznu/suspension".into(),
            json!({ "from": world.now() }),
        ),
        (
            "/api/v1/awarding-bodies/kaznu/suspension/end".into(),
            json!({ "until": world.now() }),
        ),
        (
            "/api/v1/awarding-bodies/kaznu/keys".into(),
            json!({ "key": "z6Mk" }),
        ),
        (
            "/api/v1/awarding-bodies/kaznu/keys/end".into(),
            json!({ "id": hei.key_id, "until": world.now(), "compromised": true }),
        ),
        ("/api/v1/awarding-bodies/kaznu/api-key".into(), json!({})),
    ];
    let longer = format!("{}x", hei.api_key);
    for (path, body) in &of_heis {
        assert_eq!(
            world.post(path, "", body).await.problem(401),
            "credential-missing",
            "{path}"
        );
        for wrong in ["kk_wrong", &longer] {
            assert_eq!(
                world.post(path, wrong, body).await.problem(401),
                "credential-unknown",
                "{path}"
            );
        }
        let operator = world.post(path, ADMIN, body).await;
        assert_eq!(operator.problem(403), "role-missing", "{path}");
    }
    for (path, body) in &of_operator {
        assert_eq!(
            world.post(path, "", body).await.problem(401),
            "credential-missing",
            "{path}"
        );
        let unknown = world.post(path, "kk_wrong", body).await;
        assert_eq!(unknown.problem(401), "credential-unknown", "{path}");
        let other = world.post(path, &hei.api_key, body).await;
        assert_eq!(other.problem(403), "role-missing", "{path}");
    }
    assert_eq!(
        world.get("/api/v1/me").await.problem(401),
        "credential-missing"
    );
    let entry = world
        .get(&format!("/api/v1/certificates/{number}"))
        .await
        .ok();
    assert_eq!(entry["status"]["state"], "allocated");
}

#[tokio::test]
async fn one_awarding_body_never_touches_anothers() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let code = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &code, &[draft(1)]).await[0].number;

    let taken = world
        .post("/api/v1/programmes", &other.api_key, &json!(programme(0)))
        .await;
    assert_eq!(taken.problem(409), "programme-code-taken");
    let path = format!("/api/v1/programmes/{code}/withdrawal");
    let withdrawal = world.post(&path, &other.api_key, &json!({})).await;
    assert_eq!(withdrawal.problem(403), "programme-not-yours");
    let allocation = world
        .post(
            "/api/v1/allocations",
            &other.api_key,
            &drafts_of(&code, &[draft(1)]),
        )
        .await;
    assert_eq!(allocation.problem(403), "programme-not-yours");
    let record = world.record(&other, number, &digest(1)).await;
    assert_eq!(record.problem(403), "number-not-yours");
    let revocation = world.revoke(&other, number, "replaced").await;
    assert_eq!(revocation.problem(403), "number-not-yours");

    // Nor with its own number and the other's key.
    let own = world.admit(&other, 1).await;
    let own = world.allocate(&other, &own, &[draft(1)]).await[0].number;
    let record = json!({ "records": [{ "number": own, "digest": digest(1), "verificationMethod": hei.key_id }] });
    let record = world
        .post("/api/v1/register", &other.api_key, &record)
        .await;
    assert_eq!(record.problem(403), "key-not-in-force");
}

#[tokio::test]
async fn an_api_credential_is_stored_as_a_digest_and_can_be_replaced() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let me = async |world: &World, token: &str| {
        let request = axum::http::Request::get("/api/v1/me")
            .header("authorization", format!("Bearer {token}"));
        world
            .send(request.body(axum::body::Body::empty()).unwrap())
            .await
    };
    assert_eq!(
        me(&world, &hei.api_key).await.ok()["awardingBody"]["code"],
        "kaznu"
    );
    let new = world
        .post("/api/v1/awarding-bodies/kaznu/api-key", ADMIN, &json!({}))
        .await
        .ok();
    let new = new["apiKey"].as_str().unwrap();
    assert_eq!(me(&world, &hei.api_key).await.status, 401);
    assert_eq!(me(&world, new).await.ok()["awardingBody"]["code"], "kaznu");
    world.restart();
    assert_eq!(me(&world, new).await.ok()["awardingBody"]["code"], "kaznu");
    assert_eq!(me(&world, &hei.api_key).await.status, 401);
    world.stop();
    let mut files = vec![world.config.data_dir.clone()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else {
            let bytes = std::fs::read(path).unwrap();
            for token in [new, hei.api_key.as_str()] {
                assert!(!bytes.windows(token.len()).any(|w| w == token.as_bytes()));
            }
        }
    }
}

#[tokio::test]
async fn after_its_accreditation_ended_an_awarding_body_gets_nothing_new() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    world
        .post("/api/v1/awarding-bodies/kaznu/end", ADMIN, &end)
        .await
        .ok();
    let programme = world
        .post("/api/v1/programmes", &hei.api_key, &json!(programme(1)))
        .await;
    assert_eq!(programme.problem(403), "not-accredited");
    let numbers = world
        .post(
            "/api/v1/allocations",
            &hei.api_key,
            &drafts_of(&code, &[draft(1)]),
        )
        .await;
    assert_eq!(numbers.problem(403), "not-accredited");
}

#[tokio::test]
async fn while_it_is_suspended_an_awarding_body_gets_nothing_new() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let path = "/api/v1/awarding-bodies/kaznu/suspension";
    let body = world
        .post(path, ADMIN, &json!({ "from": world.now() }))
        .await
        .ok();
    assert_eq!(body["suspension"], json!([{ "from": world.now() }]));
    let other = json!({ "from": "2026-01-01T00:00:00Z" });
    let twice = world.post(path, ADMIN, &other).await;
    assert_eq!(twice.problem(409), "accreditation-suspended");
    let numbers = drafts_of(&code, &[draft(1)]);
    let refused = world
        .post("/api/v1/allocations", &hei.api_key, &numbers)
        .await;
    assert_eq!(refused.problem(403), "not-accredited");
    let programme = world
        .post("/api/v1/programmes", &hei.api_key, &json!(programme(1)))
        .await;
    assert_eq!(programme.problem(403), "not-accredited");

    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    let ended = format!("{path}/end");
    world.post(&ended, ADMIN, &end).await.ok();
    world
        .post("/api/v1/allocations", &hei.api_key, &numbers)
        .await
        .ok();
    world.clock.advance(SignedDuration::from_hours(1));
    let again = json!({ "until": world.now() });
    let nothing = world.post(&ended, ADMIN, &again).await;
    assert_eq!(nothing.problem(409), "accreditation-not-suspended");
}

#[tokio::test]
async fn numbers_are_looked_up_only_so_often() {
    let world = World::with(|config| config.lookups_per_minute = 3);
    let path = "/api/v1/certificates/26481029576341";
    for _ in 0..3 {
        assert_ne!(world.get(path).await.status, 429);
    }
    assert_eq!(world.get(path).await.problem(429), "too-many-lookups");
    assert_eq!(
        world.get_as("/certificates/1", "text/html").await.status,
        429
    );
    assert_eq!(world.get("/api/v1/awarding-bodies").await.status, 200);
    world.clock.advance(SignedDuration::from_mins(1));
    assert_ne!(world.get(path).await.status, 429);
}

#[tokio::test]
async fn a_token_that_can_be_guessed_is_refused_at_the_start() {
    let mut world = World::new();
    world.stop();
    let refused = world.start_with("secret").unwrap_err().to_string();
    assert!(refused.contains("registry init"), "{refused}");
}

/// Odd bytes at every address: a refusal, never a failure of the server, never a header or a tag of the sender's.
#[tokio::test]
async fn odd_bytes_are_refused_everywhere() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let long = "9".repeat(3000);
    let odd = [
        "%00",
        "%ff%fe",
        "..%2f..%2fetc%2fpasswd",
        "%3Cscript%3E",
        "%D2%98",
        "-1",
        "%0d%0aa:b",
        "4294967296",
        "%F0%9F%98%80",
        long.as_str(),
    ];
    for odd in odd {
        for path in [
            format!("/programmes/{odd}"),
            format!("/programmes/{odd}/{odd}/{odd}"),
            format!("/certificates/{odd}"),
            format!("/certificates?number={odd}"),
            format!("/certificates/{odd}/receipt"),
            format!("/status/{odd}"),
            format!("/hei/{odd}/did.json"),
            format!("/grade-scales/{odd}"),
            format!("/api/v1/programmes/{odd}"),
            format!("/api/v1/certificates/{odd}"),
            format!("/{odd}?lang={odd}"),
        ] {
            let seen = world.get_as(&path, "text/html").await;
            let is_page = seen.header("content-type").starts_with("text/html");
            assert!(
                (400..500).contains(&seen.status),
                "{path}: {} {}",
                seen.status,
                seen.text
            );
            assert!(
                !(is_page && seen.text.contains("<script")) && seen.header("a").is_empty(),
                "{path}: {}",
                seen.text
            );
        }
        for (path, token) in [
            (
                format!("/api/v1/programmes/{odd}/withdrawal"),
                hei.api_key.as_str(),
            ),
            (
                format!("/api/v1/certificates/{odd}/revocation"),
                &hei.api_key,
            ),
            (format!("/api/v1/awarding-bodies/{odd}/end"), ADMIN),
            (format!("/api/v1/awarding-bodies/{odd}/keys"), ADMIN),
            (format!("/api/v1/awarding-bodies/{odd}/keys/end"), ADMIN),
            (format!("/api/v1/awarding-bodies/{odd}/api-key"), ADMIN),
        ] {
            for body in [
                json!({}),
                json!({ "reason": "replaced", "key": odd, "id": odd, "until": world.now() }),
                json!([odd]),
            ] {
                let seen = world.post(&path, token, &body).await;
                assert!(
                    (400..500).contains(&seen.status),
                    "{path}: {} {}",
                    seen.status,
                    seen.text
                );
            }
        }
    }
}
