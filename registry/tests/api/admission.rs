//! Admission by hand: what keeps every rule waits for the operator, who admits it or returns it with remarks.

use jiff::SignedDuration;
use registry::config::Admission;
use schemas::programme::Programme;
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, Hei, World, draft, drafts_of, programme};

fn by_hand() -> World {
    World::with(|config| config.admission = Admission::ByHand)
}

async fn submit(world: &World, hei: &Hei, document: &Programme) -> Answer {
    let path = "/api/v1/programmes";
    world.post(path, &hei.api_key, &json!(document)).await
}

/// Submits the example programme `n`; gives the submission.
async fn waiting(world: &World, hei: &Hei, n: usize) -> Value {
    let answer = submit(world, hei, &programme(n)).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.json()
}

fn path(n: usize, what: &str) -> String {
    format!("/api/v1/submissions/{}{what}", programme(n).code)
}

async fn admit(world: &World, n: usize, submitted_at: &Value) -> Answer {
    let request = json!({ "submittedAt": submitted_at });
    world.post(&path(n, "/admission"), ADMIN, &request).await
}

async fn send_back(world: &World, n: usize, submitted_at: &Value, remarks: Value) -> Answer {
    let request = json!({ "submittedAt": submitted_at, "remarks": remarks });
    world.post(&path(n, "/return"), ADMIN, &request).await
}

fn remarks() -> Value {
    json!([
        { "message": "Мақсаты түсініксіз", "pointer": "/purpose", "language": "kk" },
        { "message": "Mend the whole", "pointer": "" },
    ])
}

#[tokio::test]
async fn what_waits_is_in_the_register_when_the_operator_admits_it() {
    let mut world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let answer = submit(&world, &hei, &programme(0)).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.header("location"), path(0, ""));
    let submission = answer.json();
    assert_eq!(submission["standing"], json!({ "state": "pending" }));
    let submitted_at = submission["submittedAt"].clone();
    assert_eq!(submitted_at, json!(world.now()));

    // Nothing is in the register, and no number is given.
    let list = world.get("/api/v1/programmes").await.ok();
    assert_eq!(list, json!({ "programmes": [] }));
    let code = programme(0).code;
    let drafts = drafts_of(code.as_str(), &[draft(1)]);
    let numbers = world
        .post("/api/v1/allocations", &hei.api_key, &drafts)
        .await;
    assert_eq!(numbers.problem(404), "programme-unknown");
    // The same document once more is the same submission.
    world.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(waiting(&world, &hei, 0).await, submission);

    world.restart();
    let list = world.get_with("/api/v1/submissions", ADMIN).await.ok();
    assert_eq!(list["submissions"][0]["code"], json!(code));
    assert_eq!(list["submissions"].as_array().unwrap().len(), 1);
    let shown = world.get_with(&path(0, ""), ADMIN).await.ok();
    assert_eq!(shown, submission);

    let admitted = admit(&world, 0, &submitted_at).await.ok();
    let standing = json!({ "state": "admitted", "at": world.now() });
    assert_eq!(admitted["standing"], standing);
    assert_eq!(admit(&world, 0, &submitted_at).await.ok(), admitted);
    let list = world.get_with("/api/v1/submissions", ADMIN).await.ok();
    assert_eq!(list["submissions"], json!([]));
    let own = world.get_with(&path(0, ""), &hei.api_key).await.ok();
    assert_eq!(own["standing"], standing);
    let registered = world.get(&format!("/api/v1/programmes/{code}")).await.ok();
    assert_eq!(registered["admittedAt"], json!(world.now()));
    assert_eq!(submit(&world, &hei, &programme(0)).await.status, 200);
    world.allocate(&hei, code.as_str(), &[draft(1)]).await;
    let late = send_back(&world, 0, &submitted_at, remarks()).await;
    assert_eq!(late.problem(409), "already-admitted");
}

