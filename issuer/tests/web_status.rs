//! Holds, releases and replacements over the pages and the API, and what the graduate's page says of them.

mod setting;

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::Value;
use setting::{
    REGISTRY,
    browser::{Browser, app, logged_in, until},
    fake::{FakeRegistry, Faults},
    world,
};

/// Asks until the batch is done; gives its certificates.
async fn issued(program: &Browser, batch: &str) -> Value {
    until("the batch is done", async || {
        let request = Request::get(format!("/api/v1/batches/{batch}"));
        let (_, answer) = program.api(request, Body::empty()).await;
        assert_ne!(answer["run"]["state"], "stopped", "{answer}");
        (answer["run"]["state"] == "done").then_some(())
    })
    .await;
    let request = Request::get(format!("/api/v1/batches/{batch}/certificates"));
    program.api(request, Body::empty()).await.1
}

async fn issue(program: &Browser, file: String) -> Value {
    let import = Request::post("/api/v1/imports?file=group.csv");
    let (_, imported) = program.api(import, file).await;
    assert_eq!(imported["refused"], Value::Array(Vec::new()), "{imported}");
    let batch = imported["batch"]["id"].as_str().unwrap().to_owned();
    let confirm = Request::post(format!("/api/v1/batches/{batch}/confirmation"));
    let (status, _) = program.api(confirm, Body::empty()).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    issued(program, &batch).await
}

fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path).header(header::CONTENT_TYPE, "application/json")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The path of a delivery link on this server.
fn path_of(link: &Value) -> String {
    let link = text(link);
    link[link.find("/c/").unwrap()..].to_owned()
}

#[tokio::test]
async fn held_released_and_replaced_over_the_pages() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let router = app(dir.path(), &registry).router();
    let (browser, form_token) = logged_in(router.clone()).await;
    let cookie = String::new();
    let graduate = Browser { router, cookie };
    let first = issue(&browser, world::group(1)).await;
    let number = text(&first[0]["number"]);
    let page = format!("/certificates/{number}");
    let delivery = path_of(&first[0]["link"]);

    let form = format!("form_token={form_token}&reason=under-review");
    assert_eq!(
        browser
            .post(&format!("{page}/hold"), "form_token=x&reason=under-review")
            .await
            .status,
        403
    );
    assert_eq!(
        browser.post(&format!("{page}/hold"), &form).await.status,
        303
    );
    let seen = graduate.get(&delivery).await.body;
    assert!(
        seen.contains("This certificate is on hold: the result is being looked into"),
        "{seen}"
    );
    let seen = browser.get(&page).await.body;
    assert!(
        seen.contains("Release") && seen.contains("on hold"),
        "{seen}"
    );
    let form = format!("form_token={form_token}");
    assert_eq!(
        browser.post(&format!("{page}/release"), &form).await.status,
        303
    );
    assert!(!graduate.get(&delivery).await.body.contains("on hold"));

    // The file to be corrected is the staff's alone.
    let file = format!("{page}/correction");
    let seen = graduate.get(&file).await;
    assert_eq!(
        (seen.status.as_u16(), &seen.headers[header::LOCATION]),
        (303, &"/login".parse().unwrap())
    );
    let seen = browser.get(&file).await;
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store");
    assert!(
        seen.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .contains("correction.csv")
    );
    let corrected = seen.body.replace("Түлек Қааа", "Түлек Түзетілген");
    assert_ne!(corrected, seen.body);
    let uploaded = browser
        .upload(&form_token, "correction.csv", &corrected)
        .await;
    let batch = uploaded.headers[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    let preview = browser.get(&batch).await.body;
    assert!(
        preview.contains("Replaces") && preview.contains(&format!("href=\"{page}\"")),
        "{preview}"
    );
    let form = format!("form_token={form_token}");
    assert_eq!(
        browser
            .post(&format!("{batch}/confirm"), &form)
            .await
            .status,
        303
    );
    let second = issued(&browser, batch.rsplit('/').next().unwrap()).await;
    assert_eq!(second[0]["replaces"], first[0]["number"]);
    let new = text(&second[0]["number"]);

    // The old page names the new number, and nothing of what the new certificate says.
    let seen = graduate.get(&delivery).await.body;
    assert!(
        seen.contains("This certificate was replaced by another one"),
        "{seen}"
    );
    assert!(
        seen.contains(&format!("href=\"{REGISTRY}/certificates/{new}\"")),
        "{seen}"
    );
    assert!(!seen.contains("Түзетілген") && !seen.contains(&path_of(&second[0]["link"])));
    let seen = graduate.get(&path_of(&second[0]["link"])).await.body;
    assert!(
        seen.contains(&format!("href=\"{REGISTRY}/certificates/{number}\"")),
        "{seen}"
    );
    let seen = browser.get(&page).await.body;
    assert!(
        seen.contains(&format!("href=\"/certificates/{new}\"")),
        "{seen}"
    );
    assert!(!seen.contains("Put on hold") && !seen.contains("Revoke for good"));
}

