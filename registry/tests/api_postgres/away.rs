//! A database that goes away and comes back.

use test_postgres::Server;

use super::api::world::{World, drafts, drafts_of};

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
