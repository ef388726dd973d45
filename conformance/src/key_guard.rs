//! Keys that must not sign here: those of issuers and of the registry. Whoever runs the server could give it one by
//! mistake; then whatever a stranger sends would be signed as a certificate.

use std::{
    error::Error as _,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use credential::multikey::{Algorithm, VerificationKey};
use reqwest::{Url, redirect::Policy};
use schemas::{
    api::registry::trust_list::TRUST_LIST_TYPE,
    base_url::is_loopback,
    json::{self, Limits},
};
use serde_json::Value;

use crate::{config::Config, keys::Keys};

/// How much of a trust list is read.
const TRUST_LIST_LIMITS: Limits = Limits {
    bytes: 16 << 20,
    depth: 32,
};

/// How long the trust list's server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it may send on to another address.
const MAX_REDIRECTS: usize = 5;

/// Why the keys are not used.
#[derive(Debug, thiserror::Error)]
pub enum KeyGuardError {
    /// The path leads into another program's key store.
    #[error(
        "{} lies in a key store of an issuer or of the registry ({} is there): this program signs whatever it is sent and takes keys of its own alone. Choose another keys_file and let `conformance init` make it",
        path.display(),
        found.display()
    )]
    KeyStore {
        /// The path of the settings.
        path: PathBuf,
        /// What was found.
        found: PathBuf,
    },
    /// The directory cannot be looked into.
    #[error("{} cannot be read: {source}. Check the path and its permissions", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// One of the keys is named among those that must not be used.
    #[error(
        "the key {key} is named by {place}: what it signs counts elsewhere, so it must not sign here. Delete {} and let `conformance init` make new keys",
        keys_file.display()
    )]
    Named {
        /// The public key.
        key: String,
        /// Where it is named.
        place: String,
        /// The file of the keys.
        keys_file: PathBuf,
    },
    /// A value in the settings is no key.
    #[error("conformance.refuse_keys: \"{found}\" is no key: write z6Mk.., or did:web:..#z6Mk..")]
    NoKey {
        /// The value.
        found: String,
    },
    /// The trust list cannot be had.
    #[error(
        "the trust list {place} cannot be read: {problem}. Without it nobody knows whether a key is an awarding body's; correct conformance.trust_list or leave it out"
    )]
    TrustList {
        /// Its path or address.
        place: String,
        /// Why.
        problem: String,
    },
}

/// Refuses a path into a key store of another program: its directory has a key as `name.age` with its public part
/// `name.pub`.
pub fn refuse_key_stores(keys_file: &Path) -> Result<(), KeyGuardError> {
    let dir = if keys_file.is_dir() {
        keys_file
    } else {
        let parent = keys_file.parent().unwrap_or(Path::new(""));
        if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        }
    };
    let unreadable = |source| KeyGuardError::Directory {
        path: dir.to_owned(),
        source,
    };
    let entries = match fs::read_dir(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(unreadable)?,
    };
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let is_sealed = path.extension().is_some_and(|extension| extension == "age");
        if is_sealed && path.with_extension("pub").exists() {
            return Err(KeyGuardError::KeyStore {
                path: keys_file.to_owned(),
                found: path,
            });
        }
    }
    Ok(())
}

/// Refuses keys that the settings or the operator's list name. Reads or fetches the list.
pub async fn refuse_named_keys(keys: &Keys, config: &Config) -> Result<(), KeyGuardError> {
    let own = Algorithm::ALL.map(|algorithm| keys.of(algorithm).public().to_multibase());
    let refuse = |key: &str, place: &str| KeyGuardError::Named {
        key: key.to_owned(),
        place: place.to_owned(),
        keys_file: config.keys_file.clone(),
    };
    for named in &config.conformance.refuse_keys {
        let key = named.rsplit(['#', ':']).next().unwrap_or_default();
        if VerificationKey::from_multibase(key).is_err() {
            let found = named.chars().take(120).collect();
            return Err(KeyGuardError::NoKey { found });
        }
        if let Some(own) = own.iter().find(|own| *own == key) {
            return Err(refuse(own, "conformance.refuse_keys"));
        }
    }
    let Some(place) = &config.conformance.trust_list else {
        return Ok(());
    };
    let list = read_trust_list(place)
        .await
        .map_err(|problem| KeyGuardError::TrustList {
            place: place.clone(),
            problem,
        })?;
    match own.iter().find(|own| names(&list, own)) {
        Some(own) => Err(refuse(own, place)),
        None => Ok(()),
    }
}

/// The list. Its signature is not looked at: whatever it names is refused, and nothing is allowed because of it.
async fn read_trust_list(place: &str) -> Result<Value, String> {
    let bytes = match place.parse::<Url>() {
        Ok(url) if ["http", "https"].contains(&url.scheme()) => fetch(url).await?,
        _ => fs::read(place).map_err(|e| e.to_string())?,
    };
    let list = json::parse(&bytes, TRUST_LIST_LIMITS).map_err(|e| e.to_string())?;
    let types = list["type"].as_array().map_or(&[][..], Vec::as_slice);
    if !types.iter().any(|kind| kind == TRUST_LIST_TYPE) {
        return Err(format!("it has not the type {TRUST_LIST_TYPE}"));
    }
    Ok(list)
}

async fn fetch(url: Url) -> Result<Vec<u8>, String> {
    if !is_safe(&url) {
        return Err(
            "over plain http anybody on the way could leave a key out of it: write https://, or http:// for a loopback address"
                .to_owned(),
        );
    }
    fetch_safely(url).await.map_err(|e| {
        let cause = e.source().map(|cause| format!(": {cause}"));
        format!("{e}{}", cause.unwrap_or_default())
    })
}

async fn fetch_safely(url: Url) -> Result<Vec<u8>, reqwest::Error> {
    let redirects = Policy::custom(|attempt| {
        if !is_safe(attempt.url()) {
            attempt.error("it leads to plain http on a host that is not loopback")
        } else if attempt.previous().len() > MAX_REDIRECTS {
            attempt.error("there are too many redirects")
        } else {
            attempt.follow()
        }
    });
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(redirects)
        .build()?;
    let mut answer = client.get(url).send().await?.error_for_status()?;
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        bytes.extend_from_slice(&piece);
        // One byte too many is enough for the reader to refuse it.
        if bytes.len() > TRUST_LIST_LIMITS.bytes {
            break;
        }
    }
    Ok(bytes)
}

/// Whether what comes from there was not altered on the way.
fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether a public key stands in any text of a document.
fn names(document: &Value, key: &str) -> bool {
    match document {
        Value::String(text) => text.contains(key),
        Value::Array(items) => items.iter().any(|item| names(item, key)),
        Value::Object(members) => members.values().any(|member| names(member, key)),
        _ => false,
    }
}
