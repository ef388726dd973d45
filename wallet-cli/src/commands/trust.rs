//! `wallet trust`: which register the wallet trusts.

use serde_json::json;

use super::{Wallet, init::trusts_fully_or_nobody};
use crate::{Reply, WalletError, cli::TrustArgs, texts};

/// Shows the settings, after changing what is given.
pub fn trust(wallet: &Wallet<'_>, args: &TrustArgs) -> Result<Reply, WalletError> {
    let mut settings = wallet.settings()?;
    let before = settings.clone();
    if let Some(registry) = &args.register.registry {
        settings.registry = Some(registry.clone());
    }
    if !args.register.operator_keys.is_empty() {
        settings
            .operator_keys
            .clone_from(&args.register.operator_keys);
    }
    if let Some(allow) = args.allow_loopback {
        settings.allow_loopback = allow;
    }
    trusts_fully_or_nobody(&settings)?;
    if settings != before {
        settings.save(&wallet.directory)?;
    }
    let language = wallet.cli.language();
    let mut lines = match &settings.registry {
        Some(registry) => vec![texts::words(
            language,
            "trust-registry",
            &[("registry", registry.as_str())],
        )],
        None => vec![texts::words(language, "trust-nobody", &[])],
    };
    for key in &settings.operator_keys {
        lines.push(texts::words(
            language,
            "trust-key",
            &[("key", key.as_str())],
        ));
    }
    if settings.allow_loopback {
        lines.push(texts::words(language, "trust-loopback", &[]));
    }
    let json = json!({
        "registry": settings.registry,
        "operatorKeys": settings.operator_keys,
        "allowLoopback": settings.allow_loopback,
    });
    Ok(Reply::fine(lines.join("\n"), json))
}
