//! A register from the embedded store to PostgreSQL and back.

use std::{fs, path::Path, sync::Arc};

use futures_util::{StreamExt as _, stream};
use jiff::SignedDuration;
use qr::DictionaryId;
use registry::{
    allocation::Batch,
    config::Admission,
    numbers::NumberBase,
    store::{
        Act, StoreError,
        postgres::{PostgresOptions, PostgresStore},
        sled::SledStore,
        transfer::{self, TransferError, WholeStore},
    },
};
use schemas::{api::registry::AllocationRequest, rights::Actor};
use serde_json::json;
use service::ledger::{FreeSpace, LedgerOptions};
use tempfile::TempDir;

use super::api::world::{ADMIN, World, digest, draft, drafts, drafts_of, passphrase};
use super::api::{
    dictionaries::{logged, of_programme},
    review_statements::on_behalf,
};

fn sled(dir: &Path) -> WholeStore {
    let options = LedgerOptions {
        free: FreeSpace::Percent(0),
        ..LedgerOptions::default()
    };
    WholeStore::Sled(Box::new(SledStore::open(dir, options).unwrap()))
}

async fn postgres(url: &str, numbers: Option<&Arc<NumberBase>>) -> WholeStore {
    let options = PostgresOptions {
        urls: vec![url.to_owned()],
        password: None,
        connections: 4,
        allow_async_replication: false,
    };
    WholeStore::Postgres(Box::new(
        PostgresStore::open(&options, numbers.cloned())
            .await
            .unwrap(),
    ))
}

/// The base of the register's numbers.
fn numbers(world: &World) -> Arc<NumberBase> {
    registry::app::numbers(&world.config, &passphrase()).unwrap()
}

/// The example programmes that come with statements: one is admitted by hand, one waits.
const STATED: [usize; 2] = [2, 4];

