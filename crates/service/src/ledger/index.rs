//! The index of the journal, in sled: everything in it can be made again from the journal.
//!
//! One tree. The key `a` says how far the journal is applied; `d` and a key of the program hold that key's value.
//! Each batch also moves a checksum over all pairs, by which an index that came back incomplete after a crash is
//! found out.

use std::{
    collections::HashMap,
    fs::{self, File},
    ops::Bound,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    thread,
};

use super::{
    changes::{Edit, Edits},
    error::{LedgerError, file_error},
    lock,
    record::Mark,
};
use crate::files::make_private_dir;

const APPLIED: [u8; 1] = [b'a'];
const DATA: u8 = b'd';

/// The open index.
pub(super) struct Index {
    db: sled::Db,
    path: PathBuf,
}

/// How an attempt to open the index ended.
pub(super) enum Opened {
    /// It can be read, and says how far the journal is applied to it.
    Usable(Index, Applied),
    /// It cannot, and has to be made again.
    Broken(String),
}

/// How far the journal is applied, and what the index holds at that point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// How far.
    pub(super) mark: Mark,
    /// The number of pairs.
    pairs: u64,
    /// The sum of the checksums of all pairs.
    sum: u64,
    /// The form of the pairs ([`super::Entry::FORM`]).
    form: u32,
}

/// A value as it is stored.
pub(super) type Value = sled::IVec;

/// What was found at keys.
pub(super) type Seen = HashMap<Vec<u8>, Option<Value>>;

impl Index {
    /// Opens the index of this form, or makes it. Fails only for what making it again would not mend.
    pub(super) fn open(path: &Path, cache: u64, form: u32) -> Result<Opened, LedgerError> {
        close_to_others(path)?;
        remove_half_snapshots(path)?;
        let config = sled::Config::new().path(path).cache_capacity(cache);
        let mut tries = 0;
        let outcome = loop {
            let config = config.clone();
            // sled panics on some damaged files.
            let outcome = thread::spawn(move || config.open()).join();
            match &outcome {
                Ok(Err(e)) if is_held(e) && tries < lock::TRIES => {
                    tries += 1;
                    thread::sleep(lock::PAUSE);
                }
                _ => break outcome,
            }
        };
        let db = match outcome {
            Ok(Err(e)) if is_held(&e) => {
                return Err(LedgerError::InUse {
                    dir: path.to_owned(),
                    holder: "another process".to_owned(),
                });
            }
            Ok(Ok(db)) => db,
            Ok(Err(sled::Error::Io(e))) if !is_about_content(e.kind()) => {
                return Err(file_error("opening", path)(e));
            }
            Ok(Err(e)) => return Ok(Opened::Broken(e.to_string())),
            Err(_) => return Ok(Opened::Broken("it cannot be opened".to_owned())),
        };
        let index = Self {
            db,
            path: path.to_owned(),
        };
        Ok(match index.applied() {
            Ok(Some(applied)) if applied.form == form => Opened::Usable(index, applied),
            Ok(Some(Applied { form: other, .. })) => Opened::Broken(format!(
                "it has the form {other}, this version makes {form}"
            )),
            Ok(None) if index.db.is_empty() => {
                let empty = Applied::default();
                Opened::Usable(index, Applied { form, ..empty })
            }
            Ok(None) => Opened::Broken("it does not say how far it is applied".to_owned()),
            Err(e) => Opened::Broken(e.to_string()),
        })
    }

    /// Applies `edits` and moves the index to `mark`, all or nothing; not durable by itself. `seen` is what was found since
    /// it was changed last.
    pub(super) fn apply(
        &self,
        edits: &Edits,
        seen: &Seen,
        mark: Mark,
        before: Applied,
    ) -> Result<Applied, LedgerError> {
        let mut after = Applied { mark, ..before };
        let mut batch = sled::Batch::default();
        for (key, Edit { value, new }) in edits.iter() {
            let old = match seen.get(key) {
                _ if *new => None,
                Some(old) => old.clone(),
                None => self.get(key)?,
            };
            let key = data_key(key);
            if let Some(old) = old {
                after.pairs = after.pairs.wrapping_sub(1);
                after.sum = after.sum.wrapping_sub(checksum(&key, &old));
            }
            match value {
                Some(value) => {
                    after.pairs = after.pairs.wrapping_add(1);
                    after.sum = after.sum.wrapping_add(checksum(&key, value));
                    batch.insert(key, value.as_slice());
                }
                None => batch.remove(key),
            }
        }
        batch.insert(&APPLIED, after.to_bytes().as_slice());
        self.db.apply_batch(batch).map_err(|e| self.failed(&e))?;
        Ok(after)
    }

    /// Whether every pair is there and readable, told by the checksum.
    pub(super) fn is_complete(&self, applied: Applied) -> bool {
        let mut found = Applied {
            mark: applied.mark,
            form: applied.form,
            ..Applied::default()
        };
        for pair in self.db.range([DATA]..[DATA + 1]) {
            let Ok((key, value)) = pair else {
                return false;
            };
            found.pairs += 1;
            found.sum = found.sum.wrapping_add(checksum(&key, &value));
        }
        found == applied
    }

