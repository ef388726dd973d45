//! The awarding body's signing keys: Ed25519, encrypted at rest.

use credential::multikey::{PublicKey, SigningKey};
use schemas::did::{Did, DidUrl};
use serde::Serialize;
use service::{
    config::ConfigError,
    keystore::{KeyStore, KeyStoreError},
    randomness::SharedRng,
    secret::Secret,
};

use crate::config::Config;

/// Why a key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key store.
    #[error(transparent)]
    Store(#[from] KeyStoreError),
    /// The passphrase.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A public key that cannot be read.
    #[error("the public part of the key {name} cannot be read ({problem}): restore it from backup")]
    Unreadable {
        /// The key's name.
        name: String,
        /// What is wrong.
        problem: String,
    },
}

/// What may be known of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// Its name here.
    pub name: String,
    /// The public key as a Multikey value: what the operator is told.
    pub multikey: String,
    /// The key's URL in certificates.
    pub id: DidUrl,
    /// Whether it is the one that signs.
    pub signs: bool,
}

/// The folder of keys.
pub fn open(config: &Config, passphrase: Secret) -> Result<KeyStore, KeyError> {
    let keys = &config.keys;
    Ok(KeyStore::open(&keys.dir, passphrase, keys.work_factor)?)
}

/// Makes a key.
pub fn create(
    store: &KeyStore,
    name: &str,
    config: &Config,
    rng: &mut SharedRng,
) -> Result<KeyInfo, KeyError> {
    store.create(name, rng)?;
    show(store, name, config)
}

/// One key.
pub fn show(store: &KeyStore, name: &str, config: &Config) -> Result<KeyInfo, KeyError> {
    let multikey = store.public(name)?.to_multibase();
    let id = key_url(&config.did(), name, &multikey)?;
    Ok(KeyInfo {
        name: name.to_owned(),
        multikey,
        id,
        signs: name == config.keys.name,
    })
}

/// All keys.
pub fn list(store: &KeyStore, config: &Config) -> Result<Vec<KeyInfo>, KeyError> {
    let names = store.list()?;
    names.iter().map(|n| show(store, n, config)).collect()
}

/// The key that signs.
pub fn signing_key(store: &KeyStore, config: &Config) -> Result<SigningKey, KeyError> {
    let seed = store.load(&config.keys.name)?;
    Ok(SigningKey::from_seed(&seed))
}

/// Every key of the folder, those that no longer sign too, for the DID document.
pub fn public_keys(store: &KeyStore) -> Result<Vec<PublicKey>, KeyError> {
    let mut keys = Vec::new();
    for name in store.list()? {
        let multikey = store.public(&name)?.to_multibase();
        let key = PublicKey::from_multibase(&multikey).map_err(|e| KeyError::Unreadable {
            name,
            problem: e.to_string(),
        })?;
        keys.push(key);
    }
    Ok(keys)
}

fn key_url(did: &Did, name: &str, multikey: &str) -> Result<DidUrl, KeyError> {
    did.key_url(multikey).map_err(|e| KeyError::Unreadable {
        name: name.to_owned(),
        problem: e.to_string(),
    })
}
