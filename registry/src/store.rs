//! What the register keeps, and what it may rely on.
//!
//! **Durability.** When a write returns `Ok`, all of it survives the death of the process and of the machine. When
//! it returns [`StoreError`], the outcome is unknown: ask again with the same draft, number or code; every write is
//! idempotent, but for new secrets of API keys: asked again, there is another. When it returns a refusal, nothing was
//! changed.
//!
//! **Consistency.** Writes take place one after another; each sees all that came before it. A read sees every write
//! that had returned before the read began. Times never go back: an entry is dated no earlier than the one before it,
//! in whole seconds, whatever the clock says.
//!
//! **Who can alter it.** The register holds no person. Who can write the store can give a number twice, take a
//! revocation back, let a stranger act as an awarding body (by another digest of an API credential) or add keys to
//! one. They cannot sign a receipt, a status list or a list of awarding bodies on their own, but the running server
//! would sign what the store says: the store is to be guarded like the key. The embedded store chains all entries
//! by hashes, so a change of the past shows when it is opened or compared with a copy.

mod as_of;
mod audit;
mod decide;
mod entry;
pub mod postgres;
pub mod sled;
pub mod transfer;

use std::{fmt, pin::Pin};

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
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{ledger::LedgerError, token};

use crate::{
    accreditation::{AccreditationError, Change},
    admission::{AdmissionError, Decision, KeptSubmission},
    allocation::{AllocationError, Batch},
    api_keys::{KeptKey, KeyChange, KeyError, KnownKey, UsedKey},
    dictionaries::{DictionaryError, DictionaryText, MadeDictionary},
    programme::{Admitted, Offer, ProgrammeError, Standing, Submitted, Which},
    register::{Records, RegisterError},
    rights::Reach,
};

/// The answer of a store, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a store did not answer. After a write the outcome is unknown, except where the error says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The embedded store did not.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database did not. After a write the outcome is unknown.
    #[error("the database did not answer: {what}. Ask again with the same drafts or numbers")]
    Database {
        /// What happened.
        what: String,
    },
    /// More writes wait than are taken; nothing was written.
    #[error("{waiting} writes are waiting for the database already: ask again shortly")]
    Busy {
        /// How many.
        waiting: usize,
    },
    /// The day on which an API key was used could not be noted.
    #[error("the day on which an API key was used could not be noted: {what}")]
    LastUse {
        /// Why.
        what: String,
    },
    /// Something was asked about a number of a store that was opened without the key of numbers.
    #[error(
        "the store was opened without the number key, by which it finds numbers: load the keys first"
    )]
    NoNumberKey,
    /// What is kept cannot be read: written by another version, or altered.
    #[error(
        "what is kept as {key} cannot be read ({what}): an embedded store's index can be moved aside, it is rebuilt from the journal; a database is to be restored from a backup"
    )]
    Unreadable {
        /// The kind of entry.
        key: String,
        /// Why.
        what: String,
    },
}

/// The SHA-256 of an API credential. Compared in constant time.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of a token.
    pub fn of(token: &str) -> Self {
        Self(token::digest(token))
    }

    /// Whether it is the digest of `token`.
    pub fn fits(&self, token: &str) -> bool {
        token::matches(&self.0, token)
    }

    /// A digest that was kept; `None` when it has not 32 bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String never fails.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

impl Serialize for TokenDigest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for TokenDigest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(serde::de::Error::custom("a digest has 64 digits"));
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16)
                .map_err(serde::de::Error::custom)?;
        }
        Ok(Self(bytes))
    }
}

/// A number as the register knows it: what everybody may see, and the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// What everybody may see.
    pub entry: RegisterEntry,
    /// The assignment.
    pub allocation: NumberAllocation,
    /// The digest of the certificate that is registered under it.
    pub digest: Option<String>,
}

/// A set of bits with the count of its changes: equal counts, equal bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocations {
    /// Changes with every revocation in the list.
    pub version: u64,
    /// The revoked places.
    pub places: Vec<u32>,
}