#[tokio::test]
async fn the_same_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let router = app(dir.path(), &registry).router();
    let cookie = String::new();
    let program = Browser { router, cookie };
    let first = issue(&program, world::group(1)).await;
    let number = text(&first[0]["number"]).to_owned();
    let path = |what: &str| format!("/api/v1/certificates/{number}{what}");

    let (status, refused) = program.api(post(&path("/release")), "{}").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(text(&refused["type"]).ends_with("not-on-hold"), "{refused}");
    let (status, held) = program
        .api(post(&path("/hold")), r#"{"reason":"key-incident"}"#)
        .await;
    assert_eq!(
        (status, text(&held["reason"])),
        (StatusCode::OK, "key-incident")
    );
    let (status, refused) = program
        .api(post(&path("/hold")), r#"{"reason":"under-review"}"#)
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(text(&refused["type"]).ends_with("on-hold"), "{refused}");
    let (_, shown) = program.api(Request::get(path("")), Body::empty()).await;
    assert_eq!(shown["onHold"], held);
    let (status, released) = program.api(post(&path("/release")), "{}").await;
    assert_eq!(
        (status, &released["onHold"]),
        (StatusCode::OK, &Value::Null)
    );

    let corrected = format!("Replaces;Final\n{number};79\n");
    let second = issue(&program, corrected.clone()).await;
    let (_, shown) = program.api(Request::get(path("")), Body::empty()).await;
    assert_eq!(shown["replacedBy"], second[0]["number"]);
    assert_eq!(shown["revoked"]["reason"], "replaced");
    let (status, refused) = program
        .api(post(&path("/hold")), r#"{"reason":"key-incident"}"#)
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        text(&refused["type"]).ends_with("already-revoked"),
        "{refused}"
    );
    let import = Request::post("/api/v1/imports?file=group.csv");
    let (_, imported) = program.api(import, corrected).await;
    let refusal = &imported["refused"][0]["refusals"][0]["reason"];
    assert_eq!(refusal["code"], "replaces-replaced");
}

/// The registry is away: what was asked for is recorded, and done when it is back.
#[tokio::test]
async fn a_change_goes_out_by_itself_when_the_registry_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Arc::new(FakeRegistry::new(REGISTRY));
    let router = app(dir.path(), &registry).router();
    let cookie = String::new();
    let program = Browser { router, cookie };
    let first = issue(&program, world::group(1)).await;
    let path = format!("/api/v1/certificates/{}", text(&first[0]["number"]));
    registry.set(Faults {
        lost: None,
        down_for: 1,
    });
    let (status, waits) = program
        .api(
            post(&format!("{path}/hold")),
            r#"{"reason":"under-review"}"#,
        )
        .await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        text(&waits["type"]).ends_with("registry-unavailable"),
        "{waits}"
    );
    let shown = until("the hold is answered", async || {
        let (_, shown) = program.api(Request::get(&path), Body::empty()).await;
        (shown["onHold"]["reason"] == "under-review").then_some(shown)
    })
    .await;
    assert_eq!(shown["changeAsked"], Value::Null);
}
