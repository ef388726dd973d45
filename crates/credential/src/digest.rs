//! The digest under which a certificate is registered: a multihash of exactly the bytes that its signature covers,
//! so content and proof configuration, in multibase base64url.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    contexts::Contexts,
    eddsa_rdfc_2022::{self, ProofError},
};

/// Multihash prefix of SHA2-256: code and length.
const SHA2_256: [u8; 2] = [0x12, 0x20];

/// The digest of a secured document: `u`, then base64url of the multihash SHA2-256 over the 64 bytes (proof
/// configuration hash, document hash) that the proof signs. The signature itself is not verified.
pub fn of_secured(document: &Value, contexts: &Contexts) -> Result<String, ProofError> {
    eddsa_rdfc_2022::examine(document, contexts).map(|examined| of_hash_data(&examined.hash_data))
}

/// The digest of what a proof signs: 64 bytes in the profile's suite.
pub fn of_hash_data(hash_data: &[u8]) -> String {
    let multihash = [&SHA2_256[..], &Sha256::digest(hash_data)].concat();
    format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(multihash))
}
