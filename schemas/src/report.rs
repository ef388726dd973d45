//! What a verification found: one field per check, each passed, failed or undecided, each with a reason that a
//! person can act on.

mod reason;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    credit::Credits,
    did::Did,
    grade::Letter,
    identifier::ProgrammeCode,
    language::{Language, Texts},
    number::CertificateNumber,
    text,
};
pub use reason::Reason;

/// The answer to "is this certificate genuine?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Every check passed.
    Genuine,
    /// At least one check failed.
    NotGenuine,
    /// No check failed, and at least one could not be decided.
    CannotTell,
}

impl Verdict {
    /// The verdict that follows from a set of checks.
    pub fn of<'a>(checks: impl IntoIterator<Item = &'a Check>) -> Self {
        let mut verdict = Self::Genuine;
        for check in checks {
            match check {
                Check::Failed { .. } => return Self::NotGenuine,
                Check::Indeterminate { .. } => verdict = Self::CannotTell,
                Check::Passed { .. } => {}
            }
        }
        verdict
    }

    /// The message id of the verdict's words.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::Genuine => "verdict-genuine",
            Self::NotGenuine => "verdict-not-genuine",
            Self::CannotTell => "verdict-cannot-tell",
        }
    }

    /// The verdict in words.
    pub fn words(self, language: Language) -> String {
        text::reports().words(language, self.message_id(), &[])
    }
}

/// The outcome of one check. "Could not find out" is an outcome of its own: never a pass, never a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum Check {
    /// It is as it should be.
    Passed {
        /// What was found.
        reason: Reason,
    },
    /// It is not as it should be.
    Failed {
        /// What is wrong.
        reason: Reason,
    },
    /// It could not be found out.
    Indeterminate {
        /// What is missing.
        reason: Reason,
    },
}

impl Check {
    /// A passed check.
    pub fn passed(reason: Reason) -> Self {
        Self::Passed { reason }
    }

    /// A failed check.
    pub fn failed(reason: Reason) -> Self {
        Self::Failed { reason }
    }

    /// An undecided check.
    pub fn indeterminate(reason: Reason) -> Self {
        Self::Indeterminate { reason }
    }

    /// Why.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::Passed { reason } | Self::Failed { reason } | Self::Indeterminate { reason } => {
                reason
            }
        }
    }

    /// Whether the check passed.
    pub fn is_passed(&self) -> bool {
        matches!(self, Self::Passed { .. })
    }

    /// Whether the check failed.
    pub fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    /// Whether the check is undecided.
    pub fn is_indeterminate(&self) -> bool {
        matches!(self, Self::Indeterminate { .. })
    }
}

/// The checks of a certificate, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    /// The data model's and the profile's rules.
    pub shape: Check,
    /// The signature covers exactly this content.
    pub proof: Check,
    /// The proof was made for asserting a credential.
    pub proof_purpose: Check,
    /// The signing key is the issuer's, and was in force.
    pub key_belongs_to_issuer: Check,
    /// Valid at the time of verification.
    pub dates: Check,
    /// The operator had accredited the issuer at the time of registration.
    pub issuer_accredited: Check,
    /// The operator assigned the number and registered a certificate under it.
    pub number_known: Check,
    /// What was registered is this certificate.
    pub digest_registered: Check,
    /// Not revoked.
    pub status: Check,
    /// The programme was in the register.
    pub programme_registered: Check,
}