    /// The value of `key`.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Value>, LedgerError> {
        self.db.get(data_key(key)).map_err(|e| self.failed(&e))
    }

    /// The pairs between two keys, in order.
    pub(super) fn range<'i>(
        &'i self,
        from: &Bound<Vec<u8>>,
        to: &Bound<Vec<u8>>,
    ) -> impl Iterator<Item = Result<(Vec<u8>, Vec<u8>), LedgerError>> + use<'i> {
        let in_tree = |bound: &Bound<Vec<u8>>, open: u8| match bound {
            Bound::Included(key) => Bound::Included(data_key(key)),
            Bound::Excluded(key) => Bound::Excluded(data_key(key)),
            Bound::Unbounded => Bound::Included(vec![open]),
        };
        let pairs = self
            .db
            .range::<Vec<u8>, _>((in_tree(from, DATA), in_tree(to, DATA + 1)));
        pairs.map(|pair| {
            let (key, value) = pair.map_err(|e| self.failed(&e))?;
            Ok((key[1..].to_vec(), value.to_vec()))
        })
    }

    /// Brings everything to disk.
    pub(super) fn sync(&self) -> Result<(), LedgerError> {
        self.db.flush().map_err(|e| self.failed(&e))?;
        // sled's own flush does not wait for the disk.
        sync_tree(&self.path).map_err(file_error("synchronising", &self.path))
    }

    fn applied(&self) -> sled::Result<Option<Applied>> {
        let stored = self.db.get(APPLIED)?;
        Ok(stored.and_then(|bytes| Applied::from_bytes(&bytes)))
    }

    fn failed(&self, error: &sled::Error) -> LedgerError {
        LedgerError::Index {
            path: self.path.clone(),
            what: error.to_string(),
        }
    }
}

impl Applied {
    fn to_bytes(self) -> [u8; 60] {
        let mut bytes = [0; 60];
        bytes[..8].copy_from_slice(&self.mark.next.to_le_bytes());
        bytes[8..40].copy_from_slice(&self.mark.hash);
        bytes[40..48].copy_from_slice(&self.pairs.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.sum.to_le_bytes());
        bytes[56..].copy_from_slice(&self.form.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let number = |part: &[u8]| Some(u64::from_le_bytes(part.try_into().ok()?));
        let form = match bytes.len() {
            // Before forms were counted.
            56 => 1,
            60 => u32::from_le_bytes(bytes[56..].try_into().ok()?),
            _ => return None,
        };
        Some(Self {
            mark: Mark {
                next: number(&bytes[..8])?,
                hash: bytes[8..40].try_into().ok()?,
            },
            pairs: number(&bytes[40..48])?,
            sum: number(&bytes[48..56])?,
            form,
        })
    }
}

/// Moves a broken index aside, to `index.broken-<n>`, and says where.
pub(super) fn move_aside(path: &Path) -> Result<PathBuf, LedgerError> {
    let aside = (1..=999)
        .map(|n| path.with_extension(format!("broken-{n}")))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| path.with_extension("broken"));
    fs::rename(path, &aside).map_err(file_error("moving aside", path))?;
    Ok(aside)
}

/// Whether somebody holds sled's own lock. sled says so in words only.
fn is_held(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(e) if e.to_string().starts_with("could not acquire lock"))
}

/// Whether an I/O error speaks of what is in the files, rather than of permission or space.
fn is_about_content(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(
        kind,
        Kind::InvalidData
            | Kind::InvalidInput
            | Kind::UnexpectedEof
            | Kind::NotADirectory
            | Kind::IsADirectory
            | Kind::AlreadyExists
            | Kind::NotFound
    ) || kind == Kind::Other
}

/// sled makes its directory and its files as the umask says, mostly readable by every account of the machine: the
/// directory around them is the owner's alone.
fn close_to_others(path: &Path) -> Result<(), LedgerError> {
    if !path.exists() {
        return make_private_dir(path).map_err(file_error("making", path));
    }
    if path.is_dir()
        && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    {
        tracing::warn!(index = %path.display(), %error, "other accounts may be able to read the index");
    }
    Ok(())
}

/// A snapshot that sled was writing when it was stopped keeps it from opening.
fn remove_half_snapshots(path: &Path) -> Result<(), LedgerError> {
    let Ok(entries) = fs::read_dir(path) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path()).map_err(file_error("removing", &entry.path()))?;
        }
    }
    Ok(())
}

fn sync_tree(path: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            // sled removes files of its own accord.
            match File::open(entry.path()) {
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                file => file?.sync_all()?,
            }
        }
    }
    File::open(path)?.sync_all()
}

fn data_key(key: &[u8]) -> Vec<u8> {
    let mut with_prefix = Vec::with_capacity(key.len() + 1);
    with_prefix.push(DATA);
    with_prefix.extend_from_slice(key);
    with_prefix
}

fn checksum(key: &[u8], value: &[u8]) -> u64 {
    let of = |first: &[u8], second: &[u8]| {
        let mut crc = crc32fast::Hasher::new();
        crc.update(&(first.len() as u64).to_le_bytes());
        crc.update(first);
        crc.update(second);
        u64::from(crc.finalize())
    };
    (of(key, value) << 32) | of(value, key)
}
