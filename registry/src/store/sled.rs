//! The embedded store: an append-only, hash-chained journal, with sled as an index that can be rebuilt from it.
//!
//! One thread decides and writes, so decisions take place one after another by nature.

mod index;
mod kept;
mod key;

use std::path::Path;

use jiff::Timestamp;
use schemas::{
    api::registry::{NumberAllocation, NumberedChange, RegisterEntry},
    award::AwardingBody,
    base_url::BaseUrl,
    identifier::{HeiCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    programme::RegisteredProgramme,
};
use serde_json::Value;
use service::ledger::{Ledger, LedgerError, LedgerMeasures, LedgerOptions, View};

use self::index::Index;
use super::{
    Later, Numbered, Opened, Revocations, Store, StoreError,
    decide::{self, Facts as _},
    entry::Entry,
};
use crate::{
    accreditation::{AccreditationError, Change},
    allocation::{AllocationError, Batch},
    programme::{Admitted, ProgrammeError},
    register::{Records, RegisterError},
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

    /// Binds an empty store to the register's base URL at `now`; says what the store is.
    pub fn bind(&self, base_url: BaseUrl, now: Timestamp) -> Result<Opened, StoreError> {
        let decided = self.ledger.transact_blocking(move |view| {
            if let Some(bound) = Index(view).base_url()? {
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
    pub(super) fn log(&self, from: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let entries = self.ledger.entries(from)?.take(limit);
        Ok(entries
            .map(|recorded| recorded.map(|recorded| recorded.entry))
            .collect::<Result<_, _>>()?)
    }

    /// Appends entries as they were decided elsewhere, the first of them at a position.
    pub(super) async fn append(&self, from: u64, entries: Vec<Entry>) -> Result<(), StoreError> {
        self.write(move |view| {
            super::at_position(view.next_position(), from)?;
            Ok((entries, ()))
        })
        .await
    }

    fn read<T>(
        &self,
        read: impl FnOnce(Index<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.ledger.read(|view| read(Index(view)))?
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
    fn change_body(
        &self,
        code: HeiCode,
        change: Change,
        base_url: BaseUrl,
        now: Timestamp,
    ) -> Later<'_, Result<AwardingBody, AccreditationError>> {
        self.write(move |view| decide::change_body(&Index(view), &code, change, &base_url, now))
    }

    fn admit(&self, submitted: RegisteredProgramme) -> Later<'_, Result<Admitted, ProgrammeError>> {
        self.write(move |view| decide::admit(&Index(view), submitted))
    }

    fn withdraw(
        &self,
        hei: HeiCode,
        code: ProgrammeCode,
        now: Timestamp,
    ) -> Later<'_, Result<RegisteredProgramme, ProgrammeError>> {
        self.write(move |view| decide::withdraw(&Index(view), &hei, &code, now))
    }

    fn allocate(&self, batch: Batch) -> Later<'_, Result<Vec<NumberAllocation>, AllocationError>> {
        self.write(move |view| decide::allocate(&Index(view), batch))
    }

    fn record(&self, records: Records) -> Later<'_, Result<Vec<Value>, RegisterError>> {
        self.write(move |view| decide::record(&Index(view), records, view.next_position()))
    }

    fn change_status(
        &self,
        hei: HeiCode,
        changes: Vec<NumberedChange>,
        now: Timestamp,
    ) -> Later<'_, Result<Vec<RegisterEntry>, RegisterError>> {
        self.write(move |view| decide::change_status(&Index(view), &hei, &changes, now))
    }

    fn body_of_token(&self, token: &str) -> Later<'_, Result<Option<AwardingBody>, StoreError>> {
        self.found(|index| index.body_of_token(token))
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

    fn programmes(&self) -> Later<'_, Result<Vec<RegisteredProgramme>, StoreError>> {
        self.found(|index| index.programmes())
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

    fn ready(&self) -> Later<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(
            self.ledger.ready().map_err(StoreError::from),
        ))
    }
}
