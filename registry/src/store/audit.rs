//! The log as auditors read it: who did what to which thing. Without receipts, digests and programmes, which the
//! register shows elsewhere.

use schemas::{
    api::registry::rights::AuditEntry,
    rights::{Actor, KeyHolder},
};

use super::entry::Entry;

/// A page ends with the entry that brings its subjects to this number: one entry has up to a thousand.
const MAX_SUBJECTS: usize = 5000;

/// A page of the log.
#[derive(Debug)]
pub(super) struct Page {
    entries: Vec<AuditEntry>,
    subjects: usize,
    limit: usize,
}

impl Page {
    /// A page for `limit` entries.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            entries: Vec::new(),
            subjects: 0,
            limit,
        }
    }

    /// Whether no more entries are wanted.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= self.limit || self.subjects >= MAX_SUBJECTS
    }

    /// Adds the entry at `position`, the next one.
    pub(super) fn push(&mut self, position: u64, entry: &Entry) {
        let told = told(position, entry);
        self.subjects += told.subjects.len();
        self.entries.push(told);
    }

    /// The position of the last entry.
    pub(super) fn last(&self) -> Option<u64> {
        self.entries.last().map(|entry| entry.position)
    }

    /// What it holds.
    pub(super) fn into_entries(self) -> Vec<AuditEntry> {
        self.entries
    }
}

fn told(position: u64, entry: &Entry) -> AuditEntry {
    use KeyHolder::{AwardingBody, Operator};
    let told = |kind: &str, at, by: &Option<Actor>, holder, subjects| AuditEntry {
        position,
        at,
        kind: kind.to_owned(),
        by: *by,
        holder,
        subjects,
    };
    match entry {
        Entry::RegisterOpened { at, base_url } => {
            let subjects = vec![base_url.to_string()];
            told("register-opened", *at, &None, Some(Operator), subjects)
        }
        Entry::HeiAccredited { at, body, by, .. } => {
            let holder = Some(AwardingBody(body.code.clone()));
            told(
                "hei-accredited",
                *at,
                by,
                holder,
                of_keys(entry, &body.code),
            )
        }
        Entry::AccreditationEnded { at, body, by, .. } => {
            let holder = Some(AwardingBody(body.code.clone()));
            let subjects = vec![body.code.to_string()];
            told("accreditation-ended", *at, by, holder, subjects)
        }
        Entry::KeyAdded { at, body, by } => {
            let holder = Some(AwardingBody(body.code.clone()));
            let key = body.key.last().map(|key| key.id.to_string());
            let subjects = std::iter::once(body.code.to_string()).chain(key).collect();
            told("key-added", *at, by, holder, subjects)
        }
        Entry::KeyEnded {
            at, id, body, by, ..
        } => {
            let holder = Some(AwardingBody(body.code.clone()));
            let subjects = vec![body.code.to_string(), id.to_string()];
            told("key-ended", *at, by, holder, subjects)
        }
        Entry::ApiKeyRenewed { at, code, by, .. } => {
            let holder = Some(AwardingBody(code.clone()));
            told("api-key-renewed", *at, by, holder, of_keys(entry, code))
        }
        Entry::ProgrammeAdmitted { programme, by } => {
            let holder = Some(AwardingBody(programme.awarding_body.clone()));
            let subjects = vec![programme.programme.code.to_string()];
            let at = programme.admitted_at;
            told("programme-admitted", at, by, holder, subjects)
        }
        Entry::ProgrammeWithdrawn { programme, by } => {
            let holder = Some(AwardingBody(programme.awarding_body.clone()));
            let subjects = vec![programme.programme.code.to_string()];
            let at = programme.withdrawn_at.unwrap_or(programme.admitted_at);
            told("programme-withdrawn", at, by, holder, subjects)
        }
        Entry::NumbersAllocated {
            at,
            hei,
            allocations,
            by,
            ..
        } => {
            let numbers = allocations.iter().map(|it| it.number.to_string());
            let holder = Some(AwardingBody(hei.clone()));
            told("numbers-allocated", *at, by, holder, numbers.collect())
        }
        Entry::CertificatesRecorded {
            at,
            hei,
            records,
            by,
        } => {
            let numbers = records.iter().map(|it| it.number.to_string());
            let holder = Some(AwardingBody(hei.clone()));
            told("certificates-recorded", *at, by, holder, numbers.collect())
        }
        Entry::StatusChanged {
            at,
            number,
            hei,
            by,
            ..
        } => {
            let holder = hei.clone().map(AwardingBody);
            told("status-changed", *at, by, holder, vec![number.to_string()])
        }
        Entry::ApiKeyCreated {
            at, id, holder, by, ..
        } => {
            let holder = Some(holder.clone());
            told("api-key-created", *at, by, holder, vec![id.to_string()])
        }
        Entry::ApiKeyRevoked { at, id, holder, by } => {
            let holder = Some(holder.clone());
            told("api-key-revoked", *at, by, holder, vec![id.to_string()])
        }
        Entry::ApiKeyRotated {
            at, id, holder, by, ..
        } => {
            let holder = Some(holder.clone());
            told("api-key-rotated", *at, by, holder, vec![id.to_string()])
        }
    }
}

/// The awarding body, and the API keys that it got and lost.
fn of_keys(entry: &Entry, code: &schemas::identifier::HeiCode) -> Vec<String> {
    use super::entry::OfKey;
    let keys = entry.of_keys();
    let keys = keys.iter().map(|key| match key {
        OfKey::Made(key) => key.id.to_string(),
        OfKey::Revoked { id, .. } | OfKey::Rotated { id, .. } => id.to_string(),
    });
    std::iter::once(code.to_string()).chain(keys).collect()
}
