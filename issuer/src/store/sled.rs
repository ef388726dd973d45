//! The embedded store: the journal of `service::ledger` with its index.

mod address;
mod entry;
mod key;
mod programmes;
mod reading;
mod status;

use std::path::Path;

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, StatusChange},
    identifier::{BatchId, DraftId},
    number::CertificateNumber,
    status::CertificateStatus,
};
use serde_json::Value;
use service::ledger::{Ledger, LedgerError, LedgerMeasures, LedgerOptions, View};

use self::{
    entry::{Deed, Done},
    reading::{decode, drafts_of, get, head_of, record_of, record_under},
};
use super::{
    BatchHead, DeliveryId, DraftRecord, NewBatch, Reply, ShareId, SignedRecord, Stage, Store,
    StoreError,
};
use crate::{
    draft::CertificateDraft,
    import::{PersonKey, RefusedRow},
    prepare::{Prepared, PreparedRecord},
    sign::SecuredCertificate,
};

/// How many drafts stand in one journal entry of an import.
const DRAFTS_IN_ENTRY: usize = 200;

/// What a write enters, and its answer.
type Decided<T> = Result<(Vec<Deed>, T), StoreError>;

/// The store in a folder of its own.
pub struct SledStore {
    ledger: Ledger<Deed>,
}

impl SledStore {
    /// Opens the store in `dir`, which is made when it is not there. One process at a time.
    pub fn open(dir: &Path, options: LedgerOptions) -> Result<Self, StoreError> {
        let ledger = Ledger::open(dir, options)?;
        Ok(Self { ledger })
    }

    /// Whether the store can still be written.
    pub fn ready(&self) -> Result<(), StoreError> {
        Ok(self.ledger.ready()?)
    }

    /// Resolves when a failure has stopped the store until the program is started again.
    pub fn stopped(&self) -> impl Future<Output = StoreError> + Send + 'static {
        let stopped = self.ledger.stopped();
        async { stopped.await.into() }
    }

    /// What the ledger below counts and measures.
    pub fn measures(&self) -> &LedgerMeasures {
        self.ledger.measures()
    }

    fn write<T: Send + 'static>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Decided<T> + Send + 'static,
    ) -> Reply<'_, T> {
        Box::pin(async move { self.ledger.transact(decide).await? })
    }

    fn read<T>(&self, f: impl FnOnce(&View<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.ledger.read(f)?
    }
}

impl From<LedgerError> for StoreError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::InUse { dir, .. } => Self::InUse {
                path: dir.display().to_string(),
            },
            other => Self::Ledger(other),
        }
    }
}

