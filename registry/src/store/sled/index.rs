//! Typed reading of the index.

use std::{
    collections::BTreeSet,
    hash::Hash,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use qr::DictionaryId;
use schemas::{
    api::registry::{NumberAllocation, RegisterEntry, offline::StatusNotice},
    award::AwardingBody,
    base_url::BaseUrl,
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    programme::RegisteredProgramme,
    rights::{ApiKeyId, KeyHolder},
    status::{CertificateStatus, StatusPlace},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use service::ledger::{View, has_bit};

use super::{
    kept::{Hold, MadeKey, NumberOf, Registration, Revocation, Secrets},
    key,
};
use crate::{
    admission::KeptSubmission,
    api_keys::{KeptKey, KnownKey},
    dictionaries::DictionaryText,
    numbers::NumberBase,
    places::StatusLists,
    programme::{Standing, Which},
    store::{Extent, Numbered, Revocations, StoreError, TokenDigest, as_of::AsOf, decide::Facts},
};

type Found<T> = Result<T, StoreError>;

/// What is asked for with every request or decision, decoded, as of an epoch of the ledger ([`View::epoch`]).
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What tells a number's place in the sequence.
    pub(super) numbers: OnceLock<Arc<NumberBase>>,
    /// API keys, by the digests of their secrets.
    pub(super) keys: AsOf<u64, [u8; 32], KnownKey>,
    bodies: AsOf<u64, HeiCode, AwardingBody>,
    standings: AsOf<u64, ProgrammeCode, Standing>,
}

/// A view of the index, typed.
pub(super) struct Index<'a, 'v> {
    view: &'a View<'v>,
    memory: &'a Memory,
}

impl<'a, 'v> Index<'a, 'v> {
    pub(super) fn new(view: &'a View<'v>, memory: &'a Memory) -> Self {
        Self { view, memory }
    }

    /// The position of the next entry of the log.
    pub(super) fn next_position(&self) -> u64 {
        self.view.next_position()
    }

    /// A value that is kept in memory, or is read and then kept. What a decision sees before it is durable is not kept.
    fn kept<K: Clone + Eq + Hash, T: Clone>(
        &self,
        memory: &AsOf<u64, K, T>,
        key: &K,
        read: impl FnOnce() -> Found<Option<T>>,
    ) -> Found<Option<T>> {
        let Some(epoch) = self.view.epoch() else {
            return read();
        };
        let known = memory.get(&epoch, key);
        if known.is_some() {
            return Ok(known);
        }
        let value = read()?;
        if let Some(value) = &value {
            memory.keep(epoch, key.clone(), value.clone());
        }
        Ok(value)
    }

    fn get<T: DeserializeOwned>(&self, key: &str) -> Found<Option<T>> {
        self.view
            .get(key)
            .map(|bytes| read(key, &bytes))
            .transpose()
    }

    fn all<T: DeserializeOwned>(&self, prefix: &str) -> Found<Vec<T>> {
        let values = self.view.scan_prefix(prefix);
        values.map(|(_, bytes)| read(prefix, &bytes)).collect()
    }

    /// The assignment of a number. Its place in the sequence is reckoned: an index of numbers would be entered at another place
    /// with each of them.
    fn assignment(&self, number: CertificateNumber) -> Found<Option<NumberOf>> {
        let numbers = self.memory.numbers.get();
        let numbers = numbers.ok_or(StoreError::NoNumberKey)?;
        let kept: Option<NumberOf> = self.get(&key::assignment(numbers.sequence(number)))?;
        // The same digits with another year are no number.
        Ok(kept.filter(|kept| kept.allocation.number == number))
    }

    pub(super) fn base_url(&self) -> Found<Option<BaseUrl>> {
        self.get(key::BASE_URL)
    }

    pub(super) fn bodies(&self) -> Found<Vec<AwardingBody>> {
        self.all(key::BODY)
    }

    pub(super) fn bodies_version(&self) -> Found<u64> {
        Ok(self.get(key::BODIES_VERSION)?.unwrap_or(0))
    }

    /// The API key of a secret and of the `token` that it is the digest of.
    pub(super) fn key_of_secret(
        &self,
        secret: &TokenDigest,
        token: &str,
    ) -> Found<Option<KnownKey>> {
        self.kept(&self.memory.keys, secret.as_bytes(), || {
            let candidates: Vec<(ApiKeyId, TokenDigest)> = self.all(&key::token_prefix(secret))?;
            let found = candidates.iter().find(|(_, digest)| digest.fits(token));
            let key = match found {
                Some((id, _)) => self.api_key(*id)?,
                None => None,
            };
            let Some(key) = key else { return Ok(None) };
            let body = match &key.holder {
                KeyHolder::AwardingBody(code) => self.body(code)?.map(Arc::new),
                KeyHolder::Operator => None,
            };
            Ok(Some(KnownKey { key, body }))
        })
    }

    pub(super) fn keys_of(&self, holder: &KeyHolder) -> Found<Vec<KeptKey>> {
        let ids: Vec<ApiKeyId> = self.all(&key::keys_of(holder))?;
        let keys = ids.into_iter().map(|id| self.api_key(id).transpose());
        keys.flatten().collect()
    }

    /// How programmes stand is read first: the documents are large.
    pub(super) fn programmes(&self, which: &Which) -> Found<Vec<RegisteredProgramme>> {
        let after = which.after.as_ref().map(key::standing);
        let standings = self
            .view
            .scan_after(key::STANDING, after.unwrap_or_default());
        let mut found = Vec::new();
        for (key, standing) in standings {
            if found.len() == which.limit {
                break;
            }
            let standing: Standing = read(key::STANDING, &standing)?;
            let body = which.awarding_body.as_ref();
            if body.is_none_or(|body| standing.awarding_body == *body) {
                found.extend(self.programme(&ends_in(key::STANDING, &key)?)?);
            }
        }
        Ok(found)
    }

    pub(super) fn standings(&self) -> Found<Vec<Standing>> {
        self.all(key::STANDING)
    }

    pub(super) fn statements(&self, code: &ProgrammeCode) -> Found<Vec<Value>> {
        Ok(self.get(&key::statements(code))?.unwrap_or_default())
    }

    pub(super) fn dictionaries(&self) -> Found<Vec<DictionaryText>> {
        self.all(key::DICTIONARY)
    }

    pub(super) fn extent(&self) -> Found<Extent> {
        Ok(Extent {
            entries: self.next_position(),
            evidence_version: self.get(key::EVIDENCE_VERSION)?.unwrap_or(0),
            status_lists: self.lists()?.opened,
        })
    }

    pub(super) fn submissions(&self, hei: Option<&HeiCode>) -> Found<Vec<KeptSubmission>> {
        let mut all: Vec<KeptSubmission> = self.all(key::SUBMISSION)?;
        all.retain(|kept| hei.is_none_or(|hei| kept.awarding_body == *hei));
        for kept in &mut all {
            kept.outcome = self.get(&key::submission_outcome(&kept.programme.code))?;
        }
        Ok(all)
    }

    pub(super) fn first_number(&self) -> Found<Option<(CertificateNumber, Timestamp)>> {
        self.get(key::FIRST_NUMBER)
    }

    pub(super) fn revocations_version(&self, list: &StatusListName) -> Found<Option<u64>> {
        match self.get(&key::list_version(list))? {
            Some(version) => Ok(Some(version)),
            // Nothing was revoked in it yet, or there is none.
            None => Ok(self.lists()?.has(list).then_some(0)),
        }
    }

    /// The revocations in a list: those of today, or those that there were at `as_of`.
    pub(super) fn revocations(
        &self,
        list: &StatusListName,
        as_of: Option<Timestamp>,
    ) -> Found<Option<Revocations>> {
        let Some(version) = self.revocations_version(list)? else {
            return Ok(None);
        };
        let prefix = key::revoked_places(list);
        let mut places = Vec::new();
        for (key, at) in self.view.scan_prefix(&prefix) {
            let place = ends_in(&prefix, &key)?;
            let at: Timestamp = read(&prefix, &at)?;
            if as_of.is_none_or(|as_of| at <= as_of) {
                places.push(place);
            }
        }
        Ok(Some(Revocations { version, places }))
    }

    pub(super) fn status_notices(&self) -> Found<Vec<StatusNotice>> {
        let mut numbers = BTreeSet::new();
        for prefix in [key::HOLD, key::REPLACED_BY] {
            for (key, _) in self.view.scan_prefix(prefix) {
                numbers.insert(ends_in::<CertificateNumber>(prefix, &key)?);
            }
        }
        let numbered = numbers.into_iter().map(|number| self.numbered(number));
        let notices = numbered.map(|found| {
            Ok(found?.and_then(|Numbered { entry, .. }| {
                StatusNotice::of(entry.number, entry.status, entry.replaced_by)
            }))
        });
        notices.filter_map(Result::transpose).collect()
    }
}

impl Facts for Index<'_, '_> {
    fn body(&self, code: &HeiCode) -> Found<Option<AwardingBody>> {
        self.kept(&self.memory.bodies, code, || self.get(&key::body(code)))
    }

    fn owner(&self, did: &Did) -> Found<Option<HeiCode>> {
        self.get(&key::did(did))
    }

    fn issued_key(&self, code: &HeiCode) -> Found<Option<ApiKeyId>> {
        self.get(&key::issued(code))
    }

    fn api_key(&self, id: ApiKeyId) -> Found<Option<KeptKey>> {
        let made: Option<MadeKey> = self.get(&key::api_key(id))?;
        let secrets: Option<Secrets> = self.get(&key::secrets(id))?;
        let revoked_at = self.get(&key::api_key_revocation(id))?;
        let both = made.zip(secrets);
        Ok(both.map(|(made, secrets)| made.kept(id, secrets, revoked_at)))
    }

    fn count_keys(&self, holder: &KeyHolder) -> Found<usize> {
        Ok(self.view.scan_prefix(key::keys_of(holder)).count())
    }

    fn standing(&self, code: &ProgrammeCode) -> Found<Option<Standing>> {
        self.kept(&self.memory.standings, code, || {
            self.get(&key::standing(code))
        })
    }

    fn programme(&self, code: &ProgrammeCode) -> Found<Option<RegisteredProgramme>> {
        self.get(&key::programme(code))
    }

    fn submission(&self, code: &ProgrammeCode) -> Found<Option<KeptSubmission>> {
        let kept: Option<KeptSubmission> = self.get(&key::submission(code))?;
        let outcome = self.get(&key::submission_outcome(code))?;
        Ok(kept.map(|kept| KeptSubmission { outcome, ..kept }))
    }

    fn dictionary(&self, id: DictionaryId) -> Found<Option<DictionaryText>> {
        self.get(&key::dictionary(id))
    }

    fn draft(&self, hei: &HeiCode, draft: DraftId) -> Found<Option<NumberAllocation>> {
        let Some(sequence) = self.get(&key::draft(hei, draft))? else {
            return Ok(None);
        };
        let kept: Option<NumberOf> = self.get(&key::assignment(sequence))?;
        Ok(kept.map(|kept| kept.allocation))
    }

    fn last_at(&self) -> Found<Option<Timestamp>> {
        self.get(key::LAST_AT)
    }

    fn sequence(&self) -> Found<u64> {
        Ok(self.get(key::SEQUENCE)?.unwrap_or(0))
    }

    fn lists(&self) -> Found<StatusLists> {
        Ok(self.get(key::LISTS)?.unwrap_or_default())
    }

    fn place_taken(&self, place: &StatusPlace) -> bool {
        let (key, bit) = key::place(place);
        self.view.get(key).is_some_and(|bits| has_bit(&bits, bit))
    }

    fn numbered(&self, number: CertificateNumber) -> Found<Option<Numbered>> {
        let Some(NumberOf { hei, allocation }) = self.assignment(number)? else {
            return Ok(None);
        };
        let registration: Option<Registration> = self.get(&key::registration(number))?;
        let revocation: Option<Revocation> = self.get(&key::revocation(number))?;
        let hold: Option<Hold> = self.get(&key::hold(number))?;
        let status = match (revocation, hold, &registration) {
            (Some(Revocation { reason, at }), ..) => CertificateStatus::Revoked { reason, at },
            (None, Some(Hold { reason, at }), _) => CertificateStatus::OnHold { reason, at },
            (None, None, Some(_)) => CertificateStatus::Active,
            (None, None, None) => CertificateStatus::Allocated,
        };
        let (registered_at, digest, receipt) = match registration {
            Some(r) => (Some(r.at), Some(r.digest), Some(r.receipt)),
            None => (None, None, None),
        };
        let entry = RegisterEntry {
            number,
            programme: allocation.programme.clone(),
            awarding_body: hei,
            registered_at,
            status,
            supersedes: allocation.supersedes,
            replaced_by: self.get(&key::replaced_by(number))?,
            receipt,
        };
        Ok(Some(Numbered {
            entry,
            allocation,
            digest,
        }))
    }
}

/// What stands behind the prefix of a key.
fn ends_in<T: FromStr>(prefix: &str, key: &[u8]) -> Found<T> {
    let end = key.get(prefix.len()..).unwrap_or_default();
    let end = std::str::from_utf8(end)
        .ok()
        .and_then(|end| end.parse().ok());
    end.ok_or_else(|| StoreError::Unreadable {
        key: prefix.to_owned(),
        what: "a key does not end as it should".to_owned(),
    })
}

fn read<T: DeserializeOwned>(key: &str, bytes: &[u8]) -> Found<T> {
    serde_json::from_slice(bytes).map_err(|e| StoreError::Unreadable {
        key: key.split('/').next().unwrap_or_default().to_owned(),
        what: e.to_string(),
    })
}
