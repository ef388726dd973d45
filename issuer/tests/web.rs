//! The server's pages and API, from login to revocation, with the operator in memory.

mod setting;

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use issuer::app::RunState;
use schemas::{api::issuer::Delivery, programme::review::Opinion, status::RevocationReason};
use serde_json::{Value, json};
use setting::{
    REGISTRY,
    browser::{Browser, TOKEN, app, between, logged_in},
    fake::FakeRegistry,
    world,
};

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
async fn from_login_to_revocation_in_a_browser() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let app = app(dir.path(), &registry);
    let mut browser = Browser {
        router: app.router(),
        cookie: String::new(),
    };
    // Nobody sees anything without logging in.
    for path in ["/", "/batches/x", "/certificates?number=1"] {
        let seen = browser.get(path).await;
        assert_eq!(seen.headers[header::LOCATION], "/login", "{path}");
    }
    assert_eq!(browser.post("/login", "token=wrong").await.status, 401);
    let seen = browser.post("/login", &format!("token={TOKEN}")).await;
    let cookie = seen.headers[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    browser.cookie = cookie.split(';').next().unwrap().to_owned();
    let home = browser.get("/").await;
    let form_token = between(&home.body, "name=\"form_token\" value=\"", "\"").to_owned();

    // A file in which one row is refused.
    let file = format!(
        "{}Болат Әлиев;MC-TEST;01.09.2026;15.11.2026;92;B+;30 FX\n",
        world::group(2)
    );
    assert_eq!(
        browser.upload("forged", "group.csv", &file).await.status,
        403
    );
    let broken = browser
        .upload(&form_token, "group.csv", "no headings")
        .await;
    assert_eq!(broken.status, 422);
    assert!(
        broken.body.contains("No row with headings"),
        "{}",
        broken.body
    );
    let seen = browser.upload(&form_token, "group.csv", &file).await;
    let batch = seen.headers[header::LOCATION].to_str().unwrap().to_owned();
    let preview = browser.get(&batch).await;
    assert_eq!(preview.headers[header::CACHE_CONTROL], "no-store");
    assert!(preview.body.contains("may be corrected by a resit"));
    assert!(preview.body.contains("Issue 2 certificates"));
    assert_eq!(registry.state().numbers.len(), 0);

    let form = format!("form_token={form_token}");
    assert_eq!(
        browser
            .post(&format!("{batch}/confirm"), "form_token=x")
            .await
            .status,
        403
    );
    assert_eq!(
        browser
            .post(&format!("{batch}/confirm"), &form)
            .await
            .status,
        303
    );
    let page = loop {
        let page = browser.get(&batch).await;
        if page.body.contains("All certificates are issued")
            && !page.headers.contains_key(header::REFRESH)
        {
            break page;
        }
        assert!(!page.body.contains("has stopped"), "{}", page.body);
        tokio::task::yield_now().await;
    };
    let certificate = between(&page.body, "href=\"/certificates/", "\"").to_owned();
    let page = browser.get(&format!("/certificates/{certificate}")).await;
    let link = between(&page.body, "<a href=\"http://127.0.0.1:8802/c/", "\"").to_owned();

    // The graduate, who is not logged in.
    let graduate = Browser {
        router: app.router(),
        cookie: String::new(),
    };
    let seen = graduate.get(&format!("/c/{link}")).await;
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store");
    assert!(
        seen.headers["x-robots-tag"]
            .to_str()
            .unwrap()
            .contains("noindex")
    );
    let policy = seen.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:8803;"),
        "{policy}"
    );
    for words in [
        "Түлек Қааа",
        "Can test",
        "Course M1",
        "data:image/svg+xml;base64,",
        "A- (90 %)",
    ] {
        assert!(seen.body.contains(words), "{words}: {}", seen.body);
    }
    let request = Request::get(format!("/c/{link}")).header(header::ACCEPT, "application/json");
    let json = graduate.send(request, Body::empty()).await;
    let delivery: Delivery = serde_json::from_str(&json.body).unwrap();
    assert_eq!(
        delivery.verifiable_credential["certificateNumber"],
        certificate
    );
    for wrong in ["/c/x", "/c/AAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(graduate.get(wrong).await.status, 404);
    }
    assert_eq!(graduate.get("/.well-known/did.json").await.status, 404);
    let shared = shares(&graduate, &link, &certificate).await;

    let form = format!("{form}&reason=result-annulled");
    let revoke = format!("/certificates/{certificate}/revoke");
    assert_eq!(browser.post(&revoke, &form).await.status, 303);
    let seen = graduate.get(&format!("/c/{link}")).await;
    assert!(seen.body.contains("This certificate is revoked"));
    assert!(
        graduate
            .get(&shared)
            .await
            .body
            .contains("This certificate is revoked")
    );
    graduate.post(&format!("/c/{link}/unshare"), "").await;
    assert_eq!(graduate.get(&shared).await.status, 404);
}

