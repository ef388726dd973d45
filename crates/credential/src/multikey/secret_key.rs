//! Secret keys of all kinds.

use std::fmt;

use p256::{ecdsa::signature::Signer as _, elliptic_curve::Generate as _};
use rand_core::CryptoRng;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, SigningKey, VerificationKey, json_web_key, multibase};

/// A key that signs. Wiped when dropped; `Debug` shows the public half alone.
#[derive(Clone)]
pub enum SecretKey {
    /// An Ed25519 key.
    Ed25519(SigningKey),
    /// A key on P-256.
    P256(p256::ecdsa::SigningKey),
    /// A key on P-384.
    P384(p384::ecdsa::SigningKey),
}

impl SecretKey {
    /// Makes a key of `rng`'s randomness.
    pub fn generate(algorithm: Algorithm, rng: &mut impl CryptoRng) -> Self {
        match algorithm {
            Algorithm::Ed25519 => Self::Ed25519(SigningKey::generate(rng)),
            Algorithm::P256 => Self::P256(p256::ecdsa::SigningKey::generate_from_rng(rng)),
            Algorithm::P384 => Self::P384(p384::ecdsa::SigningKey::generate_from_rng(rng)),
        }
    }

    /// Reads `secretKeyMultibase` ([Controlled Identifiers 1.0, section 2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)):
    /// `z`, base58btc of a multicodec prefix and the seed (Ed25519) or the scalar (ECDSA). One key has one notation.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let malformed = |problem| KeyError::MalformedSecret { problem };
        let bytes = multibase::decode(text)
            .ok_or_else(|| malformed("it is no multibase base58btc value, z.."))?;
        let (codec, key) = bytes.split_at(bytes.len().min(2));
        let algorithm = Algorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.secret_codec() == codec)
            .ok_or_else(|| {
                malformed("its multicodec is none of a secret key of Ed25519, P-256 or P-384")
            })?;
        Self::from_bytes(algorithm, key)
    }

    /// Writes `secretKeyMultibase`. Wiped when dropped.
    pub fn to_multibase(&self) -> Zeroizing<String> {
        multibase::encode(self.algorithm().secret_codec(), &self.to_bytes())
    }

    /// The seed (Ed25519) or the scalar, big-endian. Wiped when dropped.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Ed25519(key) => key.seed().to_vec(),
            Self::P256(key) => Zeroizing::new(key.to_bytes()).to_vec(),
            Self::P384(key) => Zeroizing::new(key.to_bytes()).to_vec(),
        })
    }

    /// Reads a secret JSON Web Key ([RFC 7518, section 6.2.2](https://www.rfc-editor.org/rfc/rfc7518#section-6.2.2),
    /// [RFC 8037](https://www.rfc-editor.org/rfc/rfc8037#section-2)): a public one, and its secret as `d`.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        json_web_key::read_secret(jwk)
    }

    /// The key's kind.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::P256(_) => Algorithm::P256,
            Self::P384(_) => Algorithm::P384,
        }
    }

    /// The public half.
    pub fn public(&self) -> VerificationKey {
        match self {
            Self::Ed25519(key) => VerificationKey::Ed25519(key.public()),
            Self::P256(key) => VerificationKey::P256(*key.verifying_key()),
            Self::P384(key) => VerificationKey::P384(*key.verifying_key()),
        }
    }

    /// Signs; what comes out is what [`VerificationKey::verifies`] takes: 64 bytes, on P-384 96. Deterministic, ECDSA by
    /// [RFC 6979](https://www.rfc-editor.org/rfc/rfc6979).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// The key of a seed (Ed25519) or of a scalar, big-endian.
    pub(super) fn from_bytes(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() != algorithm.secret_length() {
            return Err(KeyError::Length {
                algorithm,
                expected: algorithm.secret_length(),
                found: bytes.len(),
            });
        }
        let out_of_range = KeyError::MalformedSecret {
            problem: "the number is zero, or not below the order of the curve",
        };
        match algorithm {
            Algorithm::Ed25519 => {
                let seed = bytes.try_into().map_err(|_| out_of_range)?;
                Ok(Self::Ed25519(SigningKey::from_seed(seed)))
            }
            Algorithm::P256 => p256::ecdsa::SigningKey::from_slice(bytes)
                .map(Self::P256)
                .map_err(|_| out_of_range),
            Algorithm::P384 => p384::ecdsa::SigningKey::from_slice(bytes)
                .map(Self::P384)
                .map_err(|_| out_of_range),
        }
    }
}