/// A register in which everything has happened once, on the embedded store; stopped.
async fn lived() -> World {
    let mut world = World::with(|config| config.database_urls.clear());
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let programme = world.admit(&hei, 0).await;
    world.admit(&other, 1).await;
    let dictionary = world.get(&of_programme(&programme, &hei.key_id)).await;
    dictionary.ok();
    let given = world.allocate(&hei, &programme, &drafts(0..5)).await;
    for allocation in &given[..4] {
        world.record(&hei, allocation.number, &digest(1)).await.ok();
    }
    world.revoke(&hei, given[0].number, "data-error").await.ok();
    let hold = format!("/api/v1/certificates/{}/hold", given[1].number);
    let reason = json!({ "reason": "under-review" });
    world.post(&hold, &hei.api_key, &reason).await.ok();
    let mut asked = drafts_of(&programme, &[draft(10)]);
    asked["drafts"][0]["supersedes"] = json!(given[2].number);
    let new = world
        .post("/api/v1/allocations", &hei.api_key, &asked)
        .await
        .ok();
    let new = new["allocations"][0]["number"].as_str().unwrap();
    world.record(&hei, new, &digest(2)).await.ok();
    world.stop();
    world.config.admission = Admission::ByHand;
    world.start().unwrap();
    for (hei, n) in [(&hei, 2), (&hei, 3), (&other, 4), (&hei, 5)] {
        let mut submitted = json!(super::api::world::programme(n));
        if STATED.contains(&n) {
            let programme = super::api::world::programme(n);
            let statements = on_behalf(&world, hei, &programme);
            submitted = json!({ "programme": programme, "reviewStatements": statements });
        }
        let path = "/api/v1/programmes";
        let waits = world.post(path, &hei.api_key, &submitted).await.ok();
        let code = waits["programme"]["code"].as_str().unwrap();
        let mut decision = json!({ "submittedAt": waits["submittedAt"] });
        let path = match n {
            2 => format!("/api/v1/submissions/{code}/admission"),
            3 => {
                decision["remarks"] = json!([{ "message": "Mend it" }]);
                format!("/api/v1/submissions/{code}/return")
            }
            5 => format!("/api/v1/submissions/{code}/take-back"),
            _ => continue,
        };
        let key = if n == 5 { &hei.api_key } else { ADMIN };
        world.post(&path, key, &decision).await.ok();
    }
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "until": world.now() });
    let path = "/api/v1/awarding-bodies/enu/end";
    world.post(path, ADMIN, &end).await.ok();
    world.stop();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_moves_to_postgres_and_back_and_lives_on() {
    let mut world = lived().await;
    let home = TempDir::new().unwrap();
    let file = |name: &str| home.path().join(name);
    let first = {
        let store = sled(&world.config.data_dir);
        transfer::export(&store, &file("1"), &mut |_| {})
            .await
            .unwrap()
    };
    let (url, numbers) = (test_postgres::new_database(), numbers(&world));
    let second = {
        let store = postgres(&url, None).await;
        let refused = transfer::import(&store, &file("1"), &numbers, &mut |_| {}).await;
        let no_key = matches!(refused, Err(TransferError::Store(StoreError::NoNumberKey)));
        assert!(no_key, "{refused:?}");
        let store = postgres(&url, Some(&numbers)).await;
        let imported = transfer::import(&store, &file("1"), &numbers, &mut |_| {})
            .await
            .unwrap();
        assert_eq!(imported, first);
        // Once more, nothing is to be done.
        transfer::import(&store, &file("1"), &numbers, &mut |_| {})
            .await
            .unwrap();
        // Writing it out takes no key.
        let store = postgres(&url, None).await;
        transfer::export(&store, &file("2"), &mut |_| {})
            .await
            .unwrap()
    };
    assert_eq!(second, first);
    assert_eq!(fs::read(file("1")).unwrap(), fs::read(file("2")).unwrap());
    {
        let store = sled(&file("data"));
        transfer::import(&store, &file("2"), &numbers, &mut |_| {})
            .await
            .unwrap();
    }

    // The same answers from all three.
    let mut answers = Vec::new();
    world.start().unwrap();
    answers.push(everything(&world).await);
    world.stop();
    world.config.database_urls = vec![url];
    world.start().unwrap();
    answers.push(everything(&world).await);
    world.stop();
    world.config.database_urls.clear();
    world.config.data_dir = file("data");
    world.start().unwrap();
    answers.push(everything(&world).await);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

/// What everybody may know of the register.
async fn everything(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for path in ["/api/v1/programmes", "/api/v1/awarding-bodies"] {
        found.push(world.get(path).await.text);
    }
    let dictionaries = logged(world).await;
    let [dictionary] = &dictionaries[..] else {
        panic!("{dictionaries:?}");
    };
    let id = dictionary["subjects"][0].as_str().unwrap();
    let kept = world.get(&format!("/dictionaries/{id}")).await;
    assert_eq!(DictionaryId::of(kept.text.as_bytes()).to_string(), id);
    found.push(kept.text);
    for n in 0..6 {
        let code = super::api::world::programme(n).code;
        let path = format!("/api/v1/submissions/{code}");
        let shown = world.get_with(&path, ADMIN).await.ok();
        let statements = shown["reviewStatements"].as_array().map_or(0, Vec::len);
        assert_eq!(statements > 0, STATED.contains(&n), "{code}");
        found.push(shown.to_string());
    }
    let submissions = world.get_with("/api/v1/submissions", ADMIN).await.ok();
    assert_eq!(submissions["submissions"].as_array().unwrap().len(), 3);
    found.push(submissions.to_string());
    let registry = world.app().registry();
    for place in 0..6 {
        let number = registry.numbers.number(place, world.now()).unwrap();
        let path = format!("/api/v1/certificates/{number}");
        found.push(world.get(&path).await.ok().to_string());
    }
    for list in 1..=4 {
        let signed = world.get(&format!("/status/{list}")).await;
        found.push(signed.json()["credentialSubject"].to_string());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_export_or_another_register_is_refused() {
    let world = lived().await;
    let home = TempDir::new().unwrap();
    let file = home.path().join("export");
    let store = sled(&world.config.data_dir);
    transfer::export(&store, &file, &mut |_| {}).await.unwrap();
    let again = transfer::export(&store, &file, &mut |_| {}).await;
    assert!(matches!(again, Err(TransferError::File { .. })));
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let altered = |name: &str, text: String| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let without_end = lines[..lines.len() - 1].join("\n") + "\n";
    let one_less = {
        let mut lines = lines.clone();
        lines.remove(3);
        lines.join("\n") + "\n"
    };
    let numbers = numbers(&world);
    let (mut broken, empty) = (0, sled(&home.path().join("empty")));
    for (name, text) in [
        ("cut", lines[..3].join("\n") + "\n{\"kind\":\"Cert"),
        ("endless", without_end),
        ("less", one_less),
        ("changed", text.replacen("data-error", "replaced", 1)),
        ("other", "{}\n".to_owned()),
    ] {
        let refused = transfer::import(&empty, &altered(name, text), &numbers, &mut |_| {}).await;
        assert!(
            matches!(refused, Err(TransferError::Damaged { .. })),
            "{name}: {refused:?}"
        );
        broken += 1;
    }
    assert_eq!(broken, 5);
    let others = NumberBase::new(&[1; 32]);
    let refused = transfer::import(&empty, &file, &others, &mut |_| {}).await;
    let first = (1..).zip(&lines);
    let first = first.filter(|(_, line)| line.contains("NumbersAllocated"));
    let first = first.map(|(line, _)| line).next();
    assert!(
        matches!(refused, Err(TransferError::OtherNumberKey { line, .. }) if Some(line) == first),
        "{refused:?}"
    );
    // Nothing of them was imported.
    let nothing = transfer::export(&empty, &home.path().join("none"), &mut |_| {}).await;
    assert!(matches!(nothing, Err(TransferError::Empty)));
    // Another register, and one that went on.
    let mut other = World::with(|config| config.database_urls.clear());
    other.accredit("kbtu", 3).await;
    other.stop();
    let store = sled(&other.config.data_dir);
    let refused = transfer::import(&store, &file, &numbers, &mut |_| {}).await;
    assert!(matches!(refused, Err(TransferError::OtherRegister { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_entries_move_both_ways() {
    let entries = std::env::var("REGISTER_ENTRIES").map_or(5_000, |n| n.parse().unwrap());
    let mut world = World::with(|config| config.database_urls.clear());
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let registry = world.app().registry();
    let given = stream::iter(0..entries).map(|n| {
        registry.store.allocate(Batch {
            hei: "kaznu".parse().unwrap(),
            drafts: vec![AllocationRequest {
                draft: draft(n),
                programme: programme.parse().unwrap(),
                supersedes: None,
            }],
            act: Act {
                by: Actor::Bootstrap,
                at: world.now(),
            },
            numbers: registry.numbers.clone(),
            open_lists: 4,
            rng: registry.rng.clone(),
        })
    });
    let given = given
        .buffer_unordered(512)
        .map(|given| given.unwrap().len());
    assert_eq!(
        given.fold(0, async |sum, one| sum + one).await as u64,
        entries
    );
    world.stop();
    let numbers = numbers(&world);
    let home = TempDir::new().unwrap();
    let file = |name: &str| home.path().join(name);
    let store = sled(&world.config.data_dir);
    let first = transfer::export(&store, &file("1"), &mut |_| {})
        .await
        .unwrap();
    drop(store);
    assert_eq!(first.entries, entries + 3);
    let url = test_postgres::new_database();
    let store = postgres(&url, Some(&numbers)).await;
    let mut parts = 0;
    transfer::import(&store, &file("1"), &numbers, &mut |_| parts += 1)
        .await
        .unwrap();
    assert_eq!(parts, first.entries.div_ceil(500));
    let second = transfer::export(&store, &file("2"), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(second, first);
    let back = sled(&file("data"));
    transfer::import(&back, &file("2"), &numbers, &mut |_| {})
        .await
        .unwrap();
    let third = transfer::export(&back, &file("3"), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(third, first);
}
