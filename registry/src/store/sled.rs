//! The embedded store: an append-only, hash-chained journal, with sled as an index that can be rebuilt from it.
//!
//! One thread decides and writes, so decisions take place one after another by nature.

mod index;
mod kept;
mod key;
mod last_use;

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, civil::Date};
use qr::DictionaryId;
use schemas::{
    api::registry::{
        NumberAllocation, NumberedChange, RegisterEntry, admission::Submission,
        offline::StatusNotice, rights::AuditEntry,
    },
    award::AwardingBody,
    base_url::BaseUrl,
    identifier::{HeiCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    rights::{Actor, ApiKeyId, KeyHolder},
};
use serde_json::Value;
use service::ledger::{Ledger, LedgerError, LedgerMeasures, LedgerOptions, View};

use self::{
    index::{Index, Memory},
    last_use::LastUse,
};
use super::{
    Act, Extent, Later, Numbered, Opened, Revocations, Store, StoreError, TokenDigest,
    audit::Page,
    decide::{self, Facts as _},
    entry::Entry,
};
use crate::{
    accreditation::{AccreditationError, Change},
    admission::{AdmissionError, Decision, KeptSubmission},
    allocation::{AllocationError, Batch},
    api_keys::{KeptKey, KeyChange, KeyError, KnownKey, UsedKey},
    dictionaries::{DictionaryError, DictionaryText, MadeDictionary},
    numbers::NumberBase,
    programme::{Admitted, Offer, ProgrammeError, Standing, Submitted, Which},
    register::{Records, RegisterError},
    rights::Reach,
};

/// The store in a directory.
pub struct SledStore {
    ledger: Ledger<Entry>,
    memory: Arc<Memory>,
    last_use: LastUse,
}

impl SledStore {
    /// Opens the store in `dir`, or makes an empty one. Refuses a damaged journal and one that is in use.
    pub fn open(dir: &Path, options: LedgerOptions) -> Result<Self, LedgerError> {
        let ledger = Ledger::open(dir, options)?;
        let last_use = LastUse::open(dir);
        Ok(Self {
            ledger,
            memory: Arc::default(),
            last_use,
        })
    }

    /// What the ledger below counts and measures.
    pub fn measures(&self) -> &LedgerMeasures {
        self.ledger.measures()
    }

    /// From here on the store finds what it holds of a number, by its place in `numbers`. A second call changes nothing.
    pub fn find_by(&self, numbers: Arc<NumberBase>) {
        self.memory.numbers.get_or_init(|| numbers);
    }

    /// Binds an empty store to the register's base URL at `now`; says what the store is.
    pub fn bind(&self, base_url: BaseUrl, now: Timestamp) -> Result<Opened, StoreError> {
        let memory = Arc::clone(&self.memory);
        let decided = self.ledger.transact_blocking(move |view| {
            if let Some(bound) = Index::new(view, &memory).base_url()? {
                return Ok((Vec::new(), bound));
            }
            let entry = Entry::RegisterOpened {
                at: now,
                base_url: base_url.clone(),
            };
            Ok::<_, StoreError>((vec![entry], base_url))
        });
        Ok(Opened {
            base_url: decided??,
            first_number: self.read(|index| index.first_number())?,
        })
    }

    /// So many entries of the log at most, from a position on.
    pub(super) fn entries(&self, from: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let entries = self.ledger.entries(from)?.take(limit);
        Ok(entries
            .map(|recorded| recorded.map(|recorded| recorded.entry))
            .collect::<Result<_, _>>()?)
    }

    /// Appends entries as they were decided elsewhere, the first of them at a position.
    pub(super) async fn append(&self, from: u64, entries: Vec<Entry>) -> Result<(), StoreError> {
        self.write(move |index| {
            super::at_position(index.next_position(), from)?;
            Ok((entries, ()))
        })
        .await
    }

    fn read<T>(
        &self,
        read: impl FnOnce(Index<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.ledger
            .read(|view| read(Index::new(view, &self.memory)))?
    }

    /// The same as the answer of the trait: there is nothing to wait for.
    fn found<T: Send + 'static>(
        &self,
        read: impl FnOnce(Index<'_, '_>) -> Result<T, StoreError>,
    ) -> Later<'_, Result<T, StoreError>> {
        Box::pin(std::future::ready(self.read(read)))
    }

    /// Decides on the writer's thread and answers when the decision's entries are durable.
    fn write<T, X>(
        &self,
        decide: impl FnOnce(&Index<'_, '_>) -> Result<(Vec<Entry>, T), X> + Send + 'static,
    ) -> Later<'_, Result<T, X>>
    where
        T: Send + 'static,
        X: From<StoreError> + Send + 'static,
    {
        let memory = Arc::clone(&self.memory);
        let decide = move |view: &View<'_>| decide(&Index::new(view, &memory));
        Box::pin(async move {
            match self.ledger.transact(decide).await {
                Ok(decided) => decided,
                Err(e) => Err(StoreError::from(e).into()),
            }
        })
    }
}

