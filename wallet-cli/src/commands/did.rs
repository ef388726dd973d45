//! `wallet did`: the name by which an HEI binds a certificate to this wallet.

use serde_json::json;

use super::Wallet;
use crate::{Reply, WalletError};

/// The wallet's DID.
pub fn did(wallet: &Wallet<'_>) -> Result<Reply, WalletError> {
    let did = wallet.open()?.did();
    Ok(Reply::fine(did.to_string(), json!({ "did": did })))
}
