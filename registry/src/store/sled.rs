//! The embedded store: an append-only, hash-chained journal, with sled as an index that can be rebuilt from it.
//!
//! One thread decides and writes, so decisions take place one after another by nature.

mod entry;
mod index;
mod key;

use std::{collections::HashMap, path::Path};

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry},
    award::AwardingBody,
    base_url::BaseUrl,
    identifier::{HeiCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    status::RevocationReason,
};
use serde_json::Value;
use service::ledger::{Ledger, LedgerError, LedgerMeasures, LedgerOptions, View};

use self::{
    entry::{Entry, Recorded},
    index::Index,
};
use super::{Later, Numbered, Revocations, Store, StoreError};
use crate::{
    accreditation::{self, AccreditationError, Change},
    allocation::{self, AllocationError, Batch, RefusedDraft},
    programme::{self, Admitted, ProgrammeError},
    register::{self, Records, RefusedRecord, RegisterError},
};

/// The store in a directory.
pub struct SledStore {
    ledger: Ledger<Entry>,
}

impl SledStore {
    /// Opens the store in `dir`, or makes an empty one. Refuses a damaged journal and one that is in use.
    pub fn open(dir: &Path, options: LedgerOptions) -> Result<Self, LedgerError> {
        let ledger = Ledger::open(dir, options)?;
        Ok(Self { ledger })
    }

    /// What the ledger below counts and measures.
    pub fn measures(&self) -> &LedgerMeasures {
        self.ledger.measures()
    }

    fn read<T>(
        &self,
        read: impl FnOnce(Index<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.ledger.read(|view| read(Index(view)))?
    }

    /// Decides on the writer's thread and answers when the decision's entries are durable.
    fn write<T, X>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<Entry>, T), X> + Send + 'static,
    ) -> Later<'_, Result<T, X>>
    where
        T: Send + 'static,
        X: From<StoreError> + Send + 'static,
    {
        Box::pin(async move {
            match self.ledger.transact(decide).await {
                Ok(decided) => decided,
                Err(e) => Err(StoreError::from(e).into()),
            }
        })
    }
}

impl Store for SledStore {
    fn bind(&self, base_url: BaseUrl, now: Timestamp) -> Result<BaseUrl, StoreError> {
        let decided = self.ledger.transact_blocking(move |view| {
            if let Some(bound) = Index(view).base_url()? {
                return Ok((Vec::new(), bound));
            }
            let entry = Entry::RegisterOpened {
                at: now,
                base_url: base_url.clone(),
            };
            Ok((vec![entry], base_url))
        });
        decided?
    }

    fn change_body(
        &self,
        code: HeiCode,
        change: Change,
        base_url: BaseUrl,
        now: Timestamp,
    ) -> Later<'_, Result<AwardingBody, AccreditationError>> {
        self.write(move |view| change_body(&Index(view), &code, change, &base_url, now))
    }

    fn admit(&self, submitted: RegisteredProgramme) -> Later<'_, Result<Admitted, ProgrammeError>> {
        self.write(move |view| {
            let before = Index(view).programme(&submitted.programme.code)?;
            let before = programme::beside(before, &submitted)?;
            let new = before.is_none();
            let registered = before.unwrap_or(submitted);
            let programme = Box::new(registered.clone());
            let entries = if new {
                vec![Entry::ProgrammeAdmitted { programme }]
            } else {
                Vec::new()
            };
            Ok((entries, Admitted { registered, new }))
        })
    }

    fn withdraw(
        &self,
        hei: HeiCode,
        code: ProgrammeCode,
        now: Timestamp,
    ) -> Later<'_, Result<RegisteredProgramme, ProgrammeError>> {
        self.write(move |view| {
            let before = Index(view).programme(&code)?;
            let (withdrawn, changed) = programme::withdrawn(before, &hei, &code, now)?;
            let programme = Box::new(withdrawn.clone());
            let entry = changed.then_some(Entry::ProgrammeWithdrawn { programme });
            Ok((entry.into_iter().collect(), withdrawn))
        })
    }

    fn allocate(&self, batch: Batch) -> Later<'_, Result<Vec<NumberAllocation>, AllocationError>> {
        self.write(move |view| allocate(&Index(view), batch))
    }

    fn record(&self, records: Records) -> Later<'_, Result<Vec<Value>, RegisterError>> {
        self.write(move |view| record(&Index(view), records, view.next_position()))
    }

    fn revoke(
        &self,
        hei: HeiCode,
        number: CertificateNumber,
        reason: RevocationReason,
        now: Timestamp,
    ) -> Later<'_, Result<RegisterEntry, RegisterError>> {
        self.write(move |view| revoke(&Index(view), &hei, number, reason, now))
    }

    fn body_of_token(&self, token: &str) -> Result<Option<AwardingBody>, StoreError> {
        self.read(|index| index.body_of_token(token))
    }

    fn body(&self, code: &HeiCode) -> Result<Option<AwardingBody>, StoreError> {
        self.read(|index| index.body(code))
    }

    fn bodies(&self) -> Result<(u64, Vec<AwardingBody>), StoreError> {
        self.read(|index| Ok((index.bodies_version()?, index.bodies()?)))
    }

    fn bodies_version(&self) -> Result<u64, StoreError> {
        self.read(|index| index.bodies_version())
    }

    fn programme(&self, code: &ProgrammeCode) -> Result<Option<RegisteredProgramme>, StoreError> {
        self.read(|index| index.programme(code))
    }

    fn programmes(&self) -> Result<Vec<RegisteredProgramme>, StoreError> {
        self.read(|index| index.programmes())
    }

    fn numbered(&self, number: CertificateNumber) -> Result<Option<Numbered>, StoreError> {
        self.read(|index| index.numbered(number))
    }

    fn revocations_version(&self, list: &StatusListName) -> Result<Option<u64>, StoreError> {
        self.read(|index| index.revocations_version(list))
    }

    fn revocations(&self, list: &StatusListName) -> Result<Option<Revocations>, StoreError> {
        self.read(|index| index.revocations(list))
    }

    fn first_number(&self) -> Result<Option<(CertificateNumber, Timestamp)>, StoreError> {
        self.read(|index| index.first_number())
    }

    fn ready(&self) -> Result<(), StoreError> {
        Ok(self.ledger.ready()?)
    }
}

