//! What a group of decisions needs to know, read from the database in a few statements before the first one decides.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry},
    award::AwardingBody,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    rights::{ApiKeyId, KeyHolder},
    status::{CertificateStatus, StatusPlace},
};
use sqlx::PgConnection;

use super::{api_keys, places::Taken, row, submissions};
use crate::{
    admission::{KeptSubmission, Return},
    api_keys::KeptKey,
    places::StatusLists,
    programme::Standing,
    store::{
        Numbered, StoreError,
        decide::Facts,
        entry::{Entry, OfKey, Recorded},
    },
};

/// What a decision will ask for.
#[derive(Debug, Default)]
pub(super) struct Needs {
    pub(super) bodies: HashSet<HeiCode>,
    pub(super) owners: HashSet<Did>,
    /// Whole.
    pub(super) programmes: HashSet<ProgrammeCode>,
    /// With their awarding bodies.
    pub(super) submissions: HashSet<ProgrammeCode>,
    /// How these programmes stand.
    pub(super) standings: HashSet<ProgrammeCode>,
    pub(super) drafts: HashSet<(HeiCode, DraftId)>,
    /// With how their programmes stand, and with the certificates that they replace.
    pub(super) numbers: HashSet<CertificateNumber>,
    pub(super) api_keys: HashSet<ApiKeyId>,
    /// The API keys that were handed out to these awarding bodies last.
    pub(super) issued_keys: HashSet<HeiCode>,
    /// The count of API keys of these holders.
    pub(super) key_counts: HashSet<KeyHolder>,
}

impl Needs {
    pub(super) fn add(&mut self, other: Self) {
        self.bodies.extend(other.bodies);
        self.owners.extend(other.owners);
        self.programmes.extend(other.programmes);
        self.submissions.extend(other.submissions);
        self.standings.extend(other.standings);
        self.drafts.extend(other.drafts);
        self.numbers.extend(other.numbers);
        self.api_keys.extend(other.api_keys);
        self.issued_keys.extend(other.issued_keys);
        self.key_counts.extend(other.key_counts);
    }
}

/// The register's row, locked: whoever holds it decides.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) next_position: u64,
    pub(super) head: [u8; 32],
    pub(super) next_sequence: u64,
    pub(super) lists: StatusLists,
    pub(super) bodies_version: u64,
    pub(super) keys_version: u64,
    /// When the last entry was made.
    pub(super) last_at: Option<Timestamp>,
}

/// The facts, and what the group's earlier decisions make of them.
pub(super) struct Loaded {
    pub(super) register: Register,
    pub(super) taken: Taken,
    bodies: HashMap<HeiCode, AwardingBody>,
    issued_keys: HashMap<HeiCode, ApiKeyId>,
    api_keys: HashMap<ApiKeyId, KeptKey>,
    key_counts: HashMap<KeyHolder, usize>,
    owners: HashMap<Did, HeiCode>,
    programmes: HashMap<ProgrammeCode, RegisteredProgramme>,
    submissions: HashMap<ProgrammeCode, KeptSubmission>,
    standings: HashMap<ProgrammeCode, Standing>,
    drafts: HashMap<(HeiCode, DraftId), NumberAllocation>,
    numbers: HashMap<CertificateNumber, Numbered>,
}

impl Loaded {
    /// Reads what is needed, under the lock of the register's row.
    pub(super) async fn read(
        connection: &mut PgConnection,
        register: Register,
        taken: Taken,
        needs: &Needs,
    ) -> Result<Self, StoreError> {
        let mut facts = Self {
            register,
            taken,
            bodies: HashMap::new(),
            issued_keys: HashMap::new(),
            api_keys: HashMap::new(),
            key_counts: HashMap::new(),
            owners: HashMap::new(),
            programmes: HashMap::new(),
            submissions: HashMap::new(),
            standings: HashMap::new(),
            drafts: HashMap::new(),
            numbers: HashMap::new(),
        };
        facts.read_numbers(connection, needs).await?;
        facts.read_drafts(connection, needs).await?;
        facts.read_submissions(connection, needs).await?;
        facts.read_bodies(connection, needs).await?;
        facts.read_programmes(connection, needs).await?;
        facts.read_api_keys(connection, needs).await?;
        Ok(facts)
    }

    async fn read_numbers(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        if needs.numbers.is_empty() {
            return Ok(());
        }
        let numbers: Vec<String> = texts(&needs.numbers);
        let found = sqlx::query(row::NUMBERED).bind(numbers);
        let mut superseded = HashSet::new();
        for found in &found.fetch_all(&mut *connection).await? {
            let numbered = row::numbered(found)?;
            superseded.extend(numbered.entry.supersedes);
            self.numbers.insert(numbered.entry.number, numbered);
        }
        superseded.retain(|number| !self.numbers.contains_key(number));
        if superseded.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(row::NUMBERED).bind(texts(&superseded));
        for found in &found.fetch_all(connection).await? {
            let numbered = row::numbered(found)?;
            self.numbers.insert(numbered.entry.number, numbered);
        }
        Ok(())
    }

