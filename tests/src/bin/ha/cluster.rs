//! Three nodes, and what can be asked of them.

use std::{
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use scenarios::processes::Failure;
use tokio::runtime::Handle;

use crate::node::{NODES, Node, PASSWORD, Ports, Programs};

/// How long the cluster may take for anything.
const PATIENCE: Duration = Duration::from_mins(2);

/// Set when the test is to end early.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The cluster. Its nodes end when it is dropped.
pub(crate) struct Cluster {
    pub(crate) nodes: Vec<Node>,
    programs: Programs,
    runtime: Handle,
    client: reqwest::Client,
}

impl Cluster {
    /// Starts three nodes in `dir` and waits until they are a cluster that has the registry's role and database.
    pub(crate) fn start(dir: &Path, programs: Programs, runtime: &Handle) -> Result<Self, Failure> {
        let ports: [Ports; NODES] = [Ports::free()?, Ports::free()?, Ports::free()?];
        let nodes = (0..NODES).map(|n| Node::new(dir, n, &ports, &programs));
        let nodes = nodes.collect::<Result<_, _>>()?;
        let mut cluster = Self {
            nodes,
            programs,
            runtime: runtime.clone(),
            client: reqwest::Client::new(),
        };
        for node in &mut cluster.nodes {
            node.start()?;
        }
        let primary = cluster.whole()?;
        let role = format!("CREATE ROLE kualik LOGIN PASSWORD '{PASSWORD}'");
        for statement in [&role, "CREATE DATABASE kualik OWNER kualik"] {
            cluster.ask(primary, "postgres", statement)?;
        }
        Ok(cluster)
    }

    /// What the registry's setting `database_urls` is.
    pub(crate) fn urls(&self) -> Vec<String> {
        let url = |node: &Node| {
            let port = node.ports.postgresql;
            format!("postgres://kualik@127.0.0.1:{port}/kualik?sslmode=disable")
        };
        self.nodes.iter().map(url).collect()
    }

    /// Waits for a primary, apart from `without`, with a synchronous standby; says which node it is.
    pub(crate) fn settled(&self, without: Option<usize>) -> Result<usize, Failure> {
        until("a primary with a synchronous standby", || {
            self.primary_with(without, "sync_state IN ('sync', 'quorum')", 1)
        })
    }

    /// Waits until all nodes take part, one of them as a synchronous standby that Patroni would hand over to; says which is
    /// the primary.
    pub(crate) fn whole(&self) -> Result<usize, Failure> {
        until("all three nodes", || {
            self.primary_with(None, "true", NODES - 1)
        })?;
        until("a standby that may take over", || {
            let nodes = self.nodes.iter();
            nodes.map(|node| self.may_take_over(node)).find(|may| *may)
        })?;
        self.settled(None)
    }

    /// Whether etcd says that a node is a synchronous standby. Patroni writes it there after PostgreSQL took the setting;
    /// until then it would start a crashed primary again in its place.
    fn may_take_over(&self, node: &Node) -> bool {
        let url = format!("http://127.0.0.1:{}/synchronous", node.ports.patroni);
        let asked = self.client.get(url).timeout(Duration::from_secs(2));
        let answer = self.runtime.block_on(async { asked.send().await });
        answer.is_ok_and(|answer| answer.status() == 200)
    }

    /// Sets replication to asynchronous, and waits until it is.
    pub(crate) fn make_asynchronous(&self) -> Result<(), Failure> {
        let url = format!("http://127.0.0.1:{}/config", self.nodes[0].ports.patroni);
        let settings = r#"{"synchronous_mode": false, "synchronous_mode_strict": false}"#;
        let set = self.client.patch(url).body(settings);
        let set = self.runtime.block_on(async { set.send().await });
        let set = set.and_then(reqwest::Response::error_for_status);
        set.map_err(|e| Failure(format!("Patroni does not take a setting: {e}")))?;
        until("asynchronous replication", || {
            self.primary_with(None, "sync_state = 'async'", NODES - 1)
        })
        .map(drop)
    }

    fn primary_with(&self, without: Option<usize>, standbys: &str, least: usize) -> Option<usize> {
        let question = format!(
            "SELECT NOT pg_is_in_recovery() AND count(*) >= {least} FROM pg_stat_replication
             WHERE state = 'streaming' AND {standbys}"
        );
        let nodes = (0..NODES).filter(|n| Some(*n) != without);
        let mut primaries = nodes.filter(|n| {
            let answer = self.ask(*n, "postgres", &question);
            answer.is_ok_and(|answer| answer.trim() == "t")
        });
        primaries.next()
    }

    /// What a node answers to a statement: columns between tabs.
    pub(crate) fn ask(&self, n: usize, database: &str, statement: &str) -> Result<String, Failure> {
        let node = &self.nodes[n];
        let mut psql = Command::new(self.programs.postgresql.join("psql"));
        psql.args(["-X", "-q", "-t", "-A", "-F", "\t", "-v", "ON_ERROR_STOP=1"])
            .args(["-U", "postgres", "-d", database, "-c", statement])
            .env("PGHOST", node.dir())
            .env("PGPORT", node.ports.postgresql.to_string())
            .env("PGPASSWORD", PASSWORD)
            .env("PGCONNECT_TIMEOUT", "2");
        let output = psql.output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure(format!("{}: {said}", node.name)))
    }
}

/// Waits until `condition` gives something.
pub(crate) fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> Result<T, Failure> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Err(Failure("interrupted".to_owned()));
        }
        if let Some(found) = condition() {
            return Ok(found);
        }
        thread::sleep(Duration::from_millis(200));
    }
    let seconds = PATIENCE.as_secs();
    Err(Failure(format!("{what}: not within {seconds} s")))
}
