//! What a new registry needs before it can start: directories, the operator's key, the number key, an admin token.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use schemas::did::{DidUrl, InvalidDid};
use service::{
    keystore::{KeyStore, KeyStoreError},
    randomness::SharedRng,
    secret::Secret,
    token,
};

use crate::{
    app::{NUMBER_KEY, OPERATOR_KEY},
    config::Config,
};

/// Why a registry was not prepared.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is a register already, but its key is gone.
    #[error(
        "{dir} holds a register, but its key \"{key}\" is not in the key directory: restore that from backup. A new key would give numbers twice or leave receipts that nobody can verify"
    )]
    KeyLost {
        /// The data directory.
        dir: PathBuf,
        /// The key's name.
        key: &'static str,
    },
    /// The key store failed.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
    /// A file or directory could not be made.
    #[error("{path} could not be made: {source}. Check the path and its permissions")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The operator's DID cannot carry a key.
    #[error(transparent)]
    KeyName(#[from] InvalidDid),
}

/// What a registry has after [`prepare`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The id of the operator's key: what verifiers pin.
    pub operator_key: DidUrl,
    /// Whether the operator's key was made now.
    pub operator_key_made: bool,
    /// Whether the number key was made now.
    pub number_key_made: bool,
    /// The file of the admin token, when it was made now.
    pub admin_token_made: Option<PathBuf>,
}

/// Makes what is missing and leaves what is there. Never makes a key for a register that had another.
pub fn prepare(
    config: &Config,
    passphrase: &Secret,
    mut rng: SharedRng,
) -> Result<Prepared, InitError> {
    make_dir(&config.data_dir)?;
    let keys = KeyStore::open(&config.keys_dir, passphrase.clone(), config.key_work_factor)?;
    let there = keys.list()?;
    let used = is_used(&config.data_dir)?;
    let mut made = [false; 2];
    for (made, name) in made.iter_mut().zip([OPERATOR_KEY, NUMBER_KEY]) {
        if there.iter().any(|key| key == name) {
            // Opens it, so that a wrong passphrase shows now and not at the start.
            keys.load(name)?;
            continue;
        }
        if used {
            let dir = config.data_dir.clone();
            return Err(InitError::KeyLost { dir, key: name });
        }
        keys.create(name, &mut rng)?;
        *made = true;
    }
    let admin_token_made = match &config.admin_token_file {
        Some(path) if !path.exists() => {
            make_secret_file(path, token::generate(&mut rng).expose())?;
            Some(path.clone())
        }
        _ => None,
    };
    let public = keys.public(OPERATOR_KEY)?.to_multibase();
    Ok(Prepared {
        operator_key: config.base_url.did().key_url(&public)?,
        operator_key_made: made[0],
        number_key_made: made[1],
        admin_token_made,
    })
}

/// Writes a file that only the owner can read. Never overwrites one.
pub fn make_secret_file(path: &Path, text: &str) -> Result<(), InitError> {
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        writeln!(file, "{text}")?;
        file.sync_all()
    };
    write().map_err(|source| InitError::File {
        path: path.to_owned(),
        source,
    })
}

fn make_dir(path: &Path) -> Result<(), InitError> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path);
    made.map_err(|source| InitError::File {
        path: path.to_owned(),
        source,
    })
}

fn is_used(data_dir: &Path) -> Result<bool, InitError> {
    let mut entries = fs::read_dir(data_dir).map_err(|source| InitError::File {
        path: data_dir.to_owned(),
        source,
    })?;
    Ok(entries.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(home: &Path) -> Config {
        let base_url = "http://127.0.0.1:8801".parse().unwrap();
        let mut config = Config::at(base_url, ([127, 0, 0, 1], 8801).into(), home);
        config.key_work_factor = Some(2);
        config
    }

    #[test]
    fn a_second_time_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let config = config(home.path());
        let passphrase = Secret::new("correct horse");
        let first = prepare(&config, &passphrase, SharedRng::seeded(1)).unwrap();
        assert!(first.operator_key_made && first.number_key_made);
        let token = fs::read(first.admin_token_made.unwrap()).unwrap();
        let again = prepare(&config, &passphrase, SharedRng::seeded(2)).unwrap();
        assert_eq!(again.operator_key, first.operator_key);
        assert!(!again.operator_key_made && again.admin_token_made.is_none());
        assert_eq!(fs::read(home.path().join("admin-token")).unwrap(), token);
        let wrong = prepare(&config, &Secret::new("wrong horse"), SharedRng::seeded(2));
        assert!(matches!(
            wrong,
            Err(InitError::Keys(KeyStoreError::WrongPassphrase { .. }))
        ));
    }

    #[test]
    fn a_register_never_gets_a_second_key() {
        let home = tempfile::tempdir().unwrap();
        let config = config(home.path());
        make_dir(&config.data_dir).unwrap();
        fs::write(config.data_dir.join("journal"), b"x").unwrap();
        let refused = prepare(&config, &Secret::new("correct horse"), SharedRng::seeded(1));
        assert!(matches!(refused, Err(InitError::KeyLost { .. })));
    }
}