#[tokio::test]
async fn what_is_returned_is_mended_and_submitted_again() {
    let mut world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let first = waiting(&world, &hei, 0).await["submittedAt"].clone();
    world.clock.advance(SignedDuration::from_hours(1));
    let returned = send_back(&world, 0, &first, remarks()).await.ok();
    let at = world.now();
    let standing = &returned["standing"];
    assert_eq!(standing["state"], "returned");
    assert_eq!(standing["at"], json!(at));
    assert_eq!(standing["remarks"][0]["language"], "kk");
    world.restart();
    // The same again changes nothing; another decision comes too late.
    world.clock.advance(SignedDuration::from_hours(1));
    let again = send_back(&world, 0, &first, remarks()).await.ok();
    assert_eq!(again, returned);
    let other = json!([{ "message": "Something else" }]);
    let late = send_back(&world, 0, &first, other).await;
    assert_eq!(late.problem(409), "already-returned");
    assert_eq!(
        admit(&world, 0, &first).await.problem(409),
        "already-returned"
    );
    let own = world.get_with(&path(0, ""), &hei.api_key).await.ok();
    assert_eq!(own, returned);

    let mut mended = programme(0);
    mended.purpose.en.push('.');
    let second = submit(&world, &hei, &mended).await;
    assert_eq!(second.status, 202, "{}", second.text);
    let second = second.json();
    assert_eq!(second["standing"], json!({ "state": "pending" }));
    // Whoever has read the first document does not decide about the second.
    assert_eq!(
        admit(&world, 0, &first).await.problem(409),
        "other-submission"
    );
    let stale = send_back(&world, 0, &first, remarks()).await;
    assert_eq!(stale.problem(409), "other-submission");
    admit(&world, 0, &second["submittedAt"]).await.ok();
    let code = programme(0).code;
    let registered = world.get(&format!("/api/v1/programmes/{code}")).await.ok();
    assert_eq!(registered["programme"], json!(mended));
}

/// Within one second of the clock, and when it goes backwards.
#[tokio::test]
async fn every_submission_and_every_return_has_a_time_of_its_own() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let mut times = Vec::new();
    for n in 0..3 {
        let at = waiting(&world, &hei, 0).await["submittedAt"].clone();
        let returned = send_back(&world, 0, &at, remarks()).await.ok();
        times.push((at.to_string(), returned["standing"]["at"].to_string()));
        world.clock.advance(SignedDuration::from_secs(-n));
    }
    for pair in times.windows(2) {
        let ((_, returned), (submitted, again)) = (&pair[0], &pair[1]);
        assert!(returned < submitted && submitted <= again, "{times:?}");
    }
}

#[tokio::test]
async fn another_document_waits_until_the_first_is_decided() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    waiting(&world, &hei, 0).await;
    let mut changed = programme(0);
    changed.purpose.en.push('.');
    let refused = submit(&world, &hei, &changed).await;
    assert_eq!(refused.problem(409), "submission-pending");
    let taken = submit(&world, &other, &programme(0)).await;
    assert_eq!(taken.problem(409), "programme-code-taken");
    changed.modules.clear();
    let broken = submit(&world, &hei, &changed).await;
    assert_eq!(broken.problem(422), "programme-rules", "rules come first");
}

#[tokio::test]
async fn remarks_say_something_about_a_place_that_there_is() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let at = waiting(&world, &hei, 0).await["submittedAt"].clone();
    let one = |message: String, pointer: &str| json!([{ "message": message, "pointer": pointer }]);
    let words = "Mend it".to_owned();
    for unfit in [
        json!([]),
        json!(vec![json!({ "message": "x" }); 101]),
        one(" \n".to_owned(), ""),
        one("x".repeat(2001), ""),
        one(words.clone(), "purpose"),
        one(words.clone(), "/modules/99"),
        one(words.clone(), "/no-such-field"),
    ] {
        let refused = send_back(&world, 0, &at, unfit.clone()).await;
        assert_eq!(refused.problem(422), "remarks-unfit", "{unfit}");
    }
    let strange = json!([{ "message": "x", "surprise": 1 }]);
    let refused = send_back(&world, 0, &at, strange).await;
    assert_eq!(refused.problem(422), "wrong-field");
    let shown = world.get_with(&path(0, ""), ADMIN).await.ok();
    assert_eq!(shown["standing"]["state"], "pending");
    send_back(&world, 0, &at, one("x".repeat(2000), "/modules/0"))
        .await
        .ok();
}

