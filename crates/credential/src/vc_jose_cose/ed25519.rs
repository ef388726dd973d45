//! EdDSA for josekit by our own keys: one implementation of Ed25519 in the program, strict.

use std::fmt;

use josekit::{
    JoseError,
    jws::{EdDSA, JwsAlgorithm, JwsSigner, JwsVerifier, alg::eddsa::EddsaJwsAlgorithm},
};

use crate::multikey::{PublicKey, SigningKey};

/// Signs.
#[derive(Clone)]
pub(super) struct Signer(pub(super) SigningKey);

/// Verifies.
#[derive(Clone)]
pub(super) struct Verifier(pub(super) PublicKey);

static ALGORITHM: EddsaJwsAlgorithm = EdDSA;

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JwsSigner for Signer {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &ALGORITHM
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn signature_len(&self) -> usize {
        64
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        Ok(self.0.sign(message).to_vec())
    }

    fn box_clone(&self) -> Box<dyn JwsSigner> {
        Box::new(self.clone())
    }
}

impl JwsVerifier for Verifier {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &ALGORITHM
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let refused = || JoseError::InvalidSignature(fmt::Error.into());
        let signature: &[u8; 64] = signature.try_into().map_err(|_| refused())?;
        if self.0.verifies(message, signature) {
            Ok(())
        } else {
            Err(refused())
        }
    }

    fn box_clone(&self) -> Box<dyn JwsVerifier> {
        Box::new(self.clone())
    }
}
