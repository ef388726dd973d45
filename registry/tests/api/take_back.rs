//! A submission that waits is taken back by its awarding body.

use std::collections::HashSet;

use jiff::SignedDuration;
use registry::config::Admission;
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, Hei, World, programme};

fn by_hand() -> World {
    World::with(|config| config.admission = Admission::ByHand)
}

/// Submits the example programme `n`; gives the time of the submission.
async fn waiting(world: &World, hei: &Hei, n: usize) -> Value {
    let document = json!(programme(n));
    let answer = world
        .post("/api/v1/programmes", &hei.api_key, &document)
        .await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()["submittedAt"].clone()
}

fn path(n: usize, what: &str) -> String {
    format!("/api/v1/submissions/{}{what}", programme(n).code)
}

async fn take_back(world: &World, key: &str, n: usize, submitted_at: &Value) -> Answer {
    let request = json!({ "submittedAt": submitted_at });
    world.post(&path(n, "/take-back"), key, &request).await
}

async fn decide(world: &World, n: usize, submitted_at: &Value, remarks: &[&str]) -> Answer {
    let remarks: Vec<_> = remarks.iter().map(|it| json!({ "message": it })).collect();
    let mut request = json!({ "submittedAt": submitted_at });
    let mut decision = "/admission";
    if !remarks.is_empty() {
        request["remarks"] = json!(remarks);
        decision = "/return";
    }
    world.post(&path(n, decision), ADMIN, &request).await
}

#[tokio::test]
async fn what_is_taken_back_is_decided_about_no_more_and_submitted_again() {
    let mut world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let first = waiting(&world, &hei, 0).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let taken = take_back(&world, &hei.api_key, 0, &first).await.ok();
    let standing = json!({ "state": "takenBack", "at": world.now() });
    assert_eq!(taken["standing"], standing);
    world.restart();
    // Again it changes nothing.
    world.clock.advance(SignedDuration::from_hours(1));
    let again = take_back(&world, &hei.api_key, 0, &first).await.ok();
    assert_eq!(again, taken);
    let shown = world.get_with(&path(0, ""), ADMIN).await.ok();
    assert_eq!(shown, taken);
    let list = world.get_with("/api/v1/submissions", ADMIN).await.ok();
    assert_eq!(list["submissions"][0]["standing"], standing);
    for remarks in [&[][..], &["Mend it"]] {
        let late = decide(&world, 0, &first, remarks).await;
        assert_eq!(late.problem(409), "already-taken-back", "{remarks:?}");
    }

    // Another document comes in its place; what was taken back is another one then.
    let mut changed = programme(0);
    changed.purpose.en.push('.');
    let second = world
        .post("/api/v1/programmes", &hei.api_key, &json!(changed))
        .await;
    assert_eq!(second.status, 202, "{}", second.text);
    let second = second.json()["submittedAt"].clone();
    let stale = take_back(&world, &hei.api_key, 0, &first).await;
    assert_eq!(stale.problem(409), "other-submission");
    decide(&world, 0, &second, &[]).await.ok();
    let registered = format!("/api/v1/programmes/{}", changed.code);
    let registered = world.get(&registered).await.ok();
    assert_eq!(registered["programme"], json!(changed));

    let log = world.get_with("/api/v1/audit", ADMIN).await.ok();
    let entries = log["entries"].as_array().unwrap();
    let taken: Vec<_> = entries
        .iter()
        .filter(|entry| entry["kind"] == "programme-taken-back")
        .collect();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0]["holder"], "hei:kaznu");
    assert_eq!(taken[0]["subjects"], json!([changed.code]));
    assert_ne!(taken[0]["by"], "bootstrap");
}

#[tokio::test]
async fn what_was_decided_about_is_not_taken_back() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let returned = waiting(&world, &hei, 0).await;
    decide(&world, 0, &returned, &["Mend it"]).await.ok();
    let late = take_back(&world, &hei.api_key, 0, &returned).await;
    assert_eq!(late.problem(409), "already-returned");
    let admitted = waiting(&world, &hei, 1).await;
    decide(&world, 1, &admitted, &[]).await.ok();
    let late = take_back(&world, &hei.api_key, 1, &admitted).await;
    assert_eq!(late.problem(409), "already-admitted");
    let registered = format!("/api/v1/programmes/{}", programme(1).code);
    let registered = world.get(&registered).await.ok();
    assert_eq!(registered["withdrawnAt"], Value::Null);
}

