//! `verifier check`: the same answer on the command line, with an exit code for scripts.

use std::fmt::Write as _;

use jiff::Timestamp;
use qr::picture::is_picture;
use report::{say, view::CheckView};
use resolver::Resolver;
use schemas::{
    api::verifier::VerifiedReport, base_url::BaseUrl, language::Language, report::Verdict,
};

use crate::{
    api::refusal::Refusal,
    app::StartError,
    config::Config,
    intake::{recognise, recognise_picture},
    judge::Judge,
};

/// Every check passed.
pub const GENUINE: u8 = 0;
/// A check failed.
pub const NOT_GENUINE: u8 = 1;
/// No check failed, but one could not be decided.
pub const CANNOT_TELL: u8 = 2;
/// There is no answer: wrong usage or configuration, or nothing that could be read.
pub const NO_ANSWER: u8 = 3;

/// The exit code of a verdict.
pub fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Genuine => GENUINE,
        Verdict::NotGenuine => NOT_GENUINE,
        Verdict::CannotTell => CANNOT_TELL,
    }
}

/// What judges on the command line.
pub fn judge(config: &Config) -> Result<Judge, StartError> {
    let resolver = Resolver::new(&config.resolver)?;
    Ok(Judge::new(config.trust.trust()?, resolver))
}

/// Judges what was read: a certificate, a presentation, a link, the text of a code, or a picture of one.
/// Nobody asked a question, so a presentation's challenge stays undecided.
pub async fn check(judge: &Judge, sent: &[u8], now: Timestamp) -> Result<VerifiedReport, Refusal> {
    let registry = &judge.trust().registry;
    let sent = if is_picture(sent) {
        recognise_picture(sent, registry)?
    } else {
        recognise(sent, registry)?
    };
    Ok(judge.judge(sent, |_| None, now).await?)
}

/// The report as text.
pub fn text(
    report: &VerifiedReport,
    registry: &BaseUrl,
    now: Timestamp,
    language: Language,
) -> String {
    let view = report::view(report, registry, now, language);
    let say = |id: &str| say(language, id, &[]);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{}\n{}",
        view.verdict.words.to_uppercase(),
        view.verdict.meaning
    );
    if !view.presentation.is_empty() {
        let _ = writeln!(text, "\n{}", say("checks-presentation"));
        checks(&mut text, &view.presentation, &say("advice"));
    }
    for certificate in &view.certificates {
        if let Some(summary) = &certificate.summary {
            let title = if certificate.genuine {
                "certificate"
            } else {
                "claims"
            };
            let _ = writeln!(text, "\n{}", say(title));
            for (label, value) in [
                ("holder", &summary.holder_name),
                ("qualification", &summary.name),
                ("issuer", &summary.issuer_name),
                ("awarded", &summary.awarded),
                ("volume-label", &summary.volume),
                ("grade-label", &summary.grade),
                ("number", &summary.number),
                ("programme", &summary.programme),
            ] {
                // A name is the sender's: no control character of it reaches the terminal.
                let value: String = value.chars().filter(|c| !c.is_control()).collect();
                let _ = writeln!(text, "  {}: {value}", say(label));
            }
        }
        let _ = writeln!(text, "\n{}: {}", say("checks"), certificate.passed);
        checks(&mut text, &certificate.checks, &say("advice"));
        if let Some(age) = &certificate.status_age {
            let _ = writeln!(text, "{age}");
        }
    }
    text
}

fn checks(text: &mut String, checks: &[CheckView], advice_word: &str) {
    for check in checks {
        let mark = match check.class {
            "passed" => "✓",
            "failed" => "✕",
            _ => "?",
        };
        let reason: String = check.reason.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(text, "  {mark} {}: {reason}", check.name);
        if let Some(advice) = &check.advice {
            let _ = writeln!(text, "    {advice_word} {advice}");
        }
    }
}
