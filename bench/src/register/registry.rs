//! The registry as a process of its own, as it is shipped, on either store.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use bench::machine;
use scenarios::{
    processes::{Failure, Program, Running, free_port},
    registry_home,
};

use crate::connection::{Asked, Connection};

/// How long an orderly end may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// A registry's directory and addresses. It ends when it is dropped.
pub(crate) struct Registry {
    home: PathBuf,
    pub(crate) url: String,
    metrics: String,
    running: Option<Running>,
}

impl Registry {
    /// Makes settings and keys in an empty directory; on PostgreSQL when an address of a database is given. No limit on
    /// requests holds the load back, and the lists are valid for so long that none is renewed for its age.
    pub(crate) fn new(home: PathBuf, database: Option<&str>) -> Result<Self, Failure> {
        let metrics = format!("127.0.0.1:{}", free_port()?);
        let databases: Vec<_> = database.into_iter().collect();
        let more = format!(
            "metrics_listen = \"{metrics}\"\ndata_dir = \"data\"\nfree_disk_percent = 0\n\
             status_list_validity_minutes = 44640\ndatabase_urls = {databases:?}\n"
        );
        let url = registry_home::make(&home, None, &more)?;
        let registry = Self {
            home,
            url,
            metrics: format!("http://{metrics}"),
            running: None,
        };
        registry.program()?.args(["init"]).succeed()?;
        Ok(registry)
    }

    fn program(&self) -> Result<Program, Failure> {
        Program::new("registry", &self.home)
    }

    /// Starts it; how long it takes until it answers.
    pub(crate) async fn start(&mut self) -> Result<Duration, Failure> {
        let program = self.program()?.args(["serve"]);
        let begun = Instant::now();
        let mut running = program.start(&self.home.join("registry.log"))?;
        running.answers(&format!("{}/healthz", self.url)).await?;
        self.running = Some(running);
        Ok(begun.elapsed())
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(&mut self) -> Result<(), Failure> {
        let running = self.running.take();
        running.map_or(Ok(()), |running| running.terminate(PATIENCE))
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.running.take().map_or(Ok(()), Running::kill)
    }

    /// The most memory that the process has had so far, in MB of 10^6 bytes.
    pub(crate) fn peak_mb(&self) -> Result<f64, Failure> {
        let running = self.running.as_ref();
        let id = running.ok_or_else(|| Failure::of("the registry does not run"))?;
        let peak = machine::peak_mb(&id.id().to_string());
        peak.ok_or_else(|| Failure::of("the system does not tell a process's memory"))
    }

    /// The operator's admin token.
    pub(crate) fn admin_token(&self) -> Result<String, Failure> {
        registry_home::admin_token(&self.home)
    }

    /// The bytes of the embedded store's journal.
    pub(crate) fn journal_bytes(&self) -> Result<u64, Failure> {
        Ok(fs::metadata(self.home.join("data/journal"))?.len())
    }

    /// What a counter stands at.
    pub(crate) async fn counted(&self, counter: &str) -> Result<f64, Failure> {
        counted(&self.metrics, counter).await
    }
}

/// What a counter of the server stands at that shows its metrics at `url`.
pub(crate) async fn counted(url: &str, counter: &str) -> Result<f64, Failure> {
    let text = Connection::open(url)
        .await?
        .ask(Asked::get("/metrics"))
        .await?;
    let text = String::from_utf8_lossy(&text);
    let value = text
        .lines()
        .find_map(|l| l.strip_prefix(counter)?.strip_prefix(' '));
    value
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| Failure(format!("{url} shows no metric {counter}")))
}