    async fn read_drafts(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        if needs.drafts.is_empty() {
            return Ok(());
        }
        let heis: Vec<&str> = needs.drafts.iter().map(|(hei, _)| hei.as_str()).collect();
        let drafts: Vec<String> = needs.drafts.iter().map(|(_, d)| d.to_string()).collect();
        let found = sqlx::query(
            "SELECT c.awarding_body, c.draft::text, c.programme, c.number, c.list, c.place, c.supersedes
             FROM unnest($1::text[], $2::uuid[]) AS asked (awarding_body, draft)
             JOIN certificate c USING (awarding_body, draft)",
        );
        let found = found.bind(heis).bind(drafts);
        for found in &found.fetch_all(connection).await? {
            let hei: HeiCode = row::parsed(found, 0)?;
            let allocation = row::allocation(found, 1)?;
            self.drafts.insert((hei, allocation.draft), allocation);
        }
        Ok(())
    }

    async fn read_bodies(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let mut codes: Vec<String> = texts(&needs.bodies);
        let submitting = self.submissions.values();
        codes.extend(submitting.map(|kept| kept.awarding_body.to_string()));
        let dids: Vec<String> = texts(&needs.owners);
        if codes.is_empty() && dids.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(
            "SELECT body::text, issued_key FROM awarding_body WHERE code = ANY($1) OR did = ANY($2)",
        );
        let found = found.bind(codes).bind(dids);
        for found in &found.fetch_all(connection).await? {
            let body: AwardingBody = row::document(found, 0)?;
            let issued_key = row::parsed(found, 1)?;
            self.issued_keys.insert(body.code.clone(), issued_key);
            self.put_body(&body);
        }
        Ok(())
    }

    async fn read_submissions(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        if needs.submissions.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(submissions::OF_CODES).bind(texts(&needs.submissions));
        for found in &found.fetch_all(connection).await? {
            let kept = submissions::kept(found)?;
            self.submissions.insert(kept.programme.code.clone(), kept);
        }
        Ok(())
    }

    async fn read_programmes(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let codes: Vec<&str> = needs.programmes.iter().map(ProgrammeCode::as_str).collect();
        if !codes.is_empty() {
            let found = sqlx::query("SELECT programme::text FROM programme WHERE code = ANY($1)");
            for found in &found.bind(codes).fetch_all(&mut *connection).await? {
                self.put_programme(row::document(found, 0)?);
            }
        }
        let of_numbers = self.numbers.values().map(|n| &n.entry.programme);
        let codes: HashSet<&ProgrammeCode> = needs.standings.iter().chain(of_numbers).collect();
        if codes.is_empty() {
            return Ok(());
        }
        let codes: Vec<&str> = codes.into_iter().map(ProgrammeCode::as_str).collect();
        let found = sqlx::query(
            "SELECT code, awarding_body, admitted_at, withdrawn_at FROM programme WHERE code = ANY($1)",
        );
        for found in &found.bind(codes).fetch_all(connection).await? {
            let standing = Standing {
                awarding_body: row::parsed(found, 1)?,
                admitted_at: row::parsed(found, 2)?,
                withdrawn_at: row::parsed_if_any(found, 3)?,
            };
            self.standings.insert(row::parsed(found, 0)?, standing);
        }
        Ok(())
    }

    async fn read_api_keys(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let issued = needs.issued_keys.iter();
        let issued = issued.filter_map(|code| self.issued_keys.get(code));
        let ids: HashSet<ApiKeyId> = needs.api_keys.iter().chain(issued).copied().collect();
        if !ids.is_empty() {
            let found = sqlx::query(api_keys::BY_ID).bind(texts(&ids));
            for found in &found.fetch_all(&mut *connection).await? {
                let key = api_keys::kept(found)?;
                self.api_keys.insert(key.id, key);
            }
        }
        if !needs.key_counts.is_empty() {
            let none = needs.key_counts.iter().map(|holder| (holder.clone(), 0));
            self.key_counts.extend(none);
            let found = sqlx::query(
                "SELECT holder, count(*) FROM api_key WHERE holder = ANY($1) GROUP BY holder",
            );
            let found = found.bind(texts(&needs.key_counts));
            for found in &found.fetch_all(connection).await? {
                let count = usize::try_from(row::count(found, 1)?).unwrap_or(usize::MAX);
                self.key_counts.insert(row::parsed(found, 0)?, count);
            }
        }
        Ok(())
    }

    fn put_programme(&mut self, programme: RegisteredProgramme) {
        let code = programme.programme.code.clone();
        let standing = Standing::from(&programme);
        self.standings.insert(code.clone(), standing);
        self.programmes.insert(code, programme);
    }

    /// Takes over an entry at `position`: the group's later decisions see it.
    pub(super) fn apply(&mut self, entry: &Entry, position: u64) {
        self.register.next_position = position + 1;
        self.register.last_at = Some(entry.at());
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
            Entry::ProgrammeReturned {
                at, code, remarks, ..
            } => {
                if let Some(kept) = self.submissions.get_mut(code) {
                    kept.returned = Some(Return {
                        at: *at,
                        remarks: remarks.clone(),
                    });
                }
            }
            Entry::ProgrammeAdmitted { programme, .. } => {
                self.submissions.remove(&programme.programme.code);
                self.put_programme(*programme.clone());
            }
            Entry::ProgrammeWithdrawn { programme, .. } => {
                self.put_programme(*programme.clone());
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

    fn put_body(&mut self, body: &AwardingBody) {
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

    fn put_registration(&mut self, record: &Recorded, at: jiff::Timestamp) {
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

fn texts<T: ToString>(values: &HashSet<T>) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
