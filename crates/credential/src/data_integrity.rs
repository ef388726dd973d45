//! Data Integrity proofs in general ([Data Integrity 1.0](https://www.w3.org/TR/vc-data-integrity/)): what stands in a
//! proof, adding one to a document, verifying the proofs of a document, sets and chains among them.
//!
//! The cryptosuites are modules of their own: [`crate::eddsa_rdfc_2022`], [`crate::eddsa_jcs_2022`],
//! [`crate::ecdsa_rdfc_2019`], [`crate::ecdsa_jcs_2019`], [`crate::ecdsa_sd_2023`], [`crate::ed25519_signature_2020`].

mod add_proof;
mod base_proof;
mod canonical;
mod cryptosuite;
mod error;
mod unverified;
mod verify_proofs;

use jiff::Timestamp;
use schemas::{date_time_stamp, did::DidUrl};

pub use self::{
    add_proof::{AddProof, add_proof},
    base_proof::add_base_proof,
    cryptosuite::Cryptosuite,
    error::{ProofError, SecureError, TransformationError},
    unverified::VerifiedProof,
    verify_proofs::{Expected, Methods, verify_proofs},
};
pub(crate) use self::{
    canonical::{canonical_rdf, canonical_rdf_with},
    unverified::{Secured, UnverifiedProof, split},
    verify_proofs::{KnownConfiguration, PreparedProof, context_of_proof, prepare_proofs},
};

/// What a proof is for ([section 2.3](https://www.w3.org/TR/vc-data-integrity/#proof-purposes)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofPurpose {
    /// Asserting a credential.
    AssertionMethod,
    /// Showing who presents.
    Authentication,
}

impl ProofPurpose {
    /// The purpose's name in `proofPurpose`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

/// What a proof says beside the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofOptions {
    /// The signing key's id; for `eddsa-rdfc-2022` by [`crate::eddsa_rdfc_2022::secure`] its fragment is the multibase
    /// key.
    pub verification_method: DidUrl,
    /// What the proof is for.
    pub purpose: ProofPurpose,
    /// When it is made, written in whole seconds.
    pub created: Timestamp,
    /// The verifier's question that a presentation answers.
    pub challenge: Option<String>,
    /// The verifier for whom a presentation is made.
    pub domain: Option<String>,
}

impl ProofOptions {
    /// `created` as it is written.
    pub(crate) fn created_text(&self) -> String {
        let whole_seconds = self.created.round(jiff::Unit::Second);
        whole_seconds.unwrap_or(self.created).to_string()
    }
}

/// Reads `dateTimeStamp` of XML Schema: `2026-11-20T09:00:00Z`, with an offset, always.
pub(crate) fn date_time(text: &str) -> Option<Timestamp> {
    date_time_stamp::parse(text).ok()
}
