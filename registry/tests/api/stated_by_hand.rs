//! The signed statements of reviews while a submission waits for the operator, and when it is admitted.

use jiff::SignedDuration;
use registry::config::{Admission, ReviewStatements};
use schemas::programme::Programme;
use serde_json::{Value, json};

use super::{
    review_statements::{broken, on_behalf, submit},
    world::{ADMIN, Answer, Hei, World, programme},
};

/// A register that takes statements and the operator's decision.
fn demanding_by_hand() -> World {
    World::with(|config| {
        config.review_statements = ReviewStatements::Required;
        config.admission = Admission::ByHand;
    })
}

#[tokio::test]
async fn statements_wait_with_the_programme_and_come_into_the_register_with_it() {
    let mut world = demanding_by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let statements = on_behalf(&world, &hei, &programme);
    let waits = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(waits.status, 202, "{}", waits.text);
    let waits = waits.json();
    assert_eq!(waits["reviewStatements"], json!(statements));
    world.restart();
    let path = format!("/api/v1/submissions/{}", programme.code);
    let shown = world.get_with(&path, ADMIN).await.ok();
    assert_eq!(shown, waits);
    // The same once more is what waits.
    let again = submit(&world, &hei, &programme, &statements).await;
    assert_eq!((again.status, again.json()), (202, waits.clone()));

    let decision = json!({ "submittedAt": waits["submittedAt"] });
    let admission = format!("{path}/admission");
    let admitted = world.post(&admission, ADMIN, &decision).await.ok();
    assert_eq!(admitted["reviewStatements"], json!(statements));
    let again = world.post(&admission, ADMIN, &decision).await.ok();
    assert_eq!(again, admitted);
    world.restart();
    let shown = world.get_with(&path, &hei.api_key).await.ok();
    assert_eq!(shown["reviewStatements"], json!(statements));
}

#[tokio::test]
async fn the_same_document_with_other_statements_is_another_submission() {
    let mut world = World::with(|config| config.admission = Admission::ByHand);
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let bare = submit(&world, &hei, &programme, &[]).await;
    assert_eq!(bare.status, 202, "{}", bare.text);
    let waits = bare.json();
    world.clock.advance(SignedDuration::from_hours(1));
    let statements = on_behalf(&world, &hei, &programme);
    let stated = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(stated.problem(409), "submission-pending");
    let path = format!("/api/v1/submissions/{}", programme.code);
    assert_eq!(world.get_with(&path, ADMIN).await.ok(), waits);

    let back = json!({ "submittedAt": waits["submittedAt"] });
    let take_back = format!("{path}/take-back");
    world.post(&take_back, &hei.api_key, &back).await.ok();
    let stated = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(stated.status, 202, "{}", stated.text);
    assert_eq!(stated.json()["reviewStatements"], json!(statements));
    let bare = submit(&world, &hei, &programme, &[]).await;
    assert_eq!(bare.problem(409), "submission-pending");

    // By rules it is settled with the statements that come.
    world.stop();
    world.config.admission = Admission::Automatic;
    world.start().unwrap();
    world.clock.advance(SignedDuration::from_hours(1));
    let later = on_behalf(&world, &hei, &programme);
    assert_ne!(later, statements);
    let admitted = submit(&world, &hei, &programme, &later).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text);
    let shown = world.get_with(&path, ADMIN).await.ok();
    assert_eq!(shown["reviewStatements"], json!(later));
}

/// The operator, who reads Kazakh, admits what waits.
async fn admit(world: &World, programme: &Programme, waits: &Value) -> Answer {
    let path = format!("/api/v1/submissions/{}/admission", programme.code);
    let decision = json!({ "submittedAt": waits["submittedAt"] });
    world.post_in("kk", &path, ADMIN, &decision).await
}

/// Submits what then waits; its key ends an hour later.
async fn waiting_while_the_key_ends(compromised: bool) -> (World, Hei, Programme, Value) {
    let world = demanding_by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let statements = on_behalf(&world, &hei, &programme);
    let waits = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(waits.status, 202, "{}", waits.text);
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": compromised });
    let path = "/api/v1/awarding-bodies/kaznu/keys/end";
    world.post(path, ADMIN, &end).await.ok();
    (world, hei, programme, waits.json())
}

#[tokio::test]
async fn what_a_key_in_other_hands_signed_is_not_admitted_though_it_waited_before() {
    let (world, hei, programme, waits) = waiting_while_the_key_ends(true).await;
    let refused = admit(&world, &programme, &waits).await;
    assert_eq!(refused.problem(422), "review-statements-unfit");
    let refused = refused.json();
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("return it"), "{detail}");
    let violations = refused["violations"].as_array().unwrap();
    assert_eq!(violations.len(), programme.reviews.len());
    for (n, violation) in violations.iter().enumerate() {
        let place = format!("/reviewStatements/{n}/proof");
        assert_eq!(violation["pointer"], json!(place));
        assert_eq!(violation["rule"], "review-statement-key-ended");
        let message = violation["message"].as_str().unwrap();
        assert!(message.contains("кілт"), "{message}");
    }
    let public = format!("/api/v1/programmes/{}", programme.code);
    let nothing = world.get(&public).await;
    assert_eq!(nothing.problem(404), "programme-unknown");
    // The very same is still what waits, and can be returned.
    let statements: Vec<Value> = serde_json::from_value(waits["reviewStatements"].clone()).unwrap();
    let again = submit(&world, &hei, &programme, &statements).await;
    assert_eq!((again.status, again.json()), (202, waits.clone()));
    let path = format!("/api/v1/submissions/{}/return", programme.code);
    let remarks = json!([{ "message": "Sign the statements with the new key" }]);
    let back = json!({ "submittedAt": waits["submittedAt"], "remarks": remarks });
    world.post(&path, ADMIN, &back).await.ok();
    let refused = broken(&submit(&world, &hei, &programme, &statements).await);
    assert_eq!(refused.len(), statements.len());
}

#[tokio::test]
async fn what_a_key_signed_that_ended_since_is_admitted() {
    let (world, _, programme, waits) = waiting_while_the_key_ends(false).await;
    let admitted = admit(&world, &programme, &waits).await.ok();
    assert_eq!(admitted["standing"]["state"], "admitted");
    // What is in the register is not judged again.
    assert_eq!(admit(&world, &programme, &waits).await.ok(), admitted);
}

#[tokio::test]
async fn what_waits_without_statements_is_not_admitted_once_they_are_required() {
    let mut world = World::with(|config| config.admission = Admission::ByHand);
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let waits = submit(&world, &hei, &programme, &[]).await.json();
    world.stop();
    world.config.review_statements = ReviewStatements::Required;
    world.start().unwrap();
    let refused = admit(&world, &programme, &waits).await;
    assert_eq!(refused.problem(422), "review-statements-unfit");
    let violations = refused.json()["violations"].as_array().unwrap().clone();
    assert_eq!(violations.len(), programme.reviews.len());
    assert_eq!(violations[0]["pointer"], "/reviews/0");
    assert_eq!(violations[0]["rule"], "review-statement-missing");
    // By the rules of before it is.
    world.stop();
    world.config.review_statements = ReviewStatements::Optional;
    world.start().unwrap();
    admit(&world, &programme, &waits).await.ok();
}
