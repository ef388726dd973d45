//! A report for programs, with every check in words.

use schemas::{
    api::verifier::{CheckInWords, VerifiedReport, VerifyAnswer},
    language::Language,
    report::{Check, Verdict, VerificationReport},
    text,
};

use crate::words;

/// The answer to a request, with every check in words.
pub fn answer(report: VerifiedReport, language: Language) -> VerifyAnswer {
    let verdict = verdict(&report);
    let mut checks = Vec::new();
    if let VerifiedReport::Presentation(p) = &report {
        checks.extend(
            p.checks
                .named()
                .map(|(id, check)| in_words(None, id, check, language)),
        );
    }
    for (place, certificate) in certificates(&report).iter().enumerate() {
        let named = certificate.checks.named();
        checks.extend(named.map(|(id, check)| in_words(Some(place), id, check, language)));
    }
    VerifyAnswer {
        verdict,
        words: verdict.words(language),
        report,
        checks,
    }
}

/// The answer for the whole.
pub fn verdict(report: &VerifiedReport) -> Verdict {
    match report {
        VerifiedReport::Certificate(c) => c.verdict,
        VerifiedReport::Presentation(p) => p.verdict,
    }
}

pub(crate) fn certificates(report: &VerifiedReport) -> &[VerificationReport] {
    match report {
        VerifiedReport::Certificate(c) => std::slice::from_ref(c),
        VerifiedReport::Presentation(p) => &p.certificates,
    }
}

pub(crate) fn in_words(
    certificate: Option<usize>,
    id: &str,
    check: &Check,
    language: Language,
) -> CheckInWords {
    CheckInWords {
        certificate,
        name: text::reports().words(language, id, &[]),
        outcome: outcome(check).to_owned(),
        reason: words::words(check.reason(), language),
        advice: words::advice(check.reason(), language),
    }
}

/// The outcome's name, also of its style.
pub(crate) fn outcome(check: &Check) -> &'static str {
    match check {
        Check::Passed { .. } => "passed",
        Check::Failed { .. } => "failed",
        Check::Indeterminate { .. } => "indeterminate",
    }
}