type Decided<T, X> = Result<(Vec<Entry>, T), X>;

fn change_body(
    index: &Index<'_, '_>,
    code: &HeiCode,
    change: Change,
    base_url: &BaseUrl,
    now: Timestamp,
) -> Decided<AwardingBody, AccreditationError> {
    let before = index.body(code)?;
    let owner = match &change {
        Change::Accredit { request, .. } => match &request.did {
            Some(did) => index.owner(did)?,
            None => None,
        },
        _ => None,
    };
    let changed = accreditation::apply(code, before.clone(), &change, base_url, now, owner)?;
    let Some(body) = changed else {
        let unchanged = before.ok_or_else(|| AccreditationError::Unknown { code: code.clone() })?;
        return Ok((Vec::new(), unchanged));
    };
    let kept = Box::new(body.clone());
    let entry = match change {
        Change::Accredit { api_key, .. } => Entry::HeiAccredited {
            at: now,
            body: kept,
            api_key,
            replaces: index.token_of(code)?,
        },
        Change::NewApiKey { api_key } => Entry::ApiKeyRenewed {
            at: now,
            code: code.clone(),
            api_key,
            replaces: index.token_of(code)?,
        },
        Change::End { until } => Entry::AccreditationEnded {
            at: now,
            until,
            body: kept,
        },
        Change::AddKey { .. } => Entry::KeyAdded {
            at: now,
            body: kept,
        },
        Change::EndKey {
            id,
            until,
            compromised,
        } => Entry::KeyEnded {
            at: now,
            id,
            until,
            compromised,
            body: kept,
        },
    };
    Ok((vec![entry], body))
}

