//! `wallet show`: everything that one certificate says.

use schemas::{certificate::Certificate, civil_time, did::Did, language::Language};
use serde_json::json;

use super::{Wallet, holding, list};
use crate::{Reply, WalletError, cli::NumberArgs, output, texts, vault::content::Held};

/// One certificate, as it was received. Nothing is verified.
pub fn show(wallet: &Wallet<'_>, args: &NumberArgs) -> Result<Reply, WalletError> {
    holding::number(&args.number)?;
    let vault = wallet.open()?;
    let held = holding::find(&vault, &args.number)?;
    let (language, did) = (wallet.cli.language(), vault.did());
    let json = json!({
        "entry": list::entry(held, &did),
        "certificate": held.certificate,
        "receipt": held.receipt,
    });
    let text = match held.typed() {
        Some(certificate) => page(held, &certificate, &did, language),
        None => format!("{:#}", held.certificate),
    };
    Ok(Reply::fine(text, json))
}

fn page(held: &Held, certificate: &Certificate, wallet: &Did, language: Language) -> String {
    let subject = &certificate.credential_subject;
    let achievement = &subject.achievement;
    let unit = |id: &str, amount: &str| texts::words(language, id, &[("amount", amount)]);
    let date = |at| civil_time::day_of(at, language);
    let mut rows = vec![
        ("field-number", held.number.grouped()),
        ("field-name", certificate.name_map.get(language).to_owned()),
        (
            "field-person",
            certificate.holder_name().unwrap_or_default().to_owned(),
        ),
        (
            "field-issuer",
            certificate.issuer.name_map.get(language).to_owned(),
        ),
        (
            "field-programme",
            format!("{} ({})", achievement.human_code, achievement.id),
        ),
        (
            "field-purpose",
            achievement.description_map.get(language).to_owned(),
        ),
        (
            "field-volume",
            format!(
                "{}, {}",
                unit("amount-credits", &subject.credits_earned.to_string()),
                unit("amount-hours", &achievement.academic_hours.to_string()),
            ),
        ),
    ];
    if let Some(summary) = held.summary() {
        rows.push((
            "field-grade",
            list::grade(summary.letter.as_str(), summary.percent.as_deref()),
        ));
        for competency in &summary.competencies {
            rows.push(("field-competency", competency.get(language).to_owned()));
        }
    }
    rows.push((
        "field-studied",
        format!(
            "{} – {}",
            date(subject.activity_start_date),
            date(subject.activity_end_date),
        ),
    ));
    rows.push(("field-awarded", date(certificate.valid_from)));
    if let Some(until) = certificate.valid_until {
        rows.push(("field-until", date(until)));
    }
    rows.push((
        "field-bound",
        texts::words(language, list::bound_id(held, wallet), &[]),
    ));
    let receipt = if held.receipt.is_some() {
        "receipt-there"
    } else {
        "receipt-missing"
    };
    rows.push(("field-receipt", texts::words(language, receipt, &[])));
    rows.push(("field-page", certificate.id.clone()));
    let fields = rows
        .into_iter()
        .map(|(id, value)| vec![texts::words(language, id, &[]), value]);
    let fields = output::table(&[], fields, &[0]);
    if achievement.module.is_empty() {
        return fields;
    }
    let columns = output::header(
        language,
        ["column-course", "column-credits", "column-grade"],
    );
    let courses = achievement.module.iter().map(|module| {
        let result = subject
            .module_result
            .iter()
            .find(|result| result.module == module.id);
        let grade = result.map(|r| list::grade(r.letter.as_str(), r.percent.as_deref()));
        vec![
            module.name_map.get(language).to_owned(),
            module.credits.to_string(),
            grade.unwrap_or_default(),
        ]
    });
    format!("{fields}\n\n{}", output::table(&columns, courses, &[1, 2]))
}
