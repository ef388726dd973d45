//! `wallet receive`: takes certificates in after checking that they are whole and signed.

use credential::{Contexts, Evidence, Trust};
use jiff::Timestamp;
use schemas::{
    certificate::Certificate, did::Did, language::Language, number::CertificateNumber,
    report::Checks, text,
};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::Wallet;
use crate::{
    Exit, Reply, WalletError,
    cli::ReceiveArgs,
    intake::{self, IntakeError, Parcel},
    texts,
    vault::{Vault, VaultInChange, content::Held},
};

/// What became of one certificate.
enum Outcome {
    /// It is new in the wallet.
    Stored,
    /// The wallet had it; the receipt is new.
    ReceiptAdded,
    /// The wallet had all of it.
    Unchanged,
    /// It is bound to another wallet.
    NotMine,
    /// Something else is held under its number.
    Conflict,
    /// A check failed.
    Refused(Vec<Failure>),
    /// It could not be read.
    Unreadable(IntakeError),
}

/// A check that speaks against storing.
struct Failure {
    /// Its name for programs, such as `proof`.
    check: &'static str,
    /// Its name in words.
    name: String,
    /// What was found.
    reason: String,
}

/// One certificate on its way in.
struct Arrival {
    source: String,
    number: Option<CertificateNumber>,
    name: Option<String>,
    bound: bool,
    outcome: Outcome,
}

/// Takes in every certificate of every source that passes the checks which need no network. Whether it is
/// registered and in force is for `wallet verify` to find out.
pub async fn receive(
    wallet: &Wallet<'_>,
    args: &ReceiveArgs,
    now: Timestamp,
) -> Result<Reply, WalletError> {
    let settings = wallet.settings()?;
    let trust = settings.trust()?;
    let (mut parcels, mut unreadable) = (Vec::new(), Vec::new());
    for source in &args.sources {
        let handed = intake::read(source, &settings).await?;
        let batch = handed.batch;
        parcels.extend(handed.parcels.into_iter().map(|parcel| (parcel, batch)));
        unreadable.extend(handed.unreadable);
    }
    let mut change = wallet.open_for_change()?;
    let language = wallet.cli.language();
    let intake = Reception {
        contexts: Contexts::of_register(&trust.registry),
        mine: change.vault().did(),
        all: args.all,
        trust,
        language,
        now,
    };
    let mut arrivals: Vec<Arrival> = parcels
        .into_iter()
        .map(|(parcel, batch)| intake.take(parcel, batch, &mut change))
        .collect();
    arrivals.extend(unreadable.into_iter().map(Arrival::unreadable));
    if arrivals
        .iter()
        .any(|a| matches!(a.outcome, Outcome::Stored | Outcome::ReceiptAdded))
    {
        change.save()?;
    }
    Ok(reply(&arrivals, language))
}

struct Reception {
    trust: Trust,
    contexts: Contexts,
    mine: Did,
    all: bool,
    language: Language,
    now: Timestamp,
}

impl Reception {
    fn take(&self, parcel: Parcel, batch: bool, change: &mut VaultInChange) -> Arrival {
        let certificate = Certificate::deserialize(&parcel.certificate).ok();
        let holder = parcel
            .certificate
            .pointer("/credentialSubject/id")
            .and_then(Value::as_str);
        let bound = holder == Some(self.mine.as_str());
        let foreign = !bound && (holder.is_some() || batch);
        let outcome = if foreign && !self.all {
            Outcome::NotMine
        } else {
            match self.failures(&parcel) {
                failures if !failures.is_empty() => Outcome::Refused(failures),
                _ => match &certificate {
                    Some(certificate) => {
                        store(&parcel, certificate.certificate_number, self.now, change)
                    }
                    // Never: what is no certificate did not pass the check of its shape.
                    None => Outcome::Refused(Vec::new()),
                },
            }
        };
        Arrival {
            source: parcel.source,
            number: certificate.as_ref().map(|c| c.certificate_number),
            name: certificate.map(|c| c.name_map.get(self.language).to_owned()),
            bound,
            outcome,
        }
    }

    /// The checks that speak against storing: content and signature must have passed, and nothing that can be told
    /// without a network may have failed. A certificate that is not in force today may still be kept.
    fn failures(&self, parcel: &Parcel) -> Vec<Failure> {
        let evidence = Evidence {
            receipt: parcel.receipt.clone(),
            ..Evidence::none("not looked up")
        };
        let verification = credential::verify(
            &parcel.certificate,
            &evidence,
            &self.trust,
            &self.contexts,
            self.now,
        );
        failures(&verification.report.checks, self.language)
    }
}

fn failures(checks: &Checks, language: Language) -> Vec<Failure> {
    let needed = ["check-shape", "check-proof", "check-proof-purpose"];
    let named = checks.named();
    let against = named.iter().filter(|(name, check)| {
        if needed.contains(name) {
            !check.is_passed()
        } else {
            check.is_failed() && *name != "check-dates"
        }
    });
    against
        .map(|(id, check)| Failure {
            check: id.trim_start_matches("check-"),
            name: text::reports().words(language, id, &[]),
            reason: report::words(check.reason(), language),
        })
        .collect()
}

