//! Connecting, and binding an empty store to a register.

use std::sync::Arc;

use jiff::Timestamp;
use schemas::base_url::BaseUrl;
use sqlx::Row as _;

use super::{
    Numbering, PostgresError, PostgresOptions, PostgresStore,
    cluster::Cluster,
    fresh::Fresh,
    row,
    writer::{self, Writer},
};
use crate::{
    numbers::NumberBase,
    places::StatusLists,
    store::{Opened, StoreError, entry::Entry},
};

impl PostgresStore {
    /// Connects, makes the tables or brings them up to date, and refuses a cluster that could lose what it acknowledges.
    /// Without the base of numbers the store gives out what is in its log, and what has no number; it finds no number, and
    /// decides nothing: [`StoreError::NoNumberKey`].
    pub async fn open(
        options: &PostgresOptions,
        numbers: Option<Arc<NumberBase>>,
    ) -> Result<Self, PostgresError> {
        let cluster = Arc::new(Cluster::open(options).await?);
        let numbering = numbers.map(|base| Numbering {
            writer: Writer::start(Arc::clone(&cluster), Arc::clone(&base)),
            base,
        });
        Ok(Self {
            cluster,
            fresh: Fresh::default(),
            numbering,
        })
    }

    /// Binds an empty store to the register's base URL at `now`; says what the store is.
    pub async fn bind(&self, base_url: BaseUrl, now: Timestamp) -> Result<Opened, StoreError> {
        let pool = self.cluster.primary().await?.pool;
        let entry = Entry::RegisterOpened {
            at: now,
            base_url: base_url.clone(),
        };
        let text = serde_json::to_string(&entry).map_err(|e| StoreError::Unreadable {
            key: "entry".to_owned(),
            what: e.to_string(),
        })?;
        let hash = writer::chained(&[0; 32], &text);
        let lists = serde_json::to_string(&StatusLists::default()).unwrap_or_default();
        // One statement: of several registries that start at once, one makes the row and its entry.
        sqlx::query(
            "WITH made AS (
                 INSERT INTO register (base_url, next_position, head, lists, last_at) VALUES ($1, 1, $2, $3::json, $5)
                 ON CONFLICT DO NOTHING RETURNING 1)
             INSERT INTO entry (position, entry, hash) SELECT 0, $4::json, $2 FROM made",
        )
        .bind(base_url.as_str())
        .bind(hash.as_slice())
        .bind(lists)
        .bind(text)
        .bind(now.to_string())
        .execute(&pool)
        .await?;
        let found = sqlx::query(
            "SELECT r.base_url, c.number, c.allocated_at FROM register r LEFT JOIN certificate c ON c.sequence = 0",
        );
        let found = found.fetch_one(&pool).await?;
        let number: Option<&str> = found.try_get(1)?;
        let first_number = match number {
            None => None,
            Some(_) => Some((row::parsed(&found, 1)?, row::parsed(&found, 2)?)),
        };
        Ok(Opened {
            base_url: row::parsed(&found, 0)?,
            first_number,
        })
    }
}
