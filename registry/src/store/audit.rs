//! The log as auditors read it: who did what to which thing. Without receipts, digests and programmes, which the
//! register shows elsewhere.

use schemas::{
    api::registry::rights::AuditEntry,
    identifier::HeiCode,
    rights::{Actor, KeyHolder},
};

use super::entry::{Entry, OfKey};

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

    /// Adds the next entries with their positions, as many as there is room for.
    pub(super) fn fill<X>(
        &mut self,
        entries: impl IntoIterator<Item = Result<(u64, Entry), X>>,
    ) -> Result<(), X> {
        for entry in entries {
            if self.is_full() {
                break;
            }
            let (position, entry) = entry?;
            let told = told(position, &entry);
            self.subjects += told.subjects.len();
            self.entries.push(told);
        }
        Ok(())
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
    let (kind, by) = deed(entry);
    let (holder, subjects) = matter(entry);
    AuditEntry {
        position,
        at: entry.at(),
        kind: kind.to_owned(),
        by,
        holder,
        subjects,
    }
}

/// What was done, by whom.
fn deed(entry: &Entry) -> (&'static str, Option<Actor>) {
    use Entry as E;
    match entry {
        E::RegisterOpened { .. } => ("register-opened", None),
        E::HeiAccredited { by, .. } => ("hei-accredited", *by),
        E::AccreditationEnded { by, .. } => ("accreditation-ended", *by),
        E::AccreditationSuspended { by, .. } => ("accreditation-suspended", *by),
        E::SuspensionEnded { by, .. } => ("suspension-ended", *by),
        E::KeyAdded { by, .. } => ("key-added", *by),
        E::KeyEnded { by, .. } => ("key-ended", *by),
        E::ApiKeyRenewed { by, .. } => ("api-key-renewed", *by),
        E::ProgrammeSubmitted { by, .. } => ("programme-submitted", *by),
        E::ProgrammeReturned { by, .. } => ("programme-returned", *by),
        E::ProgrammeTakenBack { by, .. } => ("programme-taken-back", *by),
        E::ProgrammeAdmitted { by, .. } => ("programme-admitted", *by),
        E::ProgrammeWithdrawn { by, .. } => ("programme-withdrawn", *by),
        // Whoever asked first need not have a key: the register keeps it by itself.
        E::DictionaryKept { .. } => ("dictionary-kept", None),
        E::NumbersAllocated { by, .. } => ("numbers-allocated", *by),
        E::CertificatesRecorded { by, .. } => ("certificates-recorded", *by),
        E::CertificateHeld { by, .. } => ("certificate-held", *by),
        E::CertificateReleased { by, .. } => ("certificate-released", *by),
        E::CertificateReplaced { by, .. } => ("certificate-replaced", *by),
        E::StatusChanged { by, .. } => ("status-changed", *by),
        E::ApiKeyCreated { by, .. } => ("api-key-created", *by),
        E::ApiKeyRevoked { by, .. } => ("api-key-revoked", *by),
        E::ApiKeyRotated { by, .. } => ("api-key-rotated", *by),
    }
}

/// Whose matter it is, and which things it was done to.
fn matter(entry: &Entry) -> (Option<KeyHolder>, Vec<String>) {
    use Entry as E;
    let of = |code: &HeiCode| Some(KeyHolder::AwardingBody(code.clone()));
    match entry {
        E::RegisterOpened { base_url, .. } => {
            (Some(KeyHolder::Operator), vec![base_url.to_string()])
        }
        E::HeiAccredited { body, .. } => (of(&body.code), of_keys(entry, &body.code)),
        E::ApiKeyRenewed { code, .. } => (of(code), of_keys(entry, code)),
        E::AccreditationEnded { body, .. }
        | E::AccreditationSuspended { body, .. }
        | E::SuspensionEnded { body, .. } => (of(&body.code), vec![body.code.to_string()]),
        E::KeyAdded { body, .. } => {
            let key = body.key.last().map(|key| key.id.to_string());
            let subjects = std::iter::once(body.code.to_string()).chain(key);
            (of(&body.code), subjects.collect())
        }
        E::KeyEnded { id, body, .. } => {
            let subjects = vec![body.code.to_string(), id.to_string()];
            (of(&body.code), subjects)
        }
        E::ProgrammeSubmitted { hei, programme, .. } => (of(hei), vec![programme.code.to_string()]),
        E::ProgrammeReturned { hei, code, .. } | E::ProgrammeTakenBack { hei, code, .. } => {
            (of(hei), vec![code.to_string()])
        }
        E::ProgrammeAdmitted { programme, .. } | E::ProgrammeWithdrawn { programme, .. } => {
            let subjects = vec![programme.programme.code.to_string()];
            (of(&programme.awarding_body), subjects)
        }
        E::DictionaryKept {
            hei,
            programme,
            key,
            document,
            ..
        } => {
            let subjects = vec![
                document.id().to_string(),
                programme.to_string(),
                key.to_string(),
            ];
            (of(hei), subjects)
        }
        E::NumbersAllocated {
            hei, allocations, ..
        } => {
            let numbers = allocations.iter().map(|it| it.number.to_string());
            (of(hei), numbers.collect())
        }
        E::CertificatesRecorded { hei, records, .. } => {
            let numbers = records.iter().map(|it| it.number.to_string());
            (of(hei), numbers.collect())
        }
        E::StatusChanged { number, hei, .. }
        | E::CertificateHeld { number, hei, .. }
        | E::CertificateReleased { number, hei, .. } => {
            (hei.as_ref().and_then(of), vec![number.to_string()])
        }
        E::CertificateReplaced {
            number,
            successor,
            hei,
            ..
        } => {
            let subjects = vec![number.to_string(), successor.to_string()];
            (hei.as_ref().and_then(of), subjects)
        }
        E::ApiKeyCreated { id, holder, .. }
        | E::ApiKeyRevoked { id, holder, .. }
        | E::ApiKeyRotated { id, holder, .. } => (Some(holder.clone()), vec![id.to_string()]),
    }
}

/// The awarding body, and the API keys that it got and lost.
fn of_keys(entry: &Entry, code: &HeiCode) -> Vec<String> {
    let keys = entry.of_keys();
    let keys = keys.iter().map(|key| match key {
        OfKey::Made(key) => key.id.to_string(),
        OfKey::Revoked { id, .. } | OfKey::Rotated { id, .. } => id.to_string(),
    });
    std::iter::once(code.to_string()).chain(keys).collect()
}
