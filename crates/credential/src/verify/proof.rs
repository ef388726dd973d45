//! Checks `proof` and `proof_purpose`.

use jiff::Timestamp;
use schemas::{
    did::DidUrl,
    report::{Check, Reason},
};
use serde_json::Value;

use super::not_checked;
use crate::{
    contexts::Contexts,
    data_integrity, digest,
    eddsa_rdfc_2022::{self, ProofError, ProofPurpose, TransformationError},
    json_ld::JsonLdError,
};

/// The certificate's proof: what it says, and whether it is valid.
pub(super) struct Proof {
    unverified: Option<data_integrity::UnverifiedProof>,
    digest: Option<String>,
    verified: Result<(), ProofError>,
}

impl Proof {
    pub(super) fn examine(certificate: &Value, contexts: &Contexts) -> Self {
        match eddsa_rdfc_2022::examine(certificate, contexts) {
            Ok(examined) => Self {
                unverified: Some(examined.proof.clone()),
                digest: Some(digest::of_hash_data(&examined.hash_data)),
                verified: examined.verified().map(drop),
            },
            Err(error) => Self {
                unverified: data_integrity::split(certificate).ok(),
                digest: None,
                verified: Err(error),
            },
        }
    }

    /// The digest of what was signed, or would have been.
    pub(super) fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    pub(super) fn created(&self) -> Option<Timestamp> {
        self.unverified.as_ref()?.created
    }

    pub(super) fn expires(&self) -> Option<Timestamp> {
        self.unverified.as_ref()?.expires
    }

    pub(super) fn verification_method(&self) -> Option<&DidUrl> {
        Some(&self.unverified.as_ref()?.verification_method)
    }

    pub(super) fn is_valid(&self) -> bool {
        self.verified.is_ok()
    }

    pub(super) fn check(&self) -> Check {
        match (&self.verified, self.created()) {
            (Err(error), _) => Check::failed(reason_of(error)),
            (Ok(()), None) => Check::failed(Reason::ProofMalformed {
                problem: "there is no created".to_owned(),
            }),
            (Ok(()), Some(created)) => Check::passed(Reason::SignatureValid { created }),
        }
    }

    pub(super) fn purpose_check(&self) -> Check {
        let Some(proof) = &self.unverified else {
            return not_checked();
        };
        purpose(&proof.purpose, ProofPurpose::AssertionMethod)
    }
}

/// Whether a proof was made for `expected`.
pub(crate) fn purpose(found: &str, expected: ProofPurpose) -> Check {
    if found == expected.as_str() {
        return Check::passed(Reason::PurposeFits);
    }
    Check::failed(Reason::PurposeWrong {
        found: found.chars().take(60).collect(),
        expected: expected.as_str().to_owned(),
    })
}

/// The reason that stands in a report for an error.
pub(crate) fn reason_of(error: &ProofError) -> Reason {
    match error {
        ProofError::Missing => Reason::ProofMissing,
        ProofError::Malformed { problem } => Reason::ProofMalformed {
            problem: problem.clone(),
        },
        ProofError::Unsupported { cryptosuite } => Reason::ProofUnsupported {
            cryptosuite: cryptosuite.clone(),
        },
        ProofError::Signature => Reason::SignatureInvalid,
        ProofError::Transformation(TransformationError::JsonLd(JsonLdError::UnknownContext {
            url,
        })) => Reason::UnknownContext {
            context: url.clone(),
        },
        ProofError::Transformation(error) => Reason::UnsignableData {
            problem: error.to_string(),
        },
        other => Reason::ProofMalformed {
            problem: other.to_string(),
        },
    }
}
