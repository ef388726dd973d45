//! How much room the disk has left.

use std::{
    io,
    path::{Path, PathBuf},
};

use rustix::fs::{StatVfs, StatVfsMountFlags, statvfs};

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
        let disk = disk(&self.dir)?;
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

/// The share of the disk of `dir`, in percent, that is free for this process; `None` when it cannot be found out.
pub(super) fn free_percent(dir: &Path) -> Option<f64> {
    let disk = disk(dir).ok().filter(|disk| disk.f_blocks > 0)?;
    #[allow(
        clippy::cast_precision_loss,
        reason = "a share of a disk is told to a few digits"
    )]
    let (free, all) = (disk.f_bavail as f64, disk.f_blocks as f64);
    Some(100.0 * free / all)
}

/// An error when the file system of `dir` takes no writes.
pub(super) fn writable(dir: &Path) -> Result<(), LedgerError> {
    if disk(dir)?.f_flag.contains(StatVfsMountFlags::RDONLY) {
        return Err(file_error("writing to", dir)(
            io::ErrorKind::ReadOnlyFilesystem.into(),
        ));
    }
    Ok(())
}

fn disk(dir: &Path) -> Result<StatVfs, LedgerError> {
    statvfs(dir).map_err(|e| file_error("asking for the free space of", dir)(e.into()))
}
