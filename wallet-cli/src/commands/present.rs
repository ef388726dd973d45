//! `wallet present`: shows certificates to a verifier, and that they are one's own.

mod verifier;

use credential::{Contexts, presentation, vc_jose_cose};
use jiff::Timestamp;
use schemas::{api::verifier::VerifyAnswer, base_url::BaseUrl, language::Language};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Wallet, export, holding, receive, verify};
use crate::{
    Exit, Reply, WalletError,
    cli::{Format, PresentArgs},
    settings::Settings,
    texts,
    vault::{Vault, content::Held},
};
use verifier::Verifier;

/// Why nothing was presented.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum PresentError {
    /// The certificate is bound to another wallet.
    NotYours {
        /// Its number, in groups.
        number: String,
    },
    /// A verifier on this machine, which is not allowed.
    LoopbackNotAllowed {
        /// The verifier.
        verifier: String,
    },
    /// There is no connection to the verifier.
    VerifierUnreachable {
        /// The verifier.
        verifier: String,
    },
    /// The verifier did not answer in time.
    VerifierSlow {
        /// The verifier.
        verifier: String,
    },
    /// The verifier refused.
    VerifierRefused {
        /// The verifier.
        verifier: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        problem: String,
    },
    /// The verifier's answer is not what a verifier answers.
    VerifierUnreadable {
        /// The verifier.
        verifier: String,
        /// What is wrong.
        problem: String,
    },
    /// The verifier asks in another's name.
    VerifierDiffers {
        /// The verifier that was asked.
        verifier: String,
        /// The name it gave.
        domain: String,
    },
    /// The presentation could not be made.
    NotPresented {
        /// Why.
        problem: String,
    },
}

impl PresentError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NotYours { .. } | Self::LoopbackNotAllowed { .. } | Self::NotPresented { .. } => {
                Exit::WrongUse
            }
            _ => Exit::Network,
        }
    }
}

/// A presentation that can be sent.
enum Presentation {
    Ldp(Value),
    Jwt(String),
}

/// Presents to a verifier over the network, or writes a presentation for one.
pub async fn present(
    wallet: &Wallet<'_>,
    args: &PresentArgs,
    now: Timestamp,
) -> Result<Reply, WalletError> {
    for number in &args.numbers {
        holding::number(number)?;
    }
    let settings = wallet.settings()?;
    let trust = settings.trust()?;
    let vault = wallet.open()?;
    let held = chosen(&vault, &args.numbers)?;
    let maker = Maker {
        contexts: Contexts::of_register(&trust.registry),
        format: args.format,
        vault: &vault,
        held,
        now,
    };
    let language = wallet.cli.language();
    match (&args.to, &args.challenge, &args.domain) {
        (Some(to), _, _) => online(&maker, to, &settings, language).await,
        (None, Some(challenge), Some(domain)) => offline(&maker, challenge, domain, args, language),
        // Never: clap demands one or the other.
        _ => Err(PresentError::NotPresented {
            problem: "--to, --challenge".to_owned(),
        }
        .into()),
    }
}

/// The certificates with the numbers that were typed, each once.
fn chosen<'a>(vault: &'a Vault, numbers: &[String]) -> Result<Vec<&'a Held>, WalletError> {
    let mut chosen: Vec<&Held> = Vec::new();
    for typed in numbers {
        let held = holding::find(vault, typed)?;
        if receive::bound_elsewhere(vault, held) {
            let number = held.number.grouped();
            return Err(PresentError::NotYours { number }.into());
        }
        if !chosen.iter().any(|other| other.number == held.number) {
            chosen.push(held);
        }
    }
    Ok(chosen)
}

struct Maker<'a> {
    contexts: Contexts,
    format: Format,
    vault: &'a Vault,
    held: Vec<&'a Held>,
    now: Timestamp,
}

impl Maker<'_> {
    fn make(&self, challenge: &str, domain: &str) -> Result<Presentation, PresentError> {
        // Each certificate, and the receipt beside it.
        let documents = self
            .held
            .iter()
            .flat_map(|held| [Some(&held.certificate), held.receipt.as_ref()]);
        let credentials: Vec<Value> = documents.flatten().cloned().collect();
        let holder = self.vault.holder();
        let failed = |problem: String| PresentError::NotPresented { problem };
        match self.format {
            Format::Ldp => presentation::present(
                &credentials,
                holder,
                challenge,
                domain,
                self.now,
                &self.contexts,
            )
            .map(Presentation::Ldp)
            .map_err(|e| failed(e.to_string())),
            Format::Jwt => vc_jose_cose::present(&credentials, holder, challenge, domain, self.now)
                .map(Presentation::Jwt)
                .map_err(|e| failed(e.to_string())),
        }
    }

    /// That some certificates are bound to no wallet, which the verifier will remark.
    fn remarks(&self, language: Language) -> Vec<String> {
        let unbound = self.held.iter().filter(|held| held.holder().is_none());
        unbound
            .map(|held| {
                texts::words(
                    language,
                    "present-not-bound",
                    &[("number", &held.number.grouped())],
                )
            })
            .collect()
    }
}

async fn online(
    maker: &Maker<'_>,
    to: &BaseUrl,
    settings: &Settings,
    language: Language,
) -> Result<Reply, WalletError> {
    let verifier = Verifier::new(to, settings.allow_loopback, language)?;
    let asked = verifier.challenge().await?;
    let presentation = maker.make(&asked.challenge, &asked.domain)?;
    let answer = verifier.verify(&presentation).await?;
    let json = serde_json::to_value(&answer).unwrap_or(Value::Null);
    let reply = Reply::fine(page(&answer, to, language), json);
    Ok(reply
        .ending(verify::exit(answer.verdict))
        .with_remarks(maker.remarks(language)))
}

fn page(answer: &VerifyAnswer, to: &BaseUrl, language: Language) -> String {
    let table = verify::checks_table(&answer.checks, language);
    let arguments = [("verifier", to.as_str()), ("verdict", &*answer.words)];
    format!(
        "{table}\n{}",
        texts::words(language, "present-verdict", &arguments)
    )
}

fn offline(
    maker: &Maker<'_>,
    challenge: &str,
    domain: &str,
    args: &PresentArgs,
    language: Language,
) -> Result<Reply, WalletError> {
    let text = match maker.make(challenge, domain)? {
        Presentation::Ldp(document) => format!("{document:#}\n"),
        Presentation::Jwt(token) => format!("{token}\n"),
    };
    let Some(path) = &args.output else {
        return Ok(Reply::raw(text).with_remarks(maker.remarks(language)));
    };
    if !args.force {
        export::refuse_existing(path)?;
    }
    export::write(path, text.as_bytes())?;
    let shown = path.display().to_string();
    let json = json!({ "output": shown, "format": args.format.name() });
    let said = texts::words(language, "written", &[]);
    Ok(Reply::fine(format!("{said} {shown}"), json).with_remarks(maker.remarks(language)))
}
