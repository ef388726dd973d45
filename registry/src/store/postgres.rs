//! The store on PostgreSQL, for production: several registries on one database, or on one cluster of databases.
//!
//! Writes are decided as with the embedded store, by the same code over the same facts, in groups: whoever holds the lock
//! of the register's row decides, and commits the entries of the log and what they change in the tables as one
//! transaction. So the sequence of numbers has no gap, whichever registry gave them.
//!
//! *Durability*: an acknowledged write is committed, on the disk of a standby too where there is one; a cluster whose
//! settings do not ensure that is refused.
//!
//! *Consistency*: a read sees every write of this process that had returned; a change by another registry of versions,
//! API credentials and status lists half a second later at most.

mod api_keys;
mod certificates;
mod cluster;
mod dictionaries;
mod facts;
mod fresh;
mod log;
mod migrations;
mod opening;
mod places;
mod row;
mod rows;
mod submissions;
mod writer;

use std::sync::Arc;

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
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::postgres::PgRow;

pub use self::cluster::{PostgresError, PostgresOptions};
use self::{cluster::Cluster, facts::Needs, fresh::Fresh, writer::Writer};
use super::{Act, Extent, Later, Numbered, Revocations, Store, StoreError, TokenDigest, decide};
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

/// The store in a database.
pub struct PostgresStore {
    cluster: Arc<Cluster>,
    fresh: Fresh,
    numbering: Option<Numbering>,
}

/// What only who has the number key can do: find numbers, and write.
struct Numbering {
    base: Arc<NumberBase>,
    writer: Writer,
}

fn document<T: DeserializeOwned>(row: &PgRow) -> Result<T, StoreError> {
    row::document(row, 0)
}

