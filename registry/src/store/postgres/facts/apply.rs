//! What the earlier decisions of a group make of the facts.

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry},
    award::AwardingBody,
    identifier::HeiCode,
    number::CertificateNumber,
    programme::RegisteredProgramme,
    status::CertificateStatus,
};

use super::Loaded;
use crate::{
    programme::Standing,
    store::{
        Numbered,
        entry::{Entry, OfKey, Recorded},
    },
};

impl Loaded {
    pub(super) fn put_programme(&mut self, programme: RegisteredProgramme) {
        let code = programme.programme.code.clone();
        let standing = Standing::from(&programme);
        self.standings.insert(code.clone(), standing);
        self.programmes.insert(code, programme);
    }

    /// Takes over an entry at `position`: the group's later decisions see it.
    pub(in super::super) fn apply(&mut self, entry: &Entry, position: u64) {
        self.register.next_position = position + 1;
        self.register.last_at = Some(entry.at());
        if entry.is_evidence() {
            self.register.evidence_version = position + 1;
        }
        for of_key in entry.of_keys() {
            self.register.keys_version = position + 1;
            self.put_key(of_key, entry.issued());
        }
        match entry {
            Entry::HeiAccredited { body, .. }
            | Entry::AccreditationEnded { body, .. }
            | Entry::AccreditationSuspended { body, .. }
            | Entry::SuspensionEnded { body, .. }
            | Entry::KeyAdded { body, .. }
            | Entry::KeyEnded { body, .. } => {
                self.register.bodies_version = position + 1;
                self.put_body(body);
            }
            Entry::RegisterOpened { .. }
            | Entry::ApiKeyRenewed { .. }
            | Entry::ApiKeyCreated { .. }
            | Entry::ApiKeyRevoked { .. }
            | Entry::ApiKeyRotated { .. } => {}
            Entry::ProgrammeSubmitted { programme, .. } => {
                let kept = entry
                    .submission()
                    .map(|kept| (programme.code.clone(), kept));
                self.submissions.extend(kept);
            }
            Entry::ProgrammeReturned { .. } | Entry::ProgrammeTakenBack { .. } => {
                if let Some((code, outcome)) = entry.outcome()
                    && let Some(kept) = self.submissions.get_mut(code)
                {
                    kept.outcome = Some(outcome);
                }
            }
            Entry::ProgrammeAdmitted { programme, .. } => {
                self.submissions.remove(&programme.programme.code);
                self.put_programme(*programme.clone());
            }
            Entry::ProgrammeWithdrawn { programme, .. } => {
                self.put_programme(*programme.clone());
            }
            Entry::DictionaryKept { document, .. } => {
                self.dictionaries.insert(document.id(), document.clone());
            }
            Entry::NumbersAllocated {
                hei,
                first,
                allocations,
                lists,
                ..
            } => {
                self.register.next_sequence = first + allocations.len() as u64;
                self.register.lists = lists.clone();
                for allocation in allocations {
                    self.taken.add(&allocation.status);
                    self.put_number(hei, allocation);
                }
            }
            Entry::CertificatesRecorded { at, records, .. } => {
                for record in records {
                    self.put_registration(record, *at);
                }
            }
            Entry::CertificateHeld {
                at, number, reason, ..
            } => {
                let (reason, at) = (*reason, *at);
                self.set_status(*number, CertificateStatus::OnHold { reason, at });
            }
            Entry::CertificateReleased { number, .. } => {
                self.set_status(*number, CertificateStatus::Active);
            }
            Entry::CertificateReplaced {
                number, successor, ..
            } => {
                if let Some(numbered) = self.numbers.get_mut(number) {
                    numbered.entry.replaced_by = Some(*successor);
                }
            }
            Entry::StatusChanged {
                at, number, reason, ..
            } => {
                let (reason, at) = (*reason, *at);
                self.set_status(*number, CertificateStatus::Revoked { reason, at });
            }
        }
    }

    pub(super) fn put_body(&mut self, body: &AwardingBody) {
        self.owners.insert(body.id.clone(), body.code.clone());
        self.bodies.insert(body.code.clone(), body.clone());
    }

    fn put_key(&mut self, of_key: OfKey, issued_to: Option<&HeiCode>) {
        match of_key {
            OfKey::Made(key) => {
                if let Some(code) = issued_to {
                    self.issued_keys.insert(code.clone(), key.id);
                }
                // Counts that were not asked for are not known here.
                if let Some(count) = self.key_counts.get_mut(&key.holder) {
                    *count += 1;
                }
                self.api_keys.insert(key.id, key);
            }
            OfKey::Revoked { id, at } => {
                if let Some(key) = self.api_keys.get_mut(&id) {
                    key.revoked_at = Some(at);
                }
            }
            OfKey::Rotated {
                id,
                secret,
                previous,
            } => {
                if let Some(key) = self.api_keys.get_mut(&id) {
                    key.secret = secret;
                    key.previous = Some(previous);
                }
            }
        }
    }

    fn set_status(&mut self, number: CertificateNumber, status: CertificateStatus) {
        if let Some(numbered) = self.numbers.get_mut(&number) {
            numbered.entry.status = status;
        }
    }

    fn put_number(&mut self, hei: &HeiCode, allocation: &NumberAllocation) {
        let draft = (hei.clone(), allocation.draft);
        self.drafts.insert(draft, allocation.clone());
        let entry = RegisterEntry {
            number: allocation.number,
            programme: allocation.programme.clone(),
            awarding_body: hei.clone(),
            registered_at: None,
            status: CertificateStatus::Allocated,
            supersedes: allocation.supersedes,
            replaced_by: None,
            receipt: None,
        };
        let numbered = Numbered {
            entry,
            allocation: allocation.clone(),
            digest: None,
        };
        self.numbers.insert(allocation.number, numbered);
    }

    fn put_registration(&mut self, record: &Recorded, at: Timestamp) {
        if let Some(numbered) = self.numbers.get_mut(&record.number) {
            numbered.digest = Some(record.digest.clone());
            numbered.entry.registered_at = Some(at);
            numbered.entry.receipt = Some(record.receipt.clone());
            if numbered.entry.status == CertificateStatus::Allocated {
                numbered.entry.status = CertificateStatus::Active;
            }
        }
    }
}
