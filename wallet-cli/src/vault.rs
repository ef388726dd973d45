//! The vault: the holder's key and certificates in one file, encrypted by a passphrase (age, scrypt).
//!
//! The file is written whole, beside the old one, and takes its place only when it is safely on the disk: whatever
//! happens in between, there is one readable vault. Whoever changes it holds a lock, so two processes never lose
//! each other's changes. Whoever can read the file learns its size; whoever can write it can destroy it or put an
//! older copy in its place, but neither read nor forge what is in it.

mod cipher;
pub mod content;
pub mod file;

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use credential::{did_key, multikey::SigningKey};
use schemas::{did::Did, number::CertificateNumber};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{Exit, passphrase::Passphrase, texts};
use content::{Content, Held};

pub use cipher::{DEFAULT_WORK_FACTOR, MAX_WORK_FACTOR};

/// The vault's name in the wallet's folder.
pub const FILE: &str = "vault.age";
/// The lock's name in the wallet's folder.
const LOCK: &str = "lock";
/// The largest vault, in bytes: thousands of certificates.
const MAX_BYTES: u64 = 256 << 20;

/// Why a vault was not opened or written.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum VaultError {
    /// There is no vault in the folder.
    NoWallet {
        /// The folder.
        directory: String,
    },
    /// There is one already.
    WalletExists {
        /// The folder.
        directory: String,
    },
    /// The passphrase does not open it.
    WrongPassphrase,
    /// It is not what was written.
    VaultDamaged {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A newer version of this program wrote it.
    VaultTooNew {
        /// The version of the format.
        version: u32,
    },
    /// Another process is changing it.
    VaultBusy {
        /// The folder.
        directory: String,
    },
    /// It could not be read.
    VaultUnreadable {
        /// The file.
        path: String,
        /// Why.
        problem: String,
    },
    /// It could not be written; the old one is still there.
    VaultNotWritten {
        /// The file.
        path: String,
        /// Why.
        problem: String,
    },
}

impl VaultError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoWallet { .. } | Self::WalletExists { .. } => Exit::WrongUse,
            Self::WrongPassphrase
            | Self::VaultDamaged { .. }
            | Self::VaultTooNew { .. }
            | Self::VaultBusy { .. } => Exit::Locked,
            Self::VaultUnreadable { .. } | Self::VaultNotWritten { .. } => Exit::Files,
        }
    }
}

/// An opened vault, for reading.
pub struct Vault {
    path: PathBuf,
    passphrase: Passphrase,
    content: Content,
}

/// An opened vault, for changing. Other processes wait while it exists.
pub struct VaultInChange {
    vault: Vault,
    _lock: File,
}

/// Whether there is a vault in `directory`.
pub fn exists(directory: &Path) -> bool {
    directory.join(FILE).exists()
}

impl Vault {
    /// Makes a new vault with the holder's key in `directory`, which is made as well, for its owner alone.
    pub fn create(
        directory: &Path,
        passphrase: &Passphrase,
        work_factor: u8,
        holder: &SigningKey,
    ) -> Result<Self, VaultError> {
        let path = directory.join(FILE);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(|error| not_written(directory, &error))?;
        let lock = lock(directory)?;
        if exists(directory) {
            let directory = directory.display().to_string();
            return Err(VaultError::WalletExists { directory });
        }
        let vault = Self {
            path,
            passphrase: passphrase.clone(),
            content: Content::new(holder, work_factor),
        };
        vault.save()?;
        drop(lock);
        Ok(vault)
    }

    /// Opens the vault in `directory`.
    pub fn open(directory: &Path, passphrase: &Passphrase) -> Result<Self, VaultError> {
        let path = directory.join(FILE);
        let sealed = file::read(&path, MAX_BYTES).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => VaultError::NoWallet {
                directory: directory.display().to_string(),
            },
            _ => VaultError::VaultUnreadable {
                path: path.display().to_string(),
                problem: error.to_string(),
            },
        })?;
        let content = unseal(&sealed, passphrase, &path)?;
        Ok(Self {
            path,
            passphrase: passphrase.clone(),
            content,
        })
    }

    /// Opens the vault in `directory` and keeps other processes from changing it.
    pub fn open_for_change(
        directory: &Path,
        passphrase: &Passphrase,
    ) -> Result<VaultInChange, VaultError> {
        if !exists(directory) {
            let directory = directory.display().to_string();
            return Err(VaultError::NoWallet { directory });
        }
        let lock = lock(directory)?;
        let vault = Self::open(directory, passphrase)?;
        Ok(VaultInChange { vault, _lock: lock })
    }

    /// The holder's key.
    pub fn holder(&self) -> &SigningKey {
        self.content.holder()
    }

    /// The holder's DID.
    pub fn did(&self) -> Did {
        did_key::did(&self.holder().public())
    }

    /// The certificates, in the order in which they were received.
    pub fn certificates(&self) -> &[Held] {
        &self.content.certificates
    }

    /// The certificate with a number.
    pub fn get(&self, number: CertificateNumber) -> Option<&Held> {
        self.certificates()
            .iter()
            .find(|held| held.number == number)
    }

    fn save(&self) -> Result<(), VaultError> {
        let failed = |problem: String| VaultError::VaultNotWritten {
            path: self.path.display().to_string(),
            problem,
        };
        let plain = self.content.to_bytes().map_err(|e| failed(e.to_string()))?;
        let sealed = cipher::seal(&plain, &self.passphrase, self.content.work_factor);
        let sealed = sealed.map_err(|e| failed(e.to_string()))?;
        file::replace(&self.path, &sealed).map_err(|e| failed(e.to_string()))
    }
}

impl VaultInChange {
    /// The vault, with the changes so far.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Puts a certificate in, in the place of one with the same number. Kept by [`Self::save`].
    pub fn put(&mut self, held: Held) {
        let certificates = &mut self.vault.content.certificates;
        match certificates.iter_mut().find(|c| c.number == held.number) {
            Some(place) => *place = held,
            None => certificates.push(held),
        }
    }

    /// Writes all changes, all or none.
    pub fn save(self) -> Result<(), VaultError> {
        self.vault.save()
    }
}

fn unseal(sealed: &[u8], passphrase: &Passphrase, path: &Path) -> Result<Content, VaultError> {
    let damaged = |problem: String| VaultError::VaultDamaged {
        path: path.display().to_string(),
        problem,
    };
    let plain: Zeroizing<Vec<u8>> =
        cipher::open(sealed, passphrase).map_err(|error| match error {
            cipher::OpenError::WrongPassphrase => VaultError::WrongPassphrase,
            cipher::OpenError::Damaged(problem) => damaged(problem),
        })?;
    match Content::from_bytes(&plain) {
        Ok(content) => Ok(content),
        Err(content::ContentError::Version(version)) => Err(VaultError::VaultTooNew { version }),
        Err(content::ContentError::Malformed(problem)) => Err(damaged(problem)),
    }
}

fn lock(directory: &Path) -> Result<File, VaultError> {
    let path = directory.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(|error| not_written(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(VaultError::VaultBusy {
            directory: directory.display().to_string(),
        }),
        Err(TryLockError::Error(error)) => Err(not_written(&path, &error)),
    }
}

fn not_written(path: &Path, error: &io::Error) -> VaultError {
    VaultError::VaultNotWritten {
        path: path.display().to_string(),
        problem: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
