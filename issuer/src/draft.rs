//! A row of results that was accepted and got an identity: from here on it can be numbered.

use jiff::Timestamp;
use schemas::identifier::{BatchId, DraftId};
use serde::{Deserialize, Serialize};

use crate::import::AcceptedRow;

/// A certificate before it has a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateDraft {
    /// Its identity, made once: the operator gives the same draft the same number, however often it is asked.
    pub id: DraftId,
    /// The batch that it came with.
    pub batch: BatchId,
    /// The person and the results.
    pub result: AcceptedRow,
}

/// Makes drafts of accepted rows, in their order, at `now`. `random` gives ten fresh bytes at each call.
pub fn submit(
    batch: BatchId,
    rows: &[AcceptedRow],
    now: Timestamp,
    mut random: impl FnMut() -> [u8; 10],
) -> Vec<CertificateDraft> {
    rows.iter()
        .map(|row| CertificateDraft {
            id: DraftId::made_at(now, random()),
            batch,
            result: row.clone(),
        })
        .collect()
}
