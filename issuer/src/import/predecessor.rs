//! What is known of a certificate that a row is to replace.

use jiff::Timestamp;
use schemas::{identifier::DraftId, number::CertificateNumber};

use super::{AcceptedRow, RefusalReason};
use crate::store::{DraftRecord, Stage, Store, StoreError};

/// A certificate that was issued here, as far as its replacement asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// Its draft.
    pub draft: DraftId,
    /// The person and the results that it shows.
    pub result: AcceptedRow,
    /// Whether it is in the register.
    pub registered: bool,
    /// Since when it is revoked.
    pub revoked: Option<Timestamp>,
    /// What stands in its place.
    pub replaced_by: Option<CertificateNumber>,
    /// Whether a confirmed batch is about to replace it.
    pub claimed: bool,
}

impl Predecessor {
    /// What the record knows of a number; `None` when it was not issued here.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn find(number: CertificateNumber, store: &dyn Store) -> Result<Option<Self>, StoreError> {
        let Some(record) = store.by_number(number)? else {
            return Ok(None);
        };
        let claimed = store.replacing(number)?.is_some();
        Ok(Some(Self::of(record, claimed)))
    }

    fn of(record: DraftRecord, claimed: bool) -> Self {
        Self {
            draft: record.draft.id,
            registered: record.stage() >= Stage::Registered,
            revoked: record.revoked.map(|revoked| revoked.at),
            replaced_by: record.replaced_by,
            claimed,
            result: record.draft.result,
        }
    }

    /// Why it cannot be replaced.
    pub(super) fn obstacle(&self) -> Option<RefusalReason> {
        if !self.registered {
            return Some(RefusalReason::ReplacesUnregistered);
        }
        if let Some(by) = self.replaced_by {
            let by = by.grouped();
            return Some(RefusalReason::ReplacesReplaced { by });
        }
        if let Some(at) = self.revoked {
            let since = jiff::tz::Offset::UTC.to_datetime(at).date();
            return Some(RefusalReason::ReplacesRevoked { since });
        }
        self.claimed.then_some(RefusalReason::ReplacesClaimed)
    }
}
