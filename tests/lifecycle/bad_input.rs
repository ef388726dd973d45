//! What bad input gets: a clear answer naming what, where and what to do; nothing half-done.

use scenarios::{group, world::World};
use schemas::report::Verdict;
use serde_json::{Value, json};

use crate::front_end;

/// The words of a problem.
fn words(problem: &Value) -> String {
    format!("{} {}", problem["title"], problem["detail"])
}

#[tokio::test]
async fn a_programme_that_breaks_rules_is_refused_with_all_of_them() {
    let world = World::new(50).await;
    let hei = world.accredit("first").await;
    let mut programme = front_end();
    programme.hours_per_credit = 20;
    programme.reviews.clear();
    programme.purpose.kk.clear();
    let problem = hei.submit(&programme).await.expect_err("refused");
    assert_eq!(problem["status"], 422);
    let broken: Vec<_> = problem["violations"]
        .as_array()
        .expect("every broken rule")
        .iter()
        .map(|v| {
            (
                v["pointer"].as_str().unwrap_or(""),
                v["rule"].as_str().unwrap_or(""),
            )
        })
        .collect();
    for expected in [
        ("/purpose", "text-missing"),
        ("/hoursPerCredit", "hours-per-credit-minimum"),
        ("/reviews", "internal-review-required"),
        ("/reviews", "external-review-required"),
    ] {
        assert!(broken.contains(&expected), "{expected:?} in {broken:?}");
    }
}

#[tokio::test]
async fn rows_that_cannot_become_certificates_say_why_and_nothing_is_numbered() {
    let world = World::new(51).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let csv = "Фамилия,Имя,Программа,Начало,Окончание,HTML-CSS,JS,CMS,REACT,Итог\n\
        Оспанова,Дана,MC-FRONT-END,2026-09-01,2026-11-15,90,90,90,90,30\n\
        Оспанов,Дамир,MC-FRONT-END,2026-09-01,2026-11-15,90,90,90,90,10\n\
        Ли,Анна,MC-NOWHERE,2026-09-01,2026-11-15,90,90,90,90,90\n\
        Ли,Ольга,MC-FRONT-END,2026-09-01,2027-11-15,90,90,90,90,90\n\
        Ли,Вера,MC-FRONT-END,2026-09-01,2026-11-15,90,90,90,90,92 B\n\
        Ли,Мария,MC-FRONT-END,2026-09-01,2026-11-15,90,90,90,90,92\n\
        ЛИ,мария,MC-FRONT-END,2026-09-01,2026-11-15,90,90,90,90,92\n";
    let (_, preview) = hei.import(csv).await;
    assert_eq!(preview.accepted.len(), 1, "{preview:#?}");
    assert_eq!(preview.refused.len(), 6, "{preview:#?}");
    for row in &preview.refused {
        assert_eq!(row.refusals.len(), 1, "{row:#?}");
    }
}

#[tokio::test]
async fn the_verifier_answers_clearly_whatever_it_is_sent() {
    let world = World::new(52).await;
    let deep = ["[", "]"].map(|bracket| bracket.repeat(10_000)).concat();
    let large = format!("{{\"a\": \"{}\"}}", "x".repeat(10 << 20));
    let twice = r#"{"type": "VerifiableCredential", "type": "VerifiableCredential"}"#;
    let cases = [
        ("deep", deep.as_str(), "deep"),
        ("large", large.as_str(), "1 MB"),
        ("twice", twice, "twice"),
        ("not JSON", "{", "JSON"),
        ("nothing", "", ""),
    ];
    for (case, body, word) in cases {
        let problem = world
            .verify_text(body.to_owned(), "application/json")
            .await
            .expect_err(case);
        let status = problem["status"].as_u64();
        assert!(
            matches!(status, Some(400 | 413 | 422)),
            "{case}: {problem:#}"
        );
        assert!(words(&problem).contains(word), "{case}: {problem:#}");
    }
}

#[tokio::test]
async fn an_unknown_context_and_an_undefined_term_are_not_genuine() {
    let world = World::new(53).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let delivery = hei
        .issue_all(&group::passing(&front_end(), 1, 53))
        .await
        .remove(0);
    let mut elsewhere = delivery.clone();
    elsewhere.verifiable_credential["@context"][3] = json!("https://elsewhere.invalid/v1");
    assert_eq!(world.judge(&elsewhere).await.verdict, Verdict::NotGenuine);
    let mut added = delivery.clone();
    added.verifiable_credential["credentialSubject"]["honours"] = json!("summa cum laude");
    assert_eq!(world.judge(&added).await.verdict, Verdict::NotGenuine);
}

#[tokio::test]
async fn a_number_that_does_not_exist_or_is_mistyped_is_told_apart() {
    let world = World::new(54).await;
    let number = schemas::number::CertificateNumber::assemble(2026, 5).expect("a number");
    let problem = world.look_up(number).await.expect_err("unknown");
    assert_eq!(problem["status"], 404);
    assert!(
        problem["type"]
            .as_str()
            .is_some_and(|t| t.ends_with("number-unknown"))
    );
}
