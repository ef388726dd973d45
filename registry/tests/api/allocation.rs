//! Numbers: one for each draft, gapless, distinct, whatever happens.

use std::collections::HashSet;

use registry::{app::StartError, numbers::NumberBase};
use schemas::{api::registry::MAX_BATCH, number::CertificateNumber};
use serde_json::json;
use service::keystore::KeyStore;

use super::world::{World, draft, drafts, drafts_of, passphrase};

/// Puts the numbers of the first `count` places of the sequence beside those that were given.
fn are_the_first(world: &World, given: &HashSet<CertificateNumber>) {
    let keys = KeyStore::open(&world.config.keys_dir, passphrase(), Some(2)).unwrap();
    let base = NumberBase::new(&keys.load("numbers").unwrap());
    let expected = (0..given.len() as u64).map(|n| base.number(n, world.now()).unwrap());
    assert_eq!(*given, expected.collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_batches_get_distinct_numbers_without_a_gap() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let programmes = [world.admit(&hei, 0).await, world.admit(&other, 1).await];
    let router = world.router();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..60_u64 {
        // Every draft is asked for twice, by requests at the same time.
        let (hei, programme) = if n % 2 == 0 {
            (&hei, &programmes[0])
        } else {
            (&other, &programmes[1])
        };
        let batch = drafts_of(programme, &drafts(n / 4 * 10..n / 4 * 10 + 10));
        let request = axum::http::Request::post("/api/v1/allocations")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", hei.api_key))
            .body(axum::body::Body::from(batch.to_string()))
            .unwrap();
        let router = router.clone();
        tasks.spawn(async move {
            use tower::ServiceExt as _;
            let response = router.oneshot(request).await.unwrap();
            assert_eq!(response.status(), 200);
            let body = axum::body::to_bytes(response.into_body(), 1 << 20)
                .await
                .unwrap();
            let answer: schemas::api::registry::AllocateAnswer =
                serde_json::from_slice(&body).unwrap();
            (n % 2, answer.allocations)
        });
    }
    let mut by_draft = std::collections::HashMap::new();
    while let Some(done) = tasks.join_next().await {
        let (hei, allocations) = done.unwrap();
        for allocation in allocations {
            let known = by_draft
                .entry((hei, allocation.draft))
                .or_insert(allocation.clone());
            assert_eq!(*known, allocation, "one draft, one number");
        }
    }
    assert_eq!(by_draft.len(), 300);
    let numbers: HashSet<_> = by_draft.values().map(|a| a.number).collect();
    let places: HashSet<_> = by_draft.values().map(|a| a.status.clone()).collect();
    assert_eq!((numbers.len(), places.len()), (300, 300));
    are_the_first(&world, &numbers);
}

#[tokio::test]
async fn a_draft_belongs_to_one_programme_and_one_awarding_body() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let (one, two) = (world.admit(&hei, 0).await, world.admit(&hei, 1).await);
    let theirs = world.admit(&other, 2).await;
    let first = world.allocate(&hei, &one, &[draft(1), draft(1)]).await;
    assert_eq!(first[0], first[1]);
    let refused = world
        .post(
            "/api/v1/allocations",
            &hei.api_key,
            &drafts_of(&two, &[draft(1)]),
        )
        .await;
    assert_eq!(refused.problem(409), "draft-of-other-programme");
    // The same identifier at another awarding body is another draft.
    let same = world.allocate(&other, &theirs, &[draft(1)]).await;
    assert_ne!(same[0].number, first[0].number);
}

#[tokio::test]
async fn a_batch_is_numbered_as_a_whole_or_not_at_all() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let good = world.admit(&hei, 0).await;
    let theirs = world.admit(&other, 1).await;
    let withdrawn = world.admit(&hei, 2).await;
    let path = format!("/api/v1/programmes/{withdrawn}/withdrawal");
    world.post(&path, &hei.api_key, &json!({})).await.ok();
    let batch = json!({ "drafts": [
        { "draft": draft(1), "programme": good },
        { "draft": draft(2), "programme": "NO-SUCH-PROGRAMME" },
        { "draft": draft(3), "programme": theirs },
        { "draft": draft(4), "programme": withdrawn },
    ] });
    let refused = world
        .post("/api/v1/allocations", &hei.api_key, &batch)
        .await;
    assert_eq!(refused.problem(404), "programme-unknown");
    let violations = refused.json()["violations"].clone();
    let rules: Vec<_> = violations
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["rule"].as_str().unwrap())
        .collect();
    assert_eq!(
        rules,
        [
            "programme-unknown",
            "programme-not-yours",
            "programme-withdrawn"
        ]
    );
    let numbers = world.allocate(&hei, &good, &drafts(1..3)).await;
    are_the_first(&world, &numbers.iter().map(|a| a.number).collect());
}

#[tokio::test]
async fn too_large_a_batch_is_refused() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let most = MAX_BATCH as u64;
    assert_eq!(
        world
            .allocate(&hei, &programme, &drafts(0..most))
            .await
            .len(),
        MAX_BATCH
    );
    let batch = drafts_of(&programme, &drafts(0..most + 1));
    let refused = world
        .post("/api/v1/allocations", &hei.api_key, &batch)
        .await;
    assert_eq!(refused.problem(413), "too-many");
}

#[test]
fn the_registry_does_not_start_under_another_base_url() {
    let mut world = World::new();
    world.stop();
    world.config.base_url = "https://registry.kz".parse().unwrap();
    let refused = world.start();
    assert!(matches!(refused, Err(StartError::OtherBaseUrl { .. })));
}

#[tokio::test]
async fn the_registry_does_not_start_with_another_number_key() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    world.allocate(&hei, &programme, &[draft(1)]).await;
    world.stop();
    for file in ["numbers.age", "numbers.pub"] {
        std::fs::remove_file(world.config.keys_dir.join(file)).unwrap();
    }
    assert!(matches!(world.start(), Err(StartError::Key { .. })));
    let keys = KeyStore::open(&world.config.keys_dir, passphrase(), Some(2)).unwrap();
    keys.put("numbers", &[9; 32]).unwrap();
    assert!(matches!(world.start(), Err(StartError::OtherNumberKey)));
}
