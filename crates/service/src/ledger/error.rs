//! What can go wrong with a ledger.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Why a ledger did not open, read or write. After a failed write its outcome is unknown: ask again with the
/// same idempotency key.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another process has it open.
    #[error(
        "the store in {dir} is in use by {holder}: stop that one first, or give this one a directory of its own"
    )]
    InUse {
        /// The directory.
        dir: PathBuf,
        /// Who holds it: "process 4711", as that one's machine or container counts, or "another process".
        holder: String,
    },
    /// The journal lost or changed entries that were acknowledged.
    #[error(
        "the journal {path} is damaged: {what}. Restore the whole directory from backup; nothing was changed here"
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Reading or writing a file failed.
    #[error(
        "{action} {path} failed: {source}. Check the disk and the permissions, then start again"
    )]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: Arc<io::Error>,
    },
    /// The index cannot be read or written.
    #[error(
        "the index {path} failed: {what}. Start again; if that does not help, move it aside: it is rebuilt from the journal"
    )]
    Index {
        /// The index.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// An entry of the journal is not one of this program's.
    #[error(
        "entry {position} of the journal {path} is not understood by this version: {what}. Start the version that wrote it, or a later one"
    )]
    Foreign {
        /// The journal.
        path: PathBuf,
        /// The entry.
        position: u64,
        /// Why.
        what: String,
    },
    /// An entry is larger than a record may be.
    #[error("an entry of {found} bytes is too large: at most {limit} are written")]
    TooLarge {
        /// Its size.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// An entry cannot be written as JSON.
    #[error("an entry cannot be written as JSON: {what}")]
    Unwritable {
        /// Why.
        what: String,
    },
    /// More requests wait than the queue takes. Nothing was written.
    #[error("the store is busy: {waiting} requests wait already; try again shortly")]
    Busy {
        /// The queue's length.
        waiting: usize,
    },
    /// Too little space is left on the disk. Nothing was written.
    #[error(
        "the disk of {dir} is nearly full: {available} bytes are free and {required} must be; make room, then try again"
    )]
    DiskFull {
        /// The directory.
        dir: PathBuf,
        /// What is free.
        available: u64,
        /// What must be.
        required: u64,
    },
    /// An earlier failure stopped the ledger.
    #[error("the store has stopped after a failure ({why}): start the program again")]
    Stopped {
        /// The failure.
        why: String,
    },
    /// The program's own decision failed in the middle. Nothing of it was written.
    #[error("the request failed inside the program; nothing of it was written")]
    Panicked,
}

pub(super) fn damaged(path: &Path, what: impl Into<String>) -> LedgerError {
    LedgerError::Damaged {
        path: path.to_owned(),
        what: what.into(),
    }
}

pub(super) fn file_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> LedgerError {
    move |source| LedgerError::File {
        action,
        path: path.to_owned(),
        source: Arc::new(source),
    }
}
