//! File systems that a test mounts for itself: in a mount namespace of its own, which ends with the test program,
//! however that ends. Nothing is seen of them outside, and nothing is left behind.

use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use scenarios::processes::Failure;

/// Enters a directory, which is the first argument, and becomes the program that the others are.
const GO_THERE: &str = "cd \"$0\" && exec \"$@\"";

/// A mount namespace.
pub(crate) struct Mounts {
    // Its standard input is held open; the end of this process closes it, and the namespace ends.
    shell: Child,
    enter: Vec<OsString>,
}

impl Mounts {
    /// A namespace: this process's own rights are tried first, then those that it has in a user namespace of its own,
    /// which are enough for a `tmpfs` and for binding directories. `Err`: why there is none.
    pub(crate) fn open() -> Result<Self, String> {
        let as_it_is = Self::unshared(&["--mount"], &["mount"]);
        as_it_is.or_else(|without| {
            let user = ["--user", "--map-root-user", "--mount"];
            Self::unshared(&user, &["user", "mount"]).map_err(|with| format!("{without}; {with}"))
        })
    }

    fn unshared(options: &[&str], namespaces: &[&str]) -> Result<Self, String> {
        let mut command = Command::new("unshare");
        command
            .args(options)
            .args(["sh", "-c", "echo entered; cat >/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let started = command.spawn();
        let mut shell = started.map_err(|e| format!("unshare cannot be run: {e}"))?;
        let mut said = String::new();
        if let Some(output) = shell.stdout.take() {
            // Nothing is said when the namespace could not be made; the line is empty then.
            let _ = BufReader::new(output).read_line(&mut said);
        }
        if said.trim() != "entered" {
            let mut why = String::new();
            if let Some(mut errors) = shell.stderr.take() {
                let _ = errors.read_to_string(&mut why);
            }
            let _ = shell.wait();
            return Err(format!("unshare {}: {}", options.join(" "), why.trim()));
        }
        let of =
            |namespace: &&str| format!("--{namespace}=/proc/{}/ns/{}", shell.id(), file(namespace));
        let mut enter: Vec<OsString> = vec!["nsenter".into()];
        enter.extend(namespaces.iter().map(|namespace| of(namespace).into()));
        if namespaces.contains(&"user") {
            enter.push("--preserve-credentials".into());
        }
        Ok(Self { shell, enter })
    }

    /// What runs a program in the namespace, in `directory`, when the program's command line follows.
    pub(crate) fn enter(&self, directory: &Path) -> Vec<OsString> {
        let mut enter = self.enter.clone();
        enter.extend(["sh", "-c", GO_THERE].map(OsString::from));
        enter.push(directory.into());
        enter
    }

    /// Runs a program of the system in the namespace to its end; `Err` is what it complained about.
    pub(crate) fn run(&self, command: &[&str]) -> Result<(), String> {
        let done = Command::new(&self.enter[0])
            .args(&self.enter[1..])
            .args(command)
            .stdin(Stdio::null())
            .output();
        let done = done.map_err(|e| format!("nsenter cannot be run: {e}"))?;
        if done.status.success() {
            return Ok(());
        }
        let complaint = String::from_utf8_lossy(&done.stderr);
        Err(format!("{}: {}", command.join(" "), complaint.trim()))
    }

    /// The same for what must not fail any more, once the first mount has been possible.
    pub(crate) fn must(&self, command: &[&str]) -> Result<(), Failure> {
        self.run(command).map_err(Failure)
    }

    /// Where this process finds `path`, absolute, of the namespace.
    pub(crate) fn reached(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.shell.id()));
        root.join(path.strip_prefix("/").unwrap_or(path))
    }
}

impl Drop for Mounts {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The name of a namespace below `/proc/<process>/ns`.
fn file(namespace: &str) -> &str {
    if namespace == "mount" {
        "mnt"
    } else {
        namespace
    }
}

/// Says why a test did not take place, past the test harness, which keeps what passing tests print to itself.
pub(crate) fn passed_over(test: &str, why: &str) {
    // Nowhere is left to say that it cannot be said.
    let _ = writeln!(std::io::stderr(), "passed over: {test}: {why}");
}
