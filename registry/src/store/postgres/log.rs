//! The log in its table.

use schemas::api::registry::rights::AuditEntry;
use sqlx::postgres::PgRow;

use super::{PostgresStore, document, facts::Needs, row, rows};
use crate::store::{StoreError, at_position, audit::Page, entry::Entry};

impl PostgresStore {
    /// So many entries of the log at most, from a position on.
    pub(in crate::store) async fn entries(
        &self,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let query = sqlx::query(
            "SELECT entry::text FROM entry WHERE position >= $1 ORDER BY position LIMIT $2",
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.all(query.bind(rows::bigint(from)).bind(limit), document)
            .await
    }

    /// Appends entries as they were decided elsewhere, the first of them at a position.
    pub(in crate::store) async fn append(
        &self,
        from: u64,
        entries: Vec<Entry>,
    ) -> Result<(), StoreError> {
        self.decide(Needs::default(), move |_, position| {
            at_position(position, from)?;
            Ok::<_, StoreError>((entries, ()))
        })
        .await
    }

    /// What it says of so many deeds at most, after a position.
    pub(super) async fn page(
        &self,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut page = Page::new(limit);
        while !page.is_full() {
            // Few at a time: an entry may hold a thousand receipts.
            let query = sqlx::query(
                "SELECT position, entry::text FROM entry WHERE position > $1 ORDER BY position LIMIT 16",
            );
            let after = page.last().or(after).map_or(-1, rows::bigint);
            let read = |row: &PgRow| Ok((row::count(row, 0)?, row::document::<Entry>(row, 1)?));
            let found = self.all(query.bind(after), read).await?;
            if found.is_empty() {
                break;
            }
            page.fill(found.into_iter().map(Ok::<_, StoreError>))?;
        }
        Ok(page.into_entries())
    }
}
