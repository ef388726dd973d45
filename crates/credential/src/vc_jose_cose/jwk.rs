//! Keys as JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517),
//! [RFC 7518, section 6.2](https://www.rfc-editor.org/rfc/rfc7518#section-6.2),
//! [RFC 8037, section 2](https://www.rfc-editor.org/rfc/rfc8037#section-2)), the `publicKeyJwk` and `secretKeyJwk` of
//! [Controlled Identifiers 1.0, section 2.2.3](https://www.w3.org/TR/cid-1.0/#JsonWebKey). The key decides the
//! algorithm; whatever says another one is refused.

mod members;

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use josekit::{
    jwk::Jwk,
    jws::{
        ES256, ES384, ES512, JwsSigner, JwsVerifier,
        alg::ecdsa::{EcdsaJwsAlgorithm, EcdsaJwsSigner, EcdsaJwsVerifier},
    },
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use self::members::{algorithm_of, bytes_of, object, purpose_of, text_of};
use super::ed25519;
use crate::{
    did_key,
    multikey::{self, SECRET_MEMBERS},
};

/// What a new signing key signs once, to see that its two halves belong together.
const PAIR_CHECK: &[u8] = b"do the halves of this key belong together?";

/// A signature algorithm ([RFC 7518, section 3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4),
/// [RFC 8037, section 3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Es384, Self::Es512, Self::EdDsa];

    /// The `alg` of a JOSE header: `ES256`, `ES384`, `ES512`, `EdDSA`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The key type and the curve that use it.
    fn curve(self) -> (&'static str, &'static str) {
        match self {
            Self::Es256 => ("EC", "P-256"),
            Self::Es384 => ("EC", "P-384"),
            Self::Es512 => ("EC", "P-521"),
            Self::EdDsa => ("OKP", "Ed25519"),
        }
    }

    /// Bytes of a coordinate and of the secret part.
    fn width(self) -> usize {
        match self {
            Self::Es256 | Self::EdDsa => 32,
            Self::Es384 => 48,
            Self::Es512 => 66,
        }
    }

    /// josekit's name for it; `None` for EdDSA, which our own keys do.
    fn ecdsa(self) -> Option<EcdsaJwsAlgorithm> {
        match self {
            Self::Es256 => Some(ES256),
            Self::Es384 => Some(ES384),
            Self::Es512 => Some(ES512),
            Self::EdDsa => None,
        }
    }
}

/// Why a JWK was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Not an object, or a member is missing or of the wrong form.
    #[error("the JWK's {member} is {problem}")]
    Member {
        /// Which member.
        member: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A key for another algorithm than those used here.
    #[error(
        "the JWK is of type {kty} on curve {crv}: use EC with P-256, P-384 or P-521, or OKP with Ed25519"
    )]
    Curve {
        /// Its `kty`, shortened.
        kty: String,
        /// Its `crv`, shortened.
        crv: String,
    },
    /// The key says that it is for something else.
    #[error("the JWK says {member} = {found}, but a key on this curve {expected}")]
    Contradiction {
        /// Which member.
        member: &'static str,
        /// Its value, shortened.
        found: String,
        /// What it is for.
        expected: String,
    },
    /// A public key with secret members.
    #[error(
        "the public JWK has the secret member {member}: the key is not secret any more, make a new one"
    )]
    Leaked {
        /// Which member.
        member: &'static str,
    },
    /// The numbers are no key: a point off the curve, or halves that do not belong together.
    #[error("the JWK is no usable key: {problem}")]
    Unusable {
        /// Why.
        problem: &'static str,
    },
}

/// A public key that verifies with one algorithm.
#[derive(Clone)]
pub struct JoseKey {
    algorithm: Algorithm,
    verifier: Verifier,
    members: Map<String, Value>,
    key_id: Option<String>,
}

#[derive(Clone)]
enum Verifier {
    Ecdsa(EcdsaJwsVerifier),
    Ed25519(ed25519::Verifier),
}

impl JoseKey {
    /// Reads a public JWK. Limits on the size of the JSON are those of whoever read it.
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwkError> {
        let jwk = object(jwk)?;
        if let Some(member) = SECRET_MEMBERS.into_iter().find(|m| jwk.contains_key(*m)) {
            return Err(JwkError::Leaked { member });
        }
        Self::of_members(jwk, "verify")
    }

    fn of_members(jwk: &Map<String, Value>, operation: &str) -> Result<Self, JwkError> {
        let algorithm = algorithm_of(jwk)?;
        purpose_of(jwk, algorithm, operation)?;
        let x = bytes_of(jwk, "x", algorithm.width())?;
        let (kty, crv) = algorithm.curve();
        let mut members = Map::new();
        members.insert("crv".to_owned(), crv.into());
        members.insert("kty".to_owned(), kty.into());
        members.insert("x".to_owned(), encode(&x).into());
        let off_curve = JwkError::Unusable {
            problem: "x and y are no usable point of the curve",
        };
        let verifier = if let Some(ecdsa) = algorithm.ecdsa() {
            let y = bytes_of(jwk, "y", algorithm.width())?;
            members.insert("y".to_owned(), encode(&y).into());
            let jwk = Jwk::from_map(members.clone()).map_err(|_| off_curve.clone())?;
            Verifier::Ecdsa(ecdsa.verifier_from_jwk(&jwk).map_err(|_| off_curve)?)
        } else {
            let x: [u8; 32] = x.as_slice().try_into().map_err(|_| off_curve.clone())?;
            let key = multikey::PublicKey::from_bytes(&x).map_err(|_| off_curve)?;
            Verifier::Ed25519(ed25519::Verifier(key))
        };
        Ok(Self {
            algorithm,
            verifier,
            members,
            key_id: text_of(jwk, "kid")?.map(str::to_owned),
        })
    }

