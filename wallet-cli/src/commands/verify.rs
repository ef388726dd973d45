//! `wallet verify`: is a certificate genuine, now?

use std::path::Path;

use credential::{Contexts, Trust};
use jiff::Timestamp;
use resolver::{AsOf, BundleFile};
use schemas::{
    api::verifier::{CheckInWords, VerifiedReport, VerifyAnswer},
    language::Language,
    report::{Check, Checks, Verdict, VerificationReport},
    text as shared,
};
use serde_json::{Value, json};

use super::{
    Wallet,
    holding::{self, HoldingError},
    list,
};
use crate::{
    Exit, Reply, WalletError,
    cli::VerifyArgs,
    intake::{self, IntakeError, Parcel, asked::Asked, code, offline::OfflineError, text},
    output,
    settings::Settings,
    texts,
};

/// Verifies one certificate, in the wallet or outside, against the trusted register.
pub async fn verify(
    wallet: &Wallet<'_>,
    args: &VerifyArgs,
    now: Timestamp,
) -> Result<Reply, WalletError> {
    let settings = wallet.settings()?;
    let trust = settings.trust()?;
    let Some(path) = &args.offline else {
        let asked = Asked::Register(settings.resolver()?);
        let report = judge(wallet, args, &asked, &settings, now).await?;
        return Ok(reply(report, None, &trust, wallet.cli.language()));
    };
    let unusable = |error| OfflineError::of_file(error, &trust);
    let file = BundleFile::read(path).map_err(unusable)?;
    let bundle = file.open(&trust).map_err(unusable)?;
    let as_of = AsOf::of(&bundle, now);
    let report = judge(wallet, args, &Asked::Bundle(bundle), &settings, now).await?;
    Ok(reply(report, Some(as_of), &trust, wallet.cli.language()))
}

async fn judge(
    wallet: &Wallet<'_>,
    args: &VerifyArgs,
    asked: &Asked<'_>,
    settings: &Settings,
    now: Timestamp,
) -> Result<VerificationReport, WalletError> {
    let trust = settings.trust()?;
    let parcel = if let Some(image) = &args.image {
        code::of_picture(image, asked, &trust, now).await?
    } else {
        let given = args.subject.as_deref().unwrap_or_default();
        let elsewhere = given == "-" || holding::number(given).is_ok() || Path::new(given).exists();
        match if elsewhere { None } else { text::read(given)? } {
            Some(said) => code::of_said(said, "", asked, &trust, now).await?,
            None => subject(wallet, given, settings).await?,
        }
    };
    let evidence = asked.gather(&parcel.certificate, parcel.receipt, &trust, now);
    let evidence = evidence.await;
    let contexts = Contexts::of_register(&trust.registry);
    Ok(credential::verify_shown(
        &parcel.certificate,
        &evidence,
        &trust,
        &contexts,
        now,
    ))
}

fn reply(
    report: VerificationReport,
    as_of: Option<AsOf>,
    trust: &Trust,
    language: Language,
) -> Reply {
    let mut lines = as_of.map_or_else(Vec::new, |of| {
        report::as_of(of.as_of, of.stale_since(), &trust.registry, language)
    });
    lines.push(page(&report, language));
    let exit = exit(report.verdict);
    let answer = VerifyAnswer {
        verdict: report.verdict,
        words: report.verdict.words(language),
        checks: in_words(&report.checks, language),
        report: VerifiedReport::Certificate(report),
    };
    let mut json = serde_json::to_value(&answer).unwrap_or(Value::Null);
    if let Some(as_of) = as_of {
        json["offline"] = json!(as_of);
    }
    Reply::fine(lines.join("\n"), json).ending(exit)
}

/// A number is looked up in the wallet; anything else is read from where it is.
async fn subject(
    wallet: &Wallet<'_>,
    subject: &str,
    settings: &Settings,
) -> Result<Parcel, WalletError> {
    if let Ok(number) = holding::number(subject) {
        let vault = wallet.open()?;
        let held = holding::find(&vault, subject)?;
        return Ok(Parcel {
            source: number.grouped(),
            certificate: held.certificate.clone(),
            receipt: held.receipt.clone(),
        });
    }
    if subject != "-" && !Path::new(subject).exists() {
        let subject = subject.chars().take(200).collect();
        return Err(HoldingError::NeitherNumberNorFile { subject }.into());
    }
    let mut handed = intake::read(subject, settings).await?;
    if handed.batch {
        let path = subject.to_owned();
        return Err(IntakeError::FolderOfMany { path }.into());
    }
    let nothing = || IntakeError::FolderEmpty {
        path: subject.to_owned(),
    };
    Ok(handed.parcels.pop().ok_or_else(nothing)?)
}

/// The exit code of a verdict.
pub(super) fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Genuine => Exit::Fine,
        Verdict::NotGenuine => Exit::NotGenuine,
        Verdict::CannotTell => Exit::CannotTell,
    }
}

/// Each check in words.
pub(super) fn in_words(checks: &Checks, language: Language) -> Vec<CheckInWords> {
    let named = checks.named();
    named
        .iter()
        .map(|(name, check)| CheckInWords {
            certificate: None,
            name: shared::reports().words(language, name, &[]),
            outcome: outcome(check).to_owned(),
            reason: report::words(check.reason(), language),
            advice: report::advice(check.reason(), language),
        })
        .collect()
}

fn outcome(check: &Check) -> &'static str {
    match check {
        Check::Passed { .. } => "passed",
        Check::Failed { .. } => "failed",
        Check::Indeterminate { .. } => "indeterminate",
    }
}

fn page(report: &VerificationReport, language: Language) -> String {
    let mut lines = Vec::new();
    if let Some(summary) = &report.summary {
        let grade = list::grade(summary.letter.as_str(), summary.percent.as_deref());
        let number = summary.number.grouped();
        let arguments = [
            ("number", &*number),
            ("person", &summary.holder_name),
            ("name", summary.name.get(language)),
            ("issuer", summary.issuer_words(language)),
            ("grade", &grade),
        ];
        lines.push(texts::words(language, "verify-subject", &arguments));
    }
    lines.push(checks_table(&in_words(&report.checks, language), language));
    lines.push(texts::words(
        language,
        "verify-verdict",
        &[("verdict", &report.verdict.words(language))],
    ));
    lines.join("\n")
}

/// The checks as a table: mark, name, reason with advice.
pub(super) fn checks_table(checks: &[CheckInWords], language: Language) -> String {
    let columns = output::header(language, ["column-mark", "column-check", "column-finding"]);
    let rows = checks.iter().map(|check| {
        let mark = match &*check.outcome {
            "passed" => "✓",
            "failed" => "✗",
            _ => "?",
        };
        let finding = match &check.advice {
            Some(advice) => format!("{} → {advice}", check.reason),
            None => check.reason.clone(),
        };
        let name = match check.certificate {
            Some(place) => format!("{}. {}", place + 1, check.name),
            None => check.name.clone(),
        };
        vec![mark.to_owned(), name, finding]
    });
    output::table(&columns, rows, &[0])
}