impl From<SigningKey> for SecretKey {
    fn from(key: SigningKey) -> Self {
        Self::Ed25519(key)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {:?})", self.public())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Keys of all kinds.
    pub(crate) fn any_key() -> impl Strategy<Value = SecretKey> {
        let bytes = proptest::collection::vec(1..=254_u8, 48);
        (0..3_usize, bytes).prop_map(|(kind, bytes)| {
            let algorithm = Algorithm::ALL[kind];
            SecretKey::from_bytes(algorithm, &bytes[..algorithm.secret_length()]).unwrap()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn reading_is_the_inverse_of_writing(key in any_key()) {
            let text = key.to_multibase();
            let read = SecretKey::from_multibase(&text).unwrap();
            prop_assert_eq!(read.public(), key.public());
            prop_assert_eq!(read.to_multibase(), text);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "z?\\PC{0,80}") {
            let _ = SecretKey::from_multibase(&text);
        }

        #[test]
        fn a_signature_is_for_one_message_and_one_key(
            key in any_key(),
            other in any_key(),
            message: Vec<u8>,
            at in 0..64_usize,
        ) {
            let mut signature = key.sign(&message);
            prop_assert_eq!(&key.sign(&message), &signature);
            prop_assert!(key.public().verifies(&message, &signature));
            prop_assert!(!other.public().verifies(&message, &signature));
            let longer = [&message[..], b"."].concat();
            prop_assert!(!key.public().verifies(&longer, &signature));
            prop_assert!(!key.public().verifies(&message, &signature[1..]));
            signature[at] ^= 1;
            prop_assert!(!key.public().verifies(&message, &signature));
        }
    }

    #[test]
    fn scalars_out_of_range_are_refused() {
        for algorithm in [Algorithm::P256, Algorithm::P384] {
            for byte in [0, 0xff] {
                let bytes = vec![byte; algorithm.secret_length()];
                let error = SecretKey::from_bytes(algorithm, &bytes).unwrap_err();
                assert!(matches!(error, KeyError::MalformedSecret { .. }));
            }
        }
    }

    #[test]
    fn lengths_and_public_keys_are_refused() {
        let text = multibase::encode([0x80, 0x26], &[7; 64]);
        let error = SecretKey::from_multibase(&text).unwrap_err();
        let expected = "a key of Ed25519 has 32 bytes, this one has 64";
        assert_eq!(error.to_string(), expected);
        let public = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        let error = SecretKey::from_multibase(public).unwrap_err();
        assert!(matches!(error, KeyError::MalformedSecret { .. }));
    }

    #[test]
    fn neither_debug_nor_errors_show_a_secret() {
        for algorithm in Algorithm::ALL {
            let key = SecretKey::from_bytes(algorithm, &vec![7; algorithm.secret_length()]);
            let key = key.unwrap();
            let text = key.to_multibase();
            let shown = format!("{key:?}");
            assert!(shown.contains(&key.public().to_multibase()));
            assert!(!shown.contains(&text[1..24]));
            let error = SecretKey::from_multibase(&text[1..]).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(&text[1..6]));
        }
    }

    #[test]
    fn kinds_are_generated() {
        let mut rng = Counting(1);
        for algorithm in Algorithm::ALL {
            let key = SecretKey::generate(algorithm, &mut rng);
            assert_eq!(key.algorithm(), algorithm);
            assert!(key.public().verifies(b"m", &key.sign(b"m")));
        }
    }

    /// Numbers one after the other: enough to see where randomness goes.
    struct Counting(u64);

    impl rand_core::TryRng for Counting {
        type Error = std::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            self.0 += 1;
            Ok(7)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            self.0 += 1;
            Ok(self.0)
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            for byte in bytes {
                self.0 += 1;
                *byte = self.0.to_le_bytes()[0];
            }
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Counting {}
}