    /// The one algorithm of this key.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The `kid`: the JWK's own, or the one given to [`with_key_id`](Self::with_key_id).
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// What a token calls the key: its id, or else its thumbprint.
    pub(super) fn key_name(&self) -> String {
        self.key_id.clone().unwrap_or_else(|| self.thumbprint())
    }

    /// The same key under another id, as the URL of its verification method.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// The public JWK, for `cnf` and DID documents: `kty`, `crv`, `x`, `y`, without `kid`.
    pub fn to_jwk(&self) -> Value {
        Value::Object(self.members.clone())
    }

    /// The JWK thumbprint with SHA-256 in base64url
    /// ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638#section-3)).
    pub fn thumbprint(&self) -> String {
        // The members stand in lexicographic order, and none needs escaping.
        encode(&Sha256::digest(self.to_jwk().to_string()))
    }

    /// Whether `signature` (as JWS and COSE write it: r and s, or Ed25519's 64 bytes) is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifier().verify(message, signature).is_ok()
    }

    /// For josekit.
    pub(super) fn verifier(&self) -> &dyn JwsVerifier {
        match &self.verifier {
            Verifier::Ecdsa(verifier) => verifier,
            Verifier::Ed25519(verifier) => verifier,
        }
    }
}

impl fmt::Debug for JoseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoseKey({} {})", self.algorithm.name(), self.to_jwk())
    }
}

impl PartialEq for JoseKey {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

/// A secret key with its public half. `Debug` shows the public half alone.
///
/// ECDSA draws the random number of each signature inside OpenSSL; EdDSA needs none.
#[derive(Clone)]
pub struct JoseSigningKey {
    public: JoseKey,
    signer: Signer,
}

#[derive(Clone)]
enum Signer {
    Ecdsa(EcdsaJwsSigner),
    Ed25519(ed25519::Signer),
}

impl JoseSigningKey {
    /// Reads a secret JWK: the members of the public one, and `d`.
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwkError> {
        let jwk = object(jwk)?;
        let public = JoseKey::of_members(jwk, "sign")?;
        let secret = Zeroizing::new(bytes_of(jwk, "d", public.algorithm.width())?);
        let unusable = JwkError::Unusable {
            problem: "d is not the secret half of this public key",
        };
        let signer = if let Some(ecdsa) = public.algorithm.ecdsa() {
            let mut members = public.members.clone();
            members.insert("d".to_owned(), encode(&secret).into());
            let jwk = Jwk::from_map(members).map_err(|_| unusable.clone())?;
            let signer = ecdsa.signer_from_jwk(&jwk);
            Signer::Ecdsa(signer.map_err(|_| unusable.clone())?)
        } else {
            let seed: &[u8; 32] = secret.as_slice().try_into().map_err(|_| unusable.clone())?;
            Signer::Ed25519(ed25519::Signer(multikey::SigningKey::from_seed(seed)))
        };
        let key = Self { public, signer };
        let belongs = key
            .sign(PAIR_CHECK)
            .is_some_and(|signature| key.public.verifies(PAIR_CHECK, &signature));
        if belongs { Ok(key) } else { Err(unusable) }
    }

    /// The key `key` for JOSE, under its id in the document of its `did:key`.
    pub fn of_did_key(key: &multikey::SecretKey) -> Result<Self, JwkError> {
        let public = key.public();
        let mut jwk = public.to_jwk();
        let secret = key.to_bytes();
        jwk["d"] = encode(&secret).into();
        let key = Self::from_jwk(&jwk)?;
        Ok(key.with_key_id(did_key::key_url_of(&public).to_string()))
    }

    /// The public half.
    pub fn public(&self) -> &JoseKey {
        &self.public
    }

    /// The same key under another id: see [`JoseKey::with_key_id`].
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<String>) -> Self {
        Self {
            public: self.public.with_key_id(key_id),
            ..self
        }
    }

    /// Signs: r and s, or Ed25519's 64 bytes. `None` when OpenSSL cannot.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.signer().sign(message).ok()
    }

    /// For josekit.
    pub(super) fn signer(&self) -> &dyn JwsSigner {
        match &self.signer {
            Signer::Ecdsa(signer) => signer,
            Signer::Ed25519(signer) => signer,
        }
    }
}

impl fmt::Debug for JoseSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoseSigningKey(of {:?})", self.public)
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
