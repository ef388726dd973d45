//! The driver: a process that starts browsers and passes commands on to them.

use std::{
    env,
    ffi::OsStr,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use crate::processes::Failure;

/// The programs, as Debian calls them.
const PROGRAMS: [&str; 2] = ["chromedriver", "chromium"];

/// The driver in use, for as long as it is.
static IN_USE: Mutex<Weak<Driver>> = Mutex::new(Weak::new());

/// There is no browser on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{program} is not installed: bash scripts/system-packages does it")]
pub struct Absent {
    program: &'static str,
}

impl From<Absent> for Failure {
    fn from(absent: Absent) -> Self {
        Self::of(absent)
    }
}

/// A running driver. It is killed when the last of its users has gone.
pub struct Driver {
    child: Child,
    url: String,
    /// Held open: a driver that cannot print ends.
    _said: BufReader<std::process::ChildStdout>,
}

impl Driver {
    /// Whether there are a browser and its driver.
    ///
    /// # Errors
    /// When one of them is absent.
    pub fn is_present() -> Result<(), Absent> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        let absent = |program: &OsStr| !folders.iter().any(|folder| folder.join(program).is_file());
        match PROGRAMS
            .into_iter()
            .find(|program| absent(program.as_ref()))
        {
            None => Ok(()),
            Some(program) => Err(Absent { program }),
        }
    }

    /// The one in use, or a new one.
    pub(super) fn shared() -> Result<Arc<Self>, Failure> {
        // It holds one finished value: no panic leaves it half-changed.
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = in_use.upgrade() {
            return Ok(driver);
        }
        let driver = Arc::new(Self::start()?);
        *in_use = Arc::downgrade(&driver);
        Ok(driver)
    }

    fn start() -> Result<Self, Failure> {
        Self::is_present()?;
        let mut child = Command::new(PROGRAMS[0])
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = BufReader::new(
            child
                .stdout
                .take()
                .ok_or_else(|| Failure("the browser's driver has no output".to_owned()))?,
        );
        let mut all = String::new();
        let port = loop {
            let mut line = String::new();
            if said.read_line(&mut line)? == 0 {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Failure(format!("the browser's driver ended:\n{all}")));
            }
            let started = line.split_once("started successfully on port ");
            if let Some((_, port)) = started {
                break port.trim().trim_end_matches('.').to_owned();
            }
            all.push_str(&line);
        };
        Ok(Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            _said: said,
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
