//! The open register for people.

use schemas::language::Language;

use super::world::{World, digest, draft, programme};

const HTML: &str = "text/html,application/xhtml+xml";

#[tokio::test]
async fn every_page_is_there_in_every_language() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let mut codes = Vec::new();
    for n in 0..6 {
        codes.push(world.admit(&hei, n).await);
    }
    let number = world.allocate(&hei, &codes[0], &[draft(1)]).await[0].number;
    world.record(&hei, number, &digest(1)).await.ok();
    let mut paths = vec![
        "/".to_owned(),
        "/programmes".into(),
        "/awarding-bodies".into(),
        format!("/certificates/{number}"),
    ];
    paths.extend(codes.iter().map(|code| format!("/programmes/{code}")));
    for language in Language::ALL {
        for path in &paths {
            let page = world.get_as(&format!("{path}?lang={language}"), HTML).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.header("content-type").starts_with("text/html"));
            assert_eq!(page.header("content-language"), language.tag());
            // A message without words shows as its id.
            for id in [
                "programme-",
                "certificate-",
                "body-",
                "start-",
                "lookup-",
                "figure-",
                "integration-",
                "review-",
                "status-",
            ] {
                let shown = format!(">{id}");
                assert!(!page.text.contains(&shown), "{path} {language} {id}");
            }
        }
        for (n, code) in codes.iter().enumerate() {
            let page = world
                .get_as(&format!("/programmes/{code}?lang={language}"), HTML)
                .await;
            let programme = programme(n);
            for module in &programme.modules {
                assert!(
                    page.text
                        .contains(&format!("id=\"modules-{}\"", module.code))
                );
            }
        }
    }
}

#[tokio::test]
async fn a_number_shows_its_state_and_never_a_person() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &code, &[draft(1)]).await[0].number;
    world.record(&hei, number, &digest(1)).await.ok();
    world.revoke(&hei, number, "data-error").await.ok();
    let page = world
        .get_as(&format!("/certificates/{number}?lang=en"), HTML)
        .await;
    assert_eq!(page.status, 200);
    for words in [
        number.grouped().as_str(),
        "kaznu en",
        &code,
        "1 June 2026",
        "verdict failed",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let json = world
        .get_as(&format!("/certificates/{number}"), "application/json")
        .await
        .ok();
    assert_eq!(json["status"]["state"], "revoked");
}

#[tokio::test]
async fn wrong_numbers_are_told_in_words() {
    let world = World::new();
    let page = async |path: &str| world.get_as(path, HTML).await;
    let wrong = page("/certificates/26481029576342?lang=en").await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.text.contains("The check digits do not fit"),
        "{}",
        wrong.text
    );
    let short = page("/certificates?number=26+4810&lang=en").await;
    assert_eq!(short.status, 400);
    assert!(short.text.contains("this has 6"));
    let hostile = page("/certificates?number=%3Cscript%3E&lang=en").await;
    assert!(!hostile.text.contains("<script"));
    let good = schemas::number::CertificateNumber::assemble(2026, 1).unwrap();
    let form = page(&format!(
        "/certificates?number={}",
        good.grouped().replace(' ', "+")
    ))
    .await;
    assert_eq!(form.status, 303);
    assert_eq!(form.header("location"), format!("/certificates/{good}"));
    let unknown = page(&format!("/certificates/{good}?lang=en")).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text.contains("never assigned"));
    let api = world.get("/api/v1/certificates/26481029576342").await;
    assert_eq!(api.problem(400), "number-malformed");
    let api = world.get(&format!("/api/v1/certificates/{good}")).await;
    assert_eq!(api.problem(404), "number-unknown");
}

#[tokio::test]
async fn a_programme_is_a_page_or_json_and_its_parts_lead_there() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let path = format!("/programmes/{code}");
    let page = world.get_as(&path, HTML).await.text;
    // Certificates point to it: the alignment with the national qualifications framework.
    for words in ["<table", "id=\"level\"", "id=\"results\""] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(world.get(&path).await.ok()["programme"]["code"], code);
    let module = programme(0).modules[0].code.clone();
    let part = world.get(&format!("{path}/modules/{module}")).await;
    assert_eq!(part.header("location"), format!("{path}#modules-{module}"));
    assert_eq!(world.get(&format!("{path}/modules/none")).await.status, 404);
    let missing = world.get_as("/programmes/NONE", HTML).await;
    assert_eq!(missing.status, 404);
    assert!(missing.header("content-type").starts_with("text/html"));
}
