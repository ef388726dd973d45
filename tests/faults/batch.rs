//! A batch on its way from results to deliveries, while the issuer or the registry is killed at random moments.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use scenarios::{
    group,
    processes::Failure,
    stage::{Actor, OPERATOR_PASSPHRASE, Stage, number_base},
    world::deliveries,
};
use schemas::{examples, programme::Programme};
use serde_json::Value;
use service::clock::SystemClock;
use tempfile::TempDir;

use crate::{KILLS, register::answer};

/// How many rows the batch has.
const ROWS: usize = 500;
/// How often the registry is killed while an issuer works with it: fewer than under a load of its own ([`crate::kill`]).
pub(crate) const REGISTRY_KILLS: usize = 15;

pub(crate) fn programme() -> Programme {
    examples::programmes().remove(0)
}

/// A stage with a batch of the results in `csv`, `rows` of them, that nobody has confirmed.
pub(crate) async fn stage_with_batch(
    csv: &str,
    rows: usize,
) -> Result<(TempDir, Stage, String), Failure> {
    let dir = tempfile::tempdir()?;
    let stage = Stage::set(dir.path()).await?;
    stage.submit_programmes()?;
    let file = dir.path().join("group.csv");
    fs::write(&file, csv)?;
    let program = stage.program(Actor::Issuer)?;
    let imported = program
        .args(["--json", "import"])
        .args([&file])
        .succeed()?
        .json()?;
    assert_eq!(imported["accepted"].as_array().map(Vec::len), Some(rows));
    let batch = imported["batch"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Ok((dir, stage, batch))
}

fn results(seed: u64) -> String {
    group::passing(&programme(), ROWS, seed)
}

/// The folder with the deliveries of the only batch.
pub(crate) fn folder(stage: &Stage) -> PathBuf {
    let below = stage.home(Actor::Issuer).join("deliveries");
    let mut entries = fs::read_dir(below).expect("the folder of deliveries");
    entries.next().expect("a batch").expect("an entry").path()
}

/// Everything that must hold when the batch has come to its end.
async fn complete(stage: &Stage, folder: &Path) -> Result<(), Failure> {
    let delivered = deliveries(folder);
    assert_eq!(delivered.len(), ROWS);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let numbers: BTreeSet<_> = delivered
        .iter()
        .map(|d| text(&d.verifiable_credential["certificateNumber"]))
        .collect();
    assert_eq!(
        numbers.len(),
        ROWS,
        "every certificate has a number of its own"
    );
    let people: BTreeSet<_> = delivered
        .iter()
        .map(|d| {
            text(&d.verifiable_credential["credentialSubject"]["identifier"][0]["identityHash"])
        })
        .collect();
    assert_eq!(people.len(), group::people(ROWS));
    let places: BTreeSet<_> = delivered
        .iter()
        .map(|d| text(&d.verifiable_credential["credentialStatus"]["id"]))
        .collect();
    assert_eq!(
        places.len(),
        ROWS,
        "every certificate has a status place of its own"
    );

    // The numbers are those of the first places of the sequence, so none was skipped or given in vain.
    let first_of_sequence = first_numbers(stage)?;
    assert_eq!(numbers, first_of_sequence);

    // What the register recorded, entry by entry, has neither gap nor repetition.
    let client = reqwest::Client::new();
    for delivery in &delivered {
        let number = text(&delivery.verifiable_credential["certificateNumber"]);
        let path = format!("/api/v1/certificates/{number}");
        let asked = client.get(format!("{}{path}", stage.url(Actor::Registry)));
        let entry = answer(asked).await?.ok()?;
        assert_eq!(entry["status"]["state"], "active", "{entry:#}");
        assert_eq!(entry["receipt"], delivery.registration, "{number}");
    }
    Ok(())
}

/// The numbers of the first [`ROWS`] places of the operator's sequence.
fn first_numbers(stage: &Stage) -> Result<BTreeSet<String>, Failure> {
    let keys = stage.home(Actor::Registry).join("keys");
    let base = number_base(&keys, OPERATOR_PASSPHRASE)?;
    let now = SystemClock::shared().now();
    let number = |place| base.number(place, now).map(|number| number.to_string());
    let numbers: Option<_> = (0..ROWS as u64).map(number).collect();
    numbers.ok_or_else(|| Failure("the sequence is used up".to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_killed_again_and_again_finishes_its_batch() -> Result<(), Failure> {
    let (_dir, mut stage, batch) = stage_with_batch(&results(60), ROWS).await?;
    let mut random = StdRng::seed_from_u64(60);
    let mut killed = 0;
    let mut command = "issue";
    for start in 0.. {
        let log = stage
            .home(Actor::Issuer)
            .join(format!("killed-{start}.txt"));
        let mut running = stage
            .program(Actor::Issuer)?
            .args([command, &batch])
            .start(&log)?;
        let moment = Duration::from_millis(random.random_range(1..300));
        command = "resume";
        match running.wait_for(moment)? {
            None => {
                running.kill()?;
                killed += 1;
            }
            // Killed before it had confirmed the batch, so there is nothing to resume.
            Some(status) if !status.success() => {
                let log = running.log_text();
                assert!(log.contains("is not confirmed"), "{log}");
                command = "issue";
            }
            // It came to its end before enough kills.
            Some(_) => break,
        }
        if killed == KILLS {
            break;
        }
    }
    assert_eq!(
        killed, KILLS,
        "it came to its end before: make the moments shorter"
    );
    stage
        .program(Actor::Issuer)?
        .args(["resume", &batch])
        .succeed()?;
    complete(&stage, &folder(&stage)).await?;
    stage.kill(Actor::Registry)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_killed_again_and_again_loses_nothing() -> Result<(), Failure> {
    let (_dir, mut stage, batch) = stage_with_batch(&results(61), ROWS).await?;
    let mut random = StdRng::seed_from_u64(61);
    let log = stage.home(Actor::Issuer).join("issue.txt");
    let mut issuing = stage
        .program(Actor::Issuer)?
        .args(["issue", &batch])
        .start(&log)?;
    let mut killed = 0;
    while killed < REGISTRY_KILLS {
        let moment = Duration::from_millis(random.random_range(1..300));
        if let Some(status) = issuing.wait_for(moment)? {
            assert!(status.success(), "{}", issuing.log_text());
            break;
        }
        stage.kill(Actor::Registry)?;
        killed += 1;
        stage.start(Actor::Registry).await?;
    }
    let ended = issuing.wait_for(Duration::from_mins(5))?;
    assert!(
        ended.is_some_and(|status| status.success()),
        "{}",
        issuing.log_text()
    );
    assert_eq!(
        killed, REGISTRY_KILLS,
        "it came to its end before: make the moments shorter"
    );
    complete(&stage, &folder(&stage)).await?;
    stage.kill(Actor::Registry)
}
