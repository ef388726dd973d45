//! A report laid out for the eye.

use jiff::{SignedDuration, Timestamp};
use schemas::{
    api::verifier::VerifiedReport,
    base_url::BaseUrl,
    civil_time,
    language::Language,
    number::CertificateNumber,
    report::{CertificateSummary, Check, Reason, Verdict, VerificationReport},
};

use crate::{
    answer::{certificates, in_words, outcome, verdict},
    words::say,
};

/// A verdict for the eye: its words never stand without the sign, nor the sign without the words.
#[derive(Clone, Debug)]
pub struct VerdictView {
    /// Style class: `genuine`, `not-genuine` or `cannot-tell`.
    pub class: &'static str,
    /// The verdict in words.
    pub words: String,
    /// What it means, in a sentence or two.
    pub meaning: String,
    /// The first check that did not pass, and why.
    pub because: Option<String>,
}

/// One line of the list of checks.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// Style class: `passed`, `failed` or `indeterminate`.
    pub class: &'static str,
    /// The outcome in words.
    pub outcome: String,
    /// What was checked.
    pub name: String,
    /// Why it ended so.
    pub reason: String,
    /// What to do.
    pub advice: Option<String>,
    /// Where more is to be found, and what it is called.
    pub link: Option<(String, String)>,
}

/// One certificate.
#[derive(Clone, Debug)]
pub struct CertificateView {
    /// Its verdict.
    pub verdict: VerdictView,
    /// Whether what it says is believed.
    pub genuine: bool,
    /// What it says.
    pub summary: Option<SummaryView>,
    /// How many checks passed, and of how many.
    pub passed: String,
    /// Every check, those first that did not pass.
    pub checks: Vec<CheckView>,
    /// How old the status data is.
    pub status_age: Option<String>,
    /// What came out of each step on the way to the signature, where it was kept.
    pub steps: Vec<StepView>,
    /// The report as JSON.
    pub technical: String,
}

/// A step on the way to the signature.
#[derive(Clone, Debug)]
pub struct StepView {
    /// The message id of what it is.
    pub id: &'static str,
    /// What came out.
    pub value: String,
}

