//! The gate through which programmes are admitted.

use schemas::programme::ReviewDecision;
use serde_json::{Value, json};

use super::world::{World, programme};

#[tokio::test]
async fn every_broken_rule_is_named() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let mut bad = programme(0);
    bad.hours_per_credit = 20;
    bad.modules.clear();
    bad.partners.clear();
    bad.name.kk = String::new();
    for review in &mut bad.reviews {
        review.decision = ReviewDecision::Negative;
    }
    bad.reviews[0].date = "2030-01-01".parse().unwrap();
    bad.reviews[1].reviewer_id = "https://kaznu.kz".parse().unwrap();
    bad.reviews[0].document = Some("javascript:alert(1)".parse().unwrap());
    let answer = world
        .post("/api/v1/programmes", &hei.api_key, &json!(bad))
        .await;
    assert_eq!(answer.problem(422), "programme-rules");
    let violations = answer.json()["violations"].clone();
    let rules: Vec<&str> = violations
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["rule"].as_str().unwrap())
        .collect();
    for rule in [
        "hours-per-credit-minimum",
        "module-required",
        "employer-required",
        "text-missing",
        "review-negative",
        "internal-review-required",
        "external-review-required",
        "review-in-future",
        "reviewer-is-awarding-body",
        "address-not-of-the-web",
    ] {
        assert!(rules.contains(&rule), "{rule} in {rules:?}");
    }
    for violation in violations.as_array().unwrap() {
        assert!(
            violation["message"].as_str().unwrap().contains(' '),
            "{violation}"
        );
    }
    let list = world.get("/api/v1/programmes").await.ok();
    assert_eq!(list, json!({ "programmes": [] }));
}

#[tokio::test]
async fn an_earlier_version_is_ones_own_and_in_the_register() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let earlier = world.admit(&other, 0).await;
    let mut second = programme(1);
    for unknown in [earlier.as_str(), "MC-NOBODYS"] {
        second.supersedes = Some(unknown.parse().unwrap());
        let path = "/api/v1/programmes";
        let refused = world.post(path, &hei.api_key, &json!(second)).await;
        assert_eq!(refused.problem(422), "programme-rules");
        let violations = refused.json()["violations"].clone();
        assert_eq!(violations[0]["rule"], "supersedes-unknown");
        assert_eq!(violations[0]["pointer"], "/supersedes");
    }
    second.supersedes = Some(earlier.parse().unwrap());
    let path = "/api/v1/programmes";
    let admitted = world.post(path, &other.api_key, &json!(second)).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text);
    let page = world
        .get_as(&format!("/programmes/{}", second.code), "text/html")
        .await;
    assert!(
        page.text
            .contains(&format!("href=\"/programmes/{earlier}\""))
    );
}

#[tokio::test]
async fn the_six_programmes_are_admitted_and_found() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let mut codes = Vec::new();
    for n in 0..6 {
        codes.push(world.admit(&hei, n).await);
    }
    let list = world.get("/api/v1/programmes").await.ok();
    assert_eq!(list["programmes"].as_array().unwrap().len(), 6);
    assert_eq!(list.get("next"), None);
    for code in &codes {
        let found = world.get(&format!("/api/v1/programmes/{code}")).await.ok();
        assert_eq!(found["awardingBody"], "kaznu");
        assert_eq!(found["admittedAt"], json!(world.now()));
    }
    assert_eq!(
        world.get("/api/v1/programmes/NOPE").await.problem(404),
        "programme-unknown"
    );
    assert_eq!(
        world.get("/api/v1/programmes/no%20code").await.problem(404),
        "programme-unknown"
    );
}

#[tokio::test]
async fn a_programme_in_the_register_does_not_change() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let same = world
        .post("/api/v1/programmes", &hei.api_key, &json!(programme(0)))
        .await;
    assert_eq!(same.status, 200);
    let mut changed = programme(0);
    changed.name.en.push('!');
    let changed = world
        .post("/api/v1/programmes", &hei.api_key, &json!(changed))
        .await;
    assert_eq!(changed.problem(409), "programme-exists");
    let path = format!("/api/v1/programmes/{code}/withdrawal");
    let withdrawn = world.post(&path, &hei.api_key, &json!({})).await.ok();
    assert_eq!(withdrawn["withdrawnAt"], json!(world.now()));
    assert_eq!(
        world.post(&path, &hei.api_key, &json!({})).await.ok(),
        withdrawn
    );
}

