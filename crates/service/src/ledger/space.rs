//! How much room the disk has left.

use std::path::{Path, PathBuf};

use super::{LedgerError, error::file_error, options::FreeSpace};

/// The disk of a directory and what must stay free on it.
pub(super) struct Space {
    dir: PathBuf,
    least: FreeSpace,
}

impl Space {
    pub(super) fn new(dir: &Path, least: FreeSpace) -> Self {
        let dir = dir.to_owned();
        Self { dir, least }
    }

    /// `DiskFull` when less than the least is free.
    pub(super) fn check(&self) -> Result<(), LedgerError> {
        let disk = rustix::fs::statvfs(&self.dir)
            .map_err(|e| file_error("asking for the free space of", &self.dir)(e.into()))?;
        let available = disk.f_bavail.saturating_mul(disk.f_frsize);
        let total = disk.f_blocks.saturating_mul(disk.f_frsize);
        let required = match self.least {
            FreeSpace::Percent(share) => total / 100 * u64::from(share.min(100)),
            FreeSpace::Bytes(bytes) => bytes,
        };
        if available < required {
            return Err(LedgerError::DiskFull {
                dir: self.dir.clone(),
                available,
                required,
            });
        }
        Ok(())
    }
}