impl Checks {
    /// The checks with the message ids of their names, in order.
    pub fn named(&self) -> [(&'static str, &Check); 10] {
        [
            ("check-shape", &self.shape),
            ("check-proof", &self.proof),
            ("check-proof-purpose", &self.proof_purpose),
            ("check-key-belongs-to-issuer", &self.key_belongs_to_issuer),
            ("check-dates", &self.dates),
            ("check-issuer-accredited", &self.issuer_accredited),
            ("check-number-known", &self.number_known),
            ("check-digest-registered", &self.digest_registered),
            ("check-status", &self.status),
            ("check-programme-registered", &self.programme_registered),
        ]
    }
}

/// What a certificate, or the extract of one, says, for showing beside the verdict. Believed only when the verdict is
/// *genuine*. What an extract does not say is absent or empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSummary {
    /// The number.
    pub number: CertificateNumber,
    /// The person's name.
    pub holder_name: String,
    /// The wallet to which it is bound; absent for paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Did>,
    /// The issuer's DID.
    pub issuer: Did,
    /// The issuer's name: as the certificate says it, or for an extract, which does not, the operator's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_name: Option<Texts>,
    /// The micro-qualification. An extract says it in English: the other languages are the register's, or English too.
    pub name: Texts,
    /// The programme's code.
    pub programme: ProgrammeCode,
    /// The volume.
    pub credits: Credits,
    /// The volume in academic hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Int64, maximum = 4_294_967_295_i64)]
    pub academic_hours: Option<u32>,
    /// The final letter grade.
    pub letter: Letter,
    /// The final percentage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    /// The grade scale's URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade_scale: Option<String>,
    /// Competencies, in English, and in the languages that the certificate gives.
    pub competencies: Vec<Texts>,
    /// Since when it is valid.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_from: Timestamp,
}

impl CertificateSummary {
    /// The issuer's name; its DID, where nobody says the name.
    pub fn issuer_words(&self, language: Language) -> &str {
        let name = self.issuer_name.as_ref();
        name.map_or(self.issuer.as_str(), |name| name.get(language))
    }
}

/// The result of verifying one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerificationReport {
    /// The answer.
    pub verdict: Verdict,
    /// For which time the question was answered.
    #[serde(with = "crate::date_time_stamp")]
    pub at: Timestamp,
    /// Every check.
    pub checks: Checks,
    /// What the certificate says; absent when it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<CertificateSummary>,
}

impl VerificationReport {
    /// Puts checks and summary together; the verdict follows from the checks.
    pub fn new(at: Timestamp, checks: Checks, summary: Option<CertificateSummary>) -> Self {
        let verdict = Verdict::of(checks.named().map(|(_, check)| check));
        Self {
            verdict,
            at,
            checks,
            summary,
        }
    }
}

/// The checks of the presentation around the certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PresentationChecks {
    /// The data model's rules.
    pub shape: Check,
    /// The holder's signature covers exactly this presentation.
    pub proof: Check,
    /// Made for authentication.
    pub proof_purpose: Check,
    /// It answers the verifier's question.
    pub challenge: Check,
    /// The presenter is the person to whom the certificates were issued.
    pub holder: Check,
}

impl PresentationChecks {
    /// The checks with the message ids of their names, in order.
    pub fn named(&self) -> [(&'static str, &Check); 5] {
        [
            ("check-presentation-shape", &self.shape),
            ("check-presentation-proof", &self.proof),
            ("check-proof-purpose", &self.proof_purpose),
            ("check-challenge", &self.challenge),
            ("check-holder", &self.holder),
        ]
    }
}

/// The result of verifying a presentation and every certificate in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PresentationReport {
    /// The answer for the whole: of the presentation's checks and of all certificates.
    pub verdict: Verdict,
    /// The checks of the presentation itself.
    pub checks: PresentationChecks,
    /// One report per certificate, in order.
    pub certificates: Vec<VerificationReport>,
}

impl PresentationReport {
    /// Puts checks and reports together; the verdict follows from all of them.
    pub fn new(checks: PresentationChecks, certificates: Vec<VerificationReport>) -> Self {
        let all = checks.named().map(|(_, check)| check).into_iter();
        let inner = certificates
            .iter()
            .flat_map(|c| c.checks.named().map(|(_, check)| check));
        let verdict = Verdict::of(all.chain(inner));
        Self {
            verdict,
            checks,
            certificates,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_outweighs_doubt_and_doubt_outweighs_passing() {
        let (passed, failed) = (
            Check::passed(Reason::InForce),
            Check::failed(Reason::Revoked),
        );
        let doubt = Check::indeterminate(Reason::NotChecked);
        assert_eq!(Verdict::of([&passed, &passed]), Verdict::Genuine);
        assert_eq!(Verdict::of([&passed, &doubt]), Verdict::CannotTell);
        assert_eq!(Verdict::of([&doubt, &failed]), Verdict::NotGenuine);
    }
}
