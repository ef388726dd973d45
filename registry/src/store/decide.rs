//! What the stores decide alike: from what is known, the entries of the log that a request leads to. Pure but for the
//! draws of status places.

mod admission;
mod dictionaries;
mod keys;
mod status;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use qr::DictionaryId;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry},
    award::AwardingBody,
    base_url::BaseUrl,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    rights::{ApiKeyId, KeyHolder},
    status::{CertificateStatus, RevocationReason, StatusPlace},
};
use serde_json::Value;

use super::{
    Act, Numbered, StoreError,
    entry::{Entry, Recorded},
};
use crate::{
    accreditation::{self, AccreditationError, Change},
    admission::KeptSubmission,
    allocation::{self, AllocationError, Batch, RefusedDraft},
    api_keys::KeptKey,
    dictionaries::DictionaryText,
    places::StatusLists,
    programme::Standing,
    register::{self, Records, RefusedRecord, RegisterError},
    register_time,
};

pub(super) use self::{
    admission::{admit, decide_submission, submit, take_back, withdraw},
    dictionaries::keep_dictionary,
    keys::change_key,
    status::change_status,
};

type Found<T> = Result<T, StoreError>;

/// What a store knows at the moment of a decision.
pub(super) trait Facts {
    /// An awarding body.
    fn body(&self, code: &HeiCode) -> Found<Option<AwardingBody>>;
    /// Whose a DID is.
    fn owner(&self, did: &Did) -> Found<Option<HeiCode>>;
    /// The API key that the operator handed out to an awarding body last.
    fn issued_key(&self, code: &HeiCode) -> Found<Option<ApiKeyId>>;
    /// An API key.
    fn api_key(&self, id: ApiKeyId) -> Found<Option<KeptKey>>;
    /// How many API keys a holder has, those that ended too.
    fn count_keys(&self, holder: &KeyHolder) -> Found<usize>;
    /// How a programme stands.
    fn standing(&self, code: &ProgrammeCode) -> Found<Option<Standing>>;
    /// A programme.
    fn programme(&self, code: &ProgrammeCode) -> Found<Option<RegisteredProgramme>>;
    /// What was submitted under a code and is not in the register.
    fn submission(&self, code: &ProgrammeCode) -> Found<Option<KeptSubmission>>;
    /// A dictionary of codes.
    fn dictionary(&self, id: DictionaryId) -> Found<Option<DictionaryText>>;
    /// The number of a draft.
    fn draft(&self, hei: &HeiCode, draft: DraftId) -> Found<Option<NumberAllocation>>;
    /// When the last entry was made.
    fn last_at(&self) -> Found<Option<Timestamp>>;
    /// The next place in the sequence of numbers.
    fn sequence(&self) -> Found<u64>;
    /// The status lists that places are drawn from.
    fn lists(&self) -> Found<StatusLists>;
    /// Whether a place was given before.
    fn place_taken(&self, place: &StatusPlace) -> bool;
    /// A number.
    fn numbered(&self, number: CertificateNumber) -> Found<Option<Numbered>>;
}

/// What is to be entered in the log, and what is answered then; or a refusal, which changes nothing.
pub(super) type Decided<T, X> = Result<(Vec<Entry>, T), X>;

/// An act by the register's time, which is the clock's unless that has gone back behind the last entry: then it stands
/// still at that entry's second. So the log's times are in its order, and who was not accredited any more, or what was
/// withdrawn, is not taken again by a clock that says that it is earlier.
pub(super) fn dated(facts: &impl Facts, act: Act) -> Found<Act> {
    let at = register_time::not_before(facts.last_at()?, act.at);
    Ok(Act { at, ..act })
}

