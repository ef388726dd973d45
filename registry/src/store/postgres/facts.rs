//! What a group of decisions needs to know, read from the database in a few statements before the first one decides.

use std::collections::{HashMap, HashSet};

use schemas::{
    api::registry::{NumberAllocation, RegisterEntry},
    award::AwardingBody,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    status::{CertificateStatus, StatusPlace},
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::{places::Taken, row};
use crate::{
    places::StatusLists,
    store::{
        Numbered, StoreError, TokenDigest,
        decide::Facts,
        entry::{Entry, Recorded},
    },
};

/// What a decision will ask for.
#[derive(Debug, Default)]
pub(super) struct Needs {
    pub(super) bodies: HashSet<HeiCode>,
    pub(super) owners: HashSet<Did>,
    pub(super) programmes: HashSet<ProgrammeCode>,
    pub(super) drafts: HashSet<(HeiCode, DraftId)>,
    /// With their programmes.
    pub(super) numbers: HashSet<CertificateNumber>,
}

impl Needs {
    pub(super) fn add(&mut self, other: Self) {
        self.bodies.extend(other.bodies);
        self.owners.extend(other.owners);
        self.programmes.extend(other.programmes);
        self.drafts.extend(other.drafts);
        self.numbers.extend(other.numbers);
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
}

/// The facts, and what the group's earlier decisions make of them.
pub(super) struct Loaded {
    pub(super) register: Register,
    pub(super) taken: Taken,
    bodies: HashMap<HeiCode, (AwardingBody, TokenDigest)>,
    owners: HashMap<Did, HeiCode>,
    programmes: HashMap<ProgrammeCode, RegisteredProgramme>,
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
            owners: HashMap::new(),
            programmes: HashMap::new(),
            drafts: HashMap::new(),
            numbers: HashMap::new(),
        };
        facts.read_numbers(connection, needs).await?;
        facts.read_drafts(connection, needs).await?;
        facts.read_bodies(connection, needs).await?;
        facts.read_programmes(connection, needs).await?;
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
            "SELECT c.awarding_body, c.draft::text, c.programme, c.number, c.list, c.place
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
        let codes: Vec<String> = texts(&needs.bodies);
        let dids: Vec<String> = texts(&needs.owners);
        if codes.is_empty() && dids.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(
            "SELECT body::text, api_key FROM awarding_body WHERE code = ANY($1) OR did = ANY($2)",
        );
        let found = found.bind(codes).bind(dids);
        for found in &found.fetch_all(connection).await? {
            let body: AwardingBody = row::document(found, 0)?;
            let api_key = digest(found, 1)?;
            self.owners.insert(body.id.clone(), body.code.clone());
            self.bodies.insert(body.code.clone(), (body, api_key));
        }
        Ok(())
    }

    async fn read_programmes(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let of_numbers = self.numbers.values().map(|n| &n.entry.programme);
        let codes: HashSet<&ProgrammeCode> = needs.programmes.iter().chain(of_numbers).collect();
        if codes.is_empty() {
            return Ok(());
        }
        let codes: Vec<&str> = codes.into_iter().map(ProgrammeCode::as_str).collect();
        let found = sqlx::query("SELECT programme::text FROM programme WHERE code = ANY($1)");
        for found in &found.bind(codes).fetch_all(connection).await? {
            self.put_programme(row::document(found, 0)?);
        }
        Ok(())
    }

    fn put_programme(&mut self, programme: RegisteredProgramme) {
        let code = programme.programme.code.clone();
        self.programmes.insert(code, programme);
    }

    /// Takes over an entry at `position`: the group's later decisions see it.
    pub(super) fn apply(&mut self, entry: &Entry, position: u64) {
        self.register.next_position = position + 1;
        match entry {
            Entry::RegisterOpened { .. } => {}
            Entry::HeiAccredited { body, api_key, .. } => {
                self.put_body(body, position, Some(api_key.clone()));
            }
            Entry::AccreditationEnded { body, .. }
            | Entry::KeyAdded { body, .. }
            | Entry::KeyEnded { body, .. } => self.put_body(body, position, None),
            Entry::ApiKeyRenewed { code, api_key, .. } => {
                self.register.bodies_version = position + 1;
                if let Some((_, kept)) = self.bodies.get_mut(code) {
                    *kept = api_key.clone();
                }
            }
            Entry::ProgrammeAdmitted { programme } | Entry::ProgrammeWithdrawn { programme } => {
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
            Entry::StatusChanged {
                at, number, reason, ..
            } => {
                if let Some(numbered) = self.numbers.get_mut(number) {
                    let (reason, at) = (*reason, *at);
                    numbered.entry.status = CertificateStatus::Revoked { reason, at };
                }
            }
        }
    }

    fn put_body(&mut self, body: &AwardingBody, position: u64, api_key: Option<TokenDigest>) {
        self.register.bodies_version = position + 1;
        self.owners.insert(body.id.clone(), body.code.clone());
        let before = self.bodies.remove(&body.code).map(|(_, api_key)| api_key);
        if let Some(api_key) = api_key.or(before) {
            let kept = (body.clone(), api_key);
            self.bodies.insert(body.code.clone(), kept);
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
        Ok(self.bodies.get(code).map(|(body, _)| body.clone()))
    }

    fn owner(&self, did: &Did) -> Result<Option<HeiCode>, StoreError> {
        Ok(self.owners.get(did).cloned())
    }

    fn token_of(&self, code: &HeiCode) -> Result<Option<TokenDigest>, StoreError> {
        Ok(self.bodies.get(code).map(|(_, api_key)| api_key.clone()))
    }

    fn programme(&self, code: &ProgrammeCode) -> Result<Option<RegisteredProgramme>, StoreError> {
        Ok(self.programmes.get(code).cloned())
    }

    fn draft(&self, hei: &HeiCode, draft: DraftId) -> Result<Option<NumberAllocation>, StoreError> {
        Ok(self.drafts.get(&(hei.clone(), draft)).cloned())
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

fn digest(found: &PgRow, column: usize) -> Result<TokenDigest, StoreError> {
    let bytes: Vec<u8> = found.try_get(column)?;
    TokenDigest::read(&bytes).ok_or_else(|| StoreError::Unreadable {
        key: "awarding_body.api_key".to_owned(),
        what: "it has not 32 bytes".to_owned(),
    })
}
