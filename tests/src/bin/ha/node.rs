//! A machine of the cluster on a loopback address: a member of etcd, Patroni, and the PostgreSQL that Patroni runs, each
//! with the settings of docs/high-availability.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::Signal;
use scenarios::processes::{Failure, free_port};

use crate::processes_of::{lives, signal};

const ETCD: &str = include_str!("../../../../docs/high-availability/etcd.env");
const PATRONI: &str = include_str!("../../../../docs/high-availability/patroni.yml");

/// What `docs/high-availability/patroni.yml` says, and what it says here: times as short as Patroni allows, no TLS on
/// loopback, no watchdog.
const CHANGED: [(&str, &str); 9] = [
    ("ttl: 30\n", "ttl: 20\n"),
    ("loop_wait: 10\n", "loop_wait: 5\n"),
    ("retry_timeout: 10\n", "retry_timeout: 5\n"),
    ("wal_keep_size: 1GB", "wal_keep_size: 256MB"),
    ("    ssl: \"on\"\n", ""),
    ("    ssl_cert_file: /etc/patroni/server.crt\n", ""),
    ("    ssl_key_file: /etc/patroni/server.key\n", ""),
    ("  mode: automatic\n", "  mode: off\n"),
    (
        "data_dir: /var/lib/postgresql/15/kualik",
        "data_dir: DIR/data",
    ),
];

/// How many nodes there are.
pub(crate) const NODES: usize = 3;
/// The passwords of the roles `postgres`, `replicator`, `rewind` and `kualik`.
pub(crate) const PASSWORD: &str = "a password for one test";

/// The programs that nodes run.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    /// Where PostgreSQL's are.
    pub(crate) postgresql: PathBuf,
    /// Patroni.
    pub(crate) patroni: PathBuf,
    /// Commands run as this account; `None`: as whoever runs the test.
    pub(crate) account: Option<&'static str>,
}

impl Programs {
    /// A command as the account that nodes run as.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = match self.account {
            Some(account) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", account, "--regid", account, "--init-groups"]);
                command.arg(program);
                command
            }
            None => Command::new(program),
        };
        command.stdin(Stdio::null());
        command
    }
}

/// Ports of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    peer: u16,
    etcd: u16,
    pub(crate) patroni: u16,
    pub(crate) postgresql: u16,
}

impl Ports {
    pub(crate) fn free() -> Result<Self, Failure> {
        Ok(Self {
            peer: free_port()?,
            etcd: free_port()?,
            patroni: free_port()?,
            postgresql: free_port()?,
        })
    }
}

/// A machine.
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) ports: Ports,
    dir: PathBuf,
    programs: Programs,
    etcd: Option<Child>,
    patroni: Option<Child>,
}

impl Node {
    /// Writes the settings of node `n` of those with `ports` into a directory of its own below `dir`.
    pub(crate) fn new(
        dir: &Path,
        n: usize,
        ports: &[Ports; NODES],
        programs: &Programs,
    ) -> Result<Self, Failure> {
        let name = format!("db{}", n + 1);
        let dir = dir.join(&name);
        fs::create_dir_all(&dir)?;
        let node = Self {
            ports: ports[n],
            dir,
            programs: programs.clone(),
            etcd: None,
            patroni: None,
            name,
        };
        let etcd = node.with_addresses(ETCD, ports);
        let data = node.dir.join("etcd").display().to_string();
        let etcd = replaced(&etcd, "/var/lib/etcd/kualik", &data)?;
        fs::write(node.dir.join("etcd.env"), etcd)?;
        let mut patroni = node.with_addresses(PATRONI, ports);
        for (usual, here) in CHANGED {
            patroni = replaced(&patroni, usual, here)?;
        }
        let bin = programs.postgresql.display().to_string();
        let patroni = replaced(&patroni, "/usr/lib/postgresql/15/bin", &bin)?;
        let patroni = replaced(&patroni, "/var/lib/postgresql/patroni.pgpass", "DIR/pgpass")?;
        let patroni = replaced(&patroni, "/var/run/postgresql", "DIR")?;
        let patroni = patroni.replace("DIR", &node.dir.display().to_string());
        let patroni = patroni.replace("hostssl", "host");
        let patroni = patroni.replace("10.0.0.0/24", "127.0.0.0/8");
        fs::write(node.dir.join("patroni.yml"), patroni)?;
        if let Some(account) = programs.account {
            run(Command::new("chown").args(["-R", account]).arg(&node.dir))?;
        }
        Ok(node)
    }

