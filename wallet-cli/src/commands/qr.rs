//! `wallet qr`: the code that carries a certificate, in the terminal or as a file.

use std::path::Path;

use credential::{Contexts, Trust, digest, offline::Bundle};
use jiff::Timestamp;
use qr::{
    Address, Carried, Dictionary,
    payload::{EncodeError, encode},
    symbol::{DrawError, Symbol},
};
use resolver::BundleFile;
use schemas::{
    api::registry::offline::PartKind, did::DidUrl, identifier::ProgrammeCode, language::Language,
};
use serde::Serialize;
use serde_json::json;

use super::{Wallet, export, holding};
use crate::{
    Exit, Reply, WalletError, cli::QrArgs, intake::offline::OfflineError, settings::Settings,
    texts, vault::content::Held,
};

/// Pixels of a module in PNG files.
const MODULE: u32 = 8;
/// Black and white, whatever the terminal's colours are, and back.
const COLOURS: (&str, &str) = ("\u{1b}[38;5;231;48;5;16m", "\u{1b}[0m");

/// Why there is no code.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum QrError {
    /// Whose page the code opens was not said.
    NoVerifier,
    /// The file to write has another ending.
    NotAPictureName {
        /// Which file.
        path: String,
    },
    /// Not without what the register knows of the programme.
    CodeTooLong {
        /// The certificate's number, in groups.
        number: String,
    },
    /// It cannot be drawn.
    CodeNotDrawn {
        /// Why.
        problem: String,
    },
}

impl QrError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        Exit::WrongUse
    }
}

#[derive(Clone, Copy)]
enum Picture {
    Svg,
    Png,
}

/// Shows the code that carries a held certificate and its receipt, or writes it. `width` is that of the terminal, if there
/// is one.
pub async fn qr(
    wallet: &Wallet<'_>,
    args: &QrArgs,
    width: Option<u16>,
    now: Timestamp,
) -> Result<Reply, WalletError> {
    holding::number(&args.which.number)?;
    let settings = wallet.settings()?;
    let verifier = args
        .verifier
        .clone()
        .or_else(|| settings.verifier_url.clone());
    let verifier = verifier.ok_or(QrError::NoVerifier)?;
    let out = match &args.out {
        Some(path) => Some((path, picture(path)?)),
        None => None,
    };
    if let Some((path, _)) = out
        && !args.force
    {
        export::refuse_existing(path)?;
    }
    let vault = wallet.open()?;
    let held = holding::find(&vault, &args.which.number)?;
    let trust = settings.trust()?;
    let written = write(held, args.offline.as_deref(), &settings, &trust, now).await?;
    let address = Address {
        verifier,
        payload: written.payload,
    };
    let address = address.text();
    let symbol = Symbol::new(&address).map_err(|error| match error {
        DrawError::TooLong { .. } => too_long(held),
        DrawError::Drawing(problem) => QrError::CodeNotDrawn { problem },
    })?;
    if let Some((path, picture)) = out {
        export::write(path, &drawn(&symbol, picture)?)?;
    }
    let language = wallet.cli.language();
    let json = json!({
        "number": held.number,
        "address": address,
        "version": symbol.version(),
        "dictionary": written.dictionary,
        "file": args.out,
    });
    let mut reply = match &args.out {
        Some(path) => {
            let words = texts::words(language, "written", &[]);
            Reply::fine(format!("{words} {}", path.display()), json)
        }
        None if wallet.cli.json => Reply::fine("", json),
        None => shown(&symbol, width, language),
    };
    if written.general {
        reply
            .remarks
            .push(texts::words(language, "qr-general", &[]));
    }
    Ok(reply)
}

fn picture(path: &Path) -> Result<Picture, QrError> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("svg") => Ok(Picture::Svg),
        Some("png") => Ok(Picture::Png),
        _ => Err(QrError::NotAPictureName {
            path: path.display().to_string(),
        }),
    }
}

fn drawn(symbol: &Symbol, picture: Picture) -> Result<Vec<u8>, QrError> {
    match picture {
        Picture::Svg => Ok(symbol.svg().into_bytes()),
        Picture::Png => symbol.png(MODULE).map_err(|error| QrError::CodeNotDrawn {
            problem: error.to_string(),
        }),
    }
}