impl Store for SledStore {
    fn change_body(
        &self,
        code: HeiCode,
        change: Change,
        base_url: BaseUrl,
        act: Act,
    ) -> Later<'_, Result<AwardingBody, AccreditationError>> {
        self.write(move |index| decide::change_body(index, &code, change, &base_url, act))
    }

    fn admit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Admitted, ProgrammeError>> {
        self.write(move |index| decide::admit(index, offer, by))
    }

    fn submit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Submitted, ProgrammeError>> {
        self.write(move |index| decide::submit(index, offer, by))
    }

    fn decide_submission(
        &self,
        code: ProgrammeCode,
        decision: (Timestamp, Decision),
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>> {
        self.write(move |index| decide::decide_submission(index, &code, decision, act))
    }

    fn take_back(
        &self,
        (hei, code): (HeiCode, ProgrammeCode),
        submitted_at: Timestamp,
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>> {
        self.write(move |index| decide::take_back(index, (&hei, &code), submitted_at, act))
    }

    fn withdraw(
        &self,
        hei: HeiCode,
        code: ProgrammeCode,
        act: Act,
    ) -> Later<'_, Result<RegisteredProgramme, ProgrammeError>> {
        self.write(move |index| decide::withdraw(index, &hei, &code, act))
    }

    fn allocate(&self, batch: Batch) -> Later<'_, Result<Vec<NumberAllocation>, AllocationError>> {
        self.write(move |index| decide::allocate(index, batch))
    }

    fn record(&self, records: Records) -> Later<'_, Result<Vec<Value>, RegisterError>> {
        self.write(move |index| decide::record(index, records, index.next_position()))
    }

    fn change_status(
        &self,
        hei: HeiCode,
        changes: Vec<NumberedChange>,
        act: Act,
    ) -> Later<'_, Result<Vec<RegisterEntry>, RegisterError>> {
        self.write(move |index| decide::change_status(index, &hei, &changes, act))
    }

    fn keep_dictionary(
        &self,
        made: MadeDictionary,
        at: Timestamp,
    ) -> Later<'_, Result<(), DictionaryError>> {
        self.write(move |index| decide::keep_dictionary(index, made, at))
    }

    fn change_key(
        &self,
        change: KeyChange,
        reach: Reach,
        act: Act,
    ) -> Later<'_, Result<KeptKey, KeyError>> {
        self.write(move |index| decide::change_key(index, change, &reach, act))
    }

    fn key_of_token(&self, token: &str) -> Later<'_, Result<Option<KnownKey>, StoreError>> {
        let secret = TokenDigest::of(token);
        let known = self
            .memory
            .keys
            .get(&self.ledger.epoch(), secret.as_bytes());
        if known.is_some() {
            return Box::pin(std::future::ready(Ok(known)));
        }
        self.found(|index| index.key_of_secret(&secret, token))
    }

    fn keys_of(&self, holder: &KeyHolder) -> Later<'_, Result<Vec<UsedKey>, StoreError>> {
        self.found(|index| {
            let keys = index.keys_of(holder)?.into_iter();
            let used = keys.map(|key| UsedKey {
                last_used_on: self.last_use.of(key.id),
                key,
            });
            Ok(used.collect())
        })
    }

    fn note_use(&self, key: ApiKeyId, day: Date) -> Later<'_, Result<(), StoreError>> {
        let last_use = self.last_use.clone();
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || last_use.note(key, day)).await;
            let lost = |what: String| StoreError::LastUse { what };
            let written = written.map_err(|e| lost(e.to_string()))?;
            written.map_err(|e| lost(e.to_string()))
        })
    }

    fn log(
        &self,
        after: Option<u64>,
        limit: usize,
    ) -> Later<'_, Result<Vec<AuditEntry>, StoreError>> {
        let from = after.map_or(0, |after| after.saturating_add(1));
        let entries = self.ledger.entries(from);
        Box::pin(async move {
            let entries = entries?;
            let read = move || {
                let mut page = Page::new(limit);
                page.fill(entries.map(|it| it.map(|it| (it.position, it.entry))))?;
                Ok(page.into_entries())
            };
            // Reading the journal waits for the disk.
            let read = tokio::task::spawn_blocking(read).await;
            read.unwrap_or_else(|e| {
                Err(StoreError::Unreadable {
                    key: "journal".to_owned(),
                    what: e.to_string(),
                })
            })
        })
    }

    fn body(&self, code: &HeiCode) -> Later<'_, Result<Option<AwardingBody>, StoreError>> {
        self.found(|index| index.body(code))
    }

    fn bodies(&self) -> Later<'_, Result<(u64, Vec<AwardingBody>), StoreError>> {
        self.found(|index| Ok((index.bodies_version()?, index.bodies()?)))
    }

    fn bodies_version(&self) -> Later<'_, Result<u64, StoreError>> {
        self.found(|index| index.bodies_version())
    }

    fn programme(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<RegisteredProgramme>, StoreError>> {
        self.found(|index| index.programme(code))
    }

    fn programmes(&self, which: Which) -> Later<'_, Result<Vec<RegisteredProgramme>, StoreError>> {
        self.found(|index| index.programmes(&which))
    }

    fn standings(&self) -> Later<'_, Result<Vec<Standing>, StoreError>> {
        self.found(|index| index.standings())
    }

    fn statements(&self, code: &ProgrammeCode) -> Later<'_, Result<Vec<Value>, StoreError>> {
        self.found(|index| index.statements(code))
    }

    fn dictionary(
        &self,
        id: DictionaryId,
    ) -> Later<'_, Result<Option<DictionaryText>, StoreError>> {
        self.found(|index| index.dictionary(id))
    }

    fn dictionaries(&self) -> Later<'_, Result<Vec<DictionaryText>, StoreError>> {
        self.found(|index| index.dictionaries())
    }

    fn submission(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<KeptSubmission>, StoreError>> {
        self.found(|index| index.submission(code))
    }

    fn submissions(
        &self,
        hei: Option<&HeiCode>,
    ) -> Later<'_, Result<Vec<KeptSubmission>, StoreError>> {
        self.found(|index| index.submissions(hei))
    }

    fn all_numbered(
        &self,
        numbers: Vec<CertificateNumber>,
    ) -> Later<'_, Result<Vec<Numbered>, StoreError>> {
        self.found(|index| {
            let found = numbers.iter().map(|number| index.numbered(*number));
            found.filter_map(Result::transpose).collect()
        })
    }

    fn numbered(
        &self,
        number: CertificateNumber,
    ) -> Later<'_, Result<Option<Numbered>, StoreError>> {
        self.found(|index| index.numbered(number))
    }

    fn revocations_version(
        &self,
        list: &StatusListName,
    ) -> Later<'_, Result<Option<u64>, StoreError>> {
        self.found(|index| index.revocations_version(list))
    }

    fn revocations(
        &self,
        list: &StatusListName,
        as_of: Option<Timestamp>,
    ) -> Later<'_, Result<Option<Revocations>, StoreError>> {
        self.found(|index| index.revocations(list, as_of))
    }

    fn status_notices(&self) -> Later<'_, Result<Vec<StatusNotice>, StoreError>> {
        self.found(|index| index.status_notices())
    }

    fn extent(&self) -> Later<'_, Result<Extent, StoreError>> {
        self.found(|index| index.extent())
    }

    fn last_at(&self) -> Later<'_, Result<Option<Timestamp>, StoreError>> {
        self.found(|index| index.last_at())
    }

    fn stopped(&self) -> Later<'static, StoreError> {
        let stopped = self.ledger.stopped();
        Box::pin(async { stopped.await.into() })
    }

    fn ready(&self) -> Later<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(
            self.ledger.ready().map_err(StoreError::from),
        ))
    }
}
