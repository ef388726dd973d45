//! The verifier against a register on loopback: every verdict, as JSON and as a page, in three languages.

mod world;

use credential::{presentation, vc_jose_cose};
use schemas::{award::Interval, credit::Credits};
use serde_json::{Value, json};
use world::{HOLDER_NAME, World, start};

/// The outcome and reason code of a check of the first certificate.
fn check<'a>(answer: &'a Value, name: &str) -> (&'a str, &'a str) {
    let check = &answer["report"]["checks"][name];
    (
        check["outcome"].as_str().unwrap(),
        check["reason"]["code"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn a_registered_certificate_is_genuine() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    let (status, answer) = world.verify("en", delivery.to_string()).await;
    assert_eq!(
        (status, &answer["verdict"]),
        (200, &json!("genuine")),
        "{answer:#}"
    );
    assert_eq!(answer["report"]["kind"], "certificate");
    assert_eq!(answer["checks"].as_array().unwrap().len(), 10);
    // Without the receipt the register's own answer is enough.
    let alone = &delivery["verifiableCredential"];
    let (_, answer) = world.verify("en", alone.to_string()).await;
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
}

#[tokio::test]
async fn half_a_credit_is_read_as_a_number() {
    let mut programme = schemas::examples::programmes().remove(0);
    let and_a_half = |whole: Credits| format!("{whole}.5").parse().unwrap();
    programme.modules[0].credits = and_a_half(programme.modules[0].credits);
    programme.modules[0].academic_hours += 15;
    programme.credits = and_a_half(programme.credits);
    programme.academic_hours += 15;
    let world = World::start_with(programme).await;
    let (_, delivery) = world.delivery(1);
    let earned = &delivery["verifiableCredential"]["credentialSubject"]["creditsEarned"];
    assert!(earned.is_f64(), "{earned}");
    let (_, answer) = world.verify("en", delivery.to_string()).await;
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
    world.put("/c/half", 200, delivery.clone());
    let (_, answer) = world.verify("en", world.base.join("/c/half")).await;
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
    // An object that serde_json would take for the number, and nobody else.
    let mut disguised = delivery.clone();
    disguised["verifiableCredential"]["credentialSubject"]["creditsEarned"] =
        json!({ "number": earned.to_string() });
    let disguised = disguised
        .to_string()
        .replace("\"number\":", "\"$serde_json::private::Number\":");
    let (status, _) = world.verify("en", disguised).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn the_link_of_a_qr_code_is_followed() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    world.put("/c/a-secret", 200, delivery.clone());
    let link = world.base.join("/c/a-secret");
    let (_, answer) = world.verify("en", link.clone()).await;
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
    // What it is, is recognised as in a file.
    let credential = &delivery["verifiableCredential"];
    let presentation = json!({ "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"], "verifiableCredential": [credential] });
    world.put("/c/presented", 200, presentation);
    let (_, answer) = world.verify("en", world.base.join("/c/presented")).await;
    assert_eq!(answer["report"]["kind"], "presentation", "{answer:#}");
    world.put("/c/receipt", 200, delivery["registration"].clone());
    let (_, problem) = world.verify("en", world.base.join("/c/receipt")).await;
    assert_eq!(problem["type"], "urn:kualik:problem:link-elsewhere");
    let (status, problem) = world.verify("ru", world.base.join("/c/none")).await;
    assert_eq!(status, 422);
    assert_eq!(problem["type"], "urn:kualik:problem:link-unavailable");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("по этому адресу ничего нет"),
        "{problem:#}"
    );
    let (status, problem) = world.verify("en", "https://10.0.0.1/c/x").await;
    assert_eq!(status, 422);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("not a public one"),
        "{problem:#}"
    );
}

