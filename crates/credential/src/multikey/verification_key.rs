//! Public keys of all kinds, ready to verify.

use std::fmt;

use p256::ecdsa::signature::Verifier as _;
use serde_json::Value;

use super::{Algorithm, KeyError, PublicKey, json_web_key, multibase};

/// A public key that verifies signatures. It is held decoded, so one value serves many signatures.
#[derive(Clone, PartialEq, Eq)]
pub enum VerificationKey {
    /// An Ed25519 key.
    Ed25519(PublicKey),
    /// A key on P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// A key on P-384.
    P384(p384::ecdsa::VerifyingKey),
}

impl VerificationKey {
    /// The key's kind.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::P256(_) => Algorithm::P256,
            Self::P384(_) => Algorithm::P384,
        }
    }

    /// Reads `publicKeyMultibase` ([Controlled Identifiers 1.0, section 2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)):
    /// `z`, base58btc of a multicodec prefix and the key, ECDSA points compressed. One key has one notation.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Multibase {
            found: text.chars().take(24).collect(),
        };
        let bytes = multibase::decode(text).ok_or_else(malformed)?;
        let (codec, key) = bytes.split_first_chunk().ok_or_else(malformed)?;
        let is = |codec_of: fn(Algorithm) -> [u8; 2]| {
            Algorithm::ALL.into_iter().find(|a| codec_of(*a) == *codec)
        };
        if is(Algorithm::secret_codec).is_some() {
            return Err(KeyError::Secret);
        }
        let algorithm =
            is(Algorithm::public_codec).ok_or(KeyError::Multicodec { found: *codec })?;
        if key.len() != algorithm.public_length() {
            return Err(KeyError::Length {
                algorithm,
                expected: algorithm.public_length(),
                found: key.len(),
            });
        }
        // SEC 1 has a compact form of the same length, without the sign: a second notation.
        if algorithm != Algorithm::Ed25519 && !matches!(key[0], 2 | 3) {
            return Err(KeyError::Point);
        }
        Self::from_point(algorithm, key)
    }

    /// Writes `publicKeyMultibase`: `z6Mk..`, `zDn..` or `z82..`.
    pub fn to_multibase(&self) -> String {
        let codec = self.algorithm().public_codec();
        let text = match self {
            Self::Ed25519(key) => multibase::encode(codec, &key.to_bytes()),
            Self::P256(key) => multibase::encode(codec, key.to_sec1_point(true).as_bytes()),
            Self::P384(key) => multibase::encode(codec, key.to_sec1_point(true).as_bytes()),
        };
        text.to_string()
    }

    /// Reads a public JSON Web Key ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517),
    /// [RFC 7518, section 6.2](https://www.rfc-editor.org/rfc/rfc7518#section-6.2),
    /// [RFC 8037](https://www.rfc-editor.org/rfc/rfc8037#section-2)). Secret members, wrong lengths, points off the
    /// curve, another `alg` than the key's and `use` for something else than signatures are refused; members without
    /// a bearing on the key are ignored, as section 4 has it.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        json_web_key::read_public(jwk)
    }

    /// Writes a public JSON Web Key: `kty`, `crv`, `x`, and `y` on P-256 and P-384.
    pub fn to_jwk(&self) -> Value {
        json_web_key::write_public(self)
    }

    /// Whether `signature` is this key's over `message`. Ed25519: strict, 64 bytes. ECDSA: over the SHA-256 (P-256) or
    /// SHA-384 (P-384) of the message, `r` and `s` at fixed size one after the other, 64 or 96 bytes.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => signature.try_into().is_ok_and(|s| key.verifies(message, s)),
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| key.verify(message, &s).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| key.verify(message, &s).is_ok()),
        }
    }

    /// The key of an Ed25519 encoding or a point in SEC 1 form.
    pub(super) fn from_point(algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Ed25519 => {
                let bytes = point.try_into().map_err(|_| KeyError::Point)?;
                PublicKey::from_bytes(bytes).map(Self::Ed25519)
            }
            Algorithm::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map(Self::P256)
                .map_err(|_| KeyError::Point),
            Algorithm::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map(Self::P384)
                .map_err(|_| KeyError::Point),
        }
    }
}

