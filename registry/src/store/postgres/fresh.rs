//! What changes seldom and is asked for often: kept for half a second, or until this process commits something. Another
//! registry on the same database is therefore seen at most half a second late.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use schemas::{award::AwardingBody, identifier::StatusListName};
use sqlx::Row as _;
use tokio::time::Instant;

use super::{cluster::Cluster, row};
use crate::{
    places::StatusLists,
    store::{StoreError, TokenDigest},
};

/// How old an answer may be.
const MAX_AGE: Duration = Duration::from_millis(500);

/// Versions of what is published.
#[derive(Debug)]
pub(super) struct Versions {
    pub(super) bodies: u64,
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
    /// Awarding bodies by their API credentials' digests, at a version.
    tokens: Mutex<(u64, HashMap<[u8; 32], AwardingBody>)>,
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

    /// The awarding body of an API credential.
    pub(super) async fn body_of_token(
        &self,
        cluster: &Cluster,
        digest: &TokenDigest,
    ) -> Result<Option<AwardingBody>, StoreError> {
        let version = self.versions(cluster).await?.bodies;
        if let Some(body) = self.known(version, digest) {
            return Ok(Some(body));
        }
        // Compared by the database on the digest of what was sent: its time tells nothing of a credential.
        let found = sqlx::query("SELECT body::text FROM awarding_body WHERE api_key = $1");
        let found = found.bind(digest.as_bytes().as_slice());
        let primary = cluster.primary().await?;
        let found = found.fetch_optional(&primary.pool);
        let Some(found) = cluster.answer(&primary, found).await? else {
            return Ok(None);
        };
        let body: AwardingBody = row::document(&found, 0)?;
        // No panic leaves a map of finished entries half-changed.
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.0 != version {
            *tokens = (version, HashMap::new());
        }
        tokens.1.insert(*digest.as_bytes(), body.clone());
        Ok(Some(body))
    }

    fn known(&self, version: u64, digest: &TokenDigest) -> Option<AwardingBody> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (tokens.0 == version).then(|| tokens.1.get(digest.as_bytes()));
        known.flatten().cloned()
    }
}

async fn read(cluster: &Cluster) -> Result<Versions, StoreError> {
    let found = sqlx::query(
        "SELECT r.bodies_version, r.lists::text, l.list, l.version FROM register r LEFT JOIN status_list l ON true",
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
        opened: row::document(first, 1)?,
        lists,
    })
}
