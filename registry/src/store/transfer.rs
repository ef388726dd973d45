//! The whole register in one file and back: from the embedded store to PostgreSQL, or the other way.
//!
//! The file is NDJSON: a line with the form and the register's base URL, a line for each entry of the log, a line with the
//! number of entries and the SHA-256 of all bytes before it. It holds what the store holds: no person, but the digests of
//! API credentials, so it is to be guarded like the store.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use schemas::base_url::BaseUrl;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{StoreError, entry::Entry, postgres::PostgresStore, sled::SledStore};
use crate::numbers::NumberBase;

/// The form that is written and read.
const FORM: &str = "kualik-register/1";
/// So many entries are read or written at once.
const PAGE: usize = 500;
/// A longer line is refused: the longest entry has a thousand receipts.
const MAX_LINE: u64 = 64 << 20;

/// Why a register was not exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A file.
    #[error(
        "{path}: {source}. Check the path, its permissions and the free space; an export is never written over a file"
    )]
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is no whole export.
    #[error("{path}, line {line}: {what}. Nothing more was imported; export again")]
    Damaged {
        /// Which.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The store holds something else.
    #[error(
        "the store holds another register, from entry {position} on: a register is imported into an empty store, or where an import of the same file was broken off"
    )]
    OtherRegister {
        /// The first entry that differs.
        position: u64,
    },
    /// The store has no register to export.
    #[error("the store is empty: there is nothing to export")]
    Empty,
    /// The numbers in the file were made with another key.
    #[error(
        "{path}, line {line}: the numbers were not made with the number key of this registry, so they would not be found. Nothing was imported; keys_dir must hold the keys of the register that was exported"
    )]
    OtherNumberKey {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How much was exported or imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// The entries of the log.
    pub entries: u64,
    /// The SHA-256 of the file up to its last line, in hexadecimal digits.
    pub digest: String,
}

/// A store whose log is read or written as a whole.
pub enum WholeStore {
    /// The embedded one.
    Sled(Box<SledStore>),
    /// The one in a database.
    Postgres(Box<PostgresStore>),
}

impl WholeStore {
    async fn page(&self, from: u64) -> Result<Vec<Entry>, StoreError> {
        match self {
            Self::Sled(store) => store.entries(from, PAGE),
            Self::Postgres(store) => store.entries(from, PAGE).await,
        }
    }

    async fn append(&self, from: u64, entries: Vec<Entry>) -> Result<(), StoreError> {
        match self {
            Self::Sled(store) => store.append(from, entries).await,
            Self::Postgres(store) => store.append(from, entries).await,
        }
    }

