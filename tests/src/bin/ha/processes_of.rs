//! Signals to a process and all its descendants. PostgreSQL's processes are each a group of their own, so a signal to the
//! group would reach one of them only.

use std::{collections::HashMap, fs};

use rustix::process::{Pid, Signal, kill_process};

/// Sends a signal to a process and its descendants, to ancestors first. Those that ended before are passed over.
pub(crate) fn signal(ancestor: u32, signal: Signal) {
    for process in family(ancestor) {
        let process = i32::try_from(process).ok().and_then(Pid::from_raw);
        if let Some(process) = process {
            // It may have ended since.
            let _ = kill_process(process, signal);
        }
    }
}

/// Whether a process is there and no zombie.
pub(crate) fn lives(process: u32) -> bool {
    stat(process).is_some_and(|(state, _)| state != 'Z')
}

/// The process and its descendants, ancestors first.
fn family(ancestor: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    for process in processes {
        if let Some((_, parent)) = stat(process) {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut family = vec![ancestor];
    let mut next = 0;
    while let Some(parent) = family.get(next) {
        family.extend(children.remove(parent).unwrap_or_default());
        next += 1;
    }
    family
}

/// The state and the parent of a process (`man 5 proc_pid_stat`).
fn stat(process: u32) -> Option<(char, u32)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it stands in parentheses and may hold anything.
    let mut behind = text.rsplit_once(')')?.1.split_whitespace();
    let state = behind.next()?.chars().next()?;
    Some((state, behind.next()?.parse().ok()?))
}