#[tokio::test]
async fn each_way_of_not_being_genuine_is_told_apart() {
    let world = World::start().await;
    let (number, delivery) = world.delivery(1);

    let mut altered = delivery.clone();
    altered["verifiableCredential"]["credentialSubject"]["identifier"][0]["identityHash"] =
        json!("Somebody Else");
    let (_, answer) = world.verify("en", altered.to_string()).await;
    assert_eq!(answer["verdict"], "notGenuine");
    assert_eq!(check(&answer, "proof"), ("failed", "signature-invalid"));

    let (_, unregistered) = world.certificate(2);
    let (_, answer) = world.verify("en", unregistered.to_string()).await;
    assert_eq!(answer["verdict"], "notGenuine", "{answer:#}");
    assert_eq!(check(&answer, "numberKnown"), ("failed", "number-unknown"));

    world.revoke(number, 1, &delivery["registration"]);
    let (_, answer) = world.verify("en", delivery.to_string()).await;
    assert_eq!(answer["verdict"], "notGenuine");
    assert_eq!(check(&answer, "status"), ("failed", "revoked-for"));

    let ended = Interval {
        from: "2020-01-01T00:00:00Z".parse().unwrap(),
        until: Some("2026-01-01T00:00:00Z".parse().unwrap()),
    };
    world.publish_trust_list(ended);
    let (_, other) = world.delivery(3);
    let (_, answer) = world.verify("en", other.to_string()).await;
    assert_eq!(answer["verdict"], "notGenuine");
    assert_eq!(
        check(&answer, "issuerAccredited"),
        ("failed", "issuer-not-accredited-then")
    );
}

#[tokio::test]
async fn a_register_that_is_down_is_no_reason_to_call_it_false() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    world.break_register();
    let (_, answer) = world.verify("kk", delivery.to_string()).await;
    assert_eq!(answer["verdict"], "cannotTell", "{answer:#}");
    assert_eq!(check(&answer, "status").0, "indeterminate");
    let words = answer["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["reason"].as_str().unwrap());
    assert!(
        words
            .into_iter()
            .any(|w| w.contains("503 кодымен жауап берді")),
        "{answer:#}"
    );
}

#[tokio::test]
async fn what_cannot_be_read_gets_a_problem_that_says_what_to_do() {
    let world = World::start().await;
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for (sent, status, code) in [
        (String::new(), 400, "sent-nothing"),
        (" ".repeat(10 << 20), 413, "sent-too-large"),
        (deep, 400, "sent-broken-json"),
        (r#"{"type":1,"type":2}"#.to_owned(), 400, "sent-broken-json"),
        (r#"{"a":1}"#.to_owned(), 422, "sent-unknown-kind"),
        ("%PDF-1.7".to_owned(), 422, "sent-other-format"),
        (
            "eyJhIjoxfQ.eyJiIjoyfQ.c2ln".to_owned(),
            422,
            "sent-broken-token",
        ),
    ] {
        let (found, problem) = world.verify("en", sent).await;
        assert_eq!(found, status, "{code}: {problem}");
        assert_eq!(problem["type"], format!("urn:kualik:problem:{code}"));
        assert_eq!(problem["title"], "This could not be checked");
    }
    let (status, page) = world.post_form("ru", "text", "").await;
    assert_eq!(status, 400);
    assert!(page.contains("Ничего не отправлено"), "{page}");
    let (status, page) = world.post_form("en", "file", &"x".repeat(10 << 20)).await;
    assert_eq!(status, 413);
    assert!(page.contains("More than 1 MB"), "{page}");
}

#[tokio::test]
async fn a_presentation_answers_once() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    let credentials = [
        delivery["verifiableCredential"].clone(),
        delivery["registration"].clone(),
    ];
    let asked = world.ask().await;
    let (challenge, domain) = (
        asked["challenge"].as_str().unwrap(),
        asked["domain"].as_str().unwrap(),
    );
    assert_eq!(domain, "https://verify.invalid");
    let presented = presentation::present(
        &credentials,
        &world.holder,
        challenge,
        domain,
        start(),
        &world.contexts,
    )
    .unwrap();
    let (_, answer) = world.verify("en", presented.to_string()).await;
    assert_eq!(answer["report"]["kind"], "presentation");
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
    let (_, again) = world.verify("en", presented.to_string()).await;
    assert_eq!(again["verdict"], "notGenuine");
    assert_eq!(check(&again, "challenge"), ("failed", "challenge-wrong"));
    let (_, page) = world.post_form("en", "text", &presented.to_string()).await;
    assert!(
        page.contains("v-banner v-not-genuine") && page.contains("Checks of the presentation"),
        "{page}"
    );
}

#[tokio::test]
async fn a_presentation_as_a_token_answers_once() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    let credentials = [
        delivery["verifiableCredential"].clone(),
        delivery["registration"].clone(),
    ];
    let asked = world.ask().await;
    let (challenge, domain) = (
        asked["challenge"].as_str().unwrap(),
        asked["domain"].as_str().unwrap(),
    );
    let token =
        vc_jose_cose::present(&credentials, &world.holder, challenge, domain, start()).unwrap();
    let (_, answer) = world.verify("en", token.clone()).await;
    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
    let (_, again) = world.verify("en", token).await;
    assert_eq!(check(&again, "challenge"), ("failed", "challenge-wrong"));
}