/// The graduate lets others see the certificate: they see it, and not the graduate's own address. Gives theirs.
async fn shares(graduate: &Browser, link: &str, certificate: &str) -> String {
    let own = format!("/c/{link}");
    assert!(!graduate.get(&own).await.body.contains("/C/"));
    let address = async || {
        let page = graduate.get(&own).await.body;
        format!("/C/{}", between(&page, "HTTP://127.0.0.1:8802/C/", "<"))
    };
    let share = format!("{own}/share");
    assert_eq!(graduate.post(&share, "").await.status, 303);
    let first = address().await;
    graduate.post(&share, "").await;
    assert_eq!(address().await, first, "an open link stays");
    let page = graduate.get(&first).await;
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    assert!(page.body.contains("Can test"));
    assert!(!page.body.contains(link), "{}", page.body);
    assert!(!page.body.contains("unshare"));
    let request = Request::get(&first).header(header::ACCEPT, "application/vc");
    let answer = graduate.send(request, Body::empty()).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/vc");
    let credential: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(credential["certificateNumber"], certificate);
    let saved = graduate.get(&format!("{first}?format=json")).await;
    assert!(saved.headers.contains_key(header::CONTENT_DISPOSITION));
    assert_eq!(saved.body, answer.body);
    graduate.post(&format!("{own}/unshare"), "").await;
    assert_eq!(graduate.get(&first).await.status, 404);
    graduate.post(&share, "").await;
    let second = address().await;
    assert_ne!(second, first, "a closed link stays closed");
    for wrong in ["/c/AAAAAAAAAAAAAAAAAAAAAAAA/share", "/c/x/unshare"] {
        assert_eq!(graduate.post(wrong, "").await.status, 404);
    }
    assert_eq!(graduate.get("/C/0").await.status, 404);
    second
}

#[tokio::test]
async fn the_same_functions_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let app = app(dir.path(), &registry);
    let program = Browser {
        router: app.router(),
        cookie: String::new(),
    };
    let without = program
        .send(Request::get("/api/v1/batches"), Body::empty())
        .await;
    assert_eq!(without.status, 401);
    let wrong = Request::get("/api/v1/batches").header(header::AUTHORIZATION, "Bearer kk_wrong");
    assert_eq!(program.send(wrong, Body::empty()).await.status, 401);

    let import = Request::post("/api/v1/imports?file=group.csv");
    let (status, imported) = program.api(import, world::group(2)).await;
    assert_eq!(
        (status, imported["accepted"].as_array().unwrap().len()),
        (StatusCode::CREATED, 2)
    );
    let batch = imported["batch"]["id"].as_str().unwrap().to_owned();
    let confirm = Request::post(format!("/api/v1/batches/{batch}/confirmation"));
    assert_eq!(
        program.api(confirm, Body::empty()).await.0,
        StatusCode::ACCEPTED
    );
    loop {
        let (_, answer) = program
            .api(
                Request::get(format!("/api/v1/batches/{batch}")),
                Body::empty(),
            )
            .await;
        if answer["run"]["state"] == "done" {
            assert_eq!(answer["progress"]["reached"][5], 2);
            break;
        }
        assert_ne!(answer["run"]["state"], "stopped", "{answer}");
        tokio::task::yield_now().await;
    }
    let all = Request::get(format!("/api/v1/batches/{batch}/certificates"));
    let (_, all) = program.api(all, Body::empty()).await;
    let number = all[0]["number"].as_str().unwrap();
    let revocation = Request::post(format!("/api/v1/certificates/{number}/revocation"))
        .header(header::CONTENT_TYPE, "application/json");
    let (status, revoked) = program.api(revocation, r#"{"reason":"data-error"}"#).await;
    assert_eq!(
        (status, &revoked["reason"]),
        (StatusCode::OK, &Value::from("data-error"))
    );
    let unknown = Request::get("/api/v1/certificates/26000000000074");
    assert_ne!(program.api(unknown, Body::empty()).await.0, StatusCode::OK);
}

