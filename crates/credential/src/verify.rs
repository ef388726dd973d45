//! Judging a certificate, or the extract of one: pure and total. Document, evidence, trust and time are arguments; any JSON
//! value gets a report, and "could not find out" is an outcome of its own.
//!
//! # Extracts
//!
//! The content of a certificate is registered: the operator's receipt holds its digest, so no key that is lost later can alter
//! it. That of an extract is not. The register vouches for its number, the institution's signature alone for what it says, and
//! when that was made nobody knows but whoever signed. So beyond what holds for certificates:
//!
//! - The key is the one that signed the registered certificate: the receipt names it. Another key of the institution does not count.
//! - The key was in force, and the institution accredited, when the certificate was registered *and* when the extract was signed.
//!   The extract was signed at the instant that its proof states, at the earliest at registration; one that states an instant more
//!   than [`CLOCK_SKEW`] before it contradicts itself.
//! - A key in other hands can sign extracts of any date. An extract that states an instant after the key's revocation fails; one
//!   that states an earlier instant may be genuine, and nobody can tell: its certificate can, which is registered.
//! - The institution itself can sign several extracts of one certificate that say different things, as with any document on paper.
//!   What has to be beyond its reach is the certificate. An extract is never a [`VerifiedCertificate`].

mod dates;
mod document;
mod issuer;
mod operator;
mod programme;
mod proof;
mod registration;
mod status;

use jiff::{SignedDuration, Timestamp};
use schemas::{
    base_url::BaseUrl,
    certificate::Certificate,
    report::{Check, Checks, Reason, Verdict, VerificationReport},
};
use serde_json::Value;

use self::{document::Document, issuer::TrustList, proof::Proof, registration::Registration};
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
    let read = profile::read(certificate, &trust.registry);
    let shape = shape_check(&read, profile::check_rules, trust);
    let read = read.ok();
    let document = read.clone().map(|c| Document::Certificate(Box::new(c)));
    let report = Judging {
        evidence,
        trust,
        contexts,
        at,
    }
    .report(certificate, document.as_ref(), shape);
    let genuine = read
        .filter(|_| report.verdict == Verdict::Genuine)
        .map(|certificate| VerifiedCertificate {
            certificate,
            report: report.clone(),
        });
    Verification { report, genuine }
}

/// Judges what somebody shows: a certificate as [`verify()`] does, or the extract of one.
pub fn verify_shown(
    document: &Value,
    evidence: &Evidence,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> VerificationReport {
    if !profile::is_extract(document) {
        return verify(document, evidence, trust, contexts, at).report;
    }
    let read = profile::read_extract(document, &trust.registry);
    let shape = shape_check(&read, profile::check_extract_rules, trust);
    let extract = read.ok().map(|e| Document::Extract(Box::new(e)));
    Judging {
        evidence,
        trust,
        contexts,
        at,
    }
    .report(document, extract.as_ref(), shape)
}

/// By what is judged.
#[derive(Clone, Copy)]
struct Judging<'a> {
    evidence: &'a Evidence,
    trust: &'a Trust,
    contexts: &'a Contexts,
    at: Timestamp,
}

impl Judging<'_> {
    /// Every check of `secured`, which was read as `document` where its form allows.
    fn report(
        self,
        secured: &Value,
        document: Option<&Document>,
        shape: Check,
    ) -> VerificationReport {
        let Self {
            evidence,
            trust,
            contexts,
            at,
        } = self;
        let proof = Proof::examine(secured, contexts);
        let Some(document) = document else {
            let checks = Checks {
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
            };
            return VerificationReport::new(at, checks, None);
        };
        let list = TrustList::open(evidence, trust, contexts, at);
        let registration = Registration::find(document, evidence, trust, contexts);
        let subject = Subject {
            document,
            proof: &proof,
            registered: registration.at().or_else(|| proof.created()),
            trust,
            at,
        };
        let checks = Checks {
            shape,
            proof: proof.check(),
            proof_purpose: proof.purpose_check(),
            key_belongs_to_issuer: issuer::key_belongs_to_issuer(&subject, evidence, &list),
            dates: dates::check(&subject, registration.at()),
            issuer_accredited: issuer::accredited(&subject, &list),
            number_known: registration.number_known(&subject, evidence, &list),
            digest_registered: registration.digest_registered(&subject, evidence),
            status: status::check(&subject, evidence, contexts),
            programme_registered: programme::check(&subject, evidence, &list),
        };
        VerificationReport::new(at, checks, document.summary(evidence, &list))
    }
}

/// What every check looks at.
struct Subject<'a> {
    document: &'a Document,
    proof: &'a Proof,
    /// When it was registered, by the operator's receipt; without one, when the HEI says it signed.
    registered: Option<Timestamp>,
    trust: &'a Trust,
    at: Timestamp,
}

impl Subject<'_> {
    /// When an extract was signed: when its proof says, at the earliest when the certificate was registered. `None` for a
    /// certificate, which was signed before that, whatever its proof says.
    fn extracted(&self) -> Option<Timestamp> {
        let Document::Extract(_) = self.document else {
            return None;
        };
        self.proof.created().max(self.registered)
    }
}

fn shape_check<T>(
    read: &Result<T, ShapeError>,
    rules: fn(&T, &BaseUrl) -> Result<(), ShapeError>,
    trust: &Trust,
) -> Check {
    let checked = match read {
        Ok(read) => rules(read, &trust.registry),
        Err(error) => Err(error.clone()),
    };
    match checked {
        Ok(()) => Check::passed(Reason::ShapeFits),
        Err(error) => Check::failed(reason_of_shape(error)),
    }
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