pub(super) fn change_body(
    facts: &impl Facts,
    code: &HeiCode,
    change: Change,
    base_url: &BaseUrl,
    act: Act,
) -> Decided<AwardingBody, AccreditationError> {
    let act = dated(facts, act)?;
    let (now, by) = (act.at, Some(act.by));
    let before = facts.body(code)?;
    let owner = match &change {
        Change::Accredit { request, .. } => match &request.did {
            Some(did) => facts.owner(did)?,
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
    // A key that was revoked already keeps its date.
    let earlier = match facts.issued_key(code)? {
        Some(id) => facts.api_key(id)?.filter(|key| key.revoked_at.is_none()),
        None => None,
    };
    let replaces_key = earlier.as_ref().map(|key| key.id);
    let replaces = earlier.map(|key| key.secret);
    let entry = match change {
        Change::Accredit { api_key, .. } => Entry::HeiAccredited {
            at: now,
            body: kept,
            api_key,
            replaces,
            replaces_key,
            by,
        },
        Change::NewApiKey { api_key } => Entry::ApiKeyRenewed {
            at: now,
            code: code.clone(),
            api_key,
            replaces,
            replaces_key,
            by,
        },
        Change::End { until } => Entry::AccreditationEnded {
            at: now,
            until,
            body: kept,
            by,
        },
        Change::Suspend { from } => Entry::AccreditationSuspended {
            at: now,
            from,
            body: kept,
            by,
        },
        Change::EndSuspension { until } => Entry::SuspensionEnded {
            at: now,
            until,
            body: kept,
            by,
        },
        Change::AddKey { .. } => Entry::KeyAdded {
            at: now,
            body: kept,
            by,
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
            by,
        },
    };
    Ok((vec![entry], body))
}

pub(super) fn allocate(
    facts: &impl Facts,
    mut batch: Batch,
) -> Decided<Vec<NumberAllocation>, AllocationError> {
    batch.act = dated(facts, batch.act)?;
    let body = facts.body(&batch.hei)?;
    let mut programmes: HashMap<ProgrammeCode, Option<Standing>> = HashMap::new();
    // Assignments of this batch, by draft: the same draft may stand in it twice.
    let mut ours: HashMap<_, NumberAllocation> = HashMap::new();
    let mut new = Vec::new();
    let mut answer = Vec::with_capacity(batch.drafts.len());
    let mut refused = Vec::new();
    let first = facts.sequence()?;
    let mut lists = facts.lists()?;
    let mut places = HashSet::new();
    for (place, asked) in batch.drafts.iter().enumerate() {
        let before = match ours.get(&asked.draft) {
            Some(allocation) => Some(allocation.clone()),
            None => facts.draft(&batch.hei, asked.draft)?,
        };
        if !programmes.contains_key(&asked.programme) {
            let programme = facts.standing(&asked.programme)?;
            programmes.insert(asked.programme.clone(), programme);
        }
        let programme = programmes.get(&asked.programme).and_then(Option::as_ref);
        let hei = (&batch.hei, body.as_ref());
        let replaced = match asked.supersedes {
            Some(number) => facts.numbered(number)?,
            None => None,
        };
        let known = allocation::Known {
            before,
            programme,
            replaced: replaced.as_ref().map(|numbered| &numbered.entry),
        };
        match allocation::decide(hei, asked, known, batch.act.at) {
            Err(reason) => refused.push(RefusedDraft { place, reason }),
            Ok(allocation::Decision::Known(allocation)) => answer.push(allocation),
            Ok(allocation::Decision::New) => {
                let sequence = first + new.len() as u64;
                let number = batch.numbers.number(sequence, batch.act.at);
                let status = lists.draw(batch.open_lists, &mut batch.rng, |place| {
                    places.contains(place) || facts.place_taken(place)
                });
                places.insert(status.clone());
                let allocation = NumberAllocation {
                    draft: asked.draft,
                    programme: asked.programme.clone(),
                    number: number.ok_or(AllocationError::UsedUp)?,
                    status,
                    supersedes: asked.supersedes,
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
        at: batch.act.at,
        hei: batch.hei,
        first,
        allocations: new,
        lists,
        by: Some(batch.act.by),
    });
    Ok((entry.into_iter().collect(), answer))
}

pub(super) fn record(
    facts: &impl Facts,
    mut asked: Records,
    log_position: u64,
) -> Decided<Vec<Value>, RegisterError> {
    asked.act = dated(facts, asked.act)?;
    let body = facts.body(&asked.hei)?;
    // Registrations of this batch, by number: the same record may stand in it twice.
    let mut ours: HashMap<CertificateNumber, usize> = HashMap::new();
    let mut new: Vec<Recorded> = Vec::new();
    let mut answer = Vec::with_capacity(asked.records.len());
    let mut refused = Vec::new();
    let mut replaced = Replaced::default();
    for (place, record) in asked.records.iter().enumerate() {
        let mut numbered = facts.numbered(record.number)?;
        if let (Some(numbered), Some(earlier)) = (&mut numbered, ours.get(&record.number)) {
            numbered.digest = Some(new[*earlier].digest.clone());
            numbered.entry.receipt = Some(new[*earlier].receipt.clone());
        }
        let mut superseded = match numbered.as_ref().and_then(|n| n.entry.supersedes) {
            Some(old) => facts.numbered(old)?,
            None => None,
        };
        if let Some(superseded) = &mut superseded {
            replaced.since(&mut superseded.entry);
        }
        let programme = match &numbered {
            Some(numbered) => facts.standing(&numbered.entry.programme)?,
            None => None,
        };
        let known = numbered.as_ref().map(|numbered| register::Known {
            numbered,
            programme: programme.as_ref(),
            superseded: superseded.as_ref().map(|superseded| &superseded.entry),
        });
        let hei = (&asked.hei, body.as_ref());
        match register::decide(hei, record, known.as_ref(), asked.act.at) {
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
                    asked.act.at,
                    log_position,
                )?;
                if let Some(old) = superseded {
                    replaced.replace(old, record.number, asked.act);
                }
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
    let Act { by, at } = asked.act;
    let mut entries = Vec::new();
    if !new.is_empty() {
        entries.push(Entry::CertificatesRecorded {
            at,
            hei: asked.hei,
            records: new,
            by: Some(by),
        });
    }
    entries.extend(replaced.entries);
    Ok((entries, answer))
}

/// Certificates in whose place others are registered.
#[derive(Default)]
struct Replaced {
    entries: Vec<Entry>,
    by: HashMap<CertificateNumber, CertificateNumber>,
}

impl Replaced {
    /// Brings an entry up to what was decided since it was read.
    fn since(&self, entry: &mut RegisterEntry) {
        if let Some(by) = self.by.get(&entry.number) {
            entry.replaced_by = Some(*by);
        }
    }

    fn replace(&mut self, old: Numbered, successor: CertificateNumber, act: Act) {
        let (at, by) = (act.at, Some(act.by));
        let hei = Some(old.entry.awarding_body.clone());
        let number = old.entry.number;
        if !matches!(old.entry.status, CertificateStatus::Revoked { .. }) {
            self.entries.push(Entry::StatusChanged {
                at,
                number,
                reason: RevocationReason::Replaced,
                place: old.allocation.status,
                hei: hei.clone(),
                by,
            });
        }
        self.entries.push(Entry::CertificateReplaced {
            at,
            number,
            successor,
            hei,
            by,
        });
        self.by.insert(number, successor);
    }
}
