//! Dictionaries of codes that carry certificates ([`qr::dictionary`]): made of what the register says of a programme, of its
//! awarding body and one of that body's keys, and of the operator's key. Whoever makes one of the same gets the same bytes.
//!
//! Nothing is stored: a dictionary is made again when it is asked for. Keys and programmes stay in the register for ever; an
//! awarding body that is accredited again under another name gets other dictionaries.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp, civil::date};
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
    identifier::ProgrammeCode,
    number::CertificateNumber,
    programme::Programme,
    status::StatusPlace,
};

use crate::{
    app::{Operator, Registry},
    store::StoreError,
};

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
    /// No programme of the register has this dictionary.
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
    /// A certificate or receipt cannot be written.
    #[error("a certificate of the programme cannot be written: {0}")]
    Unwritable(String),
    /// The work was broken off.
    #[error("making dictionaries was broken off")]
    BrokenOff,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a dictionary is made of, beside what the register says.
type Source = (ProgrammeCode, DidUrl);

/// How long an address that led to nothing is not looked for again in the whole register: a stranger can ask for any.
const SEARCH_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Which dictionaries there are, as far as they were made since the start.
#[derive(Debug, Default)]
pub struct Dictionaries {
    sources: Mutex<HashMap<DictionaryId, Source>>,
    /// When all of the register's were made last. Held while they are made.
    searched: tokio::sync::Mutex<Option<Timestamp>>,
}

impl Dictionaries {
    fn source(&self, id: DictionaryId) -> Option<Source> {
        // A map of finished entries: no panic leaves it half-changed.
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.get(&id).cloned()
    }

    fn note(&self, id: DictionaryId, source: Source) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.insert(id, source);
    }
}

/// The dictionary of a programme's certificates that `key`, in multibase, signed.
pub async fn of_programme(
    registry: &Registry,
    code: &ProgrammeCode,
    key: &str,
) -> Result<Dictionary, DictionaryError> {
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
    let dictionary = make(&registry.operator, &body, &registered.programme, &key)?;
    let source = (code.clone(), key);
    registry.dictionaries.note(dictionary.id(), source);
    Ok(dictionary)
}

/// The dictionary with this address.
pub async fn of_id(registry: &Registry, id: DictionaryId) -> Result<Dictionary, DictionaryError> {
    if registry.dictionaries.source(id).is_none() {
        search(registry).await?;
    }
    let unknown = || DictionaryError::Unknown { id };
    let (code, key) = registry.dictionaries.source(id).ok_or_else(unknown)?;
    let dictionary = of_programme(registry, &code, key.fragment()).await?;
    if dictionary.id() == id {
        Ok(dictionary)
    } else {
        Err(unknown())
    }
}

/// Makes every dictionary of the register, unless that was done just now: one search at a time, and one a minute.
async fn search(registry: &Registry) -> Result<(), DictionaryError> {
    let mut searched = registry.dictionaries.searched.lock().await;
    let now = registry.now();
    if searched.is_some_and(|at| now.duration_since(at).abs() < SEARCH_AGAIN) {
        return Ok(());
    }
    find_all(registry).await?;
    *searched = Some(now);
    Ok(())
}

/// Makes every dictionary of the register once, and notes its address.
async fn find_all(registry: &Registry) -> Result<(), DictionaryError> {
    let (_, bodies) = registry.store.bodies().await?;
    let programmes = registry.store.programmes().await?;
    let operator = registry.operator.clone();
    let found = tokio::task::spawn_blocking(move || {
        let all = programmes.iter().flat_map(|registered| {
            let programme = &registered.programme;
            let own = |body: &&AwardingBody| body.code == registered.awarding_body;
            let keys = bodies.iter().filter(own).flat_map(|body| {
                let keys = body.key.iter();
                keys.map(move |key| (body, &key.id))
            });
            keys.map(move |(body, key)| (body, programme, key))
        });
        // Of what no certificate can be made there is no code to be read.
        let made = all.filter_map(|(body, programme, key)| {
            let made = make(&operator, body, programme, key).ok()?;
            Some((made.id(), (programme.code.clone(), key.clone())))
        });
        made.collect::<Vec<_>>()
    });
    for (id, source) in found.await.map_err(|_| DictionaryError::BrokenOff)? {
        registry.dictionaries.note(id, source);
    }
    Ok(())
}

/// Makes a dictionary: of a certificate for somebody, and the receipt for it.
pub fn make(
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
