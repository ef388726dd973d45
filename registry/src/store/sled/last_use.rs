//! On which day each API key was used last: beside the journal, in a file of its own, because it is no decision and may
//! be lost.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use schemas::rights::ApiKeyId;
use service::files::replace_private;

/// The file in the data directory.
const FILE: &str = "last-use.json";

/// The days, in memory and in the file.
#[derive(Clone, Debug)]
pub(super) struct LastUse {
    path: PathBuf,
    days: Arc<Mutex<BTreeMap<ApiKeyId, Date>>>,
}

impl LastUse {
    /// What the file in `dir` says; nothing when it is not there or cannot be read.
    pub(super) fn open(dir: &Path) -> Self {
        let path = dir.join(FILE);
        let days = fs::read(&path).map(|text| serde_json::from_slice(&text));
        let days = match days {
            Ok(Ok(days)) => days,
            Ok(Err(error)) => {
                tracing::warn!(file = %path.display(), %error, "the days of last use cannot be read: begun anew");
                BTreeMap::new()
            }
            Err(_) => BTreeMap::new(),
        };
        Self {
            path,
            days: Arc::new(Mutex::new(days)),
        }
    }

    /// The day on which a key was used last.
    pub(super) fn of(&self, key: ApiKeyId) -> Option<Date> {
        // A map of finished entries: no panic leaves it half-changed.
        let days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        days.get(&key).copied()
    }

    /// Notes that a key was used on a day, and writes the file when that is news.
    pub(super) fn note(&self, key: ApiKeyId, day: Date) -> io::Result<()> {
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if days.get(&key).is_some_and(|known| *known >= day) {
            return Ok(());
        }
        days.insert(key, day);
        // Under the lock: a later state is never overwritten by an earlier one.
        replace_private(&self.path, &serde_json::to_vec(&*days)?)
    }
}
