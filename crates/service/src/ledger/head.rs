//! `journal.head`: a witness beside the journal of how far it was acknowledged.
//!
//! Written after each group without waiting for the disk: the kernel keeps it when the process is killed, and brings
//! it to disk within the minute. It says nothing that the journal does not hold durably already, so an old one is no
//! harm; a newer one than the journal proves that the journal lost entries.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use super::{
    error::{LedgerError, file_error},
    record::Mark,
};

/// Mark (8 + 32), whether closed in order (1), unused (3), CRC-32 (4).
const LENGTH: usize = 48;

/// The open file.
pub(super) struct HeadFile {
    file: File,
    path: PathBuf,
}

/// What the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// How far the journal was acknowledged.
    pub(super) mark: Mark,
    /// Whether the ledger was closed in order after that.
    pub(super) closed: bool,
}

impl HeadFile {
    /// Opens or makes the file, and reads it. `None` when it is new or not intact: then there is no witness.
    pub(super) fn open(path: &Path) -> Result<(Self, Option<Head>), LedgerError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(file_error("opening", path))?;
        let mut bytes = [0; LENGTH];
        let said = file.read_exact_at(&mut bytes, 0).ok();
        let head = said.and_then(|()| parse(&bytes));
        let path = path.to_owned();
        Ok((Self { file, path }, head))
    }

    /// Writes it, without waiting for the disk.
    pub(super) fn write(&self, head: Head) -> Result<(), LedgerError> {
        self.file
            .write_all_at(&format(head), 0)
            .map_err(file_error("writing", &self.path))
    }

    /// Waits for the disk.
    pub(super) fn sync(&self) -> Result<(), LedgerError> {
        self.file
            .sync_all()
            .map_err(file_error("synchronising", &self.path))
    }
}

/// What the file says, for a reader beside the process that writes it. `None` when it is missing or not intact.
pub(super) fn read(path: &Path) -> Result<Option<Head>, LedgerError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(file_error("reading", path)(e)),
    };
    Ok(bytes.as_slice().try_into().ok().and_then(parse))
}

fn format(head: Head) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes[..8].copy_from_slice(&head.mark.next.to_le_bytes());
    bytes[8..40].copy_from_slice(&head.mark.hash);
    bytes[40] = head.closed.into();
    let crc = crc32fast::hash(&bytes[..44]);
    bytes[44..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

fn parse(bytes: &[u8; LENGTH]) -> Option<Head> {
    let head = Head {
        mark: Mark {
            next: u64::from_le_bytes(bytes[..8].try_into().ok()?),
            hash: bytes[8..40].try_into().ok()?,
        },
        closed: bytes[40] == 1,
    };
    (format(head) == *bytes).then_some(head)
}
