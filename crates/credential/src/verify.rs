//! Judging a certificate: pure and total. Certificate, evidence, trust and time are arguments; any JSON value gets
//! a report, and "could not find out" is an outcome of its own.

mod dates;
mod issuer;
mod operator;
mod programme;
mod proof;
mod registration;
mod status;

use jiff::{SignedDuration, Timestamp};
use schemas::{
    certificate::Certificate,
    report::{Check, Checks, Reason, Verdict, VerificationReport},
};
use serde_json::Value;

use self::{issuer::TrustList, proof::Proof, registration::Registration};
use crate::{
    contexts::Contexts,
    evidence::Evidence,
    profile::{self, ShapeError},
    trust::Trust,
};

pub(crate) use self::proof::{purpose, reason_of as reason_of_proof};

/// How far clocks may differ.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What was found out about a certificate.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Every check, and the verdict.
    pub report: VerificationReport,
    genuine: Option<VerifiedCertificate>,
}

/// A certificate that passed every check at a certain time. Made by [`Verification::accept`] alone:
///
/// ```compile_fail
/// fn forge(certificate: schemas::certificate::Certificate, report: schemas::report::VerificationReport) {
///     let _ = credential::VerifiedCertificate { certificate, report };
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedCertificate {
    certificate: Certificate,
    report: VerificationReport,
}

impl VerifiedCertificate {
    /// What it says.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The checks that it passed.
    pub fn report(&self) -> &VerificationReport {
        &self.report
    }
}

impl Verification {
    /// The certificate when it is genuine; the report when it is not, or when that cannot be told.
    pub fn accept(self) -> Result<VerifiedCertificate, Box<VerificationReport>> {
        self.genuine.ok_or_else(|| Box::new(self.report))
    }
}

/// Judges `certificate` by `evidence`, for the time `at`. Every check that can be made is made; one that needs what
/// an earlier one found broken is left undecided.
pub fn verify(
    certificate: &Value,
    evidence: &Evidence,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> Verification {
    let proof = Proof::examine(certificate, contexts);
    let (read, shape) = shape(certificate, trust);
    let list = TrustList::open(evidence, trust, contexts, at);
    let judged = read.as_ref().map(|read| {
        let registration = Registration::find(read, evidence, trust, contexts);
        let subject = Subject {
            certificate: read,
            proof: &proof,
            registered: registration.at().or_else(|| proof.created()),
            trust,
            at,
        };
        let number = registration.number_known(&subject, evidence, &list);
        let digest = registration.digest_registered(&subject, evidence);
        Checks {
            shape: shape.clone(),
            proof: proof.check(),
            proof_purpose: proof.purpose_check(),
            key_belongs_to_issuer: issuer::key_belongs_to_issuer(&subject, evidence, &list),
            dates: dates::check(&subject, registration.at()),
            issuer_accredited: issuer::accredited(&subject, &list),
            number_known: number,
            digest_registered: digest,
            status: status::check(&subject, evidence, contexts),
            programme_registered: programme::check(&subject, evidence, &list),
        }
    });
    let checks = judged.unwrap_or_else(|| Checks {
        shape,
        proof: proof.check(),
        proof_purpose: proof.purpose_check(),
        key_belongs_to_issuer: not_checked(),
        dates: not_checked(),
        issuer_accredited: not_checked(),
        number_known: not_checked(),
        digest_registered: not_checked(),
        status: not_checked(),
        programme_registered: not_checked(),
    });
    let summary = read.as_ref().and_then(Certificate::summary);
    let report = VerificationReport::new(at, checks, summary);
    let genuine = read
        .filter(|_| report.verdict == Verdict::Genuine)
        .map(|certificate| VerifiedCertificate {
            certificate,
            report: report.clone(),
        });
    Verification { report, genuine }
}

/// What every check looks at.
struct Subject<'a> {
    certificate: &'a Certificate,
    proof: &'a Proof,
    /// When it was registered, by the operator's receipt; without one, when the HEI says it signed.
    registered: Option<Timestamp>,
    trust: &'a Trust,
    at: Timestamp,
}

fn shape(certificate: &Value, trust: &Trust) -> (Option<Certificate>, Check) {
    let read = match profile::read(certificate, &trust.registry) {
        Ok(read) => read,
        Err(error) => return (None, Check::failed(reason_of_shape(error))),
    };
    let check = match profile::check_rules(&read, &trust.registry) {
        Ok(()) => Check::passed(Reason::ShapeFits),
        Err(error) => Check::failed(reason_of_shape(error)),
    };
    (Some(read), check)
}

pub(crate) fn reason_of_shape(error: ShapeError) -> Reason {
    match error {
        ShapeError::Broken { pointer, problem } => Reason::ShapeBroken { pointer, problem },
        ShapeError::UnknownContext { context } => Reason::UnknownContext { context },
        ShapeError::OtherRegister { id, .. } => Reason::OtherRegister { id },
    }
}

pub(crate) fn not_checked() -> Check {
    Check::indeterminate(Reason::NotChecked)
}