impl From<PublicKey> for VerificationKey {
    fn from(key: PublicKey) -> Self {
        Self::Ed25519(key)
    }
}

impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_multibase())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::multikey::secret_key::tests::any_key;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(secret in any_key()) {
            let key = secret.public();
            prop_assert_eq!(VerificationKey::from_multibase(&key.to_multibase()), Ok(key.clone()));
            prop_assert_eq!(VerificationKey::from_jwk(&key.to_jwk()), Ok(key));
        }

        #[test]
        fn any_text_is_read_without_panic_and_has_one_notation(text in "z?\\PC{0,80}") {
            if let Ok(key) = VerificationKey::from_multibase(&text) {
                prop_assert_eq!(key.to_multibase(), text);
            }
        }

        #[test]
        fn any_bytes_have_one_notation(
            kind in 0..3_usize,
            key in proptest::collection::vec(any::<u8>(), 0..52),
        ) {
            let text = multibase::encode(Algorithm::ALL[kind].public_codec(), &key);
            if let Ok(key) = VerificationKey::from_multibase(&text) {
                prop_assert_eq!(key.to_multibase(), text.as_str());
            }
        }
    }

    fn of(codec: [u8; 2], key: &[u8]) -> Result<VerificationKey, KeyError> {
        VerificationKey::from_multibase(&multibase::encode(codec, key))
    }

    #[test]
    fn a_wrong_length_is_named() {
        for algorithm in Algorithm::ALL {
            let expected = algorithm.public_length();
            for found in [0, 3, expected - 1, expected + 1] {
                let error = KeyError::Length {
                    algorithm,
                    expected,
                    found,
                };
                let key = vec![2; found];
                assert_eq!(of(algorithm.public_codec(), &key), Err(error));
            }
        }
    }

    #[test]
    fn other_multicodecs_are_refused() {
        // secp256k1
        let found = [0xe7, 0x01];
        assert_eq!(of(found, &[2; 33]), Err(KeyError::Multicodec { found }));
    }

    #[test]
    fn secret_keys_are_refused() {
        for algorithm in Algorithm::ALL {
            let key = vec![2; algorithm.secret_length()];
            assert_eq!(of(algorithm.secret_codec(), &key), Err(KeyError::Secret));
        }
    }

    #[test]
    fn points_off_the_curve_are_refused() {
        // x = 2^256 - 1 is no element of the field; the tags 0, 4 and 5 are none of a compressed point.
        let mut key = [0xff; 33];
        key[0] = 2;
        assert_eq!(of([0x80, 0x24], &key), Err(KeyError::Point));
        let p256 = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
        let good = VerificationKey::from_multibase(p256).unwrap();
        let VerificationKey::P256(point) = &good else {
            panic!("{good:?}")
        };
        let mut point: [u8; 33] = point.to_sec1_point(true).as_bytes().try_into().unwrap();
        assert_eq!(of([0x80, 0x24], &point), Ok(good));
        for tag in [0, 4, 5] {
            point[0] = tag;
            assert_eq!(of([0x80, 0x24], &point), Err(KeyError::Point));
        }
    }

    #[test]
    fn texts_that_are_no_multibase_are_refused() {
        let key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        assert!(VerificationKey::from_multibase(key).is_ok());
        let long = format!("z{}", "2".repeat(161));
        for bad in [
            "",
            "z",
            "z2",
            &key[1..],
            &key.replace('a', "0"),
            &format!("{key}="),
            &long,
        ] {
            let error = VerificationKey::from_multibase(bad).unwrap_err();
            assert!(matches!(error, KeyError::Multibase { .. }), "{bad}");
        }
        // A digit 1 in front is a byte 0 in front: another multicodec.
        let error = VerificationKey::from_multibase(&key.replacen('z', "z1", 1)).unwrap_err();
        assert!(matches!(error, KeyError::Multicodec { .. }));
    }
}
