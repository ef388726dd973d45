//! Signing a prepared certificate and checking it with the verifier's own code before anybody else sees it.

use std::{fmt, num::NonZeroUsize, thread};

use credential::{
    Contexts, Trust,
    bulk::{self, Issuing},
    data_integrity::{ProofOptions, ProofPurpose, SecureError},
    eddsa_rdfc_2022,
    evidence::{Evidence, Piece},
    multikey::SigningKey,
    programme_review,
};
use jiff::Timestamp;
use schemas::{
    did::{Did, DidUrl},
    identifier::DraftId,
    json::Limits,
    language::Language,
    number::CertificateNumber,
    programme::review::ReviewStatement,
    report::{Check, Checks},
};
use serde_json::Value;

use crate::prepare::{Prepared, PreparedRecord};

/// The awarding body's signing key with everything that signing needs.
pub struct Signer {
    key: SigningKey,
    verification_method: DidUrl,
    contexts: Contexts,
    trust: Trust,
}

impl Signer {
    /// A signer for the awarding body `did`.
    pub fn new(
        key: SigningKey,
        did: &Did,
        contexts: Contexts,
        trust: Trust,
    ) -> Result<Self, SignError> {
        let fragment = key.public().to_multibase();
        let verification_method = did.key_url(&fragment).map_err(|e| SignError::Malformed {
            problem: e.to_string(),
        })?;
        Ok(Self {
            key,
            verification_method,
            contexts,
            trust,
        })
    }

    /// The key's URL.
    pub fn verification_method(&self) -> &DidUrl {
        &self.verification_method
    }

    /// The pinned contexts.
    pub fn contexts(&self) -> &Contexts {
        &self.contexts
    }

    /// The trusted operator.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Signs a review of a programme. The same statement always gives the same signature.
    pub fn sign_review(
        &self,
        statement: &ReviewStatement,
    ) -> Result<Value, programme_review::SignError> {
        programme_review::sign(statement, &self.key, &self.contexts)
    }

    /// Secures one document with a proof that states `created`, in whole seconds. The same document and instant always give the
    /// same proof.
    pub(crate) fn secure(
        &self,
        document: &Value,
        created: Timestamp,
    ) -> Result<Value, SecureError> {
        eddsa_rdfc_2022::secure(document, &self.options(created), &self.key, &self.contexts)
    }

    fn options(&self, created: Timestamp) -> ProofOptions {
        ProofOptions {
            verification_method: self.verification_method.clone(),
            purpose: ProofPurpose::AssertionMethod,
            created,
            challenge: None,
            domain: None,
        }
    }

    /// The DID document that names this key alone.
    pub fn did_document(&self) -> Value {
        credential::did_document::build(self.verification_method.did(), &[self.key.public()])
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verification_method)
    }
}

/// A signed certificate that the verifier's own code found in order.
#[derive(Clone, Debug, PartialEq)]
pub struct SecuredCertificate {
    draft: DraftId,
    number: CertificateNumber,
    document: Value,
    digest: String,
    verification_method: DidUrl,
}

impl SecuredCertificate {
    /// The draft.
    pub fn draft(&self) -> DraftId {
        self.draft
    }

    /// The number.
    pub fn number(&self) -> CertificateNumber {
        self.number
    }

    /// The signed certificate.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The digest of what was signed.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The key that signed.
    pub fn verification_method(&self) -> &DidUrl {
        &self.verification_method
    }
}

/// Why a certificate was not signed, or did not pass its own check.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The certificate was prepared for another key.
    #[error(
        "the certificate {number} was prepared for the key {prepared_for}, the configured key is {configured}: set the earlier key again to resume this batch"
    )]
    OtherKey {
        /// The number.
        number: CertificateNumber,
        /// The key named when it was prepared.
        prepared_for: DidUrl,
        /// The configured key.
        configured: DidUrl,
    },
    /// The stored bytes are not JSON, or the key no URL.
    #[error("what is to be signed cannot be read: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// The proof could not be made.
    #[error("the certificate {number} cannot be signed: {problem}")]
    Unsignable {
        /// The number.
        number: CertificateNumber,
        /// What is wrong.
        problem: String,
    },
    /// The verifier's own code does not accept it; it goes to nobody.
    #[error("the certificate {number} does not pass the check `{check}` after signing: {problem}")]
    CheckFailed {
        /// The number.
        number: CertificateNumber,
        /// The check.
        check: String,
        /// What it found.
        problem: String,
    },
}

