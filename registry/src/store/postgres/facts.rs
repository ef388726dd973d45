//! What a group of decisions needs to know, read from the database in a few statements before the first one decides.

mod apply;
mod needs;
mod read;

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use qr::DictionaryId;
use schemas::{
    api::registry::NumberAllocation,
    award::AwardingBody,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    rights::{ApiKeyId, KeyHolder},
    status::StatusPlace,
};

pub(super) use self::needs::Needs;

use super::places::Taken;
use crate::{
    admission::KeptSubmission,
    api_keys::KeptKey,
    dictionaries::DictionaryText,
    numbers::NumberBase,
    places::StatusLists,
    programme::Standing,
    store::{Numbered, StoreError, decide::Facts},
};

/// The register's row, locked: whoever holds it decides.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) next_position: u64,
    pub(super) head: [u8; 32],
    pub(super) next_sequence: u64,
    pub(super) lists: StatusLists,
    pub(super) bodies_version: u64,
    pub(super) keys_version: u64,
    pub(super) evidence_version: u64,
    /// When the last entry was made.
    pub(super) last_at: Option<Timestamp>,
}

/// The facts, and what the group's earlier decisions make of them.
pub(super) struct Loaded {
    pub(super) register: Register,
    pub(super) taken: Taken,
    /// What tells a number's place in the sequence.
    pub(super) base: Arc<NumberBase>,
    bodies: HashMap<HeiCode, AwardingBody>,
    issued_keys: HashMap<HeiCode, ApiKeyId>,
    api_keys: HashMap<ApiKeyId, KeptKey>,
    key_counts: HashMap<KeyHolder, usize>,
    owners: HashMap<Did, HeiCode>,
    programmes: HashMap<ProgrammeCode, RegisteredProgramme>,
    submissions: HashMap<ProgrammeCode, KeptSubmission>,
    standings: HashMap<ProgrammeCode, Standing>,
    dictionaries: HashMap<DictionaryId, DictionaryText>,
    drafts: HashMap<(HeiCode, DraftId), NumberAllocation>,
    numbers: HashMap<CertificateNumber, Numbered>,
}

impl Facts for Loaded {
    fn body(&self, code: &HeiCode) -> Result<Option<AwardingBody>, StoreError> {
        Ok(self.bodies.get(code).cloned())
    }

    fn owner(&self, did: &Did) -> Result<Option<HeiCode>, StoreError> {
        Ok(self.owners.get(did).cloned())
    }

    fn issued_key(&self, code: &HeiCode) -> Result<Option<ApiKeyId>, StoreError> {
        Ok(self.issued_keys.get(code).copied())
    }

    fn api_key(&self, id: ApiKeyId) -> Result<Option<KeptKey>, StoreError> {
        Ok(self.api_keys.get(&id).cloned())
    }

    fn count_keys(&self, holder: &KeyHolder) -> Result<usize, StoreError> {
        Ok(self.key_counts.get(holder).copied().unwrap_or(0))
    }

    fn standing(&self, code: &ProgrammeCode) -> Result<Option<Standing>, StoreError> {
        Ok(self.standings.get(code).cloned())
    }

    fn programme(&self, code: &ProgrammeCode) -> Result<Option<RegisteredProgramme>, StoreError> {
        Ok(self.programmes.get(code).cloned())
    }

    fn submission(&self, code: &ProgrammeCode) -> Result<Option<KeptSubmission>, StoreError> {
        Ok(self.submissions.get(code).cloned())
    }

    fn dictionary(&self, id: DictionaryId) -> Result<Option<DictionaryText>, StoreError> {
        Ok(self.dictionaries.get(&id).cloned())
    }

    fn draft(&self, hei: &HeiCode, draft: DraftId) -> Result<Option<NumberAllocation>, StoreError> {
        Ok(self.drafts.get(&(hei.clone(), draft)).cloned())
    }

    fn last_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.register.last_at)
    }

    fn sequence(&self) -> Result<u64, StoreError> {
        Ok(self.register.next_sequence)
    }

    fn lists(&self) -> Result<StatusLists, StoreError> {
        Ok(self.register.lists.clone())
    }

    fn place_taken(&self, place: &StatusPlace) -> bool {
        self.taken.has(place)
    }

    fn numbered(&self, number: CertificateNumber) -> Result<Option<Numbered>, StoreError> {
        Ok(self.numbers.get(&number).cloned())
    }
}