#[tokio::test]
async fn what_waits_no_longer_frees_its_code_for_other_awarding_bodies() {
    let mut world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let document = json!(programme(0));
    for returns in [false, true] {
        let first = waiting(&world, &hei, 0).await;
        let taken = world
            .post("/api/v1/programmes", &other.api_key, &document)
            .await;
        assert_eq!(taken.problem(409), "programme-code-taken");
        if returns {
            decide(&world, 0, &first, &["Mend it"]).await.ok();
        } else {
            take_back(&world, &hei.api_key, 0, &first).await.ok();
        }
        let second = waiting(&world, &other, 0).await;
        assert_ne!(second, first);
        world.restart();
        // It is the other one's now: the first neither sees it nor takes it back, nor does the operator mean it.
        let shown = world.get_with(&path(0, ""), ADMIN).await.ok();
        assert_eq!(shown["awardingBody"], "enu");
        assert_eq!(shown["standing"], json!({ "state": "pending" }));
        let theirs = world.get_with(&path(0, ""), &hei.api_key).await;
        assert_eq!(theirs.problem(404), "submission-unknown");
        let theirs = take_back(&world, &hei.api_key, 0, &second).await;
        assert_eq!(theirs.problem(404), "submission-unknown");
        let stale = decide(&world, 0, &first, &[]).await;
        assert_eq!(stale.problem(409), "other-submission");
        let list = world.get_with("/api/v1/submissions", &hei.api_key).await;
        assert_eq!(list.ok()["submissions"], json!([]));
        take_back(&world, &other.api_key, 0, &second).await.ok();
    }
    // In the register it is one awarding body's for ever.
    let second = waiting(&world, &other, 0).await;
    decide(&world, 0, &second, &[]).await.ok();
    let taken = world
        .post("/api/v1/programmes", &hei.api_key, &document)
        .await;
    assert_eq!(taken.problem(409), "programme-code-taken");
}

/// The awarding body and the operator at once, of whom one sends its request first; whether it was taken back.
async fn at_once(world: &World, hei: &Hei, n: usize, admits: bool, body_first: bool) -> bool {
    let at = waiting(world, hei, n).await;
    let remarks: &[&str] = if admits { &[] } else { &["Mend it"] };
    let taking = take_back(world, &hei.api_key, n, &at);
    let deciding = decide(world, n, &at, remarks);
    // Of futures that are joined, the first is polled first.
    let (taken, decided) = if body_first {
        tokio::join!(taking, deciding)
    } else {
        let (decided, taken) = tokio::join!(deciding, taking);
        (taken, decided)
    };
    let shown = world.get_with(&path(n, ""), ADMIN).await.ok();
    let state = shown["standing"]["state"].as_str().unwrap();
    if taken.status == 200 {
        assert_eq!(decided.problem(409), "already-taken-back");
        assert_eq!(state, "takenBack");
        return true;
    }
    let (problem, expected) = if admits {
        ("already-admitted", "admitted")
    } else {
        ("already-returned", "returned")
    };
    assert_eq!(taken.problem(409), problem);
    decided.ok();
    assert_eq!(state, expected);
    false
}

#[tokio::test]
async fn of_the_operator_and_the_awarding_body_one_comes_first() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    at_once(&world, &hei, 0, true, true).await;
    at_once(&world, &hei, 1, true, false).await;
    // Whoever sends first is not always the first to be decided about where a database decides.
    let mut outcomes = HashSet::new();
    for round in 0..100 {
        outcomes.insert(at_once(&world, &hei, 2, false, round % 2 == 0).await);
        if round > 0 && outcomes.len() == 2 {
            return;
        }
    }
    panic!("the same came first 100 times: taken back {outcomes:?}");
}

#[tokio::test]
async fn nobody_takes_back_what_is_anothers() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let at = waiting(&world, &hei, 0).await;
    let theirs = take_back(&world, &other.api_key, 0, &at).await;
    assert_eq!(theirs.problem(404), "submission-unknown");
    let operator = take_back(&world, ADMIN, 0, &at).await;
    assert_eq!(operator.problem(403), "role-missing");
    let nothing = take_back(&world, &hei.api_key, 1, &at).await;
    assert_eq!(nothing.problem(404), "submission-unknown");

    // A key that is limited to another programme.
    let request =
        json!({ "role": "programme-author", "label": "x", "programmes": [programme(1).code] });
    let made = world.post("/api/v1/api-keys", &hei.api_key, &request);
    let limited = made.await.ok()["secret"].as_str().unwrap().to_owned();
    let outside = take_back(&world, &limited, 0, &at).await;
    assert_eq!(outside.problem(403), "programme-out-of-scope");
    let shown = world.get_with(&path(0, ""), ADMIN).await.ok();
    assert_eq!(shown["standing"]["state"], "pending");

    // Of another one's programme in the register nothing is told either.
    decide(&world, 0, &at, &[]).await.ok();
    let theirs = take_back(&world, &other.api_key, 0, &at).await;
    assert_eq!(theirs.problem(404), "submission-unknown");
}

#[tokio::test]
async fn it_is_taken_back_though_the_accreditation_has_ended() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let at = waiting(&world, &hei, 0).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    let ended = world.post("/api/v1/awarding-bodies/kaznu/end", ADMIN, &end);
    ended.await.ok();
    take_back(&world, &hei.api_key, 0, &at).await.ok();
}
