//! `verifier check`: the same answer on the command line, with an exit code for scripts.

use std::fmt::Write as _;

use credential::Trust;
use jiff::Timestamp;
use qr::picture::is_picture;
use report::{say, view::CheckView};
use resolver::{AsOf, Resolver};
use schemas::{
    api::verifier::{VerifiedReport, VerifyAnswer},
    base_url::BaseUrl,
    language::Language,
    report::Verdict,
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    api::refusal::Refusal,
    app::StartError,
    config::Config,
    intake::{recognise, recognise_picture},
    judge::Judge,
    offline::{OfflineError, OfflineJudge},
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

/// The worst of several exit codes: what is not genuine counts before what gave no answer.
pub fn worst(codes: impl IntoIterator<Item = u8>) -> u8 {
    let rank = |code: &u8| match *code {
        GENUINE => 0,
        CANNOT_TELL => 1,
        NOT_GENUINE => 3,
        _ => 2,
    };
    codes.into_iter().max_by_key(rank).unwrap_or(NO_ANSWER)
}

/// What judges on the command line.
pub enum Checker<'b> {
    /// Asks the register, and whom else it must.
    Online(Judge),
    /// Asks nobody.
    Offline(OfflineJudge<'b>),
}

impl Checker<'_> {
    /// Asks whom it must.
    pub fn online(config: &Config) -> Result<Self, StartError> {
        let resolver = Resolver::new(&config.resolver)?;
        Ok(Self::Online(Judge::new(config.trust.trust()?, resolver)))
    }

    /// The operator that is trusted.
    pub fn trust(&self) -> &Trust {
        match self {
            Self::Online(judge) => judge.trust(),
            Self::Offline(judge) => judge.trust(),
        }
    }

    /// Of when the answers are, when they come from a bundle.
    pub fn as_of(&self, now: Timestamp) -> Option<AsOf> {
        match self {
            Self::Online(_) => None,
            Self::Offline(judge) => Some(judge.as_of(now)),
        }
    }

    /// Judges what was read: a certificate, a presentation, a link, the text of a code, or a picture of one.
    /// Nobody asked a question, so a presentation's challenge stays undecided.
    pub async fn check(&self, sent: &[u8], now: Timestamp) -> Result<VerifiedReport, NoAnswer> {
        let registry = &self.trust().registry;
        let sent = if is_picture(sent) {
            recognise_picture(sent, registry)
        } else {
            recognise(sent, registry)
        };
        let sent = sent.map_err(Refusal::from)?;
        match self {
            Self::Online(judge) => {
                let judged = judge.judge(sent, |_| None, now).await;
                Ok(judged.map_err(Refusal::from)?)
            }
            Self::Offline(judge) => Ok(judge.judge(sent, now)?),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// What was given was not recognised, or not judged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It was not judged offline.
    #[error(transparent)]
    Offline(#[from] OfflineError),
}

impl NoAnswer {
    /// What happened and what to do, in words.
    pub fn words(&self, trust: &Trust, language: Language) -> String {
        match self {
            Self::Refused(refusal) => refusal.words(language),
            Self::Offline(error) => error.words(trust, language),
        }
    }
}

/// How answers are said.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a> {
    /// The trusted register.
    pub registry: &'a BaseUrl,
    /// Of when they are, when they come from a bundle.
    pub as_of: Option<AsOf>,
    /// When they are given.
    pub now: Timestamp,
    /// Their language.
    pub language: Language,
}

/// An answer for programs, with where it came from.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(flatten)]
    answer: VerifyAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    offline: Option<AsOf>,
}

impl Answers<'_> {
    /// The answer for programs; with its source where there are several.
    pub fn json(&self, source: Option<&str>, report: VerifiedReport) -> Value {
        let told = Told {
            source,
            answer: report::answer(report, self.language),
            offline: self.as_of,
        };
        // Never fails: its keys are texts.
        serde_json::to_value(told).unwrap_or_default()
    }

    /// The answer for people.
    pub fn text(&self, report: &VerifiedReport) -> String {
        let age = self.as_of.map(|of| {
            report::as_of(of.as_of, of.stale_since(), self.registry, self.language).join("\n")
        });
        text(report, self.registry, self.now, self.language, age)
    }
}

/// A text that can do nothing to a terminal.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn text(
    report: &VerifiedReport,
    registry: &BaseUrl,
    now: Timestamp,
    language: Language,
    age: Option<String>,
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
    if let Some(age) = age {
        let _ = writeln!(text, "{age}");
    }
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
                let _ = writeln!(text, "  {}: {}", say(label), plain(value));
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
        let _ = writeln!(text, "  {mark} {}: {}", check.name, plain(&check.reason));
        if let Some(advice) = &check.advice {
            let _ = writeln!(text, "    {advice_word} {advice}");
        }
    }
}
