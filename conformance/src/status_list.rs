//! The server's one status list ([Bitstring Status List 1.0](https://www.w3.org/TR/vc-bitstring-status-list/)): which
//! places are taken, which are revoked, and the credential that says so.
//!
//! It is one small JSON file. `Ok` means that the change is on disk, whole: the file is written beside the old one, synced and put
//! in its place. One process uses it at a time. Who can alter the file can revoke, and undo that.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use credential::bitstring_status_list;
use jiff::{SignedDuration, Timestamp};
use rand::RngExt as _;
use rand_core::CryptoRng;
use schemas::{base_url::BaseUrl, certificate::CREDENTIALS_V2, did::Did};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use service::files;

use crate::{
    config::StatusListConfig,
    problem::{Kind, Refusal},
};

/// The list's name in addresses.
pub const NAME: &str = "revocation-1";
/// What its bits mean.
const PURPOSE: &str = "revocation";
/// For how long a signed list is valid.
const VALIDITY: SignedDuration = SignedDuration::from_hours(24);
/// The longest name under which a credential's status is kept, in characters.
pub const MAX_CREDENTIAL_ID: usize = 256;

/// Why the list failed.
#[derive(Debug, thiserror::Error)]
pub enum StatusListError {
    /// Reading or writing.
    #[error("{}: {source}. Check the path and its permissions", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Another process has it.
    #[error("the status list in {} is in use by another process: stop that one", dir.display())]
    InUse {
        /// The directory.
        dir: PathBuf,
    },
    /// It is not what this program wrote.
    #[error("{} is damaged ({problem}): restore it from backup, or begin with an empty directory", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// It was begun with another length.
    #[error(
        "the status list has {found} places, the settings say status_list.length = {asked}: set it back"
    )]
    OtherLength {
        /// The list's.
        found: u32,
        /// The settings'.
        asked: u32,
    },
    /// No place is free.
    #[error("all places of the status list are taken: begin another one in an empty directory")]
    Full,
}

/// What is on disk.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    length: u32,
    places: BTreeMap<u32, Place>,
}

/// A place that is taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    /// By which name its credential is known.
    credential: Option<String>,
    revoked: bool,
}

struct State {
    record: Record,
    /// The place of a credential; the last one when several were issued under one name.
    by_credential: HashMap<String, u32>,
}

/// What came of a wish to revoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The credential of this place is revoked.
    Done(u32),
    /// There is no such credential.
    Unknown,
    /// The id and the place are not of the same credential.
    Contradiction,
}

/// The list.
pub struct StatusList {
    url: String,
    path: PathBuf,
    state: Mutex<State>,
    /// Held as long as the list is open.
    _lock: File,
}

