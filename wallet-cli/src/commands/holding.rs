//! Finding a certificate in the wallet by what a person typed.

use schemas::number::CertificateNumber;
use serde::Serialize;

use crate::{
    Exit, texts,
    vault::{Vault, content::Held},
};

/// Why no certificate was found.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum HoldingError {
    /// The text is no certificate number.
    NumberMalformed {
        /// What was typed.
        number: String,
    },
    /// There is no certificate with this number in the wallet.
    NumberNotHeld {
        /// The number, in groups.
        number: String,
    },
    /// Neither a number nor something to read.
    NeitherNumberNorFile {
        /// What was typed.
        subject: String,
    },
    /// The wallet's folder is not known.
    NoHome,
}

impl HoldingError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        Exit::WrongUse
    }
}

/// Reads a number as it was typed.
pub fn number(typed: &str) -> Result<CertificateNumber, HoldingError> {
    typed.parse().map_err(|_| HoldingError::NumberMalformed {
        number: typed.chars().take(40).collect(),
    })
}

/// The certificate with the number that was typed.
pub fn find<'a>(vault: &'a Vault, typed: &str) -> Result<&'a Held, HoldingError> {
    let number = number(typed)?;
    vault
        .get(number)
        .ok_or_else(|| HoldingError::NumberNotHeld {
            number: number.grouped(),
        })
}
