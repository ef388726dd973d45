//! The extract of a delivered certificate: what fits into a code that any verifier reads, without the programme's dictionary.
//!
//! Nothing about it is stored. Its bytes follow from the certificate and the operator's receipt, which are stored before it is
//! signed, and the same bytes signed again give the same signature: whoever delivers again delivers the same extract. It is signed
//! with the certificate's own key, and states the instant of the registration, since verifiers take no extract that is older than
//! that (`credential::verify`).

use credential::{
    data_integrity::SecureError,
    evidence::{Evidence, Piece},
};
use jiff::Timestamp;
use schemas::{api::registry::ReceiptSubject, certificate::Certificate, did::DidUrl};
use serde::Deserialize as _;
use serde_json::Value;

use crate::{
    sign::{Signer, first_failed},
    store::SignedRecord,
};

/// Why there is no extract. The certificate is delivered without.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The certificate was signed with another key than the configured one.
    #[error(
        "the certificate was signed with {signed_with}, the configured key is {configured}: set the earlier key again and resume the batch to have its extract"
    )]
    OtherKey {
        /// The key of the certificate.
        signed_with: DidUrl,
        /// The configured key.
        configured: DidUrl,
    },
    /// The certificate or the receipt is not what the record should have.
    #[error(
        "the record of the certificate or its receipt is damaged: restore the store from a backup"
    )]
    Record,
    /// The proof could not be made.
    #[error("the extract cannot be signed: {0}")]
    Unsignable(#[from] SecureError),
    /// The verifier's own code does not accept it.
    #[error("the extract does not pass the check `{check}` after signing: {problem}")]
    CheckFailed {
        /// The check.
        check: &'static str,
        /// What it found.
        problem: String,
    },
}

/// The signed extract of a certificate that was registered with `receipt`, checked with the verifier's own code.
pub fn sign(
    record: &SignedRecord,
    receipt: &Value,
    signer: &Signer,
) -> Result<Value, ExtractError> {
    if record.verification_method != *signer.verification_method() {
        return Err(ExtractError::OtherKey {
            signed_with: record.verification_method.clone(),
            configured: signer.verification_method().clone(),
        });
    }
    let certificate: Certificate =
        serde_json::from_str(&record.document).map_err(|_| ExtractError::Record)?;
    let registered = ReceiptSubject::deserialize(&receipt["credentialSubject"])
        .map_err(|_| ExtractError::Record)?
        .registered_at;
    let extract = certificate.extract().ok_or(ExtractError::Record)?;
    let extract = serde_json::to_value(&extract).map_err(|_| ExtractError::Record)?;
    // Proofs state whole seconds.
    let created = Timestamp::from_second(registered.as_second()).unwrap_or(registered);
    let secured = signer.secure(&extract, created)?;
    check(&secured, signer, created)?;
    Ok(secured)
}

/// The receipt was checked when the certificate was registered.
fn check(extract: &Value, signer: &Signer, at: Timestamp) -> Result<(), ExtractError> {
    let evidence = Evidence {
        issuer_document: Piece::Found(signer.did_document()),
        ..Evidence::none("not looked up")
    };
    let (trust, contexts) = (signer.trust(), signer.contexts());
    let report = credential::verify_shown(extract, &evidence, trust, contexts, at);
    match first_failed(&report.checks) {
        None => Ok(()),
        Some((check, problem)) => Err(ExtractError::CheckFailed { check, problem }),
    }
}