#[tokio::test]
async fn the_page_shows_who_what_and_why_in_three_languages() {
    let world = World::start().await;
    let (number, delivery) = world.delivery(1);
    for (language, issuer, label) in [
        ("kk", "Алатау университеті", "Кімге берілді"),
        ("ru", "Алатауский университет", "Кому выдан"),
        ("en", "Alatau University", "Issued to"),
    ] {
        let (status, page) = world
            .post_form(language, "file", &delivery.to_string())
            .await;
        assert_eq!(status, 200);
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        let expected = [
            issuer,
            label,
            HOLDER_NAME,
            &number.grouped(),
            "v-banner v-genuine",
            "A- (92 %)",
            "kz-letter-1",
        ];
        for expected in expected {
            assert!(
                page.contains(expected),
                "{language}: {expected} is missing in {page}"
            );
        }
        assert_eq!(
            page.matches("<li class=\"v-passed\">").count(),
            10,
            "{page}"
        );
        assert!(!page.contains("<script"), "the page needs no script");
    }
    world.revoke(number, 1, &delivery["registration"]);
    let (_, page) = world.post_form("ru", "text", &delivery.to_string()).await;
    assert!(page.contains("v-banner v-not-genuine"), "{page}");
    assert!(
        page.contains("не подтверждено") && page.contains("Что делать:"),
        "{page}"
    );
    world.break_register();
    let (_, page) = world.post_form("en", "text", &delivery.to_string()).await;
    assert!(page.contains("v-banner v-cannot-tell"), "{page}");
}

#[tokio::test]
async fn what_a_certificate_claims_is_escaped() {
    let world = World::start().await;
    let (_, mut certificate) = world.certificate(1);
    certificate["credentialSubject"]["identifier"][0]["identityHash"] =
        json!("<script>alert(1)</script>");
    let (_, page) = world
        .post_form("en", "text", &certificate.to_string())
        .await;
    assert!(page.contains("v-banner v-not-genuine"), "{page}");
    assert!(!page.contains("<script"), "{page}");
}

/// Whether the metrics have this line.
fn counted(world: &World, line: &str) {
    let text = world.metrics.text();
    assert!(text.lines().any(|l| l == line), "{line}\n{text}");
}

#[tokio::test]
async fn verdicts_and_missing_evidence_are_counted() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    world.verify("en", delivery.to_string()).await;
    counted(
        &world,
        "kualik_verifier_verdicts_total{verdict=\"genuine\"} 1",
    );
    // Nobody was asked for the issuer's document: the operator's list names the key.
    for evidence in ["status-list", "issuer-document"] {
        let line = format!("kualik_verifier_fetch_failures_total{{evidence=\"{evidence}\"}} 0");
        counted(&world, &line);
    }
    world.break_register();
    world.verify("en", delivery.to_string()).await;
    counted(
        &world,
        "kualik_verifier_verdicts_total{verdict=\"cannot-tell\"} 1",
    );
    for evidence in ["status-list", "trust-list", "register-entry", "programme"] {
        let line = format!("kualik_verifier_fetch_failures_total{{evidence=\"{evidence}\"}} 1");
        counted(&world, &line);
    }
    world.verify("en", world.base.join("/c/nowhere")).await;
    counted(
        &world,
        "kualik_verifier_fetch_failures_total{evidence=\"link\"} 1",
    );
    counted(&world, "kualik_verifier_refused_total 1");
}
