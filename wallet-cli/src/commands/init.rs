//! `wallet init`: a key of one's own, and a vault for it.

use credential::{Trust, multikey::SigningKey};
use rand_core::CryptoRng;
use serde_json::json;

use super::Wallet;
use crate::{
    Reply, WalletError,
    cli::InitArgs,
    settings::{Settings, SettingsError},
    texts,
    vault::{self, Vault, VaultError},
};

/// Makes a new wallet. An existing one is never touched.
pub fn init(
    wallet: &Wallet<'_>,
    args: &InitArgs,
    rng: &mut dyn CryptoRng,
) -> Result<Reply, WalletError> {
    let directory = &wallet.directory;
    let shown = directory.display().to_string();
    if vault::exists(directory) {
        return Err(VaultError::WalletExists { directory: shown }.into());
    }
    let settings = Settings {
        registry: args.register.registry.clone(),
        operator_keys: args.register.operator_keys.clone(),
        verifier_url: None,
        allow_loopback: args.allow_loopback,
    };
    let trusted = trusts_fully_or_nobody(&settings)?;
    let passphrase = wallet.new_passphrase()?;
    let holder = SigningKey::generate(&mut &mut *rng);
    let vault = Vault::create(directory, &passphrase, args.work_factor, &holder)?;
    settings.save(directory)?;
    let language = wallet.cli.language();
    let did = vault.did();
    let arguments = [("directory", &*shown), ("did", did.as_str())];
    let mut text = texts::words(language, "init-done", &arguments);
    if !trusted {
        text.push('\n');
        text += &texts::words(language, "init-without-trust", &[]);
    }
    Ok(Reply::fine(text, json!({ "did": did, "directory": shown })))
}

/// Whether a register is trusted; an error when only a half of what that needs is set.
pub(super) fn trusts_fully_or_nobody(settings: &Settings) -> Result<bool, SettingsError> {
    match (&settings.registry, settings.operator_keys.is_empty()) {
        (None, true) => Ok(false),
        (Some(registry), false) => {
            let trust = Trust::new(registry.clone(), settings.operator_keys.clone());
            match trust {
                Ok(_) => Ok(true),
                Err(error) => Err(SettingsError::TrustUnusable {
                    problem: error.to_string(),
                }),
            }
        }
        (Some(_), true) => Err(SettingsError::TrustUnusable {
            problem: "--operator-key".to_owned(),
        }),
        (None, false) => Err(SettingsError::TrustUnusable {
            problem: "--registry".to_owned(),
        }),
    }
}