fn store(
    parcel: &Parcel,
    number: CertificateNumber,
    now: Timestamp,
    change: &mut VaultInChange,
) -> Outcome {
    let held = change.vault().get(number);
    let outcome = match held {
        None => Outcome::Stored,
        Some(held) if held.certificate != parcel.certificate => return Outcome::Conflict,
        Some(held) if held.receipt.is_none() && parcel.receipt.is_some() => Outcome::ReceiptAdded,
        Some(_) => return Outcome::Unchanged,
    };
    let received_at = held.map_or(now, |held| held.received_at);
    change.put(Held {
        number,
        certificate: parcel.certificate.clone(),
        receipt: parcel.receipt.clone(),
        received_at,
    });
    outcome
}

impl Arrival {
    fn unreadable(error: IntakeError) -> Self {
        Self {
            source: String::new(),
            number: None,
            name: None,
            bound: false,
            outcome: Outcome::Unreadable(error),
        }
    }

    fn id(&self) -> &'static str {
        match self.outcome {
            Outcome::Stored => "stored",
            Outcome::ReceiptAdded => "receipt-added",
            Outcome::Unchanged => "unchanged",
            Outcome::NotMine => "not-mine",
            Outcome::Conflict => "conflict",
            Outcome::Refused(_) => "refused",
            Outcome::Unreadable(_) => "unreadable",
        }
    }

    fn exit(&self, alone: bool) -> Exit {
        match &self.outcome {
            Outcome::NotMine if alone => Exit::WrongUse,
            // In a batch, others' certificates are expected.
            Outcome::Stored | Outcome::ReceiptAdded | Outcome::Unchanged | Outcome::NotMine => {
                Exit::Fine
            }
            Outcome::Conflict | Outcome::Refused(_) => Exit::NotGenuine,
            Outcome::Unreadable(error) => error.exit(),
        }
    }

    fn words(&self, language: Language) -> String {
        if let Outcome::Unreadable(error) = &self.outcome {
            return error.words(language);
        }
        let number = self
            .number
            .map_or_else(|| "?".to_owned(), CertificateNumber::grouped);
        let arguments = [
            ("number", &*number),
            ("name", self.name.as_deref().unwrap_or("?")),
            ("source", &self.source),
        ];
        let mut words = texts::words(language, &format!("received-{}", self.id()), &arguments);
        match &self.outcome {
            Outcome::Refused(failures) => {
                for Failure { name, reason, .. } in failures {
                    words.extend(["\n  ", name, ": ", reason]);
                }
            }
            Outcome::Stored if !self.bound => {
                words.push(' ');
                words += &texts::words(language, "received-not-bound", &[]);
            }
            _ => {}
        }
        words
    }

    fn json(&self, language: Language) -> Value {
        let failures = match &self.outcome {
            Outcome::Refused(failures) => failures
                .iter()
                .map(|f| json!({ "check": f.check, "name": f.name, "reason": f.reason }))
                .collect(),
            _ => Vec::new(),
        };
        json!({
            "outcome": self.id(),
            "number": self.number,
            "source": self.source,
            "boundToThisWallet": self.bound,
            "failures": failures,
            "words": self.words(language),
        })
    }
}

fn reply(arrivals: &[Arrival], language: Language) -> Reply {
    let alone = arrivals.len() == 1;
    // Others' certificates in a batch are counted, not named.
    let (others, named): (Vec<_>, Vec<_>) = arrivals
        .iter()
        .partition(|a| !alone && matches!(a.outcome, Outcome::NotMine));
    let mut lines: Vec<String> = named.iter().map(|a| a.words(language)).collect();
    if !others.is_empty() {
        let count = others.len().to_string();
        lines.push(texts::words(
            language,
            "received-others",
            &[("count", &count)],
        ));
    }
    let results: Vec<Value> = named.iter().map(|a| a.json(language)).collect();
    let json = json!({ "results": results, "ofOthers": others.len() });
    let nothing_mine = named.is_empty() && !others.is_empty();
    let exit = match arrivals
        .iter()
        .map(|a| a.exit(alone))
        .find(|exit| *exit != Exit::Fine)
    {
        _ if arrivals.iter().any(|a| a.exit(alone) == Exit::NotGenuine) => Exit::NotGenuine,
        Some(exit) => exit,
        None if nothing_mine => Exit::WrongUse,
        None => Exit::Fine,
    };
    Reply::fine(lines.join("\n"), json).ending(exit)
}

/// Whether a certificate is bound to another wallet than this one.
pub(super) fn bound_elsewhere(vault: &Vault, held: &Held) -> bool {
    held.holder().is_some_and(|holder| holder != vault.did())
}