/// Signs, then checks what a verifier can check before registration. Signing the same bytes with the same
/// options again gives the same proof.
pub fn sign(prepared: Prepared, signer: &Signer) -> Result<SecuredCertificate, SignError> {
    let number = prepared.record().number;
    let mut secured = sign_all(vec![prepared], signer)?;
    secured.pop().ok_or_else(|| SignError::Unsignable {
        number,
        problem: "it is gone".to_owned(),
    })
}

/// Signs and checks several, in their order, on all cores: see [`bulk`].
pub fn sign_all(
    prepared: Vec<Prepared>,
    signer: &Signer,
) -> Result<Vec<SecuredCertificate>, SignError> {
    let records: Vec<PreparedRecord> = prepared.into_iter().map(Prepared::into_record).collect();
    if let Some(other) = records
        .iter()
        .find(|record| record.verification_method != signer.verification_method)
    {
        return Err(SignError::OtherKey {
            number: other.number,
            prepared_for: other.verification_method.clone(),
            configured: signer.verification_method.clone(),
        });
    }
    let mut secured = Vec::with_capacity(records.len());
    // What was prepared at one time has one proof but for its value.
    for alike in records.chunk_by(|a, b| a.created == b.created) {
        let texts = secure_all(alike, signer);
        for (record, text) in alike.iter().zip(texts) {
            secured.push(checked(record, text, signer)?);
        }
    }
    Ok(secured)
}

fn secure_all(records: &[PreparedRecord], signer: &Signer) -> Vec<Result<String, SecureError>> {
    let Some(first) = records.first() else {
        return vec![];
    };
    let options = signer.options(first.created);
    let issuing = Issuing {
        options: &options,
        key: &signer.key,
        contexts: &signer.contexts,
        limits: Limits::CREDENTIAL,
    };
    let workers = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let documents = records.iter().map(|record| record.document.clone());
    let mut texts = Vec::with_capacity(records.len());
    bulk::issue(documents, &issuing, workers, |_, text| texts.push(text));
    texts
}

fn checked(
    record: &PreparedRecord,
    text: Result<String, SecureError>,
    signer: &Signer,
) -> Result<SecuredCertificate, SignError> {
    let number = record.number;
    let unsignable = |problem: &dyn fmt::Display| SignError::Unsignable {
        number,
        problem: problem.to_string(),
    };
    let text = text.map_err(|error| match error {
        SecureError::Json(error) => SignError::Malformed {
            problem: error.to_string(),
        },
        other => unsignable(&other),
    })?;
    let document: Value = serde_json::from_str(&text).map_err(|e| SignError::Malformed {
        problem: e.to_string(),
    })?;
    let digest =
        credential::digest::of_secured(&document, &signer.contexts).map_err(|e| unsignable(&e))?;
    let secured = SecuredCertificate {
        draft: record.draft,
        number,
        document,
        digest,
        verification_method: record.verification_method.clone(),
    };
    check(&secured, signer, record.created)?;
    Ok(secured)
}

/// What the verifier's code says of the certificate, as far as it can be judged before registration.
fn check(secured: &SecuredCertificate, signer: &Signer, at: Timestamp) -> Result<(), SignError> {
    let evidence = Evidence {
        issuer_document: Piece::Found(signer.did_document()),
        ..Evidence::none("not registered yet")
    };
    let report = credential::verify(
        &secured.document,
        &evidence,
        &signer.trust,
        &signer.contexts,
        at,
    )
    .report;
    match first_failed(&report.checks) {
        None => Ok(()),
        Some((check, problem)) => Err(SignError::CheckFailed {
            number: secured.number,
            check: check.to_owned(),
            problem,
        }),
    }
}

/// The first check that whatever was signed here must pass, whether it is registered or not, and does not: its name in a
/// report, and what it found.
pub(crate) fn first_failed(checks: &Checks) -> Option<(&'static str, String)> {
    let needed: [(&'static str, &Check); 5] = [
        ("shape", &checks.shape),
        ("proof", &checks.proof),
        ("proofPurpose", &checks.proof_purpose),
        ("keyBelongsToIssuer", &checks.key_belongs_to_issuer),
        ("dates", &checks.dates),
    ];
    let failed = needed.into_iter().find(|(_, check)| !check.is_passed());
    failed.map(|(name, check)| (name, check.reason().words(Language::En)))
}
