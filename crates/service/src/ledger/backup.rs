//! A copy of a ledger that can be put in its place, made while the ledger is at work.
//!
//! ```text
//! <dir>/journal         the journal up to an entry that was acknowledged
//! <dir>/manifest.json   what the copy must hold: written last, so that without it a backup is none
//! ```
//!
//! *Durability*: when [`back_up`] returns, the copy is on disk. *Consistency*: it holds everything that was
//! acknowledged before the call. *Who can alter a backup* can replace it as a whole, manifest included: keep the
//! head that was printed elsewhere, and compare.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    error::LedgerError,
    head,
    journal::{self, Place, sync_dir},
    lock::Lock,
    record::{Mark, Step},
};
use crate::files::make_private_dir;

/// The layout of a backup that this version writes and reads.
const FORMAT: u32 = 1;

/// The name of the copied journal.
const JOURNAL: &str = "journal";

/// The name of the manifest.
const MANIFEST: &str = "manifest.json";

/// The largest manifest that is read, in bytes.
const LARGEST_MANIFEST: u64 = 4096;

/// How often the head is read again when it was just being written, and the time between.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(2);

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The layout: 1.
    pub format: u32,
    /// The program whose ledger it is.
    pub program: String,
    /// When the backup was begun.
    pub made_at: Timestamp,
    /// The entries in it: the last one has the position before.
    pub entries: u64,
    /// The chain's hash after the last entry, in hexadecimal digits.
    pub head: String,
    /// The length of the journal, in bytes.
    pub bytes: u64,
    /// The SHA-256 of the journal, in hexadecimal digits.
    pub sha256: String,
}

/// Why there is no backup, or why one was not restored. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The directory for the backup, or for the restored ledger, holds something.
    #[error("{dir} is not empty: nothing is overwritten. Name a directory that is new or empty")]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
    },
    /// There is no ledger to back up.
    #[error("there is no journal in {dir}: nothing to back up. Check data_dir in the settings")]
    NoLedger {
        /// The directory.
        dir: PathBuf,
    },
    /// There is no backup.
    #[error(
        "{dir} holds no complete backup ({what}): name the directory that a backup was written to"
    )]
    NoBackup {
        /// The directory.
        dir: PathBuf,
        /// What is missing.
        what: String,
    },
    /// The backup is not what its manifest says.
    #[error("the backup {dir} is damaged: {what}. Nothing was restored: take another backup")]
    Damaged {
        /// The directory.
        dir: PathBuf,
        /// What was found.
        what: String,
    },
    /// The backup is another program's.
    #[error("the backup {dir} is one of the {found}, not of the {wanted}: nothing was restored")]
    OtherProgram {
        /// The directory.
        dir: PathBuf,
        /// Whose it is.
        found: String,
        /// Whose it would have to be.
        wanted: String,
    },
    /// How far the journal is acknowledged cannot be found out.
    #[error(
        "how far the journal in {dir} is acknowledged cannot be read from journal.head: try again; if it stays so, stop the program and back up then"
    )]
    NoHead {
        /// The directory.
        dir: PathBuf,
    },
    /// The ledger itself is damaged or cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Reading or writing a file failed.
    #[error("{path} cannot be read or written: {source}. Check the disk and the permissions")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// Copies the ledger in `ledger` to the directory `to`, which is made or empty. `program` names whose ledger it is.
