//! Asking the database, and its rows as the register's nouns.

use std::{collections::HashSet, fmt::Display, str::FromStr};

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry, offline::StatusNotice},
    number::CertificateNumber,
    status::{CertificateStatus, StatusPlace},
};
use serde::de::DeserializeOwned;
use sqlx::{
    Column, Postgres, Row as _,
    postgres::{PgArguments, PgRow},
    query::Query,
};

use super::{Numbering, PostgresStore, rows::bigint};
use crate::{
    numbers::NumberBase,
    programme::Standing,
    store::{Numbered, StoreError},
};

impl PostgresStore {
    /// The row that a query finds, read.
    pub(super) async fn one<T>(
        &self,
        query: Query<'_, Postgres, PgArguments>,
        read: impl FnOnce(&PgRow) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let primary = self.cluster.primary().await?;
        let found = query.fetch_optional(&primary.pool);
        let found = self.cluster.answer(&primary, found).await?;
        found.as_ref().map(read).transpose()
    }

    /// All rows that a query finds, read.
    pub(super) async fn all<T>(
        &self,
        query: Query<'_, Postgres, PgArguments>,
        read: impl Fn(&PgRow) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let primary = self.cluster.primary().await?;
        let found = query.fetch_all(&primary.pool);
        let found = self.cluster.answer(&primary, found).await?;
        found.iter().map(read).collect()
    }

    /// What is known of numbers; those that are none are not found.
    pub(super) async fn of_numbers(
        &self,
        numbers: Vec<CertificateNumber>,
    ) -> Result<Vec<Numbered>, StoreError> {
        let Numbering { base, .. } = self.numbering.as_ref().ok_or(StoreError::NoNumberKey)?;
        let query = sqlx::query(NUMBERED).bind(sequences(&numbers, base));
        let mut found = self.all(query, numbered).await?;
        let asked: HashSet<_> = numbers.into_iter().collect();
        found.retain(|numbered| asked.contains(&numbered.entry.number));
        Ok(found)
    }
}

/// What is known of numbers by their places in the sequence (`$1`), by [`numbered`]'s columns. A number that is none leads
/// to a place as well: the rows' own numbers tell.
pub(super) const NUMBERED: &str =
    "SELECT awarding_body, registered_at, digest, receipt::text, revoked_at, reason,
     held_at, hold_reason, replaced_by, draft::text, programme, number, list, place, supersedes FROM certificate WHERE sequence = ANY($1)";

/// The places of numbers in the sequence, as [`NUMBERED`] takes them.
pub(super) fn sequences<'a>(
    numbers: impl IntoIterator<Item = &'a CertificateNumber>,
    base: &NumberBase,
) -> Vec<i64> {
    let numbers = numbers.into_iter();
    numbers
        .map(|number| bigint(base.sequence(*number)))
        .collect()
}

/// A row of [`NUMBERED`].
pub(super) fn numbered(row: &PgRow) -> Result<Numbered, StoreError> {
    let allocation = allocation(row, 9)?;
    let registered_at: Option<Timestamp> = parsed_if_any(row, 1)?;
    let status = match (changed(row, 4)?, registered_at) {
        (Some(status), _) => status,
        (None, Some(_)) => CertificateStatus::Active,
        (None, None) => CertificateStatus::Allocated,
    };
    let receipt: Option<String> = row.try_get(3)?;
    let receipt = receipt.map(|text| read(row, 3, &text)).transpose()?;
    Ok(Numbered {
        entry: RegisterEntry {
            number: allocation.number,
            programme: allocation.programme.clone(),
            awarding_body: parsed(row, 0)?,
            registered_at,
            status,
            supersedes: allocation.supersedes,
            replaced_by: parsed_if_any(row, 8)?,
            receipt,
        },
        digest: row.try_get(2)?,
        allocation,
    })
}

/// What is to be said beside status lists, by [`status_notice`]'s columns.
pub(super) const NOTICES: &str =
    "SELECT number, revoked_at, reason, held_at, hold_reason, replaced_by FROM certificate
     WHERE (held_at IS NOT NULL AND revoked_at IS NULL) OR replaced_by IS NOT NULL ORDER BY number";

/// A row of [`NOTICES`].
pub(super) fn status_notice(row: &PgRow) -> Result<Option<StatusNotice>, StoreError> {
    let Some(status) = changed(row, 1)? else {
        return Ok(None);
    };
    Ok(StatusNotice::of(
        parsed(row, 0)?,
        status,
        parsed_if_any(row, 5)?,
    ))
}

