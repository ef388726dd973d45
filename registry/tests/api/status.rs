//! Holds, replacements, batches of changes, history, and many writers at once.

use std::collections::HashMap;

use credential::bitstring_status_list;
use futures_util::future::join_all;
use jiff::SignedDuration;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use schemas::{api::registry::NumberAllocation, number::CertificateNumber};
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, Hei, World, digest, draft, drafts, drafts_of};

/// An HEI with so many registered certificates.
async fn registered(world: &World, count: u64) -> (Hei, String, Vec<NumberAllocation>) {
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let given = world.allocate(&hei, &programme, &drafts(0..count)).await;
    for allocation in &given {
        world.record(&hei, allocation.number, &digest(1)).await.ok();
    }
    (hei, programme, given)
}

pub(super) async fn change(
    world: &World,
    hei: &Hei,
    number: CertificateNumber,
    what: &str,
) -> Answer {
    let path = format!("/api/v1/certificates/{number}/{what}");
    let body = match what {
        "hold" => json!({ "reason": "under-review" }),
        "revocation" => json!({ "reason": "data-error" }),
        _ => json!({}),
    };
    world.post(&path, &hei.api_key, &body).await
}

async fn entry(world: &World, number: CertificateNumber) -> Value {
    let path = format!("/api/v1/certificates/{number}");
    world.get(&path).await.ok()
}

/// Whether the bit of a certificate is set in its list, now or then.
async fn bit(world: &World, allocation: &NumberAllocation, then: Option<&str>) -> bool {
    let mut path = format!("/status/{}", allocation.status.list);
    if let Some(then) = then {
        path = format!("{path}?timestamp={then}");
    }
    let list = world.get(&path).await.ok();
    world.is_the_operators(&list);
    let encoded = list["credentialSubject"]["encodedList"].as_str().unwrap();
    bitstring_status_list::is_set(encoded, allocation.status.index).unwrap()
}

#[tokio::test]
async fn a_hold_ends_with_its_release_or_a_revocation() {
    let world = World::new();
    let (hei, programme, given) = registered(&world, 1).await;
    let number = given[0].number;
    let held = change(&world, &hei, number, "hold").await.ok();
    assert_eq!(held["status"]["state"], "onHold");
    assert_eq!(held["status"]["reason"], "under-review");
    assert_eq!(change(&world, &hei, number, "hold").await.ok(), held);
    assert!(!bit(&world, &given[0], None).await);
    let released = change(&world, &hei, number, "release").await.ok();
    assert_eq!(released["status"]["state"], "active");
    assert_eq!(change(&world, &hei, number, "release").await.ok(), released);
    change(&world, &hei, number, "hold").await.ok();
    let revoked = change(&world, &hei, number, "revocation").await.ok();
    assert_eq!(revoked["status"]["state"], "revoked");
    assert!(bit(&world, &given[0], None).await);
    for late in ["hold", "release"] {
        let refused = change(&world, &hei, number, late).await;
        assert_eq!(refused.problem(409), "already-revoked");
    }
    let numbered = world.allocate(&hei, &programme, &[draft(9)]).await[0].number;
    for early in ["hold", "release"] {
        let refused = change(&world, &hei, numbered, early).await;
        assert_eq!(refused.problem(409), "not-registered");
    }
    let other = world.accredit("enu", 2).await;
    let refused = change(&world, &other, number, "hold").await;
    assert_eq!(refused.problem(403), "number-not-yours");
}

#[tokio::test]
async fn a_replacement_annuls_what_it_replaces() {
    let world = World::new();
    let (hei, programme, given) = registered(&world, 2).await;
    let old = given[0].number;
    let ask = |draft_number: u64, old: CertificateNumber| {
        let mut asked = drafts_of(&programme, &[draft(draft_number)]);
        asked["drafts"][0]["supersedes"] = json!(old);
        asked
    };
    let path = "/api/v1/allocations";
    let new = world.post(path, &hei.api_key, &ask(10, old)).await.ok();
    let new = new["allocations"][0].clone();
    assert_eq!(new["supersedes"], json!(old));
    // A second one is begun before the first is registered; whoever comes first replaces.
    let late = world.post(path, &hei.api_key, &ask(11, old)).await.ok();
    assert_eq!(entry(&world, old).await["status"]["state"], "active");
    let number = new["number"].as_str().unwrap();
    world.record(&hei, number, &digest(2)).await.ok();

    let annulled = entry(&world, old).await;
    assert_eq!(annulled["status"]["reason"], "replaced");
    assert_eq!(annulled["replacedBy"], number);
    assert_eq!(
        entry(&world, number.parse().unwrap()).await["supersedes"],
        json!(old)
    );
    assert!(bit(&world, &given[0], None).await);
    assert!(!bit(&world, &given[1], None).await);

    let late = late["allocations"][0]["number"].as_str().unwrap();
    let refused = world.record(&hei, late, &digest(3)).await;
    assert_eq!(refused.problem(409), "already-replaced");
    let refused = world.post(path, &hei.api_key, &ask(12, old)).await;
    assert_eq!(refused.problem(409), "already-replaced");
    // The same draft stays with what it was to replace.
    let refused = world
        .post(path, &hei.api_key, &ask(10, given[1].number))
        .await;
    assert_eq!(refused.problem(409), "draft-of-other-predecessor");
    // Only what is registered, and one's own, can be replaced.
    let numbered = world.allocate(&hei, &programme, &[draft(20)]).await[0].number;
    let refused = world.post(path, &hei.api_key, &ask(13, numbered)).await;
    assert_eq!(refused.problem(404), "nothing-to-replace");
    // Asked again, both answers stay the same.
    let again = world.post(path, &hei.api_key, &ask(10, old)).await.ok();
    assert_eq!(again["allocations"][0], new);
    world.record(&hei, number, &digest(2)).await.ok();
    assert_eq!(entry(&world, old).await, annulled);
}

