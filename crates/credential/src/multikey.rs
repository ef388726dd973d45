//! Ed25519 keys as Multikey values ([Controlled Identifiers 1.0, section 2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)).

use std::fmt;

use ed25519_dalek::{Signature, Signer as _};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Multicodec prefix of an Ed25519 public key.
const ED25519_PUB: [u8; 2] = [0xed, 0x01];
/// Longer values are keys of other kinds; 34 bytes give 47 or 48 digits.
const MAX_MULTIBASE: usize = 64;

/// An Ed25519 public key that can verify: a point of large order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

/// Why something is no Ed25519 public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not multibase base58btc.
    #[error("\"{found}\" is no multibase base58btc value: a Multikey begins with z, as in z6Mk..")]
    Multibase {
        /// What was found, shortened.
        found: String,
    },
    /// A key of another kind than Ed25519.
    #[error(
        "the key is no Ed25519 public key (multicodec 0xed01): use a Multikey that begins with z6Mk"
    )]
    Kind,
    /// Not a point on the curve, or one of small order, under which several messages share a signature.
    #[error("the key is no usable point of the curve: ask its owner for the right key")]
    Point,
    /// A DID of another method than `did:key`.
    #[error("{did} is no did:key: the key of other methods stands in their DID document")]
    Method {
        /// The DID.
        did: String,
    },
}

impl PublicKey {
    /// Reads 32 bytes; points off the curve and of small order are refused.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        Ok(Self(key))
    }

    /// The key's 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Reads `publicKeyMultibase`: `z`, base58btc of `0xed01` and 32 bytes.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Multibase {
            found: text.chars().take(24).collect(),
        };
        let digits = text.strip_prefix('z').ok_or_else(malformed)?;
        if text.len() > MAX_MULTIBASE {
            return Err(malformed());
        }
        let bytes = bs58::decode(digits).into_vec().map_err(|_| malformed())?;
        let key = bytes.strip_prefix(&ED25519_PUB).ok_or(KeyError::Kind)?;
        let key: &[u8; 32] = key.try_into().map_err(|_| KeyError::Kind)?;
        let key = Self::from_bytes(key)?;
        // One key, one name: a point has one canonical notation, leading digits `1` would give others.
        if key.to_multibase() != text {
            return Err(malformed());
        }
        Ok(key)
    }

    /// Writes `publicKeyMultibase`, `z6Mk..`.
    pub fn to_multibase(&self) -> String {
        let bytes = [&ED25519_PUB[..], self.0.as_bytes()].concat();
        format!("z{}", bs58::encode(bytes).into_string())
    }

    /// Verifies an Ed25519 signature (RFC 8032) strictly: one key, one message, one signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_multibase())
    }
}

/// An Ed25519 signing key. Wiped when dropped; `Debug` shows the public half alone.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Makes a key of `rng`'s randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0_u8; 32]);
        rng.fill_bytes(&mut *seed);
        Self::from_seed(&seed)
    }

    /// The key of a 32-byte seed (RFC 8032 private key).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, for keeping. Wiped when dropped.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs with Ed25519 (RFC 8032). Deterministic.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {:?})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(seed: [u8; 32]) {
            let key = SigningKey::from_seed(&seed);
            let text = key.public().to_multibase();
            prop_assert!(text.starts_with("z6Mk"));
            prop_assert_eq!(PublicKey::from_multibase(&text), Ok(key.public()));
            prop_assert_eq!(*key.seed(), seed);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "z?\\PC{0,60}") {
            let _ = PublicKey::from_multibase(&text);
        }
    }

    #[test]
    fn points_of_small_order_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), Err(KeyError::Point));
        assert_eq!(PublicKey::from_bytes(&[0; 32]), Err(KeyError::Point));
    }

    #[test]
    fn a_signature_is_for_one_message() {
        let key = SigningKey::from_seed(&[1; 32]);
        let signature = key.sign(b"one");
        assert!(key.public().verifies(b"one", &signature));
        assert!(!key.public().verifies(b"two", &signature));
    }
}