/// Another process may be at work with the ledger.
pub fn back_up(
    ledger: &Path,
    to: &Path,
    program: &str,
    now: Timestamp,
) -> Result<Manifest, BackupError> {
    let source = ledger.join(JOURNAL);
    if !source.try_exists().map_err(file(&source))? {
        let dir = ledger.to_owned();
        return Err(BackupError::NoLedger { dir });
    }
    let end = match Lock::take(ledger) {
        // Nobody writes while it is held.
        Ok(_lock) => whole(&source, head::read(&head_of(ledger))?.map(|head| head.mark))?,
        Err(LedgerError::InUse { .. }) => up_to(&source, acknowledged(ledger)?)?,
        Err(error) => return Err(error.into()),
    };
    make_private_dir(to).map_err(file(to))?;
    empty(to)?;
    let copied = copy(&source, end.offset, &to.join(JOURNAL))?;
    let manifest = Manifest {
        format: FORMAT,
        program: program.to_owned(),
        made_at: now,
        entries: end.mark.next,
        head: hex(&end.mark.hash),
        bytes: end.offset,
        sha256: copied,
    };
    // What was written is held against the chain, not what was meant to be.
    check_journal(to, &manifest)?;
    sync_dir(to).map_err(file(to))?;
    write_manifest(to, &manifest)?;
    sync_dir(to).map_err(file(to))?;
    Ok(manifest)
}

/// Checks a backup from end to end: its length, digest, chain and head.
pub fn verify(from: &Path) -> Result<Manifest, BackupError> {
    let manifest = read_manifest(from)?;
    check_journal(from, &manifest)?;
    Ok(manifest)
}

/// Puts a backup of `program` in the place of a ledger: `ledger` is made or empty. The backup is checked before
/// anything is written. The next opening makes the index.
pub fn restore(from: &Path, ledger: &Path, program: &str) -> Result<Manifest, BackupError> {
    let manifest = read_manifest(from)?;
    if manifest.program != program {
        return Err(BackupError::OtherProgram {
            dir: from.to_owned(),
            found: manifest.program,
            wanted: program.to_owned(),
        });
    }
    check_journal(from, &manifest)?;
    make_private_dir(ledger).map_err(file(ledger))?;
    empty(ledger)?;
    let partial = ledger.join("journal.partial");
    let copied = copy(&from.join(JOURNAL), manifest.bytes, &partial)?;
    if copied != manifest.sha256 {
        fs::remove_file(&partial).map_err(file(&partial))?;
        return Err(damaged(from, "its journal changed while it was copied"));
    }
    fs::rename(&partial, ledger.join(JOURNAL)).map_err(file(&partial))?;
    sync_dir(ledger).map_err(file(ledger))?;
    Ok(manifest)
}

/// How far the process at work has acknowledged the journal: it keeps the head file.
fn acknowledged(ledger: &Path) -> Result<Mark, BackupError> {
    for _ in 0..TRIES {
        if let Some(head) = head::read(&head_of(ledger))? {
            return Ok(head.mark);
        }
        // It is being written.
        thread::sleep(PAUSE);
    }
    let dir = ledger.to_owned();
    Err(BackupError::NoHead { dir })
}

fn head_of(ledger: &Path) -> PathBuf {
    ledger.join("journal.head")
}

/// Where the copy of a journal ends that nobody writes to: where opening would find its end.
fn whole(source: &Path, acknowledged: Option<Mark>) -> Result<Place, BackupError> {
    let journal = File::open(source).map_err(file(source))?;
    let witnesses: Vec<Mark> = acknowledged.into_iter().collect();
    let (end, _, _) = journal::check(&journal, source, &witnesses)?;
    match acknowledged {
        Some(mark) if end.mark.next < mark.next => Err(too_short(source).into()),
        _ => Ok(end),
    }
}

/// Where the copy of a journal ends that another process writes to: at the mark up to which that one has
/// acknowledged it.
fn up_to(source: &Path, acknowledged: Mark) -> Result<Place, BackupError> {
    let mut records = journal::records_from(source, Place::FIRST)?;
    while records.mark.next < acknowledged.next {
        match records.step().map_err(file(source))? {
            Step::Record(_) => {}
            Step::Astray(what) => return Err(super::error::damaged(source, what).into()),
            Step::End | Step::Unreadable(_) => return Err(too_short(source).into()),
        }
    }
    if records.mark != acknowledged {
        let what = "it does not hold the entries that were acknowledged";
        return Err(super::error::damaged(source, what).into());
    }
    Ok(Place {
        offset: records.offset,
        mark: records.mark,
    })
}

