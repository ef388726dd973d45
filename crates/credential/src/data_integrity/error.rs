//! What can be wrong with proofs and with what they are to secure.

use schemas::{date_time_stamp, did::DidUrl};

use crate::{
    did_document::MethodError, ecdsa_sd_2023::EcdsaSdError, jcs::JcsError, json_ld::JsonLdError,
    multikey::KeyError, rdfc::RdfcError,
};

/// Why a document was not secured.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SecureError {
    /// Only objects are secured.
    #[error("only a JSON object can be secured")]
    NotAnObject,
    /// It cannot be read as JSON.
    #[error(transparent)]
    Json(#[from] schemas::json::JsonError),
    /// It has no members.
    #[error("the document is empty: there is nothing to secure")]
    Empty,
    /// It has a proof already.
    #[error("the document has a proof already: secure the document without it")]
    HasProof,
    /// The proof before this one is not there.
    #[error("the document has no proof with the id {reference}, which previousProof names")]
    PreviousProof {
        /// What was named.
        reference: String,
    },
    /// The proofs that are there cannot be read.
    #[error("the document's own proofs cannot be read: {0}")]
    OwnProofs(Box<ProofError>),
    /// The signing key is not the one that the verification method names.
    #[error(
        "the key is not the one named by {verification_method}: take the key with that multibase value"
    )]
    OtherKey {
        /// The method named.
        verification_method: DidUrl,
    },
    /// The key is of a kind that the cryptosuite does not use.
    #[error("{cryptosuite} does not sign with a key on {curve}")]
    KeyKind {
        /// The cryptosuite.
        cryptosuite: &'static str,
        /// The key's curve.
        curve: &'static str,
    },
    /// The cryptosuite is not made by this function.
    #[error("proofs of {cryptosuite} are not made here: {instead}")]
    NotHere {
        /// The cryptosuite.
        cryptosuite: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// A base proof that is to follow another proof.
    #[error(
        "a proof of ecdsa-sd-2023 follows no other proof, here {reference}: leave previousProof out"
    )]
    NoChain {
        /// What was named.
        reference: String,
    },
    /// A base proof was not made.
    #[error(transparent)]
    SelectiveDisclosure(#[from] EcdsaSdError),
    /// The document cannot be transformed: a part of it would stay unsigned.
    #[error("the document cannot be secured: {0}")]
    Transformation(#[from] TransformationError),
}

/// Why a document has no canonical form.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TransformationError {
    /// JSON-LD to RDF.
    #[error(transparent)]
    JsonLd(#[from] JsonLdError),
    /// RDF to canonical N-Quads.
    #[error(transparent)]
    Rdfc(#[from] RdfcError),
    /// JSON to its canonical form.
    #[error(transparent)]
    Jcs(#[from] JcsError),
}

/// Why a proof is not valid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProofError {
    /// No proof at all.
    #[error("there is no proof")]
    Missing,
    /// It cannot be read as JSON.
    #[error(transparent)]
    Json(#[from] schemas::json::JsonError),
    /// A proof that cannot be read.
    #[error("the proof cannot be processed: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// Another cryptosuite.
    #[error("the cryptosuite {cryptosuite} is not supported here")]
    Unsupported {
        /// Its name, shortened.
        cryptosuite: String,
    },
    /// The proof before this one is not there.
    #[error("there is no proof with the id {reference}, which previousProof names")]
    PreviousProof {
        /// What was named, shortened.
        reference: String,
    },
    /// It was made for something else.
    #[error("the proof was made for {found}, not for {expected}")]
    Purpose {
        /// Its `proofPurpose`, shortened.
        found: String,
        /// What is asked for.
        expected: String,
    },
    /// Its time is over.
    #[error("the proof expired at {}", date_time_stamp::text(*expires))]
    Expired {
        /// When.
        expires: jiff::Timestamp,
    },
    /// It answers another question.
    #[error("the proof's challenge is not the one that was given")]
    Challenge,
    /// It was made for another verifier.
    #[error("the proof was made for another domain than {expected}")]
    Domain {
        /// What is asked for.
        expected: String,
    },
    /// The verification method cannot be had.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// The verification method was revoked or expired.
    #[error("the key {id} is not in force since {}", date_time_stamp::text(*since))]
    MethodEnded {
        /// The method.
        id: DidUrl,
        /// Since when.
        since: jiff::Timestamp,
    },
    /// The key cannot be read from the verification method.
    #[error("the verification method names no key: {0}")]
    Key(#[from] KeyError),
    /// The document has no canonical form in which all of it would be signed.
    #[error(transparent)]
    Transformation(#[from] TransformationError),
    /// A proof with selective disclosure is wrong.
    #[error(transparent)]
    SelectiveDisclosure(EcdsaSdError),
    /// The signature does not fit.
    #[error("the signature does not fit the content")]
    Signature,
}

impl ProofError {
    pub(crate) fn malformed(problem: &str) -> Self {
        Self::Malformed {
            problem: problem.to_owned(),
        }
    }
}

impl From<EcdsaSdError> for ProofError {
    fn from(error: EcdsaSdError) -> Self {
        match error {
            EcdsaSdError::Signature => Self::Signature,
            EcdsaSdError::JsonLd(error) => Self::Transformation(error.into()),
            EcdsaSdError::Rdfc(error) => Self::Transformation(error.into()),
            other => Self::SelectiveDisclosure(other),
        }
    }
}

impl From<JsonLdError> for ProofError {
    fn from(error: JsonLdError) -> Self {
        Self::Transformation(error.into())
    }
}
