//! Ed25519 keys in files that age encrypts under a passphrase.
//!
//! `<dir>/<name>.age` holds the 32 bytes of the seed, `<dir>/<name>.pub` the public key as a Multikey value
//! (`z6Mk…`). Who can read the directory learns the public keys only; who can write it can take keys away, which
//! is noticed, or put other ones, whose public part no trust list names.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    files,
    sealed::{self, MAX_WORK_FACTOR, SealError},
    secret::Secret,
};

/// The multicodec prefix of an Ed25519 public key.
const ED25519_PUB: [u8; 2] = [0xed, 0x01];

/// What can go wrong with stored keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// Reading or writing failed.
    #[error("{action} {path} failed: {source}. Check the path and its permissions")]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The passphrase does not open the file.
    #[error(
        "the passphrase does not open {path}: give the one that the key was made with, or restore the key from backup"
    )]
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// The file is not one of this key store.
    #[error("{path} is not an encrypted key ({what}): restore it from backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The key and its public part do not belong together.
    #[error(
        "{path} is not the public part of the key beside it: restore both from the same backup"
    )]
    Mismatch {
        /// The public part.
        path: PathBuf,
    },
    /// A key of this name is there.
    #[error(
        "there is a key named {name} in {dir} already: it is never overwritten; choose another name"
    )]
    Exists {
        /// The name.
        name: String,
        /// The directory.
        dir: PathBuf,
    },
    /// There is no key of this name.
    #[error("there is no key named {name} in {dir}: create it first, or restore it from backup")]
    Unknown {
        /// The name.
        name: String,
        /// The directory.
        dir: PathBuf,
    },
    /// The name cannot be a file name.
    #[error("\"{name}\" cannot be a key's name: write 1 to 64 of a-z, 0-9, - and _")]
    Name {
        /// The name.
        name: String,
    },
    /// The work factor is one that age does not take, or that makes a key which is not opened again.
    #[error(
        "the work factor {factor} cannot be used: write 1 to {MAX_WORK_FACTOR}, or leave it out for about a second of work"
    )]
    WorkFactor {
        /// The work factor.
        factor: u8,
    },
    /// The passphrase is too short.
    #[error("the passphrase is shorter than {least} characters: choose a longer one")]
    ShortPassphrase {
        /// The least length.
        least: usize,
    },
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// The Multikey value: `z6Mk…`.
    pub fn to_multibase(self) -> String {
        let bytes = [&ED25519_PUB[..], &self.0].concat();
        format!("z{}", bs58::encode(bytes).into_string())
    }

    /// Reads a Multikey value of an Ed25519 key.
    pub fn from_multibase(text: &str) -> Option<Self> {
        let bytes = bs58::decode(text.strip_prefix('z')?).into_vec().ok()?;
        let key = bytes.strip_prefix(&ED25519_PUB[..])?;
        key.try_into().ok().map(Self)
    }
}

/// A directory of keys and the passphrase that opens them.
#[derive(Debug)]
pub struct KeyStore {
    dir: PathBuf,
    passphrase: Secret,
    work_factor: Option<u8>,
}

impl KeyStore {
    /// Opens the directory, which is made (mode 0700) when it is not there. `work_factor` is scrypt's log2(N) for
    /// new keys; `None` lets age choose about a second of work.
    pub fn open(
        dir: &Path,
        passphrase: Secret,
        work_factor: Option<u8>,
    ) -> Result<Self, KeyStoreError> {
        sealed::check_passphrase(&passphrase).map_err(seal_error(dir))?;
        files::make_private_dir(dir).map_err(file_error("making", dir))?;
        Ok(Self {
            dir: dir.to_owned(),
            passphrase,
            work_factor,
        })
    }

    /// Makes a key; it is on disk when this returns. Never overwrites one.
    pub fn create(&self, name: &str, rng: &mut impl CryptoRng) -> Result<PublicKey, KeyStoreError> {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        self.put(name, &seed)
    }

    /// Stores a key that was made elsewhere. Never overwrites one.
    pub fn put(&self, name: &str, seed: &[u8; 32]) -> Result<PublicKey, KeyStoreError> {
        let [secret, public] = self.paths(name)?;
        if secret.exists() {
            return Err(KeyStoreError::Exists {
                name: name.to_owned(),
                dir: self.dir.clone(),
            });
        }
        let encrypted =
            sealed::seal(seed, &self.passphrase, self.work_factor).map_err(seal_error(&secret))?;
        let key = public_of(seed);
        // The public part first: a key file is there only when it is complete.
        write(&public, key.to_multibase().as_bytes())?;
        write(&secret, &encrypted)?;
        Ok(key)
    }