fn too_short(source: &Path) -> LedgerError {
    super::error::damaged(
        source,
        "it ends before the last entry that was acknowledged",
    )
}

/// Copies the first `bytes` bytes to a new file and to disk; gives their SHA-256.
fn copy(source: &Path, bytes: u64, to: &Path) -> Result<String, BackupError> {
    let reader = File::open(source).map_err(file(source))?;
    let target = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(file(to))?;
    let mut writer = Hashing {
        inner: BufWriter::with_capacity(1 << 18, target),
        hash: Sha256::new(),
    };
    let copied = io::copy(&mut reader.take(bytes), &mut writer).map_err(file(to))?;
    if copied < bytes {
        return Err(super::error::damaged(source, "it became shorter while it was read").into());
    }
    let target = writer.inner.into_inner().map_err(|e| file(to)(e.into()))?;
    target.sync_all().map_err(file(to))?;
    Ok(hex(&writer.hash.finalize()))
}

/// Holds a copied journal against its manifest.
fn check_journal(dir: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let path = dir.join(JOURNAL);
    let mut journal = File::open(&path).map_err(|e| BackupError::NoBackup {
        dir: dir.to_owned(),
        what: format!("{JOURNAL}: {e}"),
    })?;
    let length = journal.metadata().map_err(file(&path))?.len();
    if length != manifest.bytes {
        return Err(damaged(
            dir,
            format!("its journal has {length} bytes, not {}", manifest.bytes),
        ));
    }
    let mut hashing = Hashing {
        inner: io::sink(),
        hash: Sha256::new(),
    };
    io::copy(&mut journal, &mut hashing).map_err(file(&path))?;
    if hex(&hashing.hash.finalize()) != manifest.sha256 {
        return Err(damaged(dir, "its journal has another SHA-256"));
    }
    let (end, _, _) =
        journal::check(&journal, &path, &[]).map_err(|error| damaged(dir, error.to_string()))?;
    if (end.offset, end.mark.next) != (manifest.bytes, manifest.entries) {
        return Err(damaged(
            dir,
            format!(
                "the chain of its journal breaks after {} of {} entries",
                end.mark.next, manifest.entries
            ),
        ));
    }
    if hex(&end.mark.hash) != manifest.head {
        return Err(damaged(dir, "its journal leads to another head"));
    }
    Ok(())
}

fn write_manifest(dir: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    let path = dir.join(MANIFEST);
    let text = serde_json::to_string_pretty(manifest).map_err(|e| file(&path)(e.into()))?;
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        writeln!(file, "{text}")?;
        file.sync_all()
    };
    write().map_err(file(&path))
}

fn read_manifest(dir: &Path) -> Result<Manifest, BackupError> {
    let path = dir.join(MANIFEST);
    let mut text = String::new();
    File::open(&path)
        .and_then(|file| file.take(LARGEST_MANIFEST).read_to_string(&mut text))
        .map_err(|e| BackupError::NoBackup {
            dir: dir.to_owned(),
            what: format!("{MANIFEST}: {e}"),
        })?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|e| damaged(dir, format!("its {MANIFEST} cannot be read: {e}")))?;
    if manifest.format != FORMAT {
        let found = manifest.format;
        return Err(damaged(
            dir,
            format!("its layout {found} is not known to this version"),
        ));
    }
    Ok(manifest)
}

fn empty(dir: &Path) -> Result<(), BackupError> {
    let first = fs::read_dir(dir).map_err(file(dir))?.next();
    if first.is_some() {
        let dir = dir.to_owned();
        return Err(BackupError::NotEmpty { dir });
    }
    Ok(())
}

fn damaged(dir: &Path, what: impl Into<String>) -> BackupError {
    BackupError::Damaged {
        dir: dir.to_owned(),
        what: what.into(),
    }
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    move |source| BackupError::File {
        path: path.to_owned(),
        source,
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Passes bytes on and hashes them.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