    /// The sample is that of db1: lines that name one node are its own, others name all three.
    fn with_addresses(&self, sample: &str, ports: &[Ports; NODES]) -> String {
        let line = |line: &str| {
            let mut line = line.to_owned();
            let own = !line.contains("10.0.0.2");
            if own {
                line = line.replace("db1", &self.name);
            }
            for (n, of_node) in ports.iter().enumerate() {
                let ports = if own { &self.ports } else { of_node };
                for (usual, here) in [
                    (2379, ports.etcd),
                    (2380, ports.peer),
                    (8008, ports.patroni),
                    (5432, ports.postgresql),
                ] {
                    let address = format!("10.0.0.{}:{usual}", n + 1);
                    line = line.replace(&address, &format!("127.0.0.1:{here}"));
                }
            }
            line + "\n"
        };
        sample.lines().map(line).collect()
    }

    /// Starts what does not run.
    pub(crate) fn start(&mut self) -> Result<(), Failure> {
        if self.etcd.is_none() {
            let settings = fs::read_to_string(self.dir.join("etcd.env"))?;
            let settings = settings.lines().filter_map(|line| line.split_once('='));
            let settings = settings.filter(|(name, _)| !name.starts_with('#'));
            let mut etcd = self.programs.command("etcd");
            self.etcd = Some(self.spawn(etcd.envs(settings), "etcd")?);
        }
        if self.patroni.is_none() {
            let mut patroni = self.programs.command(&self.programs.patroni);
            patroni.arg(self.dir.join("patroni.yml"));
            for role in ["SUPERUSER", "REPLICATION", "REWIND"] {
                patroni.env(format!("PATRONI_{role}_PASSWORD"), PASSWORD);
            }
            self.patroni = Some(self.spawn(&mut patroni, "patroni")?);
        }
        Ok(())
    }

    fn spawn(&self, command: &mut Command, name: &str) -> Result<Child, Failure> {
        let log = self.dir.join(format!("{name}.log"));
        let log = fs::File::options().create(true).append(true).open(log)?;
        command.current_dir(&self.dir);
        command.stdout(log.try_clone()?).stderr(log);
        let started = command.spawn();
        started.map_err(|e| Failure(format!("{name} does not start: {e}")))
    }

    /// The directory of the socket, of settings and logs.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// `kill -9` of PostgreSQL, of all its processes.
    pub(crate) fn kill_postgresql(&self) {
        self.signal_postgresql(Signal::KILL);
    }

    /// PostgreSQL stands still, and Patroni beside it does not.
    pub(crate) fn freeze_postgresql(&self) {
        self.signal_postgresql(Signal::STOP);
    }

    /// `kill -9` of everything, as when the machine loses its power.
    pub(crate) fn kill(&mut self) {
        self.signal(Signal::KILL);
        for child in [self.etcd.take(), self.patroni.take()] {
            let ended = child.map(|mut child| child.wait());
            // It was killed: how it ended says nothing.
            drop(ended);
        }
    }

    /// Everything stands still, as a virtual machine does that is moved.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// What stands still goes on.
    pub(crate) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Ends everything: Patroni stops PostgreSQL; what does not end is killed.
    pub(crate) fn stop(&mut self) {
        self.thaw();
        if let Some(patroni) = &self.patroni {
            signal(patroni.id(), Signal::TERM);
        }
        let begun = Instant::now();
        let ended = |child: &mut Child| matches!(child.try_wait(), Ok(Some(_)));
        while begun.elapsed() < Duration::from_secs(3) && !self.patroni.as_mut().is_none_or(ended) {
            std::thread::sleep(Duration::from_millis(50));
        }
        self.kill();
    }

    fn signal(&self, of: Signal) {
        for child in [&self.patroni, &self.etcd].into_iter().flatten() {
            signal(child.id(), of);
        }
        self.signal_postgresql(of);
    }

    fn signal_postgresql(&self, of: Signal) {
        if let Some(postmaster) = self.postmaster() {
            signal(postmaster, of);
        }
    }

    /// The first process of PostgreSQL, while it lives.
    fn postmaster(&self) -> Option<u32> {
        let text = fs::read_to_string(self.dir.join("data/postmaster.pid")).ok()?;
        let process = text.lines().next()?.trim().parse().ok()?;
        // The file of a killed one stays, and its number may be another process's by now.
        let command = fs::read(format!("/proc/{process}/cmdline")).ok()?;
        let ours = String::from_utf8_lossy(&command).contains(&*self.dir.to_string_lossy());
        (ours && lives(process)).then_some(process)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop();
    }
}

/// `text` with the one place that says `usual` changed.
fn replaced(text: &str, usual: &str, here: &str) -> Result<String, Failure> {
    if text.matches(usual).count() == 1 {
        return Ok(text.replace(usual, here));
    }
    Err(Failure(format!(
        "docs/high-availability does not say {usual:?} once: the test has to follow it"
    )))
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure(format!("{command:?}: {said}")))
}