/// How far the register has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// How many entries the log has.
    pub entries: u64,
    /// Grows whenever an awarding body, a programme or a certificate's status changes, or a dictionary is added: what the offline
    /// bundle holds.
    pub evidence_version: u64,
    /// How many status lists there are.
    pub status_lists: u32,
}

/// Who does something, and when: noted in the log with what is done. A store dates it no earlier than its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub by: Actor,
    /// When, by the clock.
    pub at: Timestamp,
}

/// What a store is, as it says when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The base URL that it is bound to.
    pub base_url: BaseUrl,
    /// The first number of the sequence and when it was assigned; `None` while there is none.
    pub first_number: Option<(CertificateNumber, Timestamp)>,
}

/// The register's store. See the module for durability and consistency.
pub trait Store: Send + Sync {
    /// Carries out [`crate::accreditation::apply`] for one awarding body. Answers with the body as it then stands.
    fn change_body(
        &self,
        code: HeiCode,
        change: Change,
        base_url: BaseUrl,
        act: Act,
    ) -> Later<'_, Result<AwardingBody, AccreditationError>>;

    /// Enters a programme ([`crate::programme::beside`]).
    fn admit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Admitted, ProgrammeError>>;

    /// Keeps a programme for the operator's decision ([`crate::admission::beside`]).
    fn submit(&self, offer: Offer, by: Actor) -> Later<'_, Result<Submitted, ProgrammeError>>;

