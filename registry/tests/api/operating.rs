//! What the operator sees: metrics, readiness, lists that are signed again by themselves.

use jiff::{SignedDuration, Timestamp};
use registry::renewal;
use schemas::identifier::StatusListName;

use super::world::{World, draft};

/// The value of a metric without labels.
pub(crate) fn metric(world: &World, name: &str) -> f64 {
    let text = world.app().metrics().text();
    let line = text
        .lines()
        .find(|line| line.starts_with(&format!("{name} ")));
    let (_, value) = line.expect(name).rsplit_once(' ').unwrap();
    value.parse().unwrap()
}

#[tokio::test]
async fn what_was_done_is_counted() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    world
        .allocate(&hei, &programme, &[draft(1), draft(2)])
        .await;
    assert!((metric(&world, "kualik_registry_numbers_total") - 2.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn metrics_name_routes_and_no_number() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocations = world.allocate(&hei, &programme, &[draft(1)]).await;
    let number = allocations[0].number.to_string();
    world
        .get(&format!("/api/v1/certificates/{number}"))
        .await
        .ok();
    let text = world.app().metrics().text();
    assert!(
        text.contains("route=\"/api/v1/certificates/{number}\""),
        "{text}"
    );
    assert!(!text.contains(&number) && !text.contains("kaznu"), "{text}");
}

#[tokio::test]
async fn lists_are_signed_again_when_nobody_asks() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    world.allocate(&hei, &programme, &[draft(1)]).await;
    let registry = world.app().registry();
    renewal::look(registry).await;
    // Four status lists are open; the list of awarding bodies is the fifth.
    assert!((metric(&world, "kualik_registry_lists_signed_total") - 5.0).abs() < f64::EPSILON);
    let left = || metric(&world, "kualik_registry_lists_valid_seconds");
    assert!((left() - 3600.0).abs() < f64::EPSILON);
    world.clock.advance(SignedDuration::from_mins(29));
    renewal::look(registry).await;
    assert!((left() - 31.0 * 60.0).abs() < f64::EPSILON);
    world.clock.advance(SignedDuration::from_mins(1));
    renewal::look(registry).await;
    assert!((left() - 3600.0).abs() < f64::EPSILON);
    assert!((metric(&world, "kualik_registry_lists_signed_total") - 9.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn renewing_ends_when_it_is_told_to() {
    let world = World::new();
    renewal::run(world.app().registry(), async {}).await;
    assert!((metric(&world, "kualik_registry_lists_signed_total") - 1.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn a_list_that_cannot_be_signed_is_counted_and_named() {
    let world = World::new();
    assert_eq!(world.get("/readyz").await.status, 200);
    // No time of validity fits behind the last instant that can be written.
    world.clock.set(Timestamp::MAX);
    renewal::look(world.app().registry()).await;
    assert!(
        metric(&world, "kualik_registry_list_signing_failures_total") > 0.0
            && metric(&world, "kualik_registry_lists_valid_seconds") < 0.0
    );
    let answer = world.get("/readyz").await;
    assert_eq!(answer.problem(503), "not-ready");
    for words in ["trust-list cannot be signed", "trust-list has expired"] {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_list_that_can_be_signed_again_is_named_no_longer() {
    let world = World::new();
    let start = world.now();
    world.clock.set(Timestamp::MAX);
    assert_eq!(world.get("/readyz").await.status, 503);
    world.clock.set(start);
    assert_eq!(world.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn an_expired_status_list_is_named() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocations = world.allocate(&hei, &programme, &[draft(1)]).await;
    let list: &StatusListName = &allocations[0].status.list;
    world.get(&format!("/status/{list}")).await.ok();
    world.clock.advance(SignedDuration::from_hours(2));
    let answer = world.get("/readyz").await;
    assert_eq!(answer.problem(503), "not-ready");
    let words = format!("the list status/{list} has expired");
    assert!(answer.text.contains(&words), "{}", answer.text);
}