#[tokio::test]
async fn hostile_bodies_are_refused_in_words() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let send = async |body: String| {
        let request = axum::http::Request::post("/api/v1/programmes")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", hei.api_key));
        world.send(request.body(body.into()).unwrap()).await
    };
    assert_eq!(send("[".repeat(10_000)).await.status, 400);
    assert_eq!(send(" ".repeat(10 << 20)).await.status, 413);
    assert_eq!(
        send(r#"{"code": "A", "code": "B"}"#.into())
            .await
            .problem(400),
        "bad-json"
    );
    let mut extra: Value = json!(programme(0));
    extra["surprise"] = json!(1);
    assert_eq!(send(extra.to_string()).await.problem(422), "wrong-field");
}

/// The codes on a page, and where the next one begins.
async fn codes_of(world: &World, query: &str) -> (Vec<String>, Option<String>) {
    let page = world.get(&format!("/api/v1/programmes{query}")).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let programmes = page["programmes"].as_array().unwrap().iter();
    let codes = programmes
        .map(|one| text(&one["programme"]["code"]))
        .collect();
    (codes, page.get("next").map(text))
}

#[tokio::test]
async fn programmes_come_in_pages_and_by_their_awarding_body() {
    let world = World::new();
    let (hei, other) = (
        world.accredit("kaznu", 1).await,
        world.accredit("enu", 2).await,
    );
    for n in 0..4 {
        world.admit(&hei, n).await;
    }
    for n in 4..6 {
        world.admit(&other, n).await;
    }
    let (all, next) = codes_of(&world, "").await;
    assert!(all.is_sorted(), "{all:?}");
    assert_eq!((all.len(), next), (6, None));

    let (mut found, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let (codes, next) = codes_of(&world, &query).await;
        assert_eq!(codes.len(), 2);
        assert!(next.is_none() || next.as_ref() == codes.last());
        found.extend(codes);
        let Some(next) = next else { break };
        query = format!("?limit=2&after={next}");
    }
    assert_eq!(found, all);

    let (ours, next) = codes_of(&world, "?awardingBody=kaznu&limit=4").await;
    assert_eq!((ours.len(), next), (4, None));
    let (theirs, _) = codes_of(&world, "?awardingBody=enu").await;
    let mut both = [ours.clone(), theirs].concat();
    both.sort_unstable();
    assert_eq!(both, all);
    let after = format!("?awardingBody=kaznu&after={}", ours[0]);
    assert_eq!(codes_of(&world, &after).await.0, ours[1..]);
    assert_eq!(codes_of(&world, "?awardingBody=nobody").await.0, [""; 0]);
    assert_eq!(codes_of(&world, "?after=ZZZ").await, (vec![], None));

    for bad in ["?limit=0", "?limit=201"] {
        let path = format!("/api/v1/programmes{bad}");
        assert_eq!(world.get(&path).await.problem(400), "page-size", "{bad}");
    }
    for bad in ["?limit=x", "?after=no%20code", "?awardingBody=X", "?page=2"] {
        let path = format!("/api/v1/programmes{bad}");
        assert_eq!(world.get(&path).await.problem(400), "bad-request", "{bad}");
    }
}

#[tokio::test]
async fn the_page_of_programmes_leads_to_the_next_one() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    for n in 0..51 {
        let mut document = json!(programme(0));
        document["code"] = json!(format!("MC-{n:03}"));
        let path = "/api/v1/programmes";
        world.post(path, &hei.api_key, &document).await.ok();
    }
    let page = async |path: &str| world.get_as(path, "text/html").await.text;
    let first = page("/programmes").await;
    assert!(first.contains("MC-049") && !first.contains("MC-050<"));
    assert!(first.contains("href=\"/programmes?after=MC-049\""));
    let second = page("/programmes?after=MC-049").await;
    // The same page in another language.
    assert!(second.contains("href=\"/programmes?after=MC-049&#38;lang=kk\""));
    assert!(second.contains("MC-050") && !second.contains("MC-049<"));
    assert!(second.contains("href=\"/programmes\"") && !second.contains("rel=\"next\""));
    // What is no code comes after nothing; behind the last one there is none, which is not to say that there are none.
    assert_eq!(
        page("/programmes?after=%20").await.matches("<tr>").count(),
        51
    );
    let behind = page("/programmes?after=ZZZ").await;
    assert!(!behind.contains("<tr>") && behind.contains("href=\"/programmes\""));
    let start = page("/").await;
    assert!(start.contains("<p class=\"figure\">51</p>"));
}
