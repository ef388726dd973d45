//! The digest under which a certificate is registered: a multihash of exactly the bytes that its signature covers,
//! so content and proof configuration, in multibase base64url. And that of a JSON document, in the same notation.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use schemas::digest::Digest as Written;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    contexts::Contexts,
    eddsa_rdfc_2022::{self, ProofError},
    jcs,
    json_ld::{self, JsonLdError},
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

/// The digest of a text, to the byte.
///
/// # Panics
/// Never: a digest that is written here is one.
pub fn of_text(text: &str) -> Written {
    let digest = of_hash_data(text.as_bytes()).parse();
    digest.expect("a digest as it is written here")
}

/// Why a JSON document has no digest.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoDigest {
    /// It is nested too deep.
    #[error(transparent)]
    Tree(#[from] JsonLdError),
    /// It has no canonical form.
    #[error(transparent)]
    Jcs(#[from] jcs::JcsError),
}

/// The digest of a JSON document: SHA2-256 over its canonical form ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)),
/// so the same however the document is laid out.
///
/// # Panics
/// Never: what [`of_hash_data`] writes is a digest.
pub fn of_json(document: &Value) -> Result<Written, NoDigest> {
    let canonical = jcs::canonicalize(&json_ld::tree(document)?)?;
    let digest = of_hash_data(canonical.as_bytes());
    Ok(digest.parse().expect("the form of a digest"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_digest_of_json_does_not_depend_on_its_layout() {
        // SHA-256 of {"a":[1,"\u00e9"],"b":{}}, by another program.
        let known = "uEiAtz9f3m36TFOvqN7Nceo8qqgTR_LJnllwQXaLXKDxiGA";
        let one = of_json(&json!({ "b": {}, "a": [1, "é"] })).unwrap();
        let other: Value = serde_json::from_str("{\n \"a\":[1,\"\\u00e9\"], \"b\":{}}").unwrap();
        assert_eq!(one, of_json(&other).unwrap());
        assert_eq!(one.as_str(), known);
        assert!(of_json(&json!(9_007_199_254_740_993_u64)).is_err());
    }
}