#[tokio::test]
async fn a_revoked_certificate_can_be_replaced_and_keeps_its_reason() {
    let world = World::new();
    let (hei, programme, given) = registered(&world, 1).await;
    change(&world, &hei, given[0].number, "revocation")
        .await
        .ok();
    let mut asked = drafts_of(&programme, &[draft(10)]);
    asked["drafts"][0]["supersedes"] = json!(given[0].number);
    let new = world
        .post("/api/v1/allocations", &hei.api_key, &asked)
        .await
        .ok();
    let number = new["allocations"][0]["number"].as_str().unwrap();
    world.record(&hei, number, &digest(2)).await.ok();
    let old = entry(&world, given[0].number).await;
    assert_eq!(old["status"]["reason"], "data-error");
    assert_eq!(old["replacedBy"], number);
}

#[tokio::test]
async fn a_batch_of_changes_is_done_whole_or_not_at_all() {
    let world = World::new();
    let (hei, _, given) = registered(&world, 3).await;
    let numbers: Vec<_> = given.iter().map(|it| it.number).collect();
    let path = "/api/v1/status-changes";
    let hold = |number| json!({ "number": number, "change": "hold", "reason": "key-incident" });
    let bad = json!({ "changes": [hold(numbers[0]), { "number": numbers[1], "change": "melt" }] });
    assert_eq!(world.post(path, &hei.api_key, &bad).await.status, 422);
    let several = json!({ "changes": [
        hold(numbers[0]),
        { "number": numbers[1], "change": "revoke", "reason": "result-annulled" },
        { "number": numbers[0], "change": "release" },
        hold(numbers[2]),
    ] });
    let done = world.post(path, &hei.api_key, &several).await.ok();
    let states: Vec<_> = done["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["status"]["state"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(states, ["onHold", "revoked", "active", "onHold"]);
    let refused = json!({ "changes": [
        { "number": numbers[2], "change": "release" },
        hold(numbers[1]),
    ] });
    let refused = world.post(path, &hei.api_key, &refused).await;
    assert_eq!(refused.problem(409), "already-revoked");
    assert_eq!(entry(&world, numbers[2]).await["status"]["state"], "onHold");
}

#[tokio::test]
async fn a_list_is_had_as_it_was_at_any_time() {
    let world = World::new();
    let (hei, _, given) = registered(&world, 2).await;
    let before = world.now().to_string();
    world.clock.advance(SignedDuration::from_hours(1));
    change(&world, &hei, given[0].number, "revocation")
        .await
        .ok();
    let between = world.now().to_string();
    world.clock.advance(SignedDuration::from_hours(1));
    change(&world, &hei, given[1].number, "revocation")
        .await
        .ok();
    for (then, revoked) in [
        (Some(before.as_str()), [false, false]),
        (Some(between.as_str()), [true, false]),
        (None, [true, true]),
    ] {
        let found = [
            bit(&world, &given[0], then).await,
            bit(&world, &given[1], then).await,
        ];
        assert_eq!(found, revoked, "{then:?}");
    }
    let path = format!("/status/{}", given[0].status.list);
    for unusable in ["yesterday", "2099-01-01T00:00:00Z"] {
        let refused = world.get(&format!("{path}?timestamp={unusable}")).await;
        assert_eq!(refused.problem(400), "timestamp-unusable");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Hold,
    Release,
    Revoke,
}

/// Whatever many writers do to few certificates at once: every acknowledged change is one step of a possible order.
#[test]
fn no_change_of_many_writers_is_lost() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let step =
        prop_oneof![5 => Just(Step::Hold), 5 => Just(Step::Release), 1 => Just(Step::Revoke)];
    let steps = proptest::collection::vec((0..4_usize, step), 1..40);
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&steps, |steps| {
        runtime.block_on(many_writers(&steps));
        Ok(())
    });
    tried.unwrap();
}