    async fn bind(&self, base_url: BaseUrl, at: jiff::Timestamp) -> Result<BaseUrl, StoreError> {
        Ok(match self {
            Self::Sled(store) => store.bind(base_url, at)?.base_url,
            Self::Postgres(store) => store.bind(base_url, at).await?.base_url,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Head {
    form: String,
    base_url: BaseUrl,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Foot {
    entries: u64,
    sha256: String,
}

/// Writes the whole register into a new file at `path`; durable when it returns. `progress` is told the entries so far.
pub async fn export(
    store: &WholeStore,
    path: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<Transferred, TransferError> {
    let failed = |source| TransferError::File {
        path: path.to_owned(),
        source,
    };
    let mut page = store.page(0).await?;
    let Some(Entry::RegisterOpened { base_url, .. }) = page.first() else {
        return Err(TransferError::Empty);
    };
    let head = Head {
        form: FORM.to_owned(),
        base_url: base_url.clone(),
    };
    let mut private = OpenOptions::new();
    private.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
    let mut file = Digested::new(BufWriter::new(private.open(path).map_err(failed)?));
    file.line(&head).map_err(failed)?;
    let mut entries = 0;
    while !page.is_empty() {
        for entry in &page {
            file.line(entry).map_err(failed)?;
        }
        entries += page.len() as u64;
        progress(entries);
        page = store.page(entries).await?;
    }
    let digest = hex(&file.hash.clone().finalize());
    let foot = Foot {
        entries,
        sha256: digest.clone(),
    };
    file.line(&foot).map_err(failed)?;
    file.inner.flush().map_err(failed)?;
    let written = file
        .inner
        .into_inner()
        .map_err(|e| failed(e.into_error()))?;
    written.sync_all().map_err(failed)?;
    Ok(Transferred { entries, digest })
}

/// Reads a whole export into an empty store, or goes on where an import of the same file was broken off. The file is checked
/// from end to end before anything is written: it must have been altered nowhere, and its numbers must be those of the base
/// `numbers`, by which they are found.
pub async fn import(
    store: &WholeStore,
    path: &Path,
    numbers: &NumberBase,
    progress: &mut dyn FnMut(u64),
) -> Result<Transferred, TransferError> {
    let transferred = check(path, numbers)?;
    let mut lines = Lines::open(path)?;
    let first = lines.entry()?;
    let Some(Entry::RegisterOpened { at, base_url }) = &first else {
        return Err(lines.damaged("the log does not begin with the opening of a register"));
    };
    if store.bind(base_url.clone(), *at).await? != *base_url {
        return Err(TransferError::OtherRegister { position: 0 });
    }
    let mut waiting: Vec<Entry> = first.into_iter().collect();
    let mut position = 0;
    loop {
        while waiting.len() < PAGE
            && let Some(entry) = lines.entry()?
        {
            waiting.push(entry);
        }
        if waiting.is_empty() {
            break;
        }
        let there = store.page(position).await?;
        let same = there.iter().zip(&waiting).take_while(|(a, b)| a == b);
        let same = same.count();
        if same < there.len().min(waiting.len()) {
            let position = position + same as u64;
            return Err(TransferError::OtherRegister { position });
        }
        let new = waiting.split_off(same);
        position += same as u64;
        let count = new.len() as u64;
        if count > 0 {
            store.append(position, new).await?;
        }
        position += count;
        waiting.clear();
        progress(position);
    }
    if !store.page(position).await?.is_empty() {
        return Err(TransferError::OtherRegister { position });
    }
    Ok(transferred)
}

/// Reads the file once: its form, every entry, its digest, and whether its numbers are those of `numbers`.
fn check(path: &Path, numbers: &NumberBase) -> Result<Transferred, TransferError> {
    let mut lines = Lines::open(path)?;
    let mut entries = 0;
    while let Some(entry) = lines.entry()? {
        if !has_numbers_of(numbers, &entry) {
            return Err(TransferError::OtherNumberKey {
                path: path.to_owned(),
                line: lines.number,
            });
        }
        entries += 1;
    }
    let (foot, digest) = lines.foot()?;
    if foot.entries != entries || foot.sha256 != digest {
        return Err(lines
            .damaged("the digest or the number of entries does not fit: something was altered"));
    }
    Ok(Transferred { entries, digest })
}

fn has_numbers_of(base: &NumberBase, entry: &Entry) -> bool {
    let Entry::NumbersAllocated {
        at,
        first,
        allocations,
        ..
    } = entry
    else {
        return true;
    };
    (*first..)
        .zip(allocations)
        .all(|(sequence, given)| base.number(sequence, *at) == Some(given.number))
}

struct Digested<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Digested<W> {
    fn new(inner: W) -> Self {
        let hash = Sha256::new();
        Self { inner, hash }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.hash.update(&line);
        self.inner.write_all(&line)
    }
}

/// The lines of an export.
struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    line: Vec<u8>,
    number: u64,
    hash: Sha256,
    foot: Option<(Foot, String)>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, TransferError> {
        let file = File::open(path).map_err(|source| TransferError::File {
            path: path.to_owned(),
            source,
        })?;
        let mut lines = Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            line: Vec::new(),
            number: 0,
            hash: Sha256::new(),
            foot: None,
        };
        lines.read()?;
        let head: Result<Head, _> = serde_json::from_slice(&lines.line);
        let head = head.map_err(|_| lines.damaged("this is no export of a register"))?;
        if head.form != FORM {
            let what = format!("the form is {}, not {FORM}", head.form);
            return Err(lines.damaged(what));
        }
        lines.hash.update(&lines.line);
        Ok(lines)
    }

    fn read(&mut self) -> Result<(), TransferError> {
        self.line.clear();
        self.number += 1;
        let mut limited = (&mut self.file).take(MAX_LINE);
        let read = limited.read_until(b'\n', &mut self.line);
        read.map_err(|source| TransferError::File {
            path: self.path.clone(),
            source,
        })?;
        if !self.line.ends_with(b"\n") {
            return Err(self.damaged("the line does not end, or is too long: the file was cut off"));
        }
        Ok(())
    }

    /// The next entry; `None` when the last line is reached.
    fn entry(&mut self) -> Result<Option<Entry>, TransferError> {
        if self.foot.is_some() {
            return Ok(None);
        }
        self.read()?;
        if let Ok(foot) = serde_json::from_slice::<Foot>(&self.line) {
            let digest = hex(&self.hash.clone().finalize());
            self.foot = Some((foot, digest));
            return Ok(None);
        }
        self.hash.update(&self.line);
        let entry = serde_json::from_slice(&self.line);
        entry.map(Some).map_err(|e| self.damaged(e.to_string()))
    }

    fn foot(&mut self) -> Result<(Foot, String), TransferError> {
        let foot = self.foot.take();
        foot.ok_or_else(|| self.damaged("the last line is missing"))
    }

    fn damaged(&self, what: impl Into<String>) -> TransferError {
        TransferError::Damaged {
            path: self.path.clone(),
            line: self.number,
            what: what.into(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
