//! What changes seldom and is asked for often: kept for half a second, or until this process commits something. Another
//! registry on the same database is therefore seen at most half a second late.

use std::{collections::HashMap, sync::Arc, time::Duration};

use schemas::identifier::StatusListName;
use sqlx::Row as _;
use tokio::time::Instant;

use super::{api_keys, cluster::Cluster, row};
use crate::{
    api_keys::KnownKey,
    places::StatusLists,
    store::{StoreError, TokenDigest, as_of::AsOf},
};

/// How old an answer may be.
const MAX_AGE: Duration = Duration::from_millis(500);

/// Versions of what is published.
#[derive(Debug)]
pub(super) struct Versions {
    pub(super) bodies: u64,
    pub(super) keys: u64,
    pub(super) evidence: u64,
    /// The entries of the log.
    pub(super) entries: u64,
    pub(super) opened: StatusLists,
    pub(super) lists: HashMap<StatusListName, u64>,
}

impl Versions {
    /// That of a list's revocations; `None` when there is no such list.
    pub(super) fn of_list(&self, list: &StatusListName) -> Option<u64> {
        let opened = self.opened.has(list);
        opened.then(|| self.lists.get(list).copied().unwrap_or(0))
    }
}

#[derive(Debug, Default)]
pub(super) struct Fresh {
    versions: tokio::sync::Mutex<Option<Known>>,
    /// API keys by the digests of their secrets, at a version of keys and awarding bodies.
    keys: AsOf<(u64, u64), [u8; 32], KnownKey>,
}

#[derive(Debug)]
struct Known {
    at: Instant,
    changes: u64,
    versions: Arc<Versions>,
}

impl Fresh {
    /// The versions, read again when they may be old.
    pub(super) async fn versions(&self, cluster: &Cluster) -> Result<Arc<Versions>, StoreError> {
        let mut known = self.versions.lock().await;
        let changes = cluster.changes();
        if let Some(known) = &*known
            && known.changes == changes
            && known.at.elapsed() < MAX_AGE
        {
            return Ok(Arc::clone(&known.versions));
        }
        let at = Instant::now();
        let versions = Arc::new(read(cluster).await?);
        *known = Some(Known {
            at,
            changes,
            versions: Arc::clone(&versions),
        });
        Ok(versions)
    }

    /// The API key of a secret.
    pub(super) async fn key_of_token(
        &self,
        cluster: &Cluster,
        digest: &TokenDigest,
    ) -> Result<Option<KnownKey>, StoreError> {
        let versions = self.versions(cluster).await?;
        let version = (versions.keys, versions.bodies);
        if let Some(key) = self.keys.get(&version, digest.as_bytes()) {
            return Ok(Some(key));
        }
        // Compared by the database on the digest of what was sent: its time tells nothing of a secret.
        let found = sqlx::query(api_keys::BY_SECRET);
        let found = found.bind(digest.as_bytes().as_slice());
        let primary = cluster.primary().await?;
        let found = found.fetch_optional(&primary.pool);
        let Some(found) = cluster.answer(&primary, found).await? else {
            return Ok(None);
        };
        let key = api_keys::known(&found)?;
        self.keys.keep(version, *digest.as_bytes(), key.clone());
        Ok(Some(key))
    }
}

async fn read(cluster: &Cluster) -> Result<Versions, StoreError> {
    let found = sqlx::query(
        "SELECT r.bodies_version, r.lists::text, l.list, l.version, r.keys_version, r.evidence_version, r.next_position
         FROM register r LEFT JOIN status_list l ON true",
    );
    let primary = cluster.primary().await?;
    let found = found.fetch_all(&primary.pool);
    let found = cluster.answer(&primary, found).await?;
    let Some(first) = found.first() else {
        return Err(StoreError::Database {
            what: "the register's row is missing".to_owned(),
        });
    };
    let mut lists = HashMap::new();
    for row in &found {
        let list: Option<&str> = row.try_get(2)?;
        if list.is_some() {
            lists.insert(row::parsed(row, 2)?, row::count(row, 3)?);
        }
    }
    Ok(Versions {
        bodies: row::count(first, 0)?,
        keys: row::count(first, 4)?,
        evidence: row::count(first, 5)?,
        entries: row::count(first, 6)?,
        opened: row::document(first, 1)?,
        lists,
    })
}