fn allocate(
    index: &Index<'_, '_>,
    mut batch: Batch,
) -> Decided<Vec<NumberAllocation>, AllocationError> {
    let body = index.body(&batch.hei)?;
    let mut programmes: HashMap<ProgrammeCode, Option<RegisteredProgramme>> = HashMap::new();
    // Assignments of this batch, by draft: the same draft may stand in it twice.
    let mut ours: HashMap<_, NumberAllocation> = HashMap::new();
    let mut new = Vec::new();
    let mut answer = Vec::with_capacity(batch.drafts.len());
    let mut refused = Vec::new();
    let first = index.sequence()?;
    let mut lists = index.lists()?;
    let mut places = std::collections::HashSet::new();
    for (place, asked) in batch.drafts.iter().enumerate() {
        let before = match ours.get(&asked.draft) {
            Some(allocation) => Some(allocation.clone()),
            None => index.draft(&batch.hei, asked.draft)?,
        };
        if !programmes.contains_key(&asked.programme) {
            let programme = index.programme(&asked.programme)?;
            programmes.insert(asked.programme.clone(), programme);
        }
        let programme = programmes.get(&asked.programme).and_then(Option::as_ref);
        let hei = (&batch.hei, body.as_ref());
        match allocation::decide(hei, asked, before, programme, batch.now) {
            Err(reason) => refused.push(RefusedDraft { place, reason }),
            Ok(allocation::Decision::Known(allocation)) => answer.push(allocation),
            Ok(allocation::Decision::New) => {
                let sequence = first + new.len() as u64;
                let number = batch.numbers.number(sequence, batch.now);
                let status = lists.draw(batch.open_lists, &mut batch.rng, |place| {
                    places.contains(place) || index.place_taken(place)
                });
                places.insert(status.clone());
                let allocation = NumberAllocation {
                    draft: asked.draft,
                    programme: asked.programme.clone(),
                    number: number.ok_or(AllocationError::UsedUp)?,
                    status,
                };
                ours.insert(asked.draft, allocation.clone());
                new.push(allocation.clone());
                answer.push(allocation);
            }
        }
    }
    if !refused.is_empty() {
        return Err(AllocationError::Refused { refused });
    }
    let entry = (!new.is_empty()).then_some(Entry::NumbersAllocated {
        at: batch.now,
        hei: batch.hei,
        first,
        allocations: new,
        lists,
    });
    Ok((entry.into_iter().collect(), answer))
}

fn record(
    index: &Index<'_, '_>,
    asked: Records,
    log_position: u64,
) -> Decided<Vec<Value>, RegisterError> {
    let body = index.body(&asked.hei)?;
    // Registrations of this batch, by number: the same record may stand in it twice.
    let mut ours: HashMap<CertificateNumber, usize> = HashMap::new();
    let mut new: Vec<Recorded> = Vec::new();
    let mut answer = Vec::with_capacity(asked.records.len());
    let mut refused = Vec::new();
    for (place, record) in asked.records.iter().enumerate() {
        let mut numbered = index.numbered(record.number)?;
        if let (Some(numbered), Some(earlier)) = (&mut numbered, ours.get(&record.number)) {
            numbered.digest = Some(new[*earlier].digest.clone());
            numbered.entry.receipt = Some(new[*earlier].receipt.clone());
        }
        let programme = match &numbered {
            Some(numbered) => index.programme(&numbered.entry.programme)?,
            None => None,
        };
        let known = numbered.as_ref().map(|numbered| register::Known {
            numbered,
            programme: programme.as_ref(),
        });
        let hei = (&asked.hei, body.as_ref());
        match register::decide(hei, record, known.as_ref(), asked.now) {
            Err(reason) => refused.push(RefusedRecord { place, reason }),
            Ok(register::Decision::Known(receipt)) => answer.push(receipt),
            // Nothing is signed once the batch is refused.
            Ok(register::Decision::New) if !refused.is_empty() => {}
            Ok(register::Decision::New) => {
                let (Some(numbered), Some(body)) = (&numbered, &body) else {
                    let number = record.number;
                    return Err(RegisterError::Unknown { number });
                };
                let receipt = asked.operator.receipt(
                    record,
                    &numbered.entry,
                    body,
                    asked.now,
                    log_position,
                )?;
                ours.insert(record.number, new.len());
                new.push(Recorded {
                    number: record.number,
                    digest: record.digest.clone(),
                    receipt: receipt.clone(),
                });
                answer.push(receipt);
            }
        }
    }
    if !refused.is_empty() {
        return Err(RegisterError::Refused { refused });
    }
    let entry = (!new.is_empty()).then_some(Entry::CertificatesRecorded {
        at: asked.now,
        hei: asked.hei,
        records: new,
    });
    Ok((entry.into_iter().collect(), answer))
}

fn revoke(
    index: &Index<'_, '_>,
    hei: &HeiCode,
    number: CertificateNumber,
    reason: RevocationReason,
    now: Timestamp,
) -> Decided<RegisterEntry, RegisterError> {
    let numbered = index.numbered(number)?;
    let entry = numbered.as_ref().map(|numbered| &numbered.entry);
    let changed = register::decide_revocation(hei, number, entry, reason)?;
    let mut numbered = numbered.ok_or(RegisterError::Unknown { number })?;
    if !changed {
        return Ok((Vec::new(), numbered.entry));
    }
    numbered.entry.status = schemas::status::CertificateStatus::Revoked { reason, at: now };
    let entry = Entry::StatusChanged {
        at: now,
        number,
        reason,
        place: numbered.allocation.status,
    };
    Ok((vec![entry], numbered.entry))
}
