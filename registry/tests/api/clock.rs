//! A clock that is set back: the register's time stands still and nothing that ended begins again.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::world::{ADMIN, Hei, World, digest, draft, drafts, drafts_of, programme};
use registry::renewal;

/// A register with a certificate, whose clock was set back by an hour since.
async fn set_back() -> (World, Hei, String, Timestamp) {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    world.clock.advance(SignedDuration::from_mins(10));
    let given = world.allocate(&hei, &programme, &[draft(1)]).await;
    world.record(&hei, given[0].number, &digest(1)).await.ok();
    let last = world.now();
    world.clock.advance(-SignedDuration::from_hours(1));
    (world, hei, programme, last)
}

/// When the entries of the log were made, in its order.
async fn times(world: &World) -> Vec<Timestamp> {
    let log = world.get_with("/api/v1/audit", ADMIN).await.ok();
    let entries = log["entries"].as_array().unwrap().iter();
    let times = entries.map(|entry| entry["at"].as_str().unwrap().parse().unwrap());
    times.collect()
}

#[tokio::test]
async fn entries_are_dated_no_earlier_than_the_last_one() {
    let (mut world, hei, programme, last) = set_back().await;
    // What is asked in this process, and after another start, when the last entry is known from the store alone.
    for count in [2, 3] {
        let given = world.allocate(&hei, &programme, &[draft(count)]).await;
        let number = given[0].number;
        let count = u8::try_from(count).unwrap();
        let receipt = world.record(&hei, number, &digest(count)).await.ok();
        let receipt = &receipt["receipts"][0];
        assert_eq!(
            receipt["credentialSubject"]["registeredAt"],
            json!(last),
            "{receipt:#}"
        );
        let revoked = world.revoke(&hei, number, "data-error").await.ok();
        assert_eq!(revoked["status"]["at"], json!(last), "{revoked:#}");
        world.restart();
    }
    let found = times(&world).await;
    assert!(found.len() > 8 && found.is_sorted(), "{found:?}");
    // When the clock has passed the last entry, time goes on.
    world.clock.advance(SignedDuration::from_hours(2));
    world.allocate(&hei, &programme, &[draft(4)]).await;
    assert_eq!(times(&world).await.last(), Some(&world.now()));
}

#[tokio::test]
async fn an_accreditation_that_ended_does_not_begin_again() {
    let (world, hei, programme_code, _) = set_back().await;
    world.clock.advance(SignedDuration::from_hours(1));
    let given = world.allocate(&hei, &programme_code, &drafts(2..4)).await;
    let path = "/api/v1/awarding-bodies/kaznu/end";
    let until = json!({ "until": world.now() });
    world.post(path, ADMIN, &until).await.ok();
    world.clock.advance(-SignedDuration::from_hours(1));

    let new = drafts_of(&programme_code, &[draft(9)]);
    let allocated = world.post("/api/v1/allocations", &hei.api_key, &new).await;
    assert_eq!(allocated.problem(403), "not-accredited");
    let recorded = world.record(&hei, given[0].number, &digest(2)).await;
    assert_eq!(recorded.problem(403), "not-accredited");
    let document = json!(programme(1));
    let admitted = world
        .post("/api/v1/programmes", &hei.api_key, &document)
        .await;
    assert_eq!(admitted.problem(403), "not-accredited");
}

#[tokio::test]
async fn the_operator_is_told_until_it_is_set_right() {
    let (world, ..) = set_back().await;
    let behind = || {
        let text = world.app().metrics().text();
        let of = |line: &str| {
            line.strip_prefix("kualik_registry_clock_behind_seconds ")
                .map(str::to_owned)
        };
        text.lines().find_map(of)
    };
    renewal::look(world.app().registry()).await;
    assert_eq!(behind().as_deref(), Some("3600"));
    let answer = world.get("/readyz").await;
    assert_eq!(answer.problem(503), "not-ready");
    let words = "3600 seconds before the register's last entry";
    assert!(answer.text.contains(words), "{}", answer.text);

    world.clock.advance(SignedDuration::from_hours(1));
    // The lists that were signed by the wrong time are signed again.
    renewal::look(world.app().registry()).await;
    assert_eq!(world.get("/readyz").await.status, 200);
    assert_eq!(behind().as_deref(), Some("0"));
}

#[tokio::test]
async fn a_list_that_is_dated_ahead_of_the_clock_is_signed_again() {
    let (world, hei, programme_code, last) = set_back().await;
    world.clock.set(last);
    let given = world.allocate(&hei, &programme_code, &[draft(5)]).await;
    let path = format!("/status/{}", given[0].status.list);
    let from = |list: &Value| {
        list["validFrom"]
            .as_str()
            .unwrap()
            .parse::<Timestamp>()
            .unwrap()
    };
    assert_eq!(from(&world.get(&path).await.ok()), last);
    world.clock.advance(-SignedDuration::from_hours(1));
    assert_eq!(from(&world.get(&path).await.ok()), world.now());
}

#[tokio::test]
async fn a_secret_that_is_replaced_at_once_works_no_more() {
    let (world, hei, ..) = set_back().await;
    let keys = world.get_with("/api/v1/api-keys", &hei.api_key).await.ok();
    let id = keys["apiKeys"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/api-keys/{id}/rotation");
    let request = json!({ "graceSeconds": 0 });
    let rotated = world.post(&path, &hei.api_key, &request).await.ok();
    let before = world.get_with("/api/v1/me", &hei.api_key).await;
    assert_eq!(before.problem(401), "credential-expired");
    let secret = rotated["secret"].as_str().unwrap();
    world.get_with("/api/v1/me", secret).await.ok();
}
