//! The operator's registry as the issuer sees it.

pub mod client;

use std::{future::Future, pin::Pin};

use jiff::Timestamp;
use schemas::{
    api::registry::{
        AllocateAnswer, AllocateRequest, RecordAnswer, RecordRequest, RegisterEntry, StatusChange,
        admission::{Submission, SubmitAnswer, SubmitRequest},
    },
    award::AwardingBody,
    identifier::ProgrammeCode,
    number::CertificateNumber,
    problem::Problem,
    programme::RegisteredProgramme,
};

/// Why the registry did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RegistryError {
    /// It cannot be reached, or is overloaded: the same request can be made again.
    #[error("the registry at {url} cannot be reached ({why}): try again when it is back")]
    Unavailable {
        /// Its address.
        url: String,
        /// Why.
        why: String,
    },
    /// It does not know the API credential.
    #[error(
        "the registry does not accept the API credential: compare the configured one with what the operator gave out, or ask for a new one"
    )]
    WrongCredential,
    /// It knows the awarding body, which may not do this.
    #[error("the registry refuses ({detail}): ask the operator about the accreditation")]
    NotAllowed {
        /// What it says.
        detail: String,
    },
    /// It does not know what was asked about.
    #[error("the registry does not know it: {detail}")]
    Unknown {
        /// What it says.
        detail: String,
    },
    /// Something else is recorded there already.
    #[error("the registry holds something else already: {detail}")]
    Conflict {
        /// What it says.
        detail: String,
    },
    /// It refuses, with every rule that is broken.
    #[error("the registry refuses: {}", describe(.0))]
    Refused(Box<Problem>),
    /// Its answer is not what it should be.
    #[error(
        "the registry's answer to {request} cannot be used ({problem}): compare the versions of the two programs"
    )]
    Malformed {
        /// What was asked.
        request: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// It is configured in a way that cannot work.
    #[error("the registry cannot be used as configured: {0}")]
    Configuration(String),
}

impl RegistryError {
    /// Whether the registry has judged the request itself, so that the same request will be refused again.
    pub fn is_about_the_request(&self) -> bool {
        match self {
            Self::NotAllowed { .. }
            | Self::Unknown { .. }
            | Self::Conflict { .. }
            | Self::Refused(_) => true,
            Self::Unavailable { .. }
            | Self::WrongCredential
            | Self::Malformed { .. }
            | Self::Configuration(_) => false,
        }
    }

    /// Whether waiting may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

/// Title, detail and every violation in lines.
fn describe(problem: &Problem) -> String {
    let mut text = problem.title.clone();
    if !problem.detail.is_empty() {
        text = format!("{text}: {}", problem.detail);
    }
    for violation in &problem.violations {
        text = format!("{text}\n  {}: {}", violation.pointer, violation.message);
    }
    text
}

/// A pending answer of the registry.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, RegistryError>> + Send + 'a>>;

/// The operator's registry. Every request can be repeated: the same draft gets the same number, the same record
/// the same receipt, a revoked certificate stays revoked, a withdrawn programme withdrawn.
pub trait Registry: Send + Sync {
    /// What the operator has on record about the awarding body of the API credential.
    fn me(&self) -> Answer<'_, AwardingBody>;
    /// The awarding body's programmes in the register, withdrawn ones too.
    fn programmes(&self) -> Answer<'_, Vec<RegisteredProgramme>>;
    /// The programme of a code.
    fn programme(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme>;
    /// The dictionary of codes for the certificates of a programme that this key (in multibase) signs: its bytes.
    fn dictionary(&self, code: ProgrammeCode, key: String) -> Answer<'_, Vec<u8>>;
    /// Submits a programme for admission, with the signed statements of its reviews.
    fn submit<'a>(&'a self, request: &'a SubmitRequest) -> Answer<'a, SubmitAnswer>;
    /// What became of the last submission under a code.
    fn submission(&self, code: ProgrammeCode) -> Answer<'_, Submission>;
    /// Takes back what was submitted under a code at this time, before the operator has decided about it.
    fn take_back(&self, code: ProgrammeCode, submitted_at: Timestamp) -> Answer<'_, Submission>;
    /// Takes a programme out of the register: no numbers for it from then on.
    fn withdraw(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme>;
    /// Numbers for drafts.
    fn allocate(&self, request: AllocateRequest) -> Answer<'_, AllocateAnswer>;
    /// Registers signed certificates.
    fn register(&self, request: RecordRequest) -> Answer<'_, RecordAnswer>;
    /// Changes the status of a certificate: revokes it, puts it on hold, releases it.
    fn change_status(
        &self,
        number: CertificateNumber,
        change: StatusChange,
    ) -> Answer<'_, RegisterEntry>;
    /// What the register says of a number.
    fn certificate(&self, number: CertificateNumber) -> Answer<'_, RegisterEntry>;
}