/// Since when and why a certificate is revoked or on hold: from column `first` on.
fn changed(row: &PgRow, first: usize) -> Result<Option<CertificateStatus>, StoreError> {
    let since =
        |column: usize| -> Result<Option<Timestamp>, StoreError> { parsed_if_any(row, column) };
    let revoked = since(first)?.zip(parsed_if_any(row, first + 1)?);
    let held = since(first + 2)?.zip(parsed_if_any(row, first + 3)?);
    Ok(match (revoked, held) {
        (Some((at, reason)), _) => Some(CertificateStatus::Revoked { reason, at }),
        (None, Some((at, reason))) => Some(CertificateStatus::OnHold { reason, at }),
        (None, None) => None,
    })
}

/// Which places of a list (`$1`) are of revoked certificates, by [`revoked_place`]'s columns.
pub(super) const REVOKED_PLACES: &str =
    "SELECT place, revoked_at FROM certificate WHERE list = $1 AND revoked_at IS NOT NULL";

/// A row of [`REVOKED_PLACES`]: the place, and since when.
pub(super) fn revoked_place(row: &PgRow) -> Result<(u32, Timestamp), StoreError> {
    let place: i32 = row.try_get(0)?;
    Ok((u32::try_from(place).unwrap_or(u32::MAX), parsed(row, 1)?))
}

/// A document in a column that may be empty.
pub(super) fn optional_document<T: DeserializeOwned>(
    row: &PgRow,
    column: usize,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| read(row, column, &text)).transpose()
}

/// Draft, programme, number, list, place, predecessor: from column `first` on.
pub(super) fn allocation(row: &PgRow, first: usize) -> Result<NumberAllocation, StoreError> {
    let index: i32 = row.try_get(first + 4)?;
    Ok(NumberAllocation {
        draft: parsed(row, first)?,
        programme: parsed(row, first + 1)?,
        number: parsed(row, first + 2)?,
        status: StatusPlace {
            list: parsed(row, first + 3)?,
            index: index
                .try_into()
                .map_err(|e| unreadable(row, first + 4, e))?,
        },
        supersedes: parsed_if_any(row, first + 5)?,
    })
}

/// Programmes by their codes: those of an awarding body (`$1`) or all, those behind a code (`$2`) or from the first on, at
/// most so many (`$3`).
pub(super) const PROGRAMMES: &str = "SELECT programme::text FROM programme
    WHERE ($1::text IS NULL OR awarding_body = $1) AND ($2::text IS NULL OR code COLLATE \"C\" > $2)
    ORDER BY code COLLATE \"C\" LIMIT $3";

/// Whose a programme is, and since when it is in the register and withdrawn: from column `first` on.
pub(super) fn standing(row: &PgRow, first: usize) -> Result<Standing, StoreError> {
    Ok(Standing {
        awarding_body: parsed(row, first)?,
        admitted_at: parsed(row, first + 1)?,
        withdrawn_at: parsed_if_any(row, first + 2)?,
    })
}

/// A column of text, as what it says.
pub(super) fn parsed<T>(row: &PgRow, column: usize) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|e| unreadable(row, column, e))
}

/// A column of text that may be empty.
pub(super) fn parsed_if_any<T>(row: &PgRow, column: usize) -> Result<Option<T>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    let text: Option<&str> = row.try_get(column)?;
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|e| unreadable(row, column, e))
}

/// A column of JSON that was asked for as text.
pub(super) fn document<T: DeserializeOwned>(row: &PgRow, column: usize) -> Result<T, StoreError> {
    let text: &str = row.try_get(column)?;
    read(row, column, text)
}

fn read<T: DeserializeOwned>(row: &PgRow, column: usize, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| unreadable(row, column, e))
}

/// A count, which is never negative.
pub(super) fn count(row: &PgRow, column: usize) -> Result<u64, StoreError> {
    let value: i64 = row.try_get(column)?;
    value.try_into().map_err(|e| unreadable(row, column, e))
}

/// What is to be said of a column that cannot be read.
pub(super) fn unreadable(row: &PgRow, column: usize, what: impl Display) -> StoreError {
    let name = row.columns().get(column).map_or("?", Column::name);
    StoreError::Unreadable {
        key: name.to_owned(),
        what: what.to_string(),
    }
}
