//! Dictionaries of codes that carry certificates ([`qr::dictionary`]): made of what the register says of a programme, of its
//! awarding body and one of that body's keys, and of the operator's key. Whoever makes one of the same gets the same bytes.
//!
//! A dictionary is kept before it is handed out for the first time, and then stays for ever: codes are printed that need it. Another
//! name of the awarding body, another key of the operator or other texts of this software make another dictionary beside it.
//! Everybody may ask for one, so what is kept is bounded: by the programmes, the listed keys, and how often the rest changes.

mod text;

use jiff::{Timestamp, civil::date};
use qr::{
    Dictionary, DictionaryId,
    dictionary::{MakeError, Specimen},
};
use schemas::{
    api::registry::IssuedRecord,
    award::AwardingBody,
    certificate::compose::{Award, Common, ComposeError, IssuerProfile, compose},
    did::{Did, DidUrl},
    grade::{Grade, GradeScale, Letter, Percent},
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    programme::Programme,
    status::StatusPlace,
};

pub use self::text::{DictionaryText, InvalidText};
use crate::{app::Registry, operator::Operator, store::StoreError};

/// Any wallet: a dictionary has a place there.
const SOMEBODY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

/// Why there is no dictionary.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// The register has no such programme.
    #[error("the register has no programme {code}")]
    ProgrammeUnknown {
        /// The code.
        code: ProgrammeCode,
    },
    /// The awarding body of the programme has no such key.
    #[error(
        "{key} is no key of the awarding body of {code}: compare it with the list of awarding bodies"
    )]
    KeyUnknown {
        /// The programme.
        code: ProgrammeCode,
        /// The beginning of the key, in multibase.
        key: String,
    },
    /// No dictionary with this address was ever handed out.
    #[error("the register has no dictionary {id}")]
    Unknown {
        /// Its address.
        id: DictionaryId,
    },
    /// No certificate can be made of the programme.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// No dictionary can be made of a certificate.
    #[error(transparent)]
    Make(#[from] MakeError),
    /// Another dictionary has its address.
    #[error(
        "another dictionary has the address {id} already: change a text of the next version of the programme"
    )]
    AddressTaken {
        /// The address.
        id: DictionaryId,
    },
    /// It cannot be kept.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// A certificate or receipt cannot be written.
    #[error("a certificate of the programme cannot be written: {0}")]
    Unwritable(String),
    /// The work was broken off.
    #[error("making the dictionary was broken off")]
    BrokenOff,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A dictionary, and for which certificates it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeDictionary {
    /// The awarding body.
    pub awarding_body: HeiCode,
    /// The programme.
    pub programme: ProgrammeCode,
    /// The awarding body's key.
    pub key: DidUrl,
    /// The dictionary.
    pub text: DictionaryText,
}

/// The dictionary of a programme's certificates that `key`, in multibase, signed. It is kept when this returns.
pub async fn of_programme(
    registry: &Registry,
    code: &ProgrammeCode,
    key: &str,
) -> Result<DictionaryText, DictionaryError> {
    let unknown = || DictionaryError::ProgrammeUnknown { code: code.clone() };
    let registered = registry.store.programme(code).await?.ok_or_else(unknown)?;
    let body = registry.store.body(&registered.awarding_body).await?;
    let of_key = |body: AwardingBody| {
        let mut keys = body.key.iter();
        let id = keys.find(|known| known.id.fragment() == key)?.id.clone();
        Some((body, id))
    };
    let (body, key) = body
        .and_then(of_key)
        .ok_or_else(|| DictionaryError::KeyUnknown {
            code: code.clone(),
            key: key.chars().take(100).collect(),
        })?;
    let operator = registry.operator.clone();
    let work = move || {
        let made = make(&operator, &body, &registered.programme, &key)?;
        Ok::<_, DictionaryError>(MadeDictionary {
            awarding_body: registered.awarding_body,
            programme: registered.programme.code,
            key,
            text: made.document().try_into()?,
        })
    };
    let made = tokio::task::spawn_blocking(work).await;
    let made = made.map_err(|_| DictionaryError::BrokenOff)??;
    let text = made.text.clone();
    // What is kept already is handed out also while nothing can be written.
    if registry.store.dictionary(text.id()).await?.as_ref() != Some(&text) {
        registry.store.keep_dictionary(made, registry.now()).await?;
    }
    Ok(text)
}

/// The dictionary with this address, as it was handed out.
pub async fn of_id(
    registry: &Registry,
    id: DictionaryId,
) -> Result<DictionaryText, DictionaryError> {
    let kept = registry.store.dictionary(id).await?;
    kept.ok_or(DictionaryError::Unknown { id })
}

/// Makes a dictionary: of a certificate for somebody, and the receipt for it.
fn make(
    operator: &Operator,
    body: &AwardingBody,
    programme: &Programme,
    key: &DidUrl,
) -> Result<Dictionary, DictionaryError> {
    let unwritable = |e: &dyn std::fmt::Display| DictionaryError::Unwritable(e.to_string());
    let scale = GradeScale::kz_letter_1();
    let number = CertificateNumber::assemble(0, 0).ok_or_else(|| unwritable(&"no number"))?;
    let holder: Did = SOMEBODY.parse().map_err(|e| unwritable(&e))?;
    let grade: Grade = scale.grade_of_percent(Percent::try_from(100).map_err(|e| unwritable(&e))?);
    let issuer = IssuerProfile {
        did: body.id.clone(),
        name: body.name_map.clone(),
        url: body.url.clone(),
    };
    let common = Common {
        registry: &operator.base_url,
        issuer: &issuer,
        scale: &scale,
        programme,
    };
    let status = StatusPlace {
        list: "1".parse().map_err(|e| unwritable(&e))?,
        index: 0,
    };
    let award = Award {
        number,
        status: &status,
        supersedes: None,
        awarded: Timestamp::UNIX_EPOCH,
        holder: Some(&holder),
        name: "somebody",
        start: date(2000, 1, 1),
        end: date(2000, 1, 1),
        grade: &grade,
        modules: programme
            .modules
            .iter()
            .map(|m| (&m.code, &grade))
            .collect(),
    };
    let certificate = compose(&common, &award)?;
    let record = IssuedRecord {
        number,
        digest: String::new(),
        verification_method: key.clone(),
    };
    let at = Timestamp::UNIX_EPOCH;
    let receipt = operator.unsigned_receipt(&record, &programme.code, body, at, 0);
    let points: Vec<&str> = scale.bands.iter().map(|band| &*band.points).collect();
    Ok(Dictionary::of_programme(&Specimen {
        certificate: &serde_json::to_value(&certificate).map_err(|e| unwritable(&e))?,
        receipt: &receipt,
        letters: &Letter::ALL.map(Letter::as_str),
        points: &points,
        signing_key: key.as_str(),
        operator_key: operator.key_id.as_str(),
    })?)
}