impl StatusList {
    /// Opens the list, or begins one.
    pub fn open(config: &StatusListConfig, base_url: &BaseUrl) -> Result<Self, StatusListError> {
        let dir = &config.dir;
        let failed = |path: &Path| {
            let path = path.to_owned();
            |source| StatusListError::File { path, source }
        };
        files::make_private_dir(dir).map_err(failed(dir))?;
        let lock_path = dir.join("lock");
        let lock = File::create(&lock_path).map_err(failed(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(StatusListError::InUse { dir: dir.clone() });
            }
            Err(fs::TryLockError::Error(source)) => return Err(failed(&lock_path)(source)),
        }
        let path = dir.join(format!("{NAME}.json"));
        let record = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Record {
                length: config.length,
                places: BTreeMap::new(),
            },
            read => {
                let bytes = read.map_err(failed(&path))?;
                serde_json::from_slice(&bytes).map_err(|e| StatusListError::Damaged {
                    path: path.clone(),
                    problem: e.to_string(),
                })?
            }
        };
        if record.length != config.length {
            return Err(StatusListError::OtherLength {
                found: record.length,
                asked: config.length,
            });
        }
        let by_credential = record
            .places
            .iter()
            .filter_map(|(index, place)| Some((place.credential.clone()?, *index)));
        Ok(Self {
            url: base_url.join(&format!("/status-lists/{NAME}")),
            path,
            state: Mutex::new(State {
                by_credential: by_credential.collect(),
                record,
            }),
            _lock: lock,
        })
    }

    /// The address of the list's credential.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes a place at random for a credential that is known by `id`, and gives its
    /// [entry](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry). An id longer than
    /// [`MAX_CREDENTIAL_ID`] is not kept: such a credential is known by its place alone.
    pub fn take_place(
        &self,
        id: Option<&str>,
        rng: &mut impl CryptoRng,
    ) -> Result<Value, StatusListError> {
        let mut state = self.state();
        let length = state.record.length;
        let taken = u32::try_from(state.record.places.len()).unwrap_or(u32::MAX);
        if taken >= length {
            return Err(StatusListError::Full);
        }
        // The free place that a number below their count names: every one is as likely.
        let mut index = rng.random_range(0..length - taken);
        for place in state.record.places.keys() {
            if *place > index {
                break;
            }
            index += 1;
        }
        let id = id.filter(|id| is_kept(id));
        let place = Place {
            credential: id.map(str::to_owned),
            revoked: false,
        };
        state.record.places.insert(index, place);
        if let Err(error) = self.write(&state.record) {
            state.record.places.remove(&index);
            return Err(error);
        }
        if let Some(id) = id {
            state.by_credential.insert(id.to_owned(), index);
        }
        Ok(json!({
            "id": format!("{}#{index}", self.url),
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": index.to_string(),
            "statusListCredential": self.url,
        }))
    }

    /// Revokes a credential, known by its id, by its place or by both
    /// ([Update Status](https://w3c.github.io/vcalm/#update-status)).
    pub fn revoke(
        &self,
        id: Option<&str>,
        index: Option<u32>,
    ) -> Result<Revocation, StatusListError> {
        let mut state = self.state();
        let by_id = || state.by_credential.get(id?).copied();
        let Some(index) = index.or_else(by_id) else {
            return Ok(Revocation::Unknown);
        };
        let Some(place) = state.record.places.get_mut(&index) else {
            return Ok(Revocation::Unknown);
        };
        if id.is_some() && place.credential.as_deref() != id {
            return Ok(Revocation::Contradiction);
        }
        let before = std::mem::replace(&mut place.revoked, true);
        if before {
            return Ok(Revocation::Done(index));
        }
        if let Err(error) = self.write(&state.record) {
            // What was not written was not acknowledged.
            if let Some(place) = state.record.places.get_mut(&index) {
                place.revoked = before;
            }
            return Err(error);
        }
        Ok(Revocation::Done(index))
    }

    /// Judges a credential's entries ([Validate Algorithm](https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm)),
    /// those of this list: others would have to be fetched.
    pub fn judge(&self, credential: &Value) -> Result<(), Refusal> {
        let entries = match &credential["credentialStatus"] {
            Value::Array(entries) => entries.as_slice(),
            single => std::slice::from_ref(single),
        };
        let own = entries
            .iter()
            .filter(|entry| entry["statusListCredential"] == *self.url);
        for entry in own {
            if entry["statusPurpose"] != PURPOSE {
                let detail = format!("/credentialStatus: {} is a list of {PURPOSE}", self.url);
                return Err(Refusal::new(Kind::STATUS_VERIFICATION, detail));
            }
            let state = self.state();
            let index = entry["statusListIndex"].as_str();
            let index = index.and_then(|index| index.parse::<u32>().ok());
            let index = index.filter(|index| *index < state.record.length);
            let index = index.ok_or_else(|| {
                let detail = "/credentialStatus: the list has no place of this number";
                Refusal::new(Kind::RANGE, detail)
            })?;
            if state
                .record
                .places
                .get(&index)
                .is_some_and(|place| place.revoked)
            {
                let detail = "/credentialStatus: the credential is revoked";
                return Err(Refusal::new(Kind::STATUS_VERIFICATION, detail));
            }
        }
        Ok(())
    }

    /// The list as a credential of `issuer`, not signed yet
    /// ([section 2.2](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential)).
    pub fn credential(&self, issuer: &Did, at: Timestamp) -> Value {
        let bits = self.bits();
        let whole = |time: Timestamp| time.round(jiff::Unit::Second).unwrap_or(time);
        let until = at.saturating_add(VALIDITY).unwrap_or(at);
        json!({
            "@context": [CREDENTIALS_V2],
            "id": self.url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer,
            "validFrom": whole(at),
            "validUntil": whole(until),
            "credentialSubject": {
                "id": format!("{}#list", self.url),
                "type": "BitstringStatusList",
                "statusPurpose": PURPOSE,
                "encodedList": bitstring_status_list::encode(&bits),
            },
        })
    }

    fn bits(&self) -> Vec<u8> {
        let state = self.state();
        let mut bits = vec![0; state.record.length as usize / 8];
        let revoked = state
            .record
            .places
            .iter()
            .filter(|(_, place)| place.revoked);
        for (index, _) in revoked {
            bitstring_status_list::set(&mut bits, *index);
        }
        bits
    }

    fn write(&self, record: &Record) -> Result<(), StatusListError> {
        let write = || files::replace_durably(&self.path, &serde_json::to_vec(record)?);
        write().map_err(|source| StatusListError::File {
            path: self.path.clone(),
            source,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics between two changes that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A `credentialId` as a request may give it.
pub fn check_credential_id(id: Option<&str>) -> Result<Option<&str>, Refusal> {
    match id {
        Some(long) if !is_kept(long) => {
            let detail = format!(
                "credentialId has {} characters, at most {MAX_CREDENTIAL_ID} are kept: give a shorter one",
                long.chars().count()
            );
            Err(Refusal::new(Kind::RANGE, detail))
        }
        id => Ok(id),
    }
}

fn is_kept(id: &str) -> bool {
    id.chars().nth(MAX_CREDENTIAL_ID).is_none()
}

#[cfg(test)]
mod tests;
