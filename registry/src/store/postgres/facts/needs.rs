//! What a decision will ask for.

use std::collections::HashSet;

use qr::DictionaryId;
use schemas::{
    api::registry::NumberedChange,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    rights::{ApiKeyId, KeyHolder},
};

use crate::{
    accreditation::Change, allocation::Batch, api_keys::KeyChange, programme::Offer,
    register::Records,
};

/// What a decision will ask for.
#[derive(Debug, Default)]
pub(in super::super) struct Needs {
    pub(in super::super) bodies: HashSet<HeiCode>,
    pub(in super::super) owners: HashSet<Did>,
    /// Whole.
    pub(in super::super) programmes: HashSet<ProgrammeCode>,
    /// With their awarding bodies.
    pub(in super::super) submissions: HashSet<ProgrammeCode>,
    /// How these programmes stand.
    pub(in super::super) standings: HashSet<ProgrammeCode>,
    pub(in super::super) dictionaries: HashSet<DictionaryId>,
    pub(in super::super) drafts: HashSet<(HeiCode, DraftId)>,
    /// With how their programmes stand, and with the certificates that they replace.
    pub(in super::super) numbers: HashSet<CertificateNumber>,
    pub(in super::super) api_keys: HashSet<ApiKeyId>,
    /// The API keys that were handed out to these awarding bodies last.
    pub(in super::super) issued_keys: HashSet<HeiCode>,
    /// The count of API keys of these holders.
    pub(in super::super) key_counts: HashSet<KeyHolder>,
}

impl Needs {
    /// Of a change of an awarding body.
    pub(in super::super) fn of_body(code: &HeiCode, change: &Change) -> Self {
        let mut needs = Self::default();
        needs.bodies.insert(code.clone());
        needs.issued_keys.insert(code.clone());
        if let Change::Accredit { request, .. } = change {
            needs.owners.extend(request.did.clone());
        }
        needs
    }

    /// Of a programme that is submitted.
    pub(in super::super) fn of_offer(offer: &Offer) -> Self {
        let submitted = &offer.programme;
        let mut needs = Self::of_submission(&submitted.programme.code);
        needs.bodies.insert(submitted.awarding_body.clone());
        needs
    }

    /// Of a programme in the register.
    pub(in super::super) fn of_programme(code: &ProgrammeCode) -> Self {
        let mut needs = Self::default();
        needs.programmes.insert(code.clone());
        needs
    }

    /// Of what was submitted under a code.
    pub(in super::super) fn of_submission(code: &ProgrammeCode) -> Self {
        let mut needs = Self::of_programme(code);
        needs.submissions.insert(code.clone());
        needs
    }

    /// Of drafts that get numbers.
    pub(in super::super) fn of_batch(batch: &Batch) -> Self {
        let mut needs = Self::default();
        needs.bodies.insert(batch.hei.clone());
        for asked in &batch.drafts {
            needs.standings.insert(asked.programme.clone());
            needs.drafts.insert((batch.hei.clone(), asked.draft));
            needs.numbers.extend(asked.supersedes);
        }
        needs
    }

    /// Of certificates that are registered.
    pub(in super::super) fn of_records(records: &Records) -> Self {
        let mut needs = Self::default();
        needs.bodies.insert(records.hei.clone());
        let numbers = records.records.iter().map(|record| record.number);
        needs.numbers.extend(numbers);
        needs
    }

    /// Of changes of status.
    pub(in super::super) fn of_changes(changes: &[NumberedChange]) -> Self {
        let mut needs = Self::default();
        needs.numbers.extend(changes.iter().map(|it| it.number));
        needs
    }

    /// Of a dictionary that is to be kept.
    pub(in super::super) fn of_dictionary(id: DictionaryId) -> Self {
        let mut needs = Self::default();
        needs.dictionaries.insert(id);
        needs
    }

    /// Of a change of an API key.
    pub(in super::super) fn of_key(change: &KeyChange) -> Self {
        let mut needs = Self::default();
        match change {
            KeyChange::Create(new) => {
                needs.key_counts.insert(new.holder.clone());
                if let KeyHolder::AwardingBody(code) = &new.holder {
                    needs.bodies.insert(code.clone());
                }
            }
            KeyChange::Revoke { id } | KeyChange::Rotate { id, .. } => {
                needs.api_keys.insert(*id);
            }
        }
        needs
    }

    pub(in super::super) fn add(&mut self, other: Self) {
        self.bodies.extend(other.bodies);
        self.owners.extend(other.owners);
        self.programmes.extend(other.programmes);
        self.submissions.extend(other.submissions);
        self.standings.extend(other.standings);
        self.dictionaries.extend(other.dictionaries);
        self.drafts.extend(other.drafts);
        self.numbers.extend(other.numbers);
        self.api_keys.extend(other.api_keys);
        self.issued_keys.extend(other.issued_keys);
        self.key_counts.extend(other.key_counts);
    }
}