async fn many_writers(steps: &[(usize, Step)]) {
    let world = World::new();
    let (hei, _, given) = registered(&world, 4).await;
    let done = steps.iter().map(async |(place, step)| {
        let what = match step {
            Step::Hold => "hold",
            Step::Release => "release",
            Step::Revoke => "revocation",
        };
        (
            *place,
            *step,
            change(&world, &hei, given[*place].number, what).await,
        )
    });
    let mut revoked: HashMap<usize, bool> = HashMap::new();
    for (place, step, answer) in join_all(done).await {
        let state = match (&step, answer.status) {
            (Step::Hold, 200) => "onHold",
            (Step::Release, 200) => "active",
            (Step::Revoke, 200) => {
                revoked.insert(place, true);
                "revoked"
            }
            // Refused only because of a revocation that came before.
            _ => {
                assert_eq!(answer.problem(409), "already-revoked");
                assert!(
                    steps
                        .iter()
                        .any(|(other, step)| *other == place && matches!(step, Step::Revoke))
                );
                continue;
            }
        };
        assert_eq!(answer.json()["status"]["state"], state);
    }
    for (place, allocation) in given.iter().enumerate() {
        let entry = entry(&world, allocation.number).await;
        let is_revoked = entry["status"]["state"] == "revoked";
        assert_eq!(is_revoked, revoked.contains_key(&place));
        assert_eq!(bit(&world, allocation, None).await, is_revoked);
    }
    // Nobody else's word counts.
    let path = format!("/api/v1/certificates/{}/hold", given[0].number);
    let refused = world
        .post(&path, ADMIN, &json!({ "reason": "under-review" }))
        .await;
    assert_eq!(refused.problem(403), "role-missing");
}

/// A misspelt name is corrected though the programme was withdrawn; nothing else is numbered or registered then.
#[tokio::test]
async fn a_certificate_of_a_withdrawn_programme_is_replaced_while_it_stands() {
    let world = World::new();
    let (hei, programme, given) = registered(&world, 4).await;
    let other = world.admit(&hei, 1).await;
    change(&world, &hei, given[1].number, "hold").await.ok();
    change(&world, &hei, given[2].number, "revocation")
        .await
        .ok();
    let unused = world.allocate(&hei, &programme, &[draft(20)]).await[0].number;
    world.clock.advance(SignedDuration::from_hours(1));
    for code in [&programme, &other] {
        let path = format!("/api/v1/programmes/{code}/withdrawal");
        world.post(&path, &hei.api_key, &json!({})).await.ok();
    }
    world.clock.advance(SignedDuration::from_hours(1));
    let ask = async |programme: &str, n: u64, old: Option<CertificateNumber>| {
        let mut asked = drafts_of(programme, &[draft(n)]);
        if let Some(old) = old {
            asked["drafts"][0]["supersedes"] = json!(old);
        }
        world
            .post("/api/v1/allocations", &hei.api_key, &asked)
            .await
    };
    // In force, and on hold.
    for (n, old) in (30_u8..).zip(&given[..2]) {
        let new = ask(&programme, n.into(), Some(old.number)).await.ok();
        let late = ask(&programme, u64::from(n) + 20, Some(old.number))
            .await
            .ok();
        let number = new["allocations"][0]["number"].as_str().unwrap();
        world.record(&hei, number, &digest(n)).await.ok();
        let replaced = entry(&world, old.number).await;
        assert_eq!(replaced["status"]["reason"], "replaced");
        assert_eq!(replaced["replacedBy"], number);
        // A second correction of it is told of the first.
        let refused = ask(&programme, u64::from(n) + 30, Some(old.number)).await;
        assert_eq!(refused.problem(409), "already-replaced");
        let late = late["allocations"][0]["number"].as_str().unwrap();
        let refused = world.record(&hei, late, &digest(n + 20)).await;
        assert_eq!(refused.problem(409), "already-replaced");
    }
    // Of nothing, of what was revoked, of what was never registered, under another programme.
    for (programme, n, old) in [
        (&programme, 40, None),
        (&programme, 41, Some(given[2].number)),
        (&other, 43, Some(given[3].number)),
    ] {
        let refused = ask(programme, n, old).await;
        assert_eq!(refused.problem(409), "programme-withdrawn", "{n}");
    }
    let refused = ask(&programme, 42, Some(unused)).await;
    assert_eq!(refused.problem(409), "programme-withdrawn");
    let refused = world.record(&hei, unused, &digest(9)).await;
    assert_eq!(refused.problem(409), "programme-withdrawn");

    // Revoked between the number and the registration, it stands no more.
    let new = ask(&programme, 44, Some(given[3].number)).await.ok();
    let number = new["allocations"][0]["number"].as_str().unwrap();
    change(&world, &hei, given[3].number, "revocation")
        .await
        .ok();
    let refused = world.record(&hei, number, &digest(10)).await;
    assert_eq!(refused.problem(409), "programme-withdrawn");

    // Nobody corrects who is not accredited.
    let end = json!({ "until": world.now() });
    let path = "/api/v1/awarding-bodies/kaznu/end";
    world.post(path, ADMIN, &end).await.ok();
    let refused = ask(&programme, 45, Some(given[3].number)).await;
    assert_eq!(refused.problem(403), "not-accredited");
}
