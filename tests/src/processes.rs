//! The shipped programs as separate processes: started on free loopback ports, asked over HTTP, killed.

use std::{
    ffi::{OsStr, OsString},
    fmt, fs,
    io::{self, Read, Seek},
    net::TcpListener,
    ops::Range,
    path::{Path, PathBuf},
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take until it answers, and a command until it ends.
const PATIENCE: Duration = Duration::from_mins(2);

/// What went wrong with a program, with what it printed.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    /// Of anything that says what went wrong.
    pub fn of(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::of(error)
    }
}

/// The path of one of our binaries, built into the target directory that this program runs from.
///
/// # Errors
/// When it was not built: `cargo build --bins` does.
pub fn binary(name: &str) -> Result<PathBuf, Failure> {
    let here = std::env::current_exe()?;
    let directories = here.ancestors().skip(1).take(2);
    let mut candidates = directories.map(|directory| directory.join(name));
    candidates.find(|path| path.is_file()).ok_or_else(|| {
        Failure(format!(
            "the program {name} is not built; run `cargo build --bins` first"
        ))
    })
}

/// The ports that are handed out: below those that Linux gives to outgoing connections, of which one could take a port before
/// the server listens there.
const PORTS: Range<u16> = 12_000..32_000;

/// A port on which nothing listens at this moment. No other call of this process is given it.
///
/// # Errors
/// When none is free.
pub fn free_port() -> Result<u16, Failure> {
    static TRIED: AtomicUsize = AtomicUsize::new(0);
    // Processes that run at the same time begin at different places.
    let first = process::id() as usize * 997;
    let free = PORTS.clone().find_map(|_| {
        let next = first + TRIED.fetch_add(1, Ordering::Relaxed);
        let port = PORTS.clone().nth(next % PORTS.len())?;
        TcpListener::bind(("127.0.0.1", port))
            .is_ok()
            .then_some(port)
    });
    free.ok_or_else(|| Failure("no port is free on 127.0.0.1".to_owned()))
}

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// What it said.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

impl Finished {
    /// The exit code; -1 when a signal ended it.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// What it said as JSON.
    ///
    /// # Errors
    /// When it said something else.
    pub fn json(&self) -> Result<serde_json::Value, Failure> {
        serde_json::from_str(&self.stdout)
            .map_err(|e| Failure(format!("{e} in: {}\n{}", self.stdout, self.stderr)))
    }
}

/// A command line of one of our programs.
pub struct Program {
    name: String,
    command: Command,
}

impl Program {
    /// The program `name`, in a directory of its own, without this process's environment that could
    /// configure it.
    ///
    /// # Errors
    /// When it was not built.
    pub fn new(name: &str, directory: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(directory)?;
        let mut command = Command::new(binary(name)?);
        command.current_dir(directory).stdin(Stdio::null());
        Ok(Self {
            name: name.to_owned(),
            command,
        })
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it by another program, whose arguments `wrapper` are: its command line follows them.
    #[must_use]
    pub fn by(self, wrapper: &[OsString]) -> Self {
        let Some((program, arguments)) = wrapper.split_first() else {
            return self;
        };
        let inner = &self.command;
        let mut command = Command::new(program);
        command.args(arguments).arg(inner.get_program());
        command.args(inner.get_args()).stdin(Stdio::null());
        for (name, value) in inner.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        if let Some(directory) = inner.get_current_dir() {
            command.current_dir(directory);
        }
        let name = self.name;
        Self { name, command }
    }

    /// Runs it to its end and takes what it printed, whatever the exit code.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn finish(mut self) -> Result<Finished, Failure> {
        let output = self.command.output()?;
        Ok(Finished {
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs it to its end, which must be exit code 0.
    ///
    /// # Errors
    /// When it ends otherwise, with all that it printed.
    pub fn succeed(self) -> Result<Finished, Failure> {
        let name = self.name.clone();
        let arguments: Vec<_> = self.command.get_args().map(OsStr::to_owned).collect();
        let finished = self.finish()?;
        if finished.code() == 0 {
            return Ok(finished);
        }
        Err(Failure(format!(
            "{name} {arguments:?} ended with {}:\n{}{}",
            finished.status, finished.stdout, finished.stderr
        )))
    }

    /// Starts it and returns at once; what it prints goes to `log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut self, log: &Path) -> Result<Running, Failure> {
        let file = fs::File::options().create(true).append(true).open(log)?;
        self.command.stdout(file.try_clone()?).stderr(file);
        Ok(Running {
            name: self.name,
            child: self.command.spawn()?,
            log: log.to_owned(),
        })
    }
}

/// A program that was started. It is killed when this value is dropped.
pub struct Running {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Waits until `GET url` answers with success.
    ///
    /// # Errors
    /// When it ends, or does not answer in two minutes, with its log.
    pub async fn answers(&mut self, url: &str) -> Result<(), Failure> {
        let client = reqwest::Client::new();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                let log = self.log_text();
                return Err(Failure(format!(
                    "{} ended with {status}:\n{log}",
                    self.name
                )));
            }
            let answer = client.get(url).send().await;
            if answer.is_ok_and(|a| a.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let log = self.log_text();
        Err(Failure(format!(
            "{} does not answer at {url}:\n{log}",
            self.name
        )))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as `kill` does, and waits for that.
    ///
    /// # Errors
    /// When it cannot be asked, still runs after `limit`, or ends otherwise than in order, with its log.
    pub fn terminate(mut self, limit: Duration) -> Result<(), Failure> {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let process = process.ok_or_else(|| Failure(format!("{} has no process id", self.name)))?;
        kill_process(process, Signal::TERM).map_err(io::Error::from)?;
        match self.wait_for(limit)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => {
                let log = self.log_text();
                Err(Failure(format!(
                    "{} ended with {status}:\n{log}",
                    self.name
                )))
            }
            None => Err(Failure(format!(
                "{} does not end:\n{}",
                self.name,
                self.log_text()
            ))),
        }
    }

    /// Ends it like `kill -9`, without a chance to tidy up.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(mut self) -> Result<(), Failure> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits for its end until `limit` has passed; `None` when it still runs then.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait_for(&mut self, limit: Duration) -> Result<Option<ExitStatus>, Failure> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if begun.elapsed() >= limit {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Everything that it printed so far.
    pub fn log_text(&self) -> String {
        let read = || -> io::Result<String> {
            let mut text = String::new();
            let mut file = fs::File::open(&self.log)?;
            file.rewind()?;
            file.read_to_string(&mut text)?;
            Ok(text)
        };
        read().unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