#[tokio::test]
async fn each_sees_its_own_and_the_operator_sees_all() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    waiting(&world, &hei, 0).await;
    waiting(&world, &other, 1).await;
    let codes = async |token: &str| {
        let list = world.get_with("/api/v1/submissions", token).await.ok();
        let list = list["submissions"].as_array().unwrap().clone();
        list.into_iter()
            .map(|it| it["code"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&hei.api_key).await, [json!(programme(0).code)]);
    assert_eq!(codes(&other.api_key).await, [json!(programme(1).code)]);
    assert_eq!(codes(ADMIN).await.len(), 2);
    let theirs = world.get_with(&path(0, ""), &other.api_key).await;
    let nobodys = world
        .get_with("/api/v1/submissions/MC-NONE", &other.api_key)
        .await;
    assert_eq!(theirs.problem(404), "submission-unknown");
    assert_eq!(nobodys.problem(404), "submission-unknown");
    let unknown = world.get_with("/api/v1/submissions/no%20code", ADMIN).await;
    assert_eq!(unknown.problem(404), "submission-unknown");
}

#[tokio::test]
async fn nothing_of_a_body_that_is_not_accredited_is_admitted() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let at = waiting(&world, &hei, 0).await["submittedAt"].clone();
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    let ended = world
        .post("/api/v1/awarding-bodies/kaznu/end", ADMIN, &end)
        .await;
    ended.ok();
    assert_eq!(admit(&world, 0, &at).await.problem(409), "not-accredited");
    send_back(&world, 0, &at, remarks()).await.ok();
}

#[tokio::test]
async fn what_waits_is_settled_by_rules_when_these_admit_again() {
    let mut world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    waiting(&world, &hei, 0).await;
    world.stop();
    world.config.admission = Admission::Automatic;
    world.start().unwrap();
    let mut changed = programme(0);
    changed.purpose.en.push('.');
    let refused = submit(&world, &hei, &changed).await;
    assert_eq!(refused.problem(409), "submission-pending");
    assert_eq!(submit(&world, &hei, &programme(0)).await.status, 201);
    let list = world.get_with("/api/v1/submissions", ADMIN).await.ok();
    assert_eq!(list["submissions"], json!([]));
}

#[tokio::test]
async fn the_log_tells_who_submitted_and_who_decided() {
    let world = by_hand();
    let hei = world.accredit("kaznu", 1).await;
    let at = waiting(&world, &hei, 0).await["submittedAt"].clone();
    send_back(&world, 0, &at, remarks()).await.ok();
    let at = waiting(&world, &hei, 0).await["submittedAt"].clone();
    admit(&world, 0, &at).await.ok();
    let log = world.get_with("/api/v1/audit", ADMIN).await.ok();
    let entries = log["entries"].as_array().unwrap();
    let of_programmes = entries.iter().filter(|entry| {
        let kind = entry["kind"].as_str().unwrap();
        kind.starts_with("programme-")
    });
    let told: Vec<_> = of_programmes
        .map(|entry| {
            assert_eq!(entry["subjects"], json!([programme(0).code]));
            assert_eq!(entry["holder"], "hei:kaznu");
            (entry["kind"].as_str().unwrap(), entry["by"] == "bootstrap")
        })
        .collect();
    let expected = [
        ("programme-submitted", false),
        ("programme-returned", true),
        ("programme-submitted", false),
        ("programme-admitted", true),
    ];
    assert_eq!(told, expected);
}
