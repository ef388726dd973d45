//! Two registries on one database.

use std::{collections::HashSet, time::Duration};

use schemas::{api::registry::NumberAllocation, identifier::DraftId, number::CertificateNumber};

use super::api::{
    dictionaries::{logged, of_programme},
    world::{ADMIN, Hei, World, drafts, drafts_of},
};

#[tokio::test(flavor = "multi_thread")]
async fn two_registries_never_give_a_number_or_a_place_twice() {
    let one = World::on(&test_postgres::new_database());
    let other = one.beside();
    let hei = one.accredit("kaznu", 1).await;
    let programme = one.admit(&hei, 0).await;
    let groups: Vec<_> = (0..40).map(|n| drafts(n * 7..n * 7 + 10)).collect();
    // Neighbouring groups share three drafts: whoever comes first numbers them.
    let asked = groups.iter().enumerate().map(|(n, group)| {
        let world = if n % 2 == 0 { &one } else { &other };
        allocated(world, &hei, &programme, group)
    });
    let given = futures_util::future::join_all(asked).await;
    let mut of_draft = std::collections::HashMap::new();
    let (mut numbers, mut places) = (HashSet::new(), HashSet::new());
    for allocation in given.into_iter().flatten() {
        let before = of_draft.insert(allocation.draft, allocation.clone());
        assert!(before.is_none_or(|before| before == allocation));
        numbers.insert(allocation.number);
        places.insert(allocation.status);
    }
    assert_eq!(of_draft.len(), 39 * 7 + 10);
    assert_eq!(numbers.len(), of_draft.len());
    assert_eq!(places.len(), of_draft.len());
    // Without a gap: the numbers are those of the first places of the sequence.
    let registry = one.app().registry();
    let now = one.now();
    let first: HashSet<CertificateNumber> = (0..of_draft.len() as u64)
        .map(|place| registry.numbers.number(place, now).unwrap())
        .collect();
    assert_eq!(numbers, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_registries_keep_a_dictionary_once() {
    let one = World::on(&test_postgres::new_database());
    let other = one.beside();
    let hei = one.accredit("kaznu", 1).await;
    let path = of_programme(&one.admit(&hei, 0).await, &hei.key_id);
    let asked = (0..8).map(|n| if n % 2 == 0 { &one } else { &other });
    let answers = futures_util::future::join_all(asked.map(|world| world.get(&path))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (200, &answers[0].text));
    }
    assert_eq!(logged(&one).await.len(), 1);
    assert_eq!(logged(&other).await, logged(&one).await);
}

/// The numbers of drafts; asked for again for a while, as clients do, when the registry says that it is too busy or that the
/// database does not answer.
async fn allocated(
    world: &World,
    hei: &Hei,
    programme: &str,
    drafts: &[DraftId],
) -> Vec<NumberAllocation> {
    let request = drafts_of(programme, drafts);
    let mut tries = 0;
    let answer = loop {
        let answer = world
            .post("/api/v1/allocations", &hei.api_key, &request)
            .await;
        tries += 1;
        let passes = answer.status == 503
            && ["busy", "database-away"].contains(&answer.problem(503).as_str());
        if !passes || tries == 50 {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    serde_json::from_value(answer.ok()["allocations"].take()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_registry_changes_the_other_sees_soon() {
    let one = World::on(&test_postgres::new_database());
    let other = one.beside();
    let hei = one.accredit("kaznu", 1).await;
    let status = async |world: &World| {
        let path = "/api/v1/awarding-bodies/kaznu/api-key";
        world.post(path, ADMIN, &serde_json::json!({})).await.ok();
    };
    let me = async |world: &World| world.get_with("/api/v1/me", &hei.api_key).await.status;
    assert_eq!(me(&other).await, 200);
    status(&one).await;
    assert_eq!(me(&one).await, 401);
    let mut seen = 200;
    for _ in 0..100 {
        seen = me(&other).await;
        if seen == 401 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn registries_that_start_at_once_make_one_register() {
    let url = test_postgres::new_database();
    let worlds: Vec<World> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(|| World::on(&url))).collect();
        starting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    let hei = worlds[0].accredit("kaznu", 1).await;
    let programme = worlds[0].admit(&hei, 0).await;
    let given = worlds[3].allocate(&hei, &programme, &drafts(0..1)).await;
    assert_eq!(
        worlds[2].allocate(&hei, &programme, &drafts(0..1)).await,
        given
    );
}