/// Browsers are closed, connections break: what was begun goes on.
#[tokio::test]
async fn what_was_begun_is_finished_when_nobody_waits_for_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let app = app(dir.path(), &registry);
    let file = world::group(1).into_bytes();
    let (head, _) = app.import(file, "group.csv".to_owned()).await.unwrap();
    given_up(app.issue(head.id)).await;
    let finished = || app.store().batch(head.id).unwrap().finished_at.is_some();
    soon(finished).await;
    let (_, draft, _) = app.store().stages(head.id).unwrap()[0];
    let record = || app.store().draft(draft).unwrap().unwrap();
    let number = record().allocation.unwrap().number;
    given_up(app.revoke(number, RevocationReason::DataError)).await;
    soon(|| record().revoked.is_some()).await;
    // Confirming what is finished does not begin again.
    app.issue(head.id).await.unwrap();
    soon(|| app.runs().state(head.id) == Some(RunState::Done)).await;
    assert_eq!(registry.state().numbers.len(), 1);
}

/// Begins the work and does not wait for it.
async fn given_up<T>(work: impl Future<Output = T>) {
    tokio::select! {
        biased;
        _ = work => panic!("done at once"),
        () = std::future::ready(()) => {}
    }
}

async fn soon(done: impl Fn() -> bool) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !done() {
        assert!(std::time::Instant::now() < until, "it was given up");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_form_of_a_stranger_is_short() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let stranger = Browser {
        router: app(dir.path(), &registry).router(),
        cookie: String::new(),
    };
    let form = format!("token={}", "x".repeat(100_000));
    assert_eq!(stranger.post("/login", &form).await.status, 413);
    assert_eq!(stranger.post("/login", "token=x").await.status, 401);
}

/// Odd bytes at every address, with and without a session: a refusal, never a failure of the server.
#[tokio::test]
async fn odd_bytes_are_refused_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let (browser, _) = logged_in(app(dir.path(), &registry).router()).await;
    let long = "9".repeat(3000);
    let odd = [
        "%00",
        "%ff%fe",
        "..%2f..%2fetc%2fpasswd",
        "%3Cscript%3E",
        "%D2%98",
        "26",
        "-1",
        "%0d%0aa:b",
        "a%20b",
        "%F0%9F%98%80",
        long.as_str(),
    ];
    for odd in odd {
        for path in [
            format!("/c/{odd}"),
            format!("/c/{odd}?format={odd}&lang={odd}"),
            format!("/batches/{odd}"),
            format!("/certificates/{odd}"),
            format!("/certificates/{odd}/correction"),
            format!("/certificates?number={odd}"),
            format!("/login?lang={odd}"),
            format!("/assets/{odd}"),
            format!("/{odd}"),
        ] {
            let seen = browser.get(&path).await;
            assert!(!seen.status.is_server_error(), "{path}: {}", seen.body);
            assert!(!seen.body.contains("<script"), "{path}: {}", seen.body);
        }
        for path in [
            format!("/batches/{odd}/confirm"),
            format!("/certificates/{odd}/revoke"),
            format!("/certificates/{odd}/hold"),
            format!("/certificates/{odd}/release"),
            "/logout".to_owned(),
            "/login".to_owned(),
        ] {
            for form in [odd, "form_token=%ff", "token=%00", "=&=&&%", ""] {
                let seen = browser.post(&path, form).await;
                assert!(
                    seen.status.is_client_error(),
                    "{path} {form}: {}",
                    seen.status
                );
            }
        }
        for request in [
            Request::get(format!("/api/v1/batches/{odd}")),
            Request::post(format!("/api/v1/batches/{odd}/confirmation")),
            Request::get(format!("/api/v1/batches/{odd}/certificates")),
            Request::get(format!("/api/v1/certificates/{odd}")),
            Request::post(format!("/api/v1/imports?file={odd}")),
        ] {
            let request = request.header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
            let body = [0xff, 0, b'"', 0xfe, b';', 0xc3];
            let seen = browser.send(request, body.to_vec()).await;
            assert!(
                seen.status.is_client_error(),
                "{odd}: {} {}",
                seen.status,
                seen.body
            );
        }
    }
    for body in [
        &b""[..],
        b"--b",
        b"--b\r\n\r\n\xff--b--",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
    ] {
        let request = Request::post("/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        let seen = browser.send(request, body.to_vec()).await;
        assert!(seen.status.is_client_error(), "{}", seen.status);
    }
}

