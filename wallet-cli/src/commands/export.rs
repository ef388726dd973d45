//! `wallet export`: a certificate as files, to be sent or kept elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use schemas::api::issuer::Delivery;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Wallet, holding};
use crate::{
    Exit, Reply, WalletError,
    cli::ExportArgs,
    texts,
    vault::{content::Held, file},
};

/// Why files were not written.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum ExportError {
    /// A file is there already.
    FileExists {
        /// Which file.
        path: String,
    },
    /// A file could not be written.
    NotWritten {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
}

impl ExportError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        Exit::Files
    }
}

/// Writes everything into one file (`*.json`), or into `<folder>/<number>/` as HEIs deliver it.
pub fn export(wallet: &Wallet<'_>, args: &ExportArgs) -> Result<Reply, WalletError> {
    holding::number(&args.which.number)?;
    let vault = wallet.open()?;
    let held = holding::find(&vault, &args.which.number)?;
    let one_file = args
        .output
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let documents: Vec<(PathBuf, Value)> = if one_file && !args.output.is_dir() {
        vec![(args.output.clone(), whole(held))]
    } else {
        let folder = args.output.join(held.number.to_string());
        let mut documents = vec![(folder.join("certificate.json"), held.certificate.clone())];
        if let Some(receipt) = &held.receipt {
            documents.push((folder.join("receipt.json"), receipt.clone()));
            documents.push((folder.join("delivery.json"), whole(held)));
        }
        documents
    };
    if !args.force {
        for (path, _) in &documents {
            refuse_existing(path)?;
        }
    }
    let mut files = Vec::new();
    for (path, document) in &documents {
        write(path, format!("{document:#}\n").as_bytes())?;
        files.push(path.display().to_string());
    }
    let words = texts::words(wallet.cli.language(), "written", &[]);
    let text = files
        .iter()
        .map(|file| format!("{words} {file}"))
        .collect::<Vec<_>>()
        .join("\n");
    Ok(Reply::fine(text, json!({ "files": files })))
}

/// The certificate with its receipt, or alone when it has none.
fn whole(held: &Held) -> Value {
    let Some(receipt) = &held.receipt else {
        return held.certificate.clone();
    };
    let delivery = Delivery {
        verifiable_credential: held.certificate.clone(),
        registration: receipt.clone(),
    };
    json!(delivery)
}

/// An error when there is a file at `path`.
pub(super) fn refuse_existing(path: &Path) -> Result<(), ExportError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(ExportError::FileExists {
            path: path.display().to_string(),
        }),
        Err(_) => Ok(()),
    }
}

/// Writes a file, and the folder that it stands in.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let made = parent.map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| file::replace(path, bytes))
        .map_err(|error| ExportError::NotWritten {
            path: path.display().to_string(),
            problem: error.to_string(),
        })
}
