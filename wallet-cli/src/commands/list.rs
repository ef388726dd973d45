//! `wallet list`: the certificates in the wallet.

use schemas::{civil_time, did::Did, language::Language};
use serde_json::{Value, json};

use super::Wallet;
use crate::{Reply, WalletError, output, texts, vault::content::Held};

/// The certificates in the wallet, in the order in which they were received. Nothing is verified.
pub fn list(wallet: &Wallet<'_>) -> Result<Reply, WalletError> {
    let vault = wallet.open()?;
    let (language, did) = (wallet.cli.language(), vault.did());
    let entries: Vec<Value> = vault
        .certificates()
        .iter()
        .map(|held| entry(held, &did))
        .collect();
    let text = if entries.is_empty() {
        texts::words(language, "list-empty", &[])
    } else {
        let columns = [
            "column-number",
            "column-name",
            "column-issuer",
            "column-grade",
            "column-date",
            "column-bound",
        ];
        let rows = vault
            .certificates()
            .iter()
            .map(|held| row(held, &did, language));
        // The number, the grade and the date are read in one piece.
        output::table(&output::header(language, columns), rows, &[0, 3, 4])
    };
    Ok(Reply::fine(text, json!({ "certificates": entries })))
}

/// One certificate for programs.
pub(super) fn entry(held: &Held, wallet: &Did) -> Value {
    json!({
        "number": held.number,
        "boundToThisWallet": held.holder().as_ref() == Some(wallet),
        "hasReceipt": held.receipt.is_some(),
        "receivedAt": held.received_at,
        "summary": held.summary(),
    })
}

fn row(held: &Held, wallet: &Did, language: Language) -> Vec<String> {
    let number = held.number.grouped();
    let bound = texts::words(language, bound_id(held, wallet), &[]);
    match held.summary() {
        Some(summary) => vec![
            number,
            summary.name.get(language).to_owned(),
            summary.issuer_words(language).to_owned(),
            grade(summary.letter.as_str(), summary.percent.as_deref()),
            civil_time::day_of(summary.valid_from, language),
            bound,
        ],
        None => vec![
            number,
            "?".into(),
            "?".into(),
            "?".into(),
            "?".into(),
            bound,
        ],
    }
}

/// The message that tells to whom a certificate is bound.
pub(super) fn bound_id(held: &Held, wallet: &Did) -> &'static str {
    match held.holder() {
        Some(holder) if holder == *wallet => "bound-here",
        Some(_) => "bound-elsewhere",
        None => "bound-nowhere",
    }
}

/// `A- (92 %)`, or the letter alone.
pub(super) fn grade(letter: &str, percent: Option<&str>) -> String {
    match percent {
        Some(percent) => format!("{letter} ({percent} %)"),
        None => letter.to_owned(),
    }
}
