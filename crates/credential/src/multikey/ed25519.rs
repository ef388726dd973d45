//! Ed25519 keys, the kind that certificates are signed with ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)).

use std::fmt;

use ed25519_dalek::{Signature, Signer as _};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, multibase};

/// Longer values are keys of other kinds; 34 bytes give 47 or 48 digits.
const MAX_MULTIBASE: usize = 64;

/// An Ed25519 public key that can verify: a point of large order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// Reads 32 bytes; points off the curve, of small order or in another notation than the canonical one are
    /// refused ([section 5.1.3](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3)).
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        if !below_the_prime(bytes) {
            return Err(KeyError::Point);
        }
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
        if text.len() > MAX_MULTIBASE {
            return Err(malformed());
        }
        let bytes = multibase::decode(text).ok_or_else(malformed)?;
        let key = bytes
            .strip_prefix(&Algorithm::Ed25519.public_codec())
            .ok_or(KeyError::Kind)?;
        Self::from_bytes(key.try_into().map_err(|_| KeyError::Kind)?)
    }

    /// Writes `publicKeyMultibase`, `z6Mk..`.
    pub fn to_multibase(&self) -> String {
        multibase::encode(Algorithm::Ed25519.public_codec(), self.0.as_bytes()).to_string()
    }

    /// Verifies an Ed25519 signature (RFC 8032) strictly: one key, one message, one signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

/// Verifies signatures together, each of a key and a message, at less than half the time of one by one. `true`: all are
/// valid. `false`: one of them is not, or it cannot be told together; then verify them one by one.
///
/// What is certain to be found invalid here is what somebody without the key made. Whoever has the key can make a signature
/// with a part of small order that passes here one time in eight and never passes alone; he signed its message all the
/// same.
pub fn verify_batch(signed: &[(&PublicKey, &[u8], [u8; 64])]) -> bool {
    if signed
        .iter()
        .any(|(_, _, signature)| of_small_order(signature))
    {
        return false;
    }
    let messages: Vec<&[u8]> = signed.iter().map(|(_, message, _)| *message).collect();
    let signatures: Vec<Signature> = signed
        .iter()
        .map(|(_, _, signature)| Signature::from_bytes(signature))
        .collect();
    let keys: Vec<_> = signed.iter().map(|(key, _, _)| key.0).collect();
    ed25519_dalek::verify_batch(&messages, &signatures, &keys).is_ok()
}

/// Whether the first half of a signature is a point of small order or has a second notation: strict verification refuses
/// it, verification together would not.
fn of_small_order(signature: &[u8; 64]) -> bool {
    let mut point = [0; 32];
    point.copy_from_slice(&signature[..32]);
    // Weak keys are the points of small order.
    !below_the_prime(&point)
        || (SMALL_ORDER_ENDS.contains(&(point[31] & 0x7f))
            && ed25519_dalek::VerifyingKey::from_bytes(&point).is_ok_and(|key| key.is_weak()))
}

/// The last bytes of the points of small order, without the sign of x: y is 1, -1, 0 and the two of order eight. Few
/// signatures end so, and the rest need not be taken for points.
const SMALL_ORDER_ENDS: [u8; 4] = [0x00, 0x7f, 0x05, 0x7a];

/// Whether the y coordinate is below the field's prime, 2^255 - 19: at or above it a point gets a second notation.
fn below_the_prime(bytes: &[u8; 32]) -> bool {
    let high = bytes[1..31].iter().all(|b| *b == 0xff) && bytes[31] | 0x80 == 0xff;
    !(high && bytes[0] >= 0xed)
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
    fn a_second_notation_of_a_point_is_refused() {
        // y = 3 is on the curve; y = p + 3 is the same point.
        let mut three = [0; 32];
        three[0] = 3;
        assert!(PublicKey::from_bytes(&three).is_ok());
        let mut again = [0xff; 32];
        (again[0], again[31]) = (0xed + 3, 0x7f);
        assert_eq!(PublicKey::from_bytes(&again), Err(KeyError::Point));
    }

    #[test]
    fn a_signature_is_for_one_message() {
        let key = SigningKey::from_seed(&[1; 32]);
        let signature = key.sign(b"one");
        assert!(key.public().verifies(b"one", &signature));
        assert!(!key.public().verifies(b"two", &signature));
    }
}
