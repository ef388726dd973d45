//! What is read from the index.

use std::{cmp::Reverse, collections::BTreeMap};

use schemas::{
    api::registry::{NumberAllocation, StatusChange},
    identifier::{BatchId, DraftId},
    number::CertificateNumber,
};
use serde::de::DeserializeOwned;
use service::ledger::View;

use super::key;
use crate::{
    draft::CertificateDraft,
    store::{BatchHead, DraftRecord, Stage, StoreError},
};

/// See [`crate::store::Store::batches`].
pub(super) fn batches(view: &View<'_>) -> Result<Vec<BatchHead>, StoreError> {
    let found = view.scan_prefix(key::BATCHES);
    let ids = found.map(|(_, value)| decode::<BatchHead>(&value).map(|head| head.id));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    let mut heads = ids
        .into_iter()
        .map(|id| head_of(view, id))
        .collect::<Result<Vec<_>, _>>()?;
    heads.sort_by_key(|head| Reverse((head.imported_at, head.id)));
    Ok(heads)
}

/// See [`crate::store::Store::stages`].
pub(super) fn stages(
    view: &View<'_>,
    batch: BatchId,
) -> Result<Vec<(u32, DraftId, Stage)>, StoreError> {
    head_of(view, batch)?;
    let drafts = rows_of(view, batch)?;
    let stages: BTreeMap<u32, Stage> = view
        .scan_prefix(key::stages(batch))
        .map(|(key, value)| Ok((row_in(&key)?, decode(&value)?)))
        .collect::<Result<_, StoreError>>()?;
    let stage = |row| stages.get(&row).copied().unwrap_or(Stage::Drafted);
    Ok(drafts
        .into_iter()
        .map(|(row, draft)| (row, draft, stage(row)))
        .collect())
}

pub(super) fn head_of(view: &View<'_>, batch: BatchId) -> Result<BatchHead, StoreError> {
    let head: BatchHead = get(view, &key::batch(batch))?.ok_or(StoreError::UnknownBatch(batch))?;
    Ok(BatchHead {
        confirmed_at: get(view, &key::confirmed(batch))?,
        finished_at: get(view, &key::finished(batch))?,
        ..head
    })
}

fn rows_of(view: &View<'_>, batch: BatchId) -> Result<Vec<(u32, DraftId)>, StoreError> {
    view.scan_prefix(key::rows(batch))
        .map(|(key, value)| Ok((row_in(&key)?, decode(&value)?)))
        .collect()
}

pub(super) fn drafts_of(
    view: &View<'_>,
    batch: BatchId,
) -> Result<Vec<CertificateDraft>, StoreError> {
    let mut drafts = Vec::new();
    for (_, id) in rows_of(view, batch)? {
        drafts.extend(get::<CertificateDraft>(view, &key::draft(id))?);
    }
    Ok(drafts)
}

pub(super) fn record_of(
    view: &View<'_>,
    draft: DraftId,
) -> Result<Option<DraftRecord>, StoreError> {
    let Some(found) = get::<CertificateDraft>(view, &key::draft(draft))? else {
        return Ok(None);
    };
    let allocation: Option<NumberAllocation> = get(view, &key::number(draft))?;
    let number = allocation.as_ref().map(|a| a.number);
    Ok(Some(DraftRecord {
        draft: found,
        allocation,
        prepared: get(view, &key::prepared(draft))?,
        signed: get(view, &key::signed(draft))?,
        receipt: get(view, &key::receipt(draft))?,
        delivery: get(view, &key::delivery(draft))?,
        shared: get(view, &key::share(draft))?,
        revoked: get_of(view, number, key::revoked)?,
        held: get_of(view, number, key::held)?,
        replaced_by: get_of(view, number, key::replaced_by)?,
        asked: get_of(view, number, key::change)?
            .map(|(_, change): (CertificateNumber, StatusChange)| change),
    }))
}

/// The record of the draft that stands under `key`.
pub(super) fn record_under(view: &View<'_>, key: &str) -> Result<Option<DraftRecord>, StoreError> {
    match get(view, key)? {
        Some(draft) => record_of(view, draft),
        None => Ok(None),
    }
}

pub(super) fn get<T: DeserializeOwned>(
    view: &View<'_>,
    key: &str,
) -> Result<Option<T>, StoreError> {
    view.get(key).map(|value| decode(&value)).transpose()
}

/// What is recorded of a number, when there is one.
fn get_of<T: DeserializeOwned>(
    view: &View<'_>,
    number: Option<CertificateNumber>,
    key: impl Fn(CertificateNumber) -> String,
) -> Result<Option<T>, StoreError> {
    number.map_or(Ok(None), |number| get(view, &key(number)))
}

pub(super) fn decode<T: DeserializeOwned>(value: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(value)
        .map_err(|e| StoreError::Failed(format!("the index is damaged ({e}): restore a backup")))
}

/// The row at the end of a key.
fn row_in(key: &[u8]) -> Result<u32, StoreError> {
    let text = std::str::from_utf8(key).ok();
    text.and_then(|t| t.rsplit('/').next()?.parse().ok())
        .ok_or_else(|| StoreError::Failed("a key of the index is damaged".to_owned()))
}