/// A programme over the API: from the document to the register, with who did what.
#[tokio::test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
async fn a_programme_is_brought_to_the_register_by_a_program() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let app = app(dir.path(), &registry);
    let program = Browser {
        router: app.router(),
        cookie: String::new(),
    };
    let post = async |path: &str, body: Value| {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, "application/json");
        program.api(request, body.to_string()).await
    };
    let get = async |path: &str| {
        let request = Request::get(format!("/api/v1{path}"));
        program.api(request, Body::empty()).await
    };
    let without =
        Request::post("/api/v1/programmes").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(program.send(without, "{}").await.status, 401);
    let by = "B. Methodist";
    let step = json!({ "by": by });
    let programme = schemas::examples::programmes().remove(1);
    let reviews: Vec<Value> = programme
        .reviews
        .iter()
        .map(|review| json!({ "by": by, "review": Opinion::from(review) }))
        .collect();
    let mut document = serde_json::to_value(&programme).unwrap();
    let (status, broken) = post("/programme-checks", document.clone()).await;
    assert_eq!((status, broken), (StatusCode::OK, json!([])));

    document["credits"] = "8".into();
    let draft = json!({ "by": by, "programme": document });
    let (status, drafted) = post("/programmes", draft).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(drafted["life"]["stage"], "drafted");
    let (status, problem) = post("/programmes/MC-JAVA/approval", step.clone()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let places: Vec<_> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["pointer"])
        .collect();
    assert_eq!(places, ["/academicHours", "/credits"]);

    let draft = json!({ "by": by, "programme": programme });
    assert_eq!(post("/programmes", draft).await.0, StatusCode::CREATED);
    let (status, problem) = post("/programmes/MC-JAVA/approval", step.clone()).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        problem["type"],
        "urn:kualik:problem:internal-review-missing"
    );
    for review in reviews {
        let (status, _) = post("/programmes/MC-JAVA/reviews", review).await;
        assert_eq!(status, StatusCode::CREATED);
    }
    let nonsense = json!({ "by": by, "review": { "role": "Nobody" } });
    let (status, _) = post("/programmes/MC-JAVA/reviews", nonsense).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // The operator decides by hand, between the third step and the last.
    registry.state().by_hand = true;
    for (path, stage) in [
        ("approval", "approved"),
        ("submission", "submitted"),
        ("refresh", "submitted"),
        ("take-back", "approved"),
        ("submission", "submitted"),
        ("refresh", "admitted"),
    ] {
        if stage == "admitted" {
            registry.admit_waiting(&"MC-JAVA".parse().unwrap());
        }
        let (status, record) = post(&format!("/programmes/MC-JAVA/{path}"), step.clone()).await;
        assert_eq!(
            (status, &record["life"]["stage"]),
            (StatusCode::OK, &json!(stage))
        );
    }
    assert_eq!(registry.state().admitted.len(), 1);

    let (status, problem) = post("/programmes/MC-JAVA/take-back", step.clone()).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["type"], "urn:kualik:problem:not-now");

    let mut second = programme.clone();
    second.version = 2;
    second.name.en = "Java Engineer".to_owned();
    let draft = json!({ "by": by, "programme": second });
    assert_eq!(post("/programmes", draft).await.0, StatusCode::CREATED);
    let (_, found) = get("/programmes/MC-JAVA/differences?from=1&to=2&lang=en").await;
    let members: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["member"])
        .collect();
    assert_eq!(
        members,
        [
            "Code",
            "Version",
            "Version that it supersedes",
            "Name › in English"
        ]
    );
    let withdrawal = json!({ "by": by, "reason": "Not needed" });
    let (_, withdrawn) = post("/programmes/MC-JAVA/withdrawal", withdrawal).await;
    assert_eq!(withdrawn["life"]["stage"], "withdrawn");
    let (_, versions) = get("/programmes/MC-JAVA").await;
    let history = versions[0]["history"].as_array().unwrap();
    assert!(history.iter().all(|entry| entry["by"] == by), "{history:?}");
    assert_eq!(history.len(), 9);
    let (_, all) = get("/programmes").await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    for path in ["/programmes/MC-NONE", "/programmes/no-code"] {
        assert_eq!(get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, registered) = get("/registered-programmes").await;
    assert!(registered.as_array().unwrap().len() > 5);
}
