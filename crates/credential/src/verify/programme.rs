//! Check `programme_registered`.

use schemas::{
    certificate::{Achievement, extract::ExtractSubject},
    report::{Check, Reason},
};

use super::{Subject, document::Document, issuer::TrustList, not_checked};
use crate::evidence::{AdmittedContent, AdmittedProgramme, Evidence, Piece};

/// Whether the programme was in the register when the certificate was registered, with this HEI and this content. What
/// corrects a certificate of it may have come later.
pub(super) fn check(subject: &Subject<'_>, evidence: &Evidence, list: &TrustList) -> Check {
    let programme = subject.document.programme().to_string();
    let registered = match &evidence.programme {
        Piece::Found(registered) => registered,
        Piece::NotThere => return Check::failed(Reason::ProgrammeUnknown { programme }),
        Piece::Unavailable { why } => {
            return Check::indeterminate(Reason::ProgrammeUnavailable { why: why.clone() });
        }
    };
    if let Some(what) = difference(subject, registered, list) {
        let problem = what.to_owned();
        return Check::failed(Reason::ProgrammeDiffers { problem });
    }
    match subject.registered {
        None => not_checked(),
        Some(at) if registered.admitted(at) => {
            Check::passed(Reason::ProgrammeRegistered { programme })
        }
        Some(at) if registered.admitted_at <= at => {
            if let Piece::Unavailable { why } = &evidence.register_entry
                && may_correct(subject.document)
            {
                return Check::indeterminate(Reason::RegisterUnavailable { why: why.clone() });
            }
            if corrects(subject, evidence) {
                return Check::passed(Reason::ProgrammeRegistered { programme });
            }
            Check::failed(Reason::ProgrammeNotAdmittedThen { programme, at })
        }
        Some(at) => Check::failed(Reason::ProgrammeNotAdmittedThen { programme, at }),
    }
}

/// Whether the document may stand in the place of another one. An extract does not say.
fn may_correct(document: &Document) -> bool {
    match document {
        Document::Certificate(certificate) => certificate.supersedes.is_some(),
        Document::Extract(_) => true,
    }
}

/// Whether the certificate stands in the place of another one, as the register says, too: after the withdrawal the register
/// takes it in the place of one of the same programme and body that stands, and for nothing else.
fn corrects(subject: &Subject<'_>, evidence: &Evidence) -> bool {
    let Piece::Found(entry) = &evidence.register_entry else {
        return false;
    };
    let registry = &subject.trust.registry;
    let replaced = entry.supersedes.map(|number| registry.certificate(number));
    replaced.is_some()
        && match subject.document {
            Document::Certificate(certificate) => replaced == certificate.supersedes,
            Document::Extract(_) => true,
        }
}

/// What the certificate or extract says otherwise than the register.
fn difference(
    subject: &Subject<'_>,
    registered: &AdmittedProgramme,
    list: &TrustList,
) -> Option<&'static str> {
    let document = subject.document;
    let programme = &registered.programme;
    if programme.code != *document.programme() {
        return Some("code");
    }
    let issuer = list.code_of(document.issuer());
    if issuer.is_some_and(|code| *code != registered.awarding_body) {
        return Some("awarding body");
    }
    match document {
        Document::Certificate(certificate) => {
            certificate_differs(&certificate.credential_subject.achievement, programme)
        }
        Document::Extract(extract) => extract_differs(&extract.credential_subject, programme),
    }
}

fn extract_differs(said: &ExtractSubject, programme: &AdmittedContent) -> Option<&'static str> {
    if said.programme_title != programme.awarded_qualification.en {
        return Some("micro-qualification");
    }
    // As many as the person earned, which are no more than the programme has.
    (said.credits > programme.credits).then_some("credits")
}

fn certificate_differs(said: &Achievement, programme: &AdmittedContent) -> Option<&'static str> {
    let modules = said
        .module
        .iter()
        .map(|m| (&m.code, &m.name_map, m.credits, m.academic_hours));
    let taught = programme
        .modules
        .iter()
        .map(|m| (&m.code, &m.name, m.credits, m.academic_hours));
    [
        (said.version == programme.version.to_string(), "version"),
        (
            said.credits_available == programme.credits.to_json_number(),
            "credits",
        ),
        (
            said.academic_hours == programme.academic_hours,
            "academic hours",
        ),
        (
            said.hours_per_credit == programme.hours_per_credit,
            "hours per credit",
        ),
        (
            said.name_map == programme.awarded_qualification,
            "micro-qualification",
        ),
        (modules.eq(taught), "courses"),
    ]
    .into_iter()
    .find_map(|(same, what)| (!same).then_some(what))
}
