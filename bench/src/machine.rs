//! Where a run took place.

use std::{fs, process::Command};

/// The machine, the compiler, and what was compared.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) kernel: String,
    pub(crate) compiler: String,
    pub(crate) crates: String,
}

const COMPARED: [&str; 5] = ["ed25519-dalek", "sha2", "ssi", "oxjsonld", "oxrdf"];

impl Machine {
    pub(crate) fn of_this_run() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let processor = read("/proc/cpuinfo")
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
            .map_or_else(
                || "an unknown processor".to_owned(),
                |(_, name)| name.to_owned(),
            );
        let kernel = version_number(&read("/proc/sys/kernel/osrelease")).to_owned();
        let compiler = Command::new("rustc").arg("--version").output().ok();
        let compiler = compiler.and_then(|output| String::from_utf8(output.stdout).ok());
        Self {
            processor,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            kernel,
            compiler: compiler.map_or_else(|| "rustc".to_owned(), |text| text.trim().to_owned()),
            crates: crates(include_str!("../../Cargo.lock")),
        }
    }
}

/// The number that a release begins with: what follows names whoever built it.
fn version_number(release: &str) -> &str {
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.');
    release[..end.unwrap_or(release.len())].trim_end_matches('.')
}

/// The crates that are compared, with the newest version of each in the lock file: that is the one the workspace names.
fn crates(lock: &str) -> String {
    let version = |name: &str| {
        let head = format!("name = \"{name}\"\nversion = \"");
        let versions = lock
            .split(&*head)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        versions.max_by_key(|version| {
            version
                .split('.')
                .map(|n| n.parse::<u32>().unwrap_or(0))
                .collect::<Vec<_>>()
        })
    };
    let named = COMPARED.map(|name| format!("`{name}` {}", version(name).unwrap_or("?")));
    named.join(", ")
}
