//! Dictionaries of codes in their table.

use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::row;
use crate::{dictionaries::DictionaryText, store::StoreError};

/// Those with some addresses (`$1`).
pub(super) const OF_IDS: &str = "SELECT document FROM dictionary WHERE id = ANY($1)";
/// All of them.
pub(super) const ALL: &str = "SELECT document FROM dictionary ORDER BY id COLLATE \"C\"";

/// A row of these.
pub(super) fn kept(found: &PgRow) -> Result<DictionaryText, StoreError> {
    let document: String = found.try_get(0)?;
    let text = DictionaryText::try_from(document);
    text.map_err(|e| row::unreadable(found, 0, e))
}

pub(super) async fn write(
    connection: &mut PgConnection,
    text: DictionaryText,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO dictionary (id, document) VALUES ($1, $2)")
        .bind(text.id().to_string())
        .bind(String::from(text))
        .execute(connection)
        .await
        .map(drop)
}
