//! How a command can fail, and with which exit code the program ends.

use std::process::ExitCode;

use schemas::language::Language;

use crate::{
    commands::{export::ExportError, holding::HoldingError, present::PresentError, qr::QrError},
    intake::{IntakeError, offline::OfflineError},
    passphrase::PassphraseError,
    settings::SettingsError,
    texts,
    vault::VaultError,
};

/// How the program ends. The numbers are part of its interface: `wallet --help` and `wallet(1)` list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; for `verify` and `present`: genuine.
    Fine = 0,
    /// Not genuine; nothing of it was stored.
    NotGenuine = 1,
    /// Whether it is genuine cannot be told now.
    CannotTell = 2,
    /// Wrong use: an unknown option or number, a file that is no certificate.
    WrongUse = 3,
    /// The vault cannot be opened: no or a wrong passphrase, damaged, in use.
    Locked = 4,
    /// A server could not be asked or did not answer as it should.
    Network = 5,
    /// A file or folder could not be read or written.
    Files = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// `wallet.toml`, the trusted register.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What was to be received or verified.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The offline bundle.
    #[error(transparent)]
    Offline(#[from] OfflineError),
    /// The number of a certificate.
    #[error(transparent)]
    Holding(#[from] HoldingError),
    /// Presenting.
    #[error(transparent)]
    Present(#[from] PresentError),
    /// Codes that carry certificates.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// Writing files.
    #[error(transparent)]
    Export(#[from] ExportError),
}

macro_rules! each {
    ($self:expr, $error:ident => $body:expr) => {
        match $self {
            WalletError::Vault($error) => $body,
            WalletError::Passphrase($error) => $body,
            WalletError::Settings($error) => $body,
            WalletError::Intake($error) => $body,
            WalletError::Offline($error) => $body,
            WalletError::Holding($error) => $body,
            WalletError::Present($error) => $body,
            WalletError::Qr($error) => $body,
            WalletError::Export($error) => $body,
        }
    };
}

impl WalletError {
    /// The exit code that it ends with.
    pub fn exit(&self) -> Exit {
        each!(self, error => error.exit())
    }

    /// What happened, in words.
    pub fn words(&self, language: Language) -> String {
        if let Self::Intake(error) = self {
            return error.words(language);
        }
        each!(self, error => texts::of_error(language, error))
    }

    /// What to do about it.
    pub fn advice(&self, language: Language) -> Option<String> {
        each!(self, error => texts::advice_of_error(language, error))
    }

    /// Its name for programs, such as `wrong-passphrase`.
    pub fn code(&self) -> String {
        let fields = each!(self, error => serde_json::to_value(error)).unwrap_or_default();
        fields["code"].as_str().unwrap_or_default().to_owned()
    }
}