    /// Decides about a submission ([`crate::admission::judge`]).
    fn decide_submission(
        &self,
        code: ProgrammeCode,
        decision: (Timestamp, Decision),
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>>;

    /// Takes back what an awarding body submitted under a code at this time ([`crate::admission::taken_back`]).
    fn take_back(
        &self,
        which: (HeiCode, ProgrammeCode),
        submitted_at: Timestamp,
        act: Act,
    ) -> Later<'_, Result<Submission, AdmissionError>>;

    /// Withdraws a programme ([`crate::programme::withdrawn`]).
    fn withdraw(
        &self,
        hei: HeiCode,
        code: ProgrammeCode,
        act: Act,
    ) -> Later<'_, Result<RegisteredProgramme, ProgrammeError>>;

    /// Numbers a batch ([`crate::allocation::decide`]): all of it or nothing, in one transaction, from a sequence
    /// without gaps; no status place twice.
    fn allocate(&self, batch: Batch) -> Later<'_, Result<Vec<NumberAllocation>, AllocationError>>;

    /// Registers certificates ([`crate::register::decide`]): all or none. Keeps the receipts as they were signed.
    fn record(&self, records: Records) -> Later<'_, Result<Vec<Value>, RegisterError>>;

    /// Changes the status of certificates ([`crate::register::decide_change`]): all or none.
    fn change_status(
        &self,
        hei: HeiCode,
        changes: Vec<NumberedChange>,
        act: Act,
    ) -> Later<'_, Result<Vec<RegisterEntry>, RegisterError>>;

    /// Keeps a dictionary of codes, for ever. The same once more changes nothing; another one with its address is refused.
    fn keep_dictionary(
        &self,
        made: MadeDictionary,
        at: Timestamp,
    ) -> Later<'_, Result<(), DictionaryError>>;

    /// Makes, revokes or rotates an API key that is within `reach` ([`crate::api_keys`]). Answers with the key as it then
    /// stands.
    fn change_key(
        &self,
        change: KeyChange,
        reach: Reach,
        act: Act,
    ) -> Later<'_, Result<KeptKey, KeyError>>;

    /// The API key one of whose secrets this is, be it in force or not.
    fn key_of_token(&self, token: &str) -> Later<'_, Result<Option<KnownKey>, StoreError>>;

    /// The API keys of a holder, those that ended too, the oldest first; and the day of their last use.
    fn keys_of(&self, holder: &KeyHolder) -> Later<'_, Result<Vec<UsedKey>, StoreError>>;

    /// Notes that a key was used on a day. Not in the log, and lost when the store is filled anew.
    fn note_use(&self, key: ApiKeyId, day: Date) -> Later<'_, Result<(), StoreError>>;

    /// The log behind the position `after`, or from its beginning: at most `limit` entries, fewer when they have many
    /// subjects. None: there are no more.
    fn log(
        &self,
        after: Option<u64>,
        limit: usize,
    ) -> Later<'_, Result<Vec<AuditEntry>, StoreError>>;

    /// An awarding body by its code.
    fn body(&self, code: &HeiCode) -> Later<'_, Result<Option<AwardingBody>, StoreError>>;

    /// All awarding bodies by their codes, and a number that changes whenever one of them does.
    fn bodies(&self) -> Later<'_, Result<(u64, Vec<AwardingBody>), StoreError>>;

    /// A number that changes whenever an awarding body does.
    fn bodies_version(&self) -> Later<'_, Result<u64, StoreError>>;

    /// A programme by its code.
    fn programme(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<RegisteredProgramme>, StoreError>>;

    /// Programmes by their codes.
    fn programmes(&self, which: Which) -> Later<'_, Result<Vec<RegisteredProgramme>, StoreError>>;

    /// How every programme stands.
    fn standings(&self) -> Later<'_, Result<Vec<Standing>, StoreError>>;

    /// The signed statements of the reviews of a programme in the register; none when it was admitted without, or there is
    /// no such programme.
    fn statements(&self, code: &ProgrammeCode) -> Later<'_, Result<Vec<Value>, StoreError>>;

    /// A dictionary of codes by its address.
    fn dictionary(&self, id: DictionaryId)
    -> Later<'_, Result<Option<DictionaryText>, StoreError>>;

    /// All dictionaries of codes by their addresses.
    fn dictionaries(&self) -> Later<'_, Result<Vec<DictionaryText>, StoreError>>;

    /// What was submitted under a code and is not in the register.
    fn submission(
        &self,
        code: &ProgrammeCode,
    ) -> Later<'_, Result<Option<KeptSubmission>, StoreError>>;

    /// The same of all codes, or of those of an awarding body, by their codes.
    fn submissions(
        &self,
        hei: Option<&HeiCode>,
    ) -> Later<'_, Result<Vec<KeptSubmission>, StoreError>>;

    /// What the register knows of each of these numbers; of one that nobody has it knows nothing.
    fn all_numbered(
        &self,
        numbers: Vec<CertificateNumber>,
    ) -> Later<'_, Result<Vec<Numbered>, StoreError>>;

    /// What the register knows of a number.
    fn numbered(
        &self,
        number: CertificateNumber,
    ) -> Later<'_, Result<Option<Numbered>, StoreError>>;

    /// The version of a status list's revocations; `None` when there is no such list.
    fn revocations_version(
        &self,
        list: &StatusListName,
    ) -> Later<'_, Result<Option<u64>, StoreError>>;

    /// The revocations in a status list: those of now, or those that there were at `as_of`; `None` when there is no
    /// such list.
    fn revocations(
        &self,
        list: &StatusListName,
        as_of: Option<Timestamp>,
    ) -> Later<'_, Result<Option<Revocations>, StoreError>>;

    /// What is to be said of certificates that are on hold or replaced, by their numbers.
    fn status_notices(&self) -> Later<'_, Result<Vec<StatusNotice>, StoreError>>;

    /// How far the register has come.
    fn extent(&self) -> Later<'_, Result<Extent, StoreError>>;

    /// When the last entry of the log was made; `None` while there is none.
    fn last_at(&self) -> Later<'_, Result<Option<Timestamp>, StoreError>>;

    /// Resolves when a failure has stopped the store until the program is started again; never for a store that goes on by
    /// itself.
    fn stopped(&self) -> Later<'static, StoreError>;

    /// Whether writes are taken.
    fn ready(&self) -> Later<'_, Result<(), StoreError>>;
}

/// Entries that were decided elsewhere go where they stood there.
fn at_position(next: u64, from: u64) -> Result<(), StoreError> {
    if next == from {
        return Ok(());
    }
    Err(StoreError::Unreadable {
        key: "log".to_owned(),
        what: format!("the next entry has position {next}, not {from}"),
    })
}
