//! A group from its file of results to signed, registered, delivered certificates: the issuer and the registry as they are
//! shipped, each a process, both durable at every step.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use scenarios::{
    group,
    processes::{Failure, Running, free_port},
    stage::{Actor, STAFF_TOKEN, Stage},
};
use schemas::examples;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    connection::{Asked, Connection},
    registry::counted,
};

/// The most rows of one file.
const ROWS: usize = 10_000;
/// How often it is looked whether a batch has come to its end.
const LOOK: Duration = Duration::from_millis(50);
/// The stages of a draft, as the issuer's metrics name them.
const STAGES: [(&str, &str); 5] = [
    ("numbered", "numbered by the operator"),
    ("prepared", "prepared, and what is to be signed recorded"),
    ("signed", "signed and checked"),
    ("registered", "registered, receipts checked"),
    ("delivered", "delivered: five files each"),
];

/// What one group took.
#[derive(Clone, Debug)]
pub(crate) struct Cohort {
    /// How many certificates.
    pub(crate) size: usize,
    /// From the file to the end, in seconds.
    pub(crate) seconds: f64,
    /// What takes how long, in seconds.
    pub(crate) shares: Vec<(&'static str, f64)>,
}

impl Cohort {
    /// Certificates in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.size as f64 / self.seconds
    }
}

/// Issues `size` certificates on a new stage in `dir`: as many files as it takes, one after another.
pub(crate) async fn measure(dir: &Path, size: usize) -> Result<Cohort, Failure> {
    let stage = Stage::set(dir).await?;
    stage.submit_programmes()?;
    let issuer = Issuer::start(&stage).await?;
    let programme = examples::programmes().swap_remove(0);
    let files: Vec<_> = (0..size)
        .step_by(ROWS)
        .map(|first| group::passing_from(&programme, first, ROWS.min(size - first), 11))
        .collect();
    let begun = Instant::now();
    let mut importing = Duration::ZERO;
    for (place, file) in files.into_iter().enumerate() {
        let import = Instant::now();
        let batch = issuer.import(file).await?;
        importing += import.elapsed();
        issuer.issue(&batch, place + 1).await?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut shares = vec![("read, judged and recorded", importing.as_secs_f64())];
    for (stage, words) in STAGES {
        shares.push((words, issuer.seconds(stage).await?));
    }
    let known: f64 = shares.iter().map(|(_, took)| took).sum();
    shares.push(("confirmed, indexed, files brought to disk", seconds - known));
    Ok(Cohort {
        size,
        seconds,
        shares,
    })
}

/// The issuer's server.
struct Issuer {
    url: String,
    metrics: String,
    _running: Running,
}

impl Issuer {
    async fn start(stage: &Stage) -> Result<Self, Failure> {
        let metrics = format!("127.0.0.1:{}", free_port()?);
        let program = stage.program(Actor::Issuer)?.args(["serve"]);
        let program = program.env("ISSUER__METRICS_LISTEN", &metrics);
        let mut running = program.start(&stage.home(Actor::Issuer).join("log.txt"))?;
        let url = stage.url(Actor::Issuer);
        running.answers(&format!("{url}/healthz")).await?;
        Ok(Self {
            url,
            metrics: format!("http://{metrics}"),
            _running: running,
        })
    }

    /// The batch that was made of a file, all of whose rows must be accepted.
    async fn import(&self, file: String) -> Result<String, Failure> {
        let rows = file.lines().count() - 1;
        let asked = Asked::post_csv("/api/v1/imports?file=group.csv", file).by(STAFF_TOKEN);
        let answer: Value = Connection::open(&self.url).await?.read(asked).await?;
        let batch = &answer["batch"];
        if batch["accepted"].as_u64() != Some(rows as u64) {
            return Err(Failure(format!("not every row was accepted: {batch}")));
        }
        let id = batch["id"].as_str().map(str::to_owned);
        id.ok_or_else(|| Failure(format!("no batch in {answer}")))
    }

    /// Confirms a batch and waits for its end, which makes `finished` batches.
    async fn issue(&self, batch: &str, finished: usize) -> Result<(), Failure> {
        let mut connection = Connection::open(&self.url).await?;
        let path = format!("/api/v1/batches/{batch}/confirmation");
        let asked = Asked::post(path, &json!({}));
        connection.ask(asked.by(STAFF_TOKEN)).await?;
        while self.count("batches_finished").await? < finished as f64 {
            if self.count("batches_stopped").await? > 0.0 {
                let asked = Asked::get(format!("/api/v1/batches/{batch}")).by(STAFF_TOKEN);
                let answer: Value = connection.read(asked).await?;
                return Err(Failure(format!("the batch stopped: {}", answer["run"])));
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    async fn count(&self, counter: &str) -> Result<f64, Failure> {
        counted(&self.metrics, &format!("kualik_issuer_{counter}_total")).await
    }

    async fn seconds(&self, stage: &str) -> Result<f64, Failure> {
        let counter = format!("kualik_issuer_stage_seconds_total{{stage=\"{stage}\"}}");
        counted(&self.metrics, &counter).await
    }
}
