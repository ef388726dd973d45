//! The keys of the index. One tree; the kind stands before the slash.

use qr::DictionaryId;
use schemas::{
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    rights::{ApiKeyId, KeyHolder},
    status::StatusPlace,
};

use crate::store::TokenDigest;

/// The base URL that the register is bound to.
pub(super) const BASE_URL: &str = "base-url";
/// The next place in the sequence of numbers.
pub(super) const SEQUENCE: &str = "sequence";
/// The first number of the sequence.
pub(super) const FIRST_NUMBER: &str = "first-number";
/// The status lists that places are drawn from.
pub(super) const LISTS: &str = "lists";
/// When the last entry was made.
pub(super) const LAST_AT: &str = "last-at";
/// Changes whenever an awarding body does.
pub(super) const BODIES_VERSION: &str = "bodies-version";
/// Grows whenever the content of the offline bundle changes; absent where that was before this was noted.
pub(super) const EVIDENCE_VERSION: &str = "evidence-version";
/// Before the code of every awarding body.
pub(super) const BODY: &str = "body/";
/// Before the code of every programme: how it stands.
pub(super) const STANDING: &str = "standing/";
/// Before the address of every dictionary of codes.
pub(super) const DICTIONARY: &str = "dictionary/";

/// Before the code of every submitted programme that is not in the register.
pub(super) const SUBMISSION: &str = "submission/";

pub(super) fn submission(code: &ProgrammeCode) -> String {
    format!("{SUBMISSION}{code}")
}

/// What became of it, unless it waits. The key is that of a time when it could be nothing but returned.
pub(super) fn submission_outcome(code: &ProgrammeCode) -> String {
    format!("submission-return/{code}")
}

/// The signed statements of the reviews of a programme in the register.
pub(super) fn statements(code: &ProgrammeCode) -> String {
    format!("review-statements/{code}")
}

pub(super) fn body(code: &HeiCode) -> String {
    format!("{BODY}{code}")
}

pub(super) fn did(did: &Did) -> String {
    format!("did/{did}")
}

pub(super) fn token(digest: &TokenDigest) -> String {
    format!("token/{}", digest.to_hex())
}

/// Before the keys of all tokens whose digests begin alike. What is compared in variable time is 32 bits of a
/// digest: of no use to anybody.
pub(super) fn token_prefix(digest: &TokenDigest) -> String {
    format!("token/{}", &digest.to_hex()[..8])
}

/// The API key that was handed out to an awarding body last.
pub(super) fn issued(code: &HeiCode) -> String {
    format!("issued-key/{code}")
}

/// An API key as it was made.
pub(super) fn api_key(id: ApiKeyId) -> String {
    format!("api-key/{id}")
}

/// Its secrets since then.
pub(super) fn secrets(id: ApiKeyId) -> String {
    format!("api-key-secrets/{id}")
}

/// Its revocation.
pub(super) fn api_key_revocation(id: ApiKeyId) -> String {
    format!("api-key-revocation/{id}")
}

/// Before the API keys of a holder, in the order in which they were made.
pub(super) fn keys_of(holder: &KeyHolder) -> String {
    format!("api-keys-of/{holder}/")
}

/// An API key of a holder that was made by the entry at `position`.
pub(super) fn key_of(holder: &KeyHolder, position: u64) -> String {
    format!("{}{position:020}", keys_of(holder))
}

pub(super) fn programme(code: &ProgrammeCode) -> String {
    format!("programme/{code}")
}

/// How a programme stands.
pub(super) fn standing(code: &ProgrammeCode) -> String {
    format!("{STANDING}{code}")
}

/// A dictionary of codes.
pub(super) fn dictionary(id: DictionaryId) -> String {
    format!("{DICTIONARY}{id}")
}

pub(super) fn draft(hei: &HeiCode, draft: DraftId) -> String {
    format!("draft/{hei}/{draft}")
}

/// The assignment at a place in the sequence: they are added at one end of the index.
pub(super) fn assignment(sequence: u64) -> String {
    format!("assignment/{sequence:010}")
}

/// Places whose bits stand under one key: few enough to be written for one allocation, many enough that those of a group
/// are written together.
const PLACES_PER_KEY: u32 = 8192;

/// Under which key a place is noted as given, and as which bit.
pub(super) fn place(place: &StatusPlace) -> (String, u32) {
    let StatusPlace { list, index } = place;
    let key = format!("places/{list}/{}", index / PLACES_PER_KEY);
    (key, index % PLACES_PER_KEY)
}

pub(super) fn registration(number: CertificateNumber) -> String {
    format!("registration/{number}")
}

pub(super) fn revocation(number: CertificateNumber) -> String {
    format!("revocation/{number}")
}

/// Before the number of every certificate that is on hold, or was when it was revoked.
pub(super) const HOLD: &str = "hold/";

pub(super) fn hold(number: CertificateNumber) -> String {
    format!("{HOLD}{number}")
}

/// Before the number of every certificate in whose place another one stands.
pub(super) const REPLACED_BY: &str = "replaced-by/";

pub(super) fn replaced_by(number: CertificateNumber) -> String {
    format!("{REPLACED_BY}{number}")
}

pub(super) fn revoked_place(place: &StatusPlace) -> String {
    format!("{}{}", revoked_places(&place.list), place.index)
}

/// Before the revoked places of a list.
pub(super) fn revoked_places(list: &StatusListName) -> String {
    format!("revoked-place/{list}/")
}

pub(super) fn list_version(list: &StatusListName) -> String {
    format!("list-version/{list}")
}
