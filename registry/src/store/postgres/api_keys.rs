//! Rows of the tables `api_key` and `api_key_use`.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use schemas::rights::ApiKeyId;
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::{cluster::Cluster, row, rows::bigint};
use crate::{
    api_keys::{KeptKey, KnownKey, PreviousSecret, UsedKey},
    store::{StoreError, TokenDigest, entry::OfKey},
};

macro_rules! select {
    ($more:literal, $from:literal) => {
        concat!(
            "SELECT k.id, k.holder, k.role, k.label, k.created_at, k.expires_at, k.revoked_at, k.secret, k.previous_secret,
                    k.previous_until, k.programmes::text",
            $more,
            " FROM api_key k ",
            $from
        )
    };
}

/// Keys of these ids: [`kept`].
pub(super) const BY_ID: &str = select!("", "WHERE k.id = ANY($1)");

/// The key that has this secret, or had it before the present one: [`known`].
pub(super) const BY_SECRET: &str = select!(
    ", b.body::text",
    "LEFT JOIN awarding_body b ON b.code = CASE WHEN k.holder LIKE 'hei:%' THEN substr(k.holder, 5) END
     WHERE k.secret = $1 OR k.previous_secret = $1"
);

/// The keys of a holder: [`kept_with_use`].
pub(super) const OF_HOLDER: &str = select!(
    ", u.used_on",
    "LEFT JOIN api_key_use u USING (id) WHERE k.holder = $1 ORDER BY k.made_by"
);

/// A key.
pub(super) fn kept(row: &PgRow) -> Result<KeptKey, StoreError> {
    let until: Option<Timestamp> = row::parsed_if_any(row, 9)?;
    let previous = match until {
        Some(until) => Some(PreviousSecret {
            secret: digest(row, 8)?,
            until,
        }),
        None => None,
    };
    Ok(KeptKey {
        id: row::parsed(row, 0)?,
        holder: row::parsed(row, 1)?,
        role: row::parsed(row, 2)?,
        programmes: row::document(row, 10)?,
        label: row::parsed_if_any(row, 3)?,
        created_at: row::parsed(row, 4)?,
        expires_at: row::parsed_if_any(row, 5)?,
        revoked_at: row::parsed_if_any(row, 6)?,
        secret: digest(row, 7)?,
        previous,
    })
}

/// A key and the awarding body that holds it.
pub(super) fn known(row: &PgRow) -> Result<KnownKey, StoreError> {
    let body = row::optional_document(row, 11)?.map(Arc::new);
    let key = kept(row)?;
    Ok(KnownKey { key, body })
}

/// A key and the day of its last use.
pub(super) fn kept_with_use(row: &PgRow) -> Result<UsedKey, StoreError> {
    Ok(UsedKey {
        key: kept(row)?,
        last_used_on: row::parsed_if_any(row, 11)?,
    })
}

fn digest(row: &PgRow, column: usize) -> Result<TokenDigest, StoreError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    let digest = TokenDigest::read(&bytes);
    digest.ok_or_else(|| row::unreadable(row, column, "it has not 32 bytes"))
}

/// Notes that a key was used on a day, unless a later one is noted.
pub(super) async fn note_use(
    cluster: &Cluster,
    key: ApiKeyId,
    day: Date,
) -> Result<(), StoreError> {
    let noted = sqlx::query(
        "INSERT INTO api_key_use (id, used_on) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET used_on = greatest(api_key_use.used_on, EXCLUDED.used_on)",
    );
    let noted = noted.bind(key.to_string()).bind(day.to_string());
    let primary = cluster.primary().await?;
    let noted = noted.execute(&primary.pool);
    cluster.answer(&primary, noted).await.map(drop)
}

/// What a group of entries changes, in its order.
#[derive(Default)]
pub(super) struct KeyRows(Vec<(u64, OfKey)>);

impl KeyRows {
    /// Adds what the entry at `position` changes.
    pub(super) fn add(&mut self, of_key: OfKey, position: u64) {
        self.0.push((position, of_key));
    }

    /// Writes everything.
    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for (position, of_key) in self.0 {
            match of_key {
                OfKey::Made(key) => insert(connection, position, &key).await?,
                OfKey::Revoked { id, at } => revoke(connection, id, at).await?,
                OfKey::Rotated {
                    id,
                    secret,
                    previous,
                } => {
                    let update = sqlx::query(
                        "UPDATE api_key SET secret = $2, previous_secret = $3, previous_until = $4 WHERE id = $1",
                    );
                    let update = update
                        .bind(id.to_string())
                        .bind(secret.as_bytes().as_slice())
                        .bind(previous.secret.as_bytes().as_slice())
                        .bind(previous.until.to_string());
                    update.execute(&mut *connection).await?;
                }
            }
        }
        Ok(())
    }
}

/// A key as it was made: without a secret before.
async fn insert(
    connection: &mut PgConnection,
    position: u64,
    key: &KeptKey,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query(
        "INSERT INTO api_key (id, made_by, holder, role, label, created_at, expires_at, revoked_at, secret,
                              programmes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::json)",
    );
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    insert
        .bind(key.id.to_string())
        .bind(bigint(position))
        .bind(key.holder.to_string())
        .bind(key.role.code())
        .bind(key.label.as_ref().map(ToString::to_string))
        .bind(key.created_at.to_string())
        .bind(text(key.expires_at))
        .bind(text(key.revoked_at))
        .bind(key.secret.as_bytes().as_slice())
        .bind(super::rows::json(&key.programmes))
        .execute(connection)
        .await
        .map(drop)
}

async fn revoke(
    connection: &mut PgConnection,
    id: ApiKeyId,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE api_key SET revoked_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(at.to_string())
        .execute(connection)
        .await
        .map(drop)
}
