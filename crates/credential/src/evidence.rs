//! What a verifier could find out about a certificate, and what it must look up.

mod programme;

use jiff::Timestamp;
use schemas::{
    api::registry::{RegisterEntry, offline::StatusNotice},
    certificate::{StatusEntry, extract::ExtractStatus},
    did::Did,
    identifier::ProgrammeCode,
    json,
    number::CertificateNumber,
    status::StatusPlace,
};
use serde_json::Value;

pub use self::programme::{AdmittedContent, AdmittedProgramme};
use crate::{profile, trust::Trust};

/// A piece of evidence. "Not there" is an answer of the one who knows; "unavailable" is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<T> {
    /// It was found.
    Found(T),
    /// Who should know it says that there is none.
    NotThere,
    /// It could not be found out.
    Unavailable {
        /// Why, for people: no name, no key.
        why: String,
    },
}

/// Everything gathered about one certificate. Nothing of it is believed for where it came from: signatures are
/// verified by [`crate::verify()`], register entry and programme count as the operator's answers over TLS.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The issuer's DID document.
    pub issuer_document: Piece<Value>,
    /// The operator's signed list of awarding bodies.
    pub trust_list: Piece<Value>,
    /// What the register says of the number.
    pub register_entry: Piece<RegisterEntry>,
    /// The operator's receipt that was delivered with the certificate.
    pub receipt: Option<Value>,
    /// The operator's signed status list.
    pub status_list: Piece<Value>,
    /// What the register says of the programme.
    pub programme: Piece<AdmittedProgramme>,
    /// What a verified offline bundle says of the number beside the status list.
    pub notice: Option<StatusNotice>,
    /// Until when the verified offline bundle in which the signed lists stand lets them speak.
    pub good_until: Option<Timestamp>,
}

impl Evidence {
    /// Until when a signed list speaks that is valid until `own` by itself.
    pub(crate) fn speaks_until(&self, own: Timestamp) -> Timestamp {
        self.good_until.map_or(own, |until| until.max(own))
    }

    /// No evidence at all, for one reason: the verifier is offline, the certificate is unreadable.
    pub fn none(why: &str) -> Self {
        fn unavailable<T>(why: &str) -> Piece<T> {
            Piece::Unavailable {
                why: why.to_owned(),
            }
        }
        Self {
            issuer_document: unavailable(why),
            trust_list: unavailable(why),
            register_entry: unavailable(why),
            receipt: None,
            status_list: unavailable(why),
            programme: unavailable(why),
            notice: None,
            good_until: None,
        }
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Self::none("not looked up")
    }
}

/// What must be looked up to judge a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Whose DID document.
    pub issuer: Did,
    /// Which number in the register.
    pub number: CertificateNumber,
    /// Which status list.
    pub status: StatusPlace,
    /// Which programme in the register.
    pub programme: ProgrammeCode,
}

/// What must be looked up for `certificate`, or for the extract of one; `None` when it cannot be read from it, or when it is of
/// another register than the trusted one. Nothing of it is believed yet.
pub fn needs(certificate: &Value, trust: &Trust) -> Option<Needs> {
    let text = |pointer: &str| certificate.pointer(pointer).and_then(Value::as_str);
    let issuer = text("/issuer/id").or_else(|| text("/issuer"))?;
    let registry = &trust.registry;
    let status = certificate.get("credentialStatus")?;
    let extract = profile::is_extract(certificate);
    let (number, programme, status) = if extract {
        let status = json::typed::<ExtractStatus>(status).ok()?;
        (
            text("/credentialSubject/certificateNumber")?,
            text("/credentialSubject/programmeNumber")?,
            status.place(registry)?,
        )
    } else {
        let status = json::typed::<StatusEntry>(status).ok()?;
        (
            text("/certificateNumber")?,
            text("/credentialSubject/achievement/humanCode")?,
            status.place(registry)?,
        )
    };
    let number: CertificateNumber = number.parse().ok()?;
    let id = if extract {
        registry.extract(number)
    } else {
        registry.certificate(number)
    };
    (text("/id")? == id).then_some(Needs {
        issuer: issuer.parse().ok()?,
        number,
        status,
        programme: programme.parse().ok()?,
    })
}
