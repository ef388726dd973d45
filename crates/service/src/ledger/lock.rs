//! One process at a time in a ledger's directory. The lock's file holds the number of the process that took it last,
//! so that whoever finds it held can name the holder.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    thread,
    time::Duration,
};

use super::{LedgerError, error::file_error};

/// A lock passes to child processes until they start their own program, so it can outlive its holder by a moment.
/// So many times, so long apart, it is tried again before it counts as held.
pub(super) const TRIES: u32 = 50;

/// The time between two tries.
pub(super) const PAUSE: Duration = Duration::from_millis(20);

/// The directory is this process's own while this lives.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of `dir`.
    pub(super) fn take(dir: &Path) -> Result<Self, LedgerError> {
        let path = dir.join("lock");
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(file_error("opening", &path))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => {
                    // Needed by nothing but a message: the lock is what counts.
                    let _ = file
                        .set_len(0)
                        .and_then(|()| writeln!(file, "{}", std::process::id()));
                    return Ok(Self(file));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(e)) => return Err(file_error("locking", &path)(e)),
            }
        }
        Err(LedgerError::InUse {
            dir: dir.to_owned(),
            holder: holder(&path),
        })
    }
}

/// Who holds the lock, in words.
fn holder(path: &Path) -> String {
    let said = std::fs::read_to_string(path).unwrap_or_default();
    let process: Option<u32> = said.trim().parse().ok();
    process.map_or_else(
        || "another process".to_owned(),
        |process| format!("process {process}"),
    )
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file unlocks as well, unless a child process holds a copy for a moment longer.
        let _ = self.0.unlock();
    }
}