    /// The seed of the key, decrypted and held against its public part.
    pub fn load(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, KeyStoreError> {
        let [secret, public] = self.paths(name)?;
        let encrypted = match fs::read(&secret) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(KeyStoreError::Unknown {
                    name: name.to_owned(),
                    dir: self.dir.clone(),
                });
            }
            read => read.map_err(file_error("reading", &secret))?,
        };
        let plain = sealed::open(&encrypted, &self.passphrase).map_err(seal_error(&secret))?;
        let seed: [u8; 32] = plain
            .as_slice()
            .try_into()
            .map_err(|_| KeyStoreError::Damaged {
                path: secret,
                what: format!("{} bytes in place of 32", plain.len()),
            })?;
        let seed = Zeroizing::new(seed);
        if self.public(name)? != public_of(&seed) {
            return Err(KeyStoreError::Mismatch { path: public });
        }
        Ok(seed)
    }

    /// The public part of the key, without the passphrase.
    pub fn public(&self, name: &str) -> Result<PublicKey, KeyStoreError> {
        let [_, path] = self.paths(name)?;
        let text = match fs::read_to_string(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(KeyStoreError::Unknown {
                    name: name.to_owned(),
                    dir: self.dir.clone(),
                });
            }
            read => read.map_err(file_error("reading", &path))?,
        };
        PublicKey::from_multibase(text.trim()).ok_or_else(|| KeyStoreError::Damaged {
            path,
            what: "not a z6Mk… value".to_owned(),
        })
    }

    /// The names of all keys, in order.
    pub fn list(&self) -> Result<Vec<String>, KeyStoreError> {
        let listed = fs::read_dir(&self.dir).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = listed.map_err(file_error("listing", &self.dir))?;
        let mut names: Vec<String> = entries
            .iter()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                name.strip_suffix(".age").map(ToOwned::to_owned)
            })
            .filter(|name| is_name(name))
            .collect();
        names.sort();
        Ok(names)
    }

    fn paths(&self, name: &str) -> Result<[PathBuf; 2], KeyStoreError> {
        if !is_name(name) {
            return Err(KeyStoreError::Name {
                name: name.chars().take(80).collect(),
            });
        }
        Ok([
            self.dir.join(format!("{name}.age")),
            self.dir.join(format!("{name}.pub")),
        ])
    }
}

/// All of the file or nothing, durable on return.
fn write(path: &Path, bytes: &[u8]) -> Result<(), KeyStoreError> {
    files::replace_durably(path, bytes).map_err(file_error("writing", path))
}

fn public_of(seed: &[u8; 32]) -> PublicKey {
    PublicKey(SigningKey::from_bytes(seed).verifying_key().to_bytes())
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn file_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyStoreError {
    move |source| KeyStoreError::File {
        action,
        path: path.to_owned(),
        source,
    }
}

fn seal_error(path: &Path) -> impl FnOnce(SealError) -> KeyStoreError {
    let path = path.to_owned();
    move |error| match error {
        SealError::ShortPassphrase { least } => KeyStoreError::ShortPassphrase { least },
        SealError::WorkFactor { factor } => KeyStoreError::WorkFactor { factor },
        SealError::WrongPassphrase => KeyStoreError::WrongPassphrase { path },
        SealError::Damaged(what) => KeyStoreError::Damaged { path, what },
        SealError::NotEncrypted(what) => KeyStoreError::File {
            action: "encrypting",
            path,
            source: io::Error::other(what),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::randomness::SharedRng;

    fn store(dir: &Path, passphrase: &str) -> KeyStore {
        KeyStore::open(dir, Secret::new(passphrase), Some(2)).unwrap()
    }

    #[test]
    fn a_key_comes_back_under_its_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let keys = store(dir.path(), "correct horse");
        let public = keys.create("operator", &mut SharedRng::seeded(1)).unwrap();
        let seed = keys.load("operator").unwrap();
        assert_eq!(public_of(&seed), public);
        assert_eq!(keys.public("operator").unwrap(), public);
        assert!(public.to_multibase().starts_with("z6Mk"));
        assert_eq!(keys.list().unwrap(), ["operator"]);
        let wrong = store(dir.path(), "wrong horse").load("operator");
        assert!(
            matches!(wrong, Err(KeyStoreError::WrongPassphrase { .. })),
            "{wrong:?}"
        );
        let file = fs::read(dir.path().join("operator.age")).unwrap();
        assert!(!file.windows(32).any(|window| window == seed.as_slice()));
    }

    #[test]
    fn files_are_the_owners_only_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let keys = store(&dir.path().join("keys"), "correct horse");
        keys.create("a", &mut SharedRng::seeded(1)).unwrap();
        for file in ["a.age", "a.pub"] {
            let mode = fs::metadata(dir.path().join("keys").join(file)).unwrap();
            assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        }
        let again = keys.create("a", &mut SharedRng::seeded(2));
        assert!(matches!(again, Err(KeyStoreError::Exists { .. })));
        let mode = fs::metadata(dir.path().join("keys")).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn damage_and_strange_names_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let keys = store(dir.path(), "correct horse");
        keys.create("a", &mut SharedRng::seeded(1)).unwrap();
        keys.create("b", &mut SharedRng::seeded(2)).unwrap();
        fs::copy(dir.path().join("b.pub"), dir.path().join("a.pub")).unwrap();
        assert!(matches!(
            keys.load("a"),
            Err(KeyStoreError::Mismatch { .. })
        ));
        fs::write(dir.path().join("b.age"), b"garbage").unwrap();
        assert!(matches!(keys.load("b"), Err(KeyStoreError::Damaged { .. })));
        assert!(matches!(keys.load("c"), Err(KeyStoreError::Unknown { .. })));
        for name in ["", "../a", "A", "a.age"] {
            assert!(
                matches!(keys.load(name), Err(KeyStoreError::Name { .. })),
                "{name}"
            );
        }
        for factor in [0, 23, 64, 255] {
            let keys = KeyStore::open(dir.path(), Secret::new("correct horse"), Some(factor));
            let refused = keys.unwrap().create("d", &mut SharedRng::seeded(3));
            assert!(
                matches!(refused, Err(KeyStoreError::WorkFactor { .. })),
                "{factor}"
            );
        }
        let short = KeyStore::open(dir.path(), Secret::new("short"), None);
        assert!(matches!(short, Err(KeyStoreError::ShortPassphrase { .. })));
    }
}