/// What a certificate says, in one language.
#[derive(Clone, Debug)]
pub struct SummaryView {
    /// The person.
    pub holder_name: String,
    /// The micro-qualification.
    pub name: String,
    /// The awarding body.
    pub issuer_name: String,
    /// Its DID.
    pub issuer: String,
    /// The number, in groups.
    pub number: String,
    /// Its page in the register.
    pub number_page: String,
    /// The volume.
    pub volume: String,
    /// The grade.
    pub grade: String,
    /// The grade scale's URL, when it is one of the register's.
    pub grade_scale: Option<String>,
    /// The day of the award.
    pub awarded: String,
    /// The programme's code.
    pub programme: String,
    /// Its page in the register.
    pub programme_page: String,
    /// What the person is able to do.
    pub competencies: Vec<String>,
    /// Whether it is bound to a wallet, in words.
    pub binding: String,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct ReportView {
    /// The verdict for the whole.
    pub verdict: VerdictView,
    /// For which time.
    pub at: String,
    /// By what, when nobody was asked.
    pub by: Option<String>,
    /// The presentation's own checks; empty when none was presented.
    pub presentation: Vec<CheckView>,
    /// The certificates.
    pub certificates: Vec<CertificateView>,
}

/// The report for the eye. `now` is when it was made.
pub fn view(
    report: &VerifiedReport,
    registry: &BaseUrl,
    now: Timestamp,
    language: Language,
) -> ReportView {
    let presentation = match report {
        VerifiedReport::Certificate(_) => Vec::new(),
        VerifiedReport::Presentation(p) => check_views(&p.checks.named(), registry, language),
    };
    let certificates: Vec<_> = certificates(report)
        .iter()
        .map(|c| certificate_view(c, registry, now, language))
        .collect();
    let mut verdict = verdict_view(verdict(report), !presentation.is_empty(), language);
    let all = presentation
        .iter()
        .chain(certificates.iter().flat_map(|c| &c.checks));
    verdict.because = all
        .filter(|check| check.class != "passed")
        .min_by_key(|check| severity(check.class))
        .map(|check| format!("{}: {}", check.name, check.reason));
    ReportView {
        verdict,
        at: civil_time::moment(now, language),
        by: None,
        presentation,
        certificates,
    }
}

/// *Cannot tell*, where nothing of the certificate could be read, because of what `because` says.
pub fn no_answer(because: &str, language: Language) -> VerdictView {
    VerdictView {
        because: Some(because.to_owned()),
        ..verdict_view(Verdict::CannotTell, false, language)
    }
}

fn verdict_view(verdict: Verdict, presented: bool, language: Language) -> VerdictView {
    let class = match verdict {
        Verdict::Genuine => "genuine",
        Verdict::NotGenuine => "not-genuine",
        Verdict::CannotTell => "cannot-tell",
    };
    let of = if presented { "presentation-" } else { "" };
    VerdictView {
        class,
        words: verdict.words(language),
        meaning: say(language, &format!("meaning-{of}{class}"), &[]),
        because: None,
    }
}

fn check_views(
    named: &[(&'static str, &Check)],
    registry: &BaseUrl,
    language: Language,
) -> Vec<CheckView> {
    let view = |(id, check): &(&'static str, &Check)| {
        let words = in_words(None, id, check, language);
        CheckView {
            link: successor(check.reason(), registry, language),
            class: outcome(check),
            outcome: say(language, &format!("outcome-{}", outcome(check)), &[]),
            name: words.name,
            reason: words.reason,
            advice: words.advice,
        }
    };
    let mut views: Vec<_> = named.iter().map(view).collect();
    // Stable: within an outcome the checks keep their order.
    views.sort_by_key(|v| severity(v.class));
    views
}

/// The page of the certificate that stands in the place of a replaced one.
fn successor(reason: &Reason, registry: &BaseUrl, language: Language) -> Option<(String, String)> {
    let Reason::Replaced { number, .. } = reason else {
        return None;
    };
    let by: CertificateNumber = number.parse().ok()?;
    let words = say(language, "successor", &[("number", number)]);
    Some((registry.certificate(by), words))
}

/// What did not pass is shown first.
fn severity(class: &str) -> u8 {
    match class {
        "failed" => 0,
        "indeterminate" => 1,
        _ => 2,
    }
}

fn certificate_view(
    report: &VerificationReport,
    registry: &BaseUrl,
    now: Timestamp,
    language: Language,
) -> CertificateView {
    let named = report.checks.named();
    let passed = named.iter().filter(|(_, check)| check.is_passed()).count();
    let (passed, all) = (passed.to_string(), named.len().to_string());
    let summary = report.summary.as_ref();
    CertificateView {
        verdict: verdict_view(report.verdict, false, language),
        genuine: report.verdict == Verdict::Genuine,
        summary: summary.map(|s| summary_view(s, registry, language)),
        passed: say(
            language,
            "checks-passed",
            &[("passed", &passed), ("all", &all)],
        ),
        checks: check_views(&named, registry, language),
        status_age: status_age(report, now, language),
        steps: Vec::new(),
        technical: technical(report),
    }
}

fn summary_view(
    summary: &CertificateSummary,
    registry: &BaseUrl,
    language: Language,
) -> SummaryView {
    let credits = summary.credits.to_string();
    let volume = match summary.academic_hours.map(|hours| hours.to_string()) {
        Some(hours) => say(
            language,
            "volume",
            &[("credits", &credits), ("hours", &hours)],
        ),
        None => say(language, "volume-credits", &[("credits", &credits)]),
    };
    let letter = summary.letter.as_str();
    let grade = match &summary.percent {
        Some(percent) => say(
            language,
            "grade-with-percent",
            &[("letter", letter), ("percent", percent)],
        ),
        None => letter.to_owned(),
    };
    let binding = if summary.holder.is_some() {
        "bound-to-wallet"
    } else {
        "bound-to-none"
    };
    let competencies = summary.competencies.iter();
    SummaryView {
        holder_name: summary.holder_name.clone(),
        name: summary.name.get(language).to_owned(),
        issuer_name: summary.issuer_words(language).to_owned(),
        issuer: summary.issuer.to_string(),
        number: summary.number.grouped(),
        number_page: registry.certificate(summary.number),
        volume,
        grade,
        // A certificate that is not genuine could lead anywhere.
        grade_scale: summary
            .grade_scale
            .clone()
            .filter(|scale| registry.holds(scale)),
        awarded: civil_time::day_of(summary.valid_from, language),
        programme: summary.programme.to_string(),
        programme_page: registry.programme(&summary.programme),
        competencies: competencies.map(|c| c.get(language).to_owned()).collect(),
        binding: say(language, binding, &[]),
    }
}

fn status_age(report: &VerificationReport, now: Timestamp, language: Language) -> Option<String> {
    let Reason::NotRevoked { as_of } = report.checks.status.reason() else {
        return None;
    };
    let minutes = now
        .duration_since(*as_of)
        .max(SignedDuration::ZERO)
        .as_mins();
    let (id, count) = match minutes {
        0..60 => ("age-minutes", minutes),
        60..2880 => ("age-hours", minutes / 60),
        _ => ("age-days", minutes / 1440),
    };
    let age = say(language, id, &[("count", &count.to_string())]);
    let moment = civil_time::moment(*as_of, language);
    Some(say(
        language,
        "status-age",
        &[("moment", &moment), ("age", &age)],
    ))
}

fn technical(report: &VerificationReport) -> String {
    let written = serde_json::to_value(report).unwrap_or_default();
    format!("{written:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_certificate_leads_to_its_successor() {
        let registry: BaseUrl = "https://registry.kz".parse().unwrap();
        let number = CertificateNumber::assemble(2026, 7).unwrap();
        let replaced = Check::failed(Reason::Replaced {
            number: number.grouped(),
            at: Timestamp::UNIX_EPOCH,
        });
        let views = check_views(&[("status", &replaced)], &registry, Language::En);
        let (href, words) = views[0].link.clone().unwrap();
        assert_eq!(href, registry.certificate(number));
        assert!(words.contains(&number.grouped()), "{words}");
    }
}
