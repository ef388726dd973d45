//! A database that goes away and comes back, or stands still.

use std::time::{Duration, Instant};

use test_postgres::Server;

use super::api::world::{World, drafts, drafts_of};

async fn ready(world: &World) {
    let begun = Instant::now();
    while world.get("/readyz").await.status != 200 {
        assert!(begun.elapsed() < Duration::from_mins(1), "never ready");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_nothing_is_acknowledged_and_with_it_all_goes_on() {
    let mut server = Server::start();
    server.run("createdb", &["register"]);
    let world = World::on(&server.url("register"));
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let first = world.allocate(&hei, &programme, &drafts(0..3)).await;

    server.kill();
    let path = "/api/v1/allocations";
    let asked = drafts_of(&programme, &drafts(2..5));
    let refused = world.post(path, &hei.api_key, &asked).await;
    assert_eq!(refused.problem(503), "database-away");
    assert_eq!(world.get("/readyz").await.status, 503);
    assert_eq!(world.get("/healthz").await.status, 200);

    server.again();
    ready(&world).await;
    let second = world.allocate(&hei, &programme, &drafts(2..5)).await;
    assert_eq!(first[2], second[0]);
    assert_eq!(world.get("/readyz").await.status, 200);
    // The sequence has no gap.
    let registry = world.app().registry();
    let mut numbers: Vec<_> = first
        .iter()
        .chain(&second[1..])
        .map(|it| it.number)
        .collect();
    numbers.sort_unstable();
    let mut expected: Vec<_> = (0..5)
        .map(|place| registry.numbers.number(place, world.now()).unwrap())
        .collect();
    expected.sort_unstable();
    assert_eq!(numbers, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_stands_still_is_given_up_in_time_by_everybody() {
    let mut server = Server::start();
    server.run("createdb", &["register"]);
    let world = World::on(&server.url("register"));
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let first = world.allocate(&hei, &programme, &drafts(0..2)).await;

    server.freeze();
    let begun = Instant::now();
    let path = "/api/v1/allocations";
    let asked = drafts_of(&programme, &drafts(0..2));
    // As many as connections, and more: they do not wait for one another.
    let refused = (0..40).map(|_| world.post(path, &hei.api_key, &asked));
    for refused in futures_util::future::join_all(refused).await {
        assert_eq!(refused.problem(503), "database-away");
        assert_eq!(refused.header("retry-after"), "1");
    }
    assert_eq!(world.get("/readyz").await.status, 503);
    assert!(begun.elapsed() < Duration::from_secs(25), "{begun:?}");

    server.thaw();
    // A registry that has just looked for a primary in vain looks again half a second later.
    ready(&world).await;
    let again = world.allocate(&hei, &programme, &drafts(0..2)).await;
    assert_eq!(again, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_standby_has_is_not_acknowledged_even_when_it_is_asked_for_again() {
    let server = Server::start();
    server.run("createdb", &["register"]);
    let world = World::on(&server.url("register"));
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let first = world.allocate(&hei, &programme, &drafts(0..2)).await;

    let set = |statement: &str| {
        server.run("psql", &["-c", statement]);
        server.run("psql", &["-c", "SELECT pg_reload_conf()"]);
    };
    set("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    let asked = drafts_of(&programme, &drafts(0..2));
    let path = "/api/v1/allocations";
    let refused = world.post(path, &hei.api_key, &asked).await;
    assert_eq!(refused.problem(503), "database-away");

    set("ALTER SYSTEM RESET synchronous_standby_names");
    ready(&world).await;
    let again = world.allocate(&hei, &programme, &drafts(0..2)).await;
    assert_eq!(again, first);
}
