//! The program's own keys: one of each kind, in one file that age encrypts under a passphrase.
//!
//! The file's format is no other program's: a line that says what it is, then one `secretKeyMultibase` a line, in the order
//! of [`Algorithm::ALL`].

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use credential::{
    did_key,
    multikey::{Algorithm, KeyError, SecretKey},
};
use rand_core::CryptoRng;
use schemas::did::{Did, DidUrl};
use service::{
    files,
    sealed::{self, SealError},
    secret::Secret,
};
use zeroize::Zeroizing;

/// The first line of the decrypted file.
const FORMAT: &str = "kualik conformance keys 1";

/// One key of each kind.
#[derive(Clone, Debug)]
pub struct Keys {
    /// In the order of [`Algorithm::ALL`].
    keys: [SecretKey; 3],
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// Reading or writing failed.
    #[error("{action} {} failed: {source}. Check the path and its permissions", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is no such file.
    #[error("there are no keys at {}: `conformance init` makes them", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There are keys already.
    #[error("there are keys at {} already: they are never overwritten", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be decrypted, or encrypted.
    #[error("{}: {source}", path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SealError,
    },
    /// It is another program's file.
    #[error(
        "{} holds no keys of this program: it takes those alone that `conformance init` made, never an issuer's or the registry's",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A key in it cannot be read.
    #[error("{}: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
}

impl Keys {
    /// Makes new ones of `rng`'s randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self {
            keys: Algorithm::ALL.map(|algorithm| SecretKey::generate(algorithm, rng)),
        }
    }

    /// The key of a kind.
    pub fn of(&self, algorithm: Algorithm) -> &SecretKey {
        let [ed25519, p256, p384] = &self.keys;
        match algorithm {
            Algorithm::Ed25519 => ed25519,
            Algorithm::P256 => p256,
            Algorithm::P384 => p384,
        }
    }

    /// The `did:key` of a kind.
    pub fn did(&self, algorithm: Algorithm) -> Did {
        did_key::did_of(&self.of(algorithm).public())
    }

    /// The id of the key in the document of its `did:key`.
    pub fn key_url(&self, algorithm: Algorithm) -> DidUrl {
        did_key::key_url_of(&self.of(algorithm).public())
    }

    /// Writes them, encrypted; they are on disk when this returns. Never overwrites a file.
    pub fn save(
        &self,
        path: &Path,
        passphrase: &Secret,
        work_factor: Option<u8>,
    ) -> Result<(), KeysError> {
        if path.exists() {
            let path = path.to_owned();
            return Err(KeysError::Exists { path });
        }
        let mut plain = Zeroizing::new(format!("{FORMAT}\n"));
        for key in &self.keys {
            plain.push_str(&key.to_multibase());
            plain.push('\n');
        }
        let sealed = sealed::seal(plain.as_bytes(), passphrase, work_factor);
        let sealed = sealed.map_err(|source| KeysError::Sealed {
            path: path.to_owned(),
            source,
        })?;
        let write = || {
            if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
                files::make_private_dir(dir)?;
            }
            files::replace_durably(path, &sealed)
        };
        write().map_err(|source| KeysError::File {
            action: "writing",
            path: path.to_owned(),
            source,
        })
    }

    /// Reads and decrypts them.
    pub fn load(path: &Path, passphrase: &Secret) -> Result<Self, KeysError> {
        let owned = || path.to_owned();
        let sealed = fs::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => KeysError::Missing { path: owned() },
            _ => KeysError::File {
                action: "reading",
                path: owned(),
                source,
            },
        })?;
        let plain = sealed::open(&sealed, passphrase).map_err(|source| KeysError::Sealed {
            path: owned(),
            source,
        })?;
        let foreign = || KeysError::Foreign { path: owned() };
        let text = std::str::from_utf8(&plain).map_err(|_| foreign())?;
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return Err(foreign());
        }
        let mut read = |algorithm: Algorithm| {
            let line = lines.next().ok_or_else(foreign)?;
            let key = SecretKey::from_multibase(line).map_err(|source| KeysError::Key {
                path: owned(),
                source,
            })?;
            if key.algorithm() == algorithm {
                Ok(key)
            } else {
                Err(foreign())
            }
        };
        let keys = [
            read(Algorithm::Ed25519)?,
            read(Algorithm::P256)?,
            read(Algorithm::P384)?,
        ];
        Ok(Self { keys })
    }
}

#[cfg(test)]
mod tests {
    use service::randomness::SharedRng;

    use super::*;

    #[test]
    fn keys_come_back_under_their_passphrase_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("own/keys.age");
        let passphrase = Secret::new("correct horse");
        let keys = Keys::generate(&mut SharedRng::seeded(1));
        keys.save(&path, &passphrase, Some(2)).unwrap();
        let read = Keys::load(&path, &passphrase).unwrap();
        for algorithm in Algorithm::ALL {
            assert_eq!(read.did(algorithm), keys.did(algorithm));
        }
        let again = keys.save(&path, &passphrase, Some(2));
        assert!(matches!(again, Err(KeysError::Exists { .. })));
        let wrong = Keys::load(&path, &Secret::new("wrong horse"));
        assert!(matches!(wrong, Err(KeysError::Sealed { .. })));
        let none = Keys::load(&home.path().join("none.age"), &passphrase);
        assert!(matches!(none, Err(KeysError::Missing { .. })));
    }

    #[test]
    fn the_seed_of_another_program_is_no_file_of_this_one() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("keys.age");
        let passphrase = Secret::new("correct horse");
        let seed = sealed::seal(&[7; 32], &passphrase, Some(2)).unwrap();
        fs::write(&path, seed).unwrap();
        let foreign = Keys::load(&path, &passphrase);
        assert!(matches!(foreign, Err(KeysError::Foreign { .. })));
    }
}
