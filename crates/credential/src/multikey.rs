//! Keys of three kinds: Multikey values ([Controlled Identifiers 1.0, section 2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey))
//! and JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)), verifying and signing with them.
//!
//! *In scope*: Ed25519, ECDSA on P-256 and on P-384.
//!
//! *Out of scope*: key agreement, other curves, RSA, keys at rest.

mod ed25519;
mod json_web_key;
mod multibase;
mod secret_key;
mod verification_key;

use std::fmt;

#[cfg(feature = "jose-cose")]
pub(crate) use self::json_web_key::SECRET_MEMBERS;
pub use self::{
    ed25519::{PublicKey, SigningKey, verify_batch},
    secret_key::SecretKey,
    verification_key::VerificationKey,
};

/// The kinds of keys, each with one signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// EdDSA with edwards25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)).
    Ed25519,
    /// ECDSA on P-256 with SHA-256 ([FIPS 186-5](https://doi.org/10.6028/NIST.FIPS.186-5)).
    P256,
    /// ECDSA on P-384 with SHA-384.
    P384,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::P256, Self::P384];

    /// The curve's name in a JSON Web Key, which people know it by too.
    pub const fn curve(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// The algorithm's name in JOSE ([RFC 8037](https://www.rfc-editor.org/rfc/rfc8037#section-3.1),
    /// [RFC 7518](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
    pub const fn jose(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::P256 => "ES256",
            Self::P384 => "ES384",
        }
    }

    /// Multicodec prefix of a public key.
    pub(crate) const fn public_codec(self) -> [u8; 2] {
        match self {
            Self::Ed25519 => [0xed, 0x01],
            Self::P256 => [0x80, 0x24],
            Self::P384 => [0x81, 0x24],
        }
    }

    /// Multicodec prefix of a secret key.
    const fn secret_codec(self) -> [u8; 2] {
        match self {
            Self::Ed25519 => [0x80, 0x26],
            Self::P256 => [0x86, 0x26],
            Self::P384 => [0x87, 0x26],
        }
    }

    /// Bytes of a public key as Multikey has it: points of ECDSA are compressed.
    const fn public_length(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::P256 => 33,
            Self::P384 => 49,
        }
    }

    /// Bytes of a secret key, and of a coordinate.
    const fn secret_length(self) -> usize {
        match self {
            Self::Ed25519 | Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.curve())
    }
}

/// Why something is no key. No variant carries a part of a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not multibase base58btc.
    #[error("\"{found}\" is no multibase base58btc value: a Multikey begins with z, as in z6Mk..")]
    Multibase {
        /// What was found, shortened.
        found: String,
    },
    /// A key of another kind than Ed25519 where only this kind will do.
    #[error(
        "the key is no Ed25519 public key (multicodec 0xed01): use a Multikey that begins with z6Mk"
    )]
    Kind,
    /// A Multikey of a kind that is not supported.
    #[error(
        "the key's multicodec is 0x{:02x}{:02x}: use a key of Ed25519 (z6Mk..), P-256 (zDn..) or P-384 (z82..)",
        found[0],
        found[1]
    )]
    Multicodec {
        /// Its first two bytes.
        found: [u8; 2],
    },
    /// A key of a wrong length.
    #[error("a key of {algorithm} has {expected} bytes, this one has {found}")]
    Length {
        /// The kind that the key says it is of.
        algorithm: Algorithm,
        /// Its length in bytes.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// Not a point on the curve, or one of small order, under which several messages share a signature.
    #[error("the key is no usable point of the curve: ask its owner for the right key")]
    Point,
    /// A secret key, or a part of one, where a public key belongs.
    #[error(
        "a secret key stands where a public key belongs: replace the key, somebody may have seen it"
    )]
    Secret,
    /// A secret key that cannot be read.
    #[error("the secret key cannot be read: {problem}")]
    MalformedSecret {
        /// What is wrong.
        problem: &'static str,
    },
    /// The public members of a JSON Web Key are not those of its secret.
    #[error("the JSON Web Key's public members belong to another key than its member d")]
    Mismatch,
    /// A JSON Web Key that breaks a rule.
    #[error("the JSON Web Key's member {member} {problem}")]
    Jwk {
        /// The member.
        member: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// Not a JSON Web Key at all.
    #[error("the key is no JSON Web Key: {problem}")]
    NotJwk {
        /// What is wrong.
        problem: &'static str,
    },
    /// A DID of another method than the one that was read.
    #[error("{did} is no did:key: the key of other methods stands in their DID document")]
    Method {
        /// The DID.
        did: String,
    },
    /// A `did:key` whose version is no positive number.
    #[error("the version in {did} is no positive number: write did:key:z.. or did:key:1:z..")]
    Version {
        /// The DID.
        did: String,
    },
    /// A `did:jwk` that is not canonical base64url.
    #[error(
        "{did} is no did:jwk: after did:jwk: stands a JSON Web Key in base64url without padding"
    )]
    Base64 {
        /// The DID, shortened.
        did: String,
    },
}