impl Store for PostgresStore {
    fn change_body(
        &self,
        code: HeiCode,
        change: Change,
        base_url: BaseUrl,
        act: Act,
    ) -> Later<'_, Result<AwardingBody, AccreditationError>> {
        let needs = Needs::of_body(&code, &change);
        self.decide(needs, move |facts, _| {
            decide::change_body(facts, &code, change, &base_url, act)
        })
    }

    fn admit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Admitted, ProgrammeError>> {
        self.decide(Needs::of_offer(&offer), move |facts, _| {
            decide::admit(facts, offer, by)
        })
    }

    fn submit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Submitted, ProgrammeError>> {
        self.decide(Needs::of_offer(&offer), move |facts, _| {
            decide::submit(facts, offer, by)
        })
    }

    fn decide_submission(
        &self,
        code: ProgrammeCode,
        decision: (Timestamp, Decision),
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>> {
        let needs = Needs::of_submission(&code);
        self.decide(needs, move |facts, _| {
            decide::decide_submission(facts, &code, decision, act)
        })
    }

    fn take_back(
        &self,
        (hei, code): (HeiCode, ProgrammeCode),
        submitted_at: Timestamp,
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>> {
        let needs = Needs::of_submission(&code);
        self.decide(needs, move |facts, _| {
            decide::take_back(facts, (&hei, &code), submitted_at, act)
        })
    }

    fn withdraw(
        &self,
        hei: HeiCode,
        code: ProgrammeCode,
        act: Act,
    ) -> Later<'_, Result<RegisteredProgramme, ProgrammeError>> {
        let needs = Needs::of_programme(&code);
        self.decide(needs, move |facts, _| {
            decide::withdraw(facts, &hei, &code, act)
        })
    }

    fn allocate(&self, batch: Batch) -> Later<'_, Result<Vec<NumberAllocation>, AllocationError>> {
        let needs = Needs::of_batch(&batch);
        self.decide(needs, move |facts, _| decide::allocate(facts, batch))
    }

    fn record(&self, records: Records) -> Later<'_, Result<Vec<Value>, RegisterError>> {
        let needs = Needs::of_records(&records);
        self.decide(needs, move |facts, position| {
            decide::record(facts, records, position)
        })
    }

    fn change_status(
        &self,
        hei: HeiCode,
        changes: Vec<NumberedChange>,
        act: Act,
    ) -> Later<'_, Result<Vec<RegisterEntry>, RegisterError>> {
        let needs = Needs::of_changes(&changes);
        self.decide(needs, move |facts, _| {
            decide::change_status(facts, &hei, &changes, act)
        })
    }

    fn keep_dictionary(
        &self,
        made: MadeDictionary,
        at: Timestamp,
    ) -> Later<'_, Result<(), DictionaryError>> {
        let needs = Needs::of_dictionary(made.text.id());
        self.decide(needs, move |facts, _| {
            decide::keep_dictionary(facts, made, at)
        })
    }

    fn change_key(
        &self,
        change: KeyChange,
        reach: Reach,
        act: Act,
    ) -> Later<'_, Result<KeptKey, KeyError>> {
        let needs = Needs::of_key(&change);
        self.decide(needs, move |facts, _| {
            decide::change_key(facts, change, &reach, act)
        })
    }

    fn key_of_token(&self, token: &str) -> Later<'_, Result<Option<KnownKey>, StoreError>> {
        let digest = TokenDigest::of(token);
        Box::pin(async move { self.fresh.key_of_token(&self.cluster, &digest).await })
    }

    fn keys_of(&self, holder: &KeyHolder) -> Later<'_, Result<Vec<UsedKey>, StoreError>> {
        let holder = holder.to_string();
        Box::pin(async move {
            let query = sqlx::query(api_keys::OF_HOLDER).bind(holder);
            self.all(query, api_keys::kept_with_use).await
        })
    }

    fn note_use(&self, key: ApiKeyId, day: Date) -> Later<'_, Result<(), StoreError>> {
        Box::pin(api_keys::note_use(&self.cluster, key, day))
    }

    fn log(
        &self,
        after: Option<u64>,
        limit: usize,
    ) -> Later<'_, Result<Vec<AuditEntry>, StoreError>> {
        Box::pin(self.page(after, limit))
    }

    fn body(&self, code: &HeiCode) -> Later<'_, Result<Option<AwardingBody>, StoreError>> {
        let code = code.to_string();
        Box::pin(async move {
            let query = sqlx::query("SELECT body::text FROM awarding_body WHERE code = $1");
            self.one(query.bind(code), document).await
        })
    }

    fn bodies(&self) -> Later<'_, Result<(u64, Vec<AwardingBody>), StoreError>> {
        Box::pin(async move {
            // The version first: should one change in between, it is read again.
            let version = self.fresh.versions(&self.cluster).await?.bodies;
            let query =
                sqlx::query("SELECT body::text FROM awarding_body ORDER BY code COLLATE \"C\"");
            Ok((version, self.all(query, document).await?))
        })
    }

    fn bodies_version(&self) -> Later<'_, Result<u64, StoreError>> {
        Box::pin(async move { Ok(self.fresh.versions(&self.cluster).await?.bodies) })
    }

    fn programme(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<RegisteredProgramme>, StoreError>> {
        let code = code.to_string();
        Box::pin(async move {
            let query = sqlx::query("SELECT programme::text FROM programme WHERE code = $1");
            self.one(query.bind(code), document).await
        })
    }

    fn programmes(&self, which: Which) -> Later<'_, Result<Vec<RegisteredProgramme>, StoreError>> {
        Box::pin(async move {
            let query = sqlx::query(row::PROGRAMMES)
                .bind(which.awarding_body.map(|code| code.to_string()))
                .bind(which.after.map(|code| code.to_string()))
                .bind(i64::try_from(which.limit).unwrap_or(i64::MAX));
            self.all(query, document).await
        })
    }

    fn standings(&self) -> Later<'_, Result<Vec<Standing>, StoreError>> {
        Box::pin(async move {
            let query =
                sqlx::query("SELECT awarding_body, admitted_at, withdrawn_at FROM programme");
            self.all(query, |found| row::standing(found, 0)).await
        })
    }

    fn statements(&self, code: &ProgrammeCode) -> Later<'_, Result<Vec<Value>, StoreError>> {
        let code = code.to_string();
        Box::pin(async move {
            let query = sqlx::query("SELECT statements::text FROM programme WHERE code = $1");
            let read = |found: &PgRow| row::optional_document(found, 0);
            let found = self.one(query.bind(code), read).await?;
            Ok(found.flatten().unwrap_or_default())
        })
    }

    fn dictionary(
        &self,
        id: DictionaryId,
    ) -> Later<'_, Result<Option<DictionaryText>, StoreError>> {
        Box::pin(async move {
            let query = sqlx::query(dictionaries::OF_IDS).bind(vec![id.to_string()]);
            self.one(query, dictionaries::kept).await
        })
    }

    fn dictionaries(&self) -> Later<'_, Result<Vec<DictionaryText>, StoreError>> {
        Box::pin(async move {
            self.all(sqlx::query(dictionaries::ALL), dictionaries::kept)
                .await
        })
    }

    fn submission(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<KeptSubmission>, StoreError>> {
        let codes = vec![code.to_string()];
        Box::pin(async move {
            let query = sqlx::query(submissions::OF_CODES).bind(codes);
            self.one(query, submissions::kept).await
        })
    }

    fn submissions(
        &self,
        hei: Option<&HeiCode>,
    ) -> Later<'_, Result<Vec<KeptSubmission>, StoreError>> {
        let hei = hei.map(ToString::to_string);
        Box::pin(async move {
            let query = sqlx::query(submissions::ALL).bind(hei);
            self.all(query, submissions::kept).await
        })
    }

    fn all_numbered(
        &self,
        numbers: Vec<CertificateNumber>,
    ) -> Later<'_, Result<Vec<Numbered>, StoreError>> {
        Box::pin(self.of_numbers(numbers))
    }

    fn numbered(
        &self,
        number: CertificateNumber,
    ) -> Later<'_, Result<Option<Numbered>, StoreError>> {
        Box::pin(async move { Ok(self.of_numbers(vec![number]).await?.pop()) })
    }

    fn revocations_version(
        &self,
        list: &StatusListName,
    ) -> Later<'_, Result<Option<u64>, StoreError>> {
        let list = list.clone();
        Box::pin(async move { Ok(self.fresh.versions(&self.cluster).await?.of_list(&list)) })
    }

    fn revocations(
        &self,
        list: &StatusListName,
        as_of: Option<Timestamp>,
    ) -> Later<'_, Result<Option<Revocations>, StoreError>> {
        let list = list.clone();
        Box::pin(async move {
            let versions = self.fresh.versions(&self.cluster).await?;
            let Some(version) = versions.of_list(&list) else {
                return Ok(None);
            };
            let query = sqlx::query(row::REVOKED_PLACES).bind(list.to_string());
            let then = self.all(query, row::revoked_place).await?.into_iter();
            let then = then.filter(|(_, at)| as_of.is_none_or(|as_of| *at <= as_of));
            let places = then.map(|(place, _)| place).collect();
            Ok(Some(Revocations { version, places }))
        })
    }

    fn status_notices(&self) -> Later<'_, Result<Vec<StatusNotice>, StoreError>> {
        Box::pin(async {
            let noticed = self.all(sqlx::query(row::NOTICES), row::status_notice);
            Ok(noticed.await?.into_iter().flatten().collect())
        })
    }

    fn extent(&self) -> Later<'_, Result<Extent, StoreError>> {
        Box::pin(async move {
            let versions = self.fresh.versions(&self.cluster).await?;
            Ok(Extent {
                entries: versions.entries,
                evidence_version: versions.evidence,
                status_lists: versions.opened.opened,
            })
        })
    }

    fn last_at(&self) -> Later<'_, Result<Option<Timestamp>, StoreError>> {
        Box::pin(async move {
            let query = sqlx::query("SELECT last_at FROM register");
            let read = |row: &PgRow| row::parsed_if_any(row, 0);
            Ok(self.one(query, read).await?.flatten())
        })
    }

    fn stopped(&self) -> Later<'static, StoreError> {
        // It goes on when the database is back.
        Box::pin(std::future::pending())
    }

    fn ready(&self) -> Later<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let query =
                sqlx::query("SELECT next_position FROM register WHERE NOT pg_is_in_recovery()");
            let found = self.one(query, |row| row::count(row, 0)).await?;
            let standby = || StoreError::Database {
                what: "it is a standby".to_owned(),
            };
            found.map(drop).ok_or_else(standby)
        })
    }
}
