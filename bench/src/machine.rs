//! Where a run took place.

use std::{fs, process::Command};

/// The machine and the compiler.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// The memory, in whole GB.
    pub memory_gb: u64,
    /// The version of Linux.
    pub kernel: String,
    /// The compiler's version.
    pub compiler: String,
}

impl Machine {
    /// What this process runs on.
    pub fn of_this_run() -> Self {
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
            memory_gb: memory_kb(&read("/proc/meminfo")).unwrap_or(0) / 1_000_000,
            kernel,
            compiler: compiler.map_or_else(|| "rustc".to_owned(), |text| text.trim().to_owned()),
        }
    }
}

/// The number that a release begins with: what follows names whoever built it.
fn version_number(release: &str) -> &str {
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.');
    release[..end.unwrap_or(release.len())].trim_end_matches('.')
}

/// The most memory that a process has had so far, in MB of 10^6 bytes: `VmHWM` in `man 5 proc_pid_status`. The process is its
/// number, or `self`.
pub fn peak_mb(process: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

fn memory_kb(meminfo: &str) -> Option<u64> {
    let total = meminfo.lines().find_map(|l| l.strip_prefix("MemTotal:"))?;
    total.split_whitespace().next()?.parse().ok()
}

/// Crates with the newest version of each in the lock file: that is the one the workspace names.
pub fn versions(crates: &[&str]) -> String {
    let lock = include_str!("../../Cargo.lock");
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
    let named = crates.iter();
    let named: Vec<_> = named
        .map(|name| format!("`{name}` {}", version(name).unwrap_or("?")))
        .collect();
    named.join(", ")
}