impl Store for SledStore {
    fn import(&self, batch: NewBatch) -> Reply<'_, ()> {
        self.write(move |_| {
            let head = BatchHead {
                id: batch.id,
                imported_at: batch.imported_at,
                confirmed_at: None,
                finished_at: None,
                file_name: batch.file_name,
                format: batch.format,
                ignored_columns: batch.ignored_columns,
                accepted: batch.drafts.len(),
                refused: batch.refused.len(),
            };
            // The head comes last: a batch of which only a part reached the disk never appears.
            let mut deeds: Vec<Deed> = Vec::new();
            for drafts in batch.drafts.chunks(DRAFTS_IN_ENTRY) {
                deeds.push(Deed::Drafts {
                    drafts: drafts.to_vec(),
                });
            }
            for rows in batch.refused.chunks(DRAFTS_IN_ENTRY) {
                deeds.push(Deed::RowsRefused {
                    batch: batch.id,
                    rows: rows.to_vec(),
                });
            }
            deeds.push(Deed::BatchImported { head });
            Ok((deeds, ()))
        })
    }

    fn confirm(&self, batch: BatchId, at: Timestamp) -> Reply<'_, Timestamp> {
        self.write(move |view| {
            let head = head_of(view, batch)?;
            if let Some(confirmed) = head.confirmed_at {
                return Ok((Vec::new(), confirmed));
            }
            let drafts = drafts_of(view, batch)?;
            if drafts.is_empty() {
                return Err(StoreError::NothingAccepted(batch));
            }
            let mut known = Vec::new();
            let mut not_replaceable = Vec::new();
            for draft in &drafts {
                let row = draft.result.row;
                if let Some(old) = draft.result.replaces
                    && !status::is_replaceable(view, old, draft.id)?
                {
                    // Its person is known, too: that is no reason of its own.
                    not_replaceable.push(row);
                } else if status::is_known_by_another(view, draft)? {
                    known.push(row);
                }
            }
            if !known.is_empty() {
                return Err(StoreError::PeopleKnown { batch, rows: known });
            }
            if !not_replaceable.is_empty() {
                let rows = not_replaceable;
                return Err(StoreError::NotReplaceable { batch, rows });
            }
            // The confirmation comes last: people claimed without it are claimed again by the same drafts.
            let mut deeds: Vec<Deed> = Vec::new();
            for drafts in drafts.chunks(DRAFTS_IN_ENTRY) {
                let people = drafts.iter();
                let people = people.flat_map(|d| d.result.keys().into_iter().map(|k| (k, d.id)));
                deeds.push(Deed::PeopleClaimed {
                    people: people.collect(),
                    replaced: drafts
                        .iter()
                        .filter_map(|d| d.result.replaces.map(|old| (old, d.id)))
                        .collect(),
                });
            }
            deeds.push(Deed::BatchConfirmed { batch, at });
            Ok((deeds, at))
        })
    }

    fn numbered(&self, batch: BatchId, allocations: Vec<NumberAllocation>) -> Reply<'_, ()> {
        self.write(move |view| {
            let mut items = Vec::new();
            for allocation in allocations {
                let draft = allocation.draft;
                let stored = get(view, &key::number(draft))?;
                let holder: Option<DraftId> = get(view, &key::of_number(allocation.number))?;
                if holder.is_some_and(|held_by| held_by != draft) {
                    return Err(StoreError::Conflict {
                        draft,
                        what: "draft under this number",
                    });
                }
                if is_new(draft, "number", stored.as_ref(), &allocation)? {
                    items.push(done(view, draft, allocation)?);
                }
            }
            Ok((some(items, |items| Deed::Numbered { batch, items }), ()))
        })
    }

    fn prepared(&self, batch: BatchId, records: Vec<PreparedRecord>) -> Reply<'_, Vec<Prepared>> {
        let write = self.write(move |view| {
            let mut items = Vec::new();
            for record in &records {
                let draft = record.draft;
                let stored = get(view, &key::prepared(draft))?;
                if is_new(draft, "certificate to be signed", stored.as_ref(), record)? {
                    items.push(done(view, draft, record.clone())?);
                }
            }
            Ok((
                some(items, |items| Deed::Prepared { batch, items }),
                records,
            ))
        });
        Box::pin(async move { Ok(write.await?.into_iter().map(Prepared::stored).collect()) })
    }

    fn signed(&self, batch: BatchId, secured: Vec<SecuredCertificate>) -> Reply<'_, ()> {
        self.write(move |view| {
            let mut items = Vec::new();
            for certificate in secured {
                let draft = certificate.draft();
                let record = SignedRecord::from(&certificate);
                let stored = get(view, &key::signed(draft))?;
                if is_new(draft, "signed certificate", stored.as_ref(), &record)? {
                    items.push(done(view, draft, record)?);
                }
            }
            Ok((some(items, |items| Deed::Signed { batch, items }), ()))
        })
    }

    fn registered(&self, batch: BatchId, receipts: Vec<(DraftId, Value)>) -> Reply<'_, ()> {
        self.write(move |view| {
            let mut items = Vec::new();
            for (draft, receipt) in receipts {
                // The first receipt stays: a second one about the same entry says the same.
                if !view.contains(key::receipt(draft)) {
                    items.push(done(view, draft, receipt)?);
                }
            }
            let replaced = status::replaced(view, &items)?;
            let mut deeds = some(items, |items| Deed::Registered { batch, items });
            deeds.extend(replaced);
            Ok((deeds, ()))
        })
    }

    fn delivered(
        &self,
        batch: BatchId,
        deliveries: Vec<(DraftId, DeliveryId)>,
    ) -> Reply<'_, Vec<(DraftId, DeliveryId)>> {
        self.write(move |view| address::deliver(view, batch, deliveries))
    }

    fn share(&self, delivery: DeliveryId, fresh: ShareId) -> Reply<'_, Option<ShareId>> {
        self.write(move |view| address::share(view, &delivery, fresh))
    }

    fn unshare(&self, delivery: DeliveryId) -> Reply<'_, ()> {
        self.write(move |view| address::unshare(view, &delivery))
    }

    fn finished(&self, batch: BatchId, at: Timestamp) -> Reply<'_, ()> {
        self.write(move |view| {
            let head = head_of(view, batch)?;
            let deed = Deed::BatchFinished { batch, at };
            let deeds = if head.finished_at.is_none() {
                vec![deed]
            } else {
                Vec::new()
            };
            Ok((deeds, ()))
        })
    }

    fn ask_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()> {
        self.write(move |view| status::ask(view, number, change))
    }

    fn answer_change(
        &self,
        number: CertificateNumber,
        change: StatusChange,
        answered: CertificateStatus,
    ) -> Reply<'_, ()> {
        self.write(move |view| status::answer(view, number, change, answered))
    }

    fn drop_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()> {
        self.write(move |view| status::refuse(view, number, change))
    }

    fn batches(&self) -> Result<Vec<BatchHead>, StoreError> {
        self.read(reading::batches)
    }

    fn batch(&self, batch: BatchId) -> Result<BatchHead, StoreError> {
        self.read(|view| head_of(view, batch))
    }

    fn stages(&self, batch: BatchId) -> Result<Vec<(u32, DraftId, Stage)>, StoreError> {
        self.read(|view| reading::stages(view, batch))
    }

    fn refused(&self, batch: BatchId) -> Result<Vec<RefusedRow>, StoreError> {
        self.read(|view| {
            head_of(view, batch)?;
            view.scan_prefix(key::refusals(batch))
                .map(|(_, value)| decode(&value))
                .collect()
        })
    }

    fn draft(&self, draft: DraftId) -> Result<Option<DraftRecord>, StoreError> {
        self.read(|view| record_of(view, draft))
    }

    fn by_number(&self, number: CertificateNumber) -> Result<Option<DraftRecord>, StoreError> {
        self.read(|view| record_under(view, &key::of_number(number)))
    }

    fn by_delivery(&self, delivery: &DeliveryId) -> Result<Option<DraftRecord>, StoreError> {
        self.read(|view| record_under(view, &key::of_delivery(delivery)))
    }

    fn by_share(&self, share: &ShareId) -> Result<Option<DraftRecord>, StoreError> {
        self.read(|view| record_under(view, &key::of_share(share)))
    }

    fn holder(&self, person: &PersonKey) -> Result<Option<DraftId>, StoreError> {
        self.read(|view| status::holder(view, person))
    }

    fn replacing(&self, number: CertificateNumber) -> Result<Option<DraftId>, StoreError> {
        self.read(|view| get(view, &key::replacing(number)))
    }

    fn changes_asked(&self) -> Result<Vec<(CertificateNumber, StatusChange)>, StoreError> {
        self.read(|view| {
            let asked = view.scan_prefix(key::CHANGES);
            asked.map(|(_, value)| decode(&value)).collect()
        })
    }
}

/// What is recorded stays; something else is a conflict.
fn is_new<T: PartialEq>(
    draft: DraftId,
    what: &'static str,
    stored: Option<&T>,
    fresh: &T,
) -> Result<bool, StoreError> {
    match stored {
        None => Ok(true),
        Some(stored) if stored == fresh => Ok(false),
        Some(_) => Err(StoreError::Conflict { draft, what }),
    }
}

fn done<T>(view: &View<'_>, draft: DraftId, what: T) -> Result<Done<T>, StoreError> {
    let found: CertificateDraft = get(view, &key::draft(draft))?
        .ok_or_else(|| StoreError::Failed(format!("there is no draft {draft}")))?;
    Ok(Done {
        draft,
        row: found.result.row,
        what,
    })
}

fn some<T>(items: Vec<T>, deed: impl FnOnce(Vec<T>) -> Deed) -> Vec<Deed> {
    if items.is_empty() {
        Vec::new()
    } else {
        vec![deed(items)]
    }
}
