//! Check `dates`.

use jiff::Timestamp;
use schemas::report::{Check, Reason};

use super::{CLOCK_SKEW, Subject, document::Document};

/// Whether the certificate is valid at the time of verification, and its times can be. `registered` is the
/// operator's word alone.
pub(super) fn check(subject: &Subject<'_>, registered: Option<Timestamp>) -> Check {
    let document = subject.document;
    let at = subject.at;
    let (from, until) = (document.valid_from(), document.valid_until());
    let (study_contradicts, extract) = match document {
        Document::Certificate(certificate) => {
            let study = &certificate.credential_subject;
            (study.activity_end_date < study.activity_start_date, false)
        }
        Document::Extract(_) => (false, true),
    };
    // A time too far in the future to add to is late enough as it is.
    let late = |time: Timestamp| time.checked_add(CLOCK_SKEW).unwrap_or(time);
    let created = subject.proof.created();
    let contradictions = [
        (
            until.is_some_and(|until| until < from),
            "validUntil is before validFrom",
        ),
        (
            study_contradicts,
            "activityEndDate is before activityStartDate",
        ),
        (
            created.is_some_and(|created| created > late(at)),
            "it was signed after the time of verification",
        ),
        (
            !extract && created.zip(registered).is_some_and(|(c, r)| c > late(r)),
            "it was signed after it was registered",
        ),
        (
            extract && created.zip(registered).is_some_and(|(c, r)| r > late(c)),
            "the extract was signed before the certificate was registered",
        ),
    ];
    if let Some((_, problem)) = contradictions.iter().find(|(found, _)| *found) {
        let problem = (*problem).to_owned();
        return Check::failed(Reason::DatesContradict { problem });
    }
    if from > late(at) {
        return Check::failed(Reason::NotYetValid { from });
    }
    let ends = [until, subject.proof.expires()];
    match ends.into_iter().flatten().min() {
        Some(until) if until < at => Check::failed(Reason::Expired { until }),
        _ => Check::passed(Reason::InForce),
    }
}