fn too_long(held: &Held) -> QrError {
    QrError::CodeTooLong {
        number: held.number.grouped(),
    }
}

/// The symbol for a terminal, in black and white where there is one.
fn shown(symbol: &Symbol, width: Option<u16>, language: Language) -> Reply {
    let side = symbol.side();
    let (before, after) = if width.is_some() { COLOURS } else { ("", "") };
    let text = symbol.text();
    let lines = text
        .lines()
        .flat_map(|line| [before, line, after, "\n"])
        .collect::<String>();
    let narrow = width.is_some_and(|width| usize::from(width) < side);
    let remark = || texts::words(language, "qr-narrow", &[("columns", &side.to_string())]);
    Reply::raw(lines).with_remarks(narrow.then(remark).into_iter().collect())
}

/// A payload, and what it was written with.
struct Written {
    payload: Vec<u8>,
    dictionary: String,
    /// With what every reader has, since nothing better was at hand.
    general: bool,
}

/// Writes the payload that carries a certificate: with its programme's dictionary, of the bundle or of the register, else
/// with the general one.
async fn write(
    held: &Held,
    bundle: Option<&Path>,
    settings: &Settings,
    trust: &Trust,
    now: Timestamp,
) -> Result<Written, WalletError> {
    let dictionaries = match (bundle, source(held)) {
        (_, None) => Vec::new(),
        (Some(path), Some((code, key))) => {
            let unusable = |error| OfflineError::of_file(error, trust);
            let file = BundleFile::read(path).map_err(unusable)?;
            bundled(&file.open(trust).map_err(unusable)?, &code, &key)
        }
        (None, Some((code, key))) => {
            let resolver = settings.resolver()?;
            let fetched = resolver.dictionary_for(&code, key.fragment(), &trust.registry, now);
            // Without one, or without a register, there is the general one.
            fetched.await.into_iter().collect()
        }
    };
    let carried = Carried {
        certificate: held.certificate.to_string(),
        receipt: held.receipt.as_ref().map(ToString::to_string),
    };
    let contexts = Contexts::of_register(&trust.registry);
    let digest = digest::of_secured(&held.certificate, &contexts).ok();
    let by = |dictionary: &Dictionary| encode(&carried, dictionary, digest.as_deref());
    let shortest = dictionaries
        .iter()
        .filter_map(|dictionary| Some((by(dictionary).ok()?, dictionary)))
        .min_by_key(|(payload, _)| payload.len());
    if let Some((payload, dictionary)) = shortest {
        return Ok(Written {
            payload,
            dictionary: dictionary.id().to_string(),
            general: false,
        });
    }
    match by(Dictionary::general()) {
        Ok(payload) => Ok(Written {
            payload,
            dictionary: "general".to_owned(),
            general: true,
        }),
        Err(EncodeError::Unreadable(problem)) => Err(QrError::CodeNotDrawn { problem }.into()),
        Err(_) => Err(too_long(held).into()),
    }
}

/// Of which programme a certificate is, and which key signed it.
fn source(held: &Held) -> Option<(ProgrammeCode, DidUrl)> {
    let proof = &held.certificate["proof"];
    let proof = proof.get(0).unwrap_or(proof);
    let code = held
        .certificate
        .pointer("/credentialSubject/achievement/humanCode")?;
    Some((
        code.as_str()?.parse().ok()?,
        proof["verificationMethod"].as_str()?.parse().ok()?,
    ))
}

/// The dictionaries of a bundle that name both the programme and the key.
fn bundled(bundle: &Bundle<'_>, code: &ProgrammeCode, key: &DidUrl) -> Vec<Dictionary> {
    let parts = bundle.manifest().parts.iter();
    let texts = parts
        .filter(|part| part.kind == PartKind::Dictionary)
        .filter_map(|part| bundle.part(part.kind, &part.name))
        .filter(|text| text.contains(code.as_str()) && text.contains(key.fragment()));
    texts
        .filter_map(|text| Dictionary::read(text.as_bytes()).ok())
        .collect()
}
