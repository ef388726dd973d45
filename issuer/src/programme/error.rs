//! Why something was not done with a programme.

use credential::{
    digest::NoDigest,
    programme_review::{ReviewError, SignError},
};
use jiff::civil::Date;
use schemas::{
    identifier::ProgrammeCode,
    language::Language,
    problem::Violation,
    programme::{
        life_cycle::{Refusal, Stage},
        rules::BrokenRule,
    },
};
use serde::Serialize;
use url::Url;

use crate::{registry::RegistryError, store::StoreError, texts};

/// Why nothing was done. The record is as it was, except where a variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// No programme has the code here.
    #[error("there is no programme {code} in the record: `issuer programme list` lists them")]
    Unknown {
        /// The code.
        code: ProgrammeCode,
    },
    /// The programme has no such version here.
    #[error(
        "{code} has no version {version} in the record: `issuer programme show {code}` lists its versions"
    )]
    UnknownVersion {
        /// The code.
        code: ProgrammeCode,
        /// The number.
        version: u32,
    },
    /// It cannot happen now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Rules of content are broken: all of them.
    #[error("the programme breaks {} rules: mend them and enter the document again", .broken.len())]
    Rules {
        /// The rules, in the order of the document.
        broken: Vec<BrokenRule>,
    },
    /// What a review says of itself cannot be.
    #[error("{}", .0.words(Language::En))]
    Opinion(OpinionFault),
    /// A signed statement does not count.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A signed statement is about something else.
    #[error(
        "the review is about {found} version {found_version}, not about {code} version {version}: enter it there"
    )]
    OtherProgramme {
        /// The code in the statement.
        found: ProgrammeCode,
        /// The version in the statement.
        found_version: u32,
        /// The programme's code in the register.
        code: ProgrammeCode,
        /// Its version.
        version: u32,
    },
    /// The register has not got what was submitted.
    #[error(
        "the register has not got {code}: submit it again with `issuer programme submit {code}`"
    )]
    NotReceived {
        /// The code.
        code: ProgrammeCode,
    },
    /// It was to be taken back, and the operator had decided about it before: the decision is in the record now.
    #[error(
        "{code} was not taken back, the operator had decided before: `issuer programme show {code}` shows the decision"
    )]
    DecidedFirst {
        /// The code.
        code: ProgrammeCode,
        /// Where it stands now.
        stage: Stage,
    },
    /// The statement of a review that counts is not in the record.
    #[error(
        "the signed statement of the review by {reviewer} is missing in the record: restore a backup"
    )]
    StatementMissing {
        /// The reviewing body's address.
        reviewer: Url,
    },
    /// The statement in the record is not what was entered.
    #[error(
        "the signed statement of the review by {reviewer} is not what was entered: restore a backup, or have it reviewed again"
    )]
    StatementAltered {
        /// The reviewing body's address.
        reviewer: Url,
    },
    /// A review could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The document has no digest.
    #[error("the document has no canonical form: {0}")]
    NoDigest(#[from] NoDigest),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ProgrammeError {
    /// The reason in words: in the reader's language where it is the programme's affair.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Refused(refusal) => refusal.words(language),
            Self::Opinion(fault) => fault.words(language),
            Self::NotReceived { code } => {
                let code = code.to_string();
                texts::catalogue().words(language, "programme-not-received", &[("code", &code)])
            }
            Self::DecidedFirst { code, stage } => {
                let (code, stage) = (code.to_string(), stage.words(language));
                let arguments = [("code", code.as_str()), ("stage", stage.as_str())];
                texts::catalogue().words(language, "programme-decided-first", &arguments)
            }
            Self::Rules { broken } => {
                let count = broken.len().to_string();
                texts::catalogue().words(language, "programme-rules-broken", &[("count", &count)])
            }
            other => other.to_string(),
        }
    }

    /// The rules that are broken, with their places.
    pub fn violations(&self, language: Language) -> Vec<Violation> {
        match self {
            Self::Rules { broken } => broken.iter().map(|b| b.violation(language)).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a review says of itself and cannot be. In words through the message `opinion-<code>` of `texts/*.ftl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum OpinionFault {
    /// It is dated later than today.
    InFuture {
        /// Its date.
        date: Date,
    },
    /// The reviewing body goes by the awarding body's own address: the two would be one.
    ReviewerIsAwardingBody {
        /// The address.
        reviewer: Url,
    },
    /// An address is not one of the web.
    NotOfTheWeb {
        /// The address.
        address: Url,
    },
}

impl OpinionFault {
    /// The fault in words.
    pub fn words(&self, language: Language) -> String {
        texts::of_coded(language, "opinion", self)
    }
}
