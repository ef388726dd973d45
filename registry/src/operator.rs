//! The operator as a signer: of receipts, of lists, and of the manifests of offline bundles.

use credential::{
    Contexts,
    eddsa_rdfc_2022::{self, ProofOptions, ProofPurpose, SecureError},
    multikey::{PublicKey, SigningKey},
    offline, receipt,
};
use jiff::Timestamp;
use schemas::{
    api::registry::{IssuedRecord, ReceiptSubject, RegisterEntry, offline::Manifest},
    award::AwardingBody,
    base_url::BaseUrl,
    did::{Did, DidUrl},
    identifier::ProgrammeCode,
};
use serde_json::Value;

/// The operator as a signer.
pub struct Operator {
    /// The register's public base URL.
    pub base_url: BaseUrl,
    /// Its DID.
    pub did: Did,
    /// The id of its key, which verifiers pin.
    pub key_id: DidUrl,
    pub(crate) key: SigningKey,
    pub(crate) contexts: Contexts,
}

impl Operator {
    /// Its public key.
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// Signs the receipt for a certificate of `body` that is entered at `now` as the journal's entry
    /// `log_position`.
    pub fn receipt(
        &self,
        record: &IssuedRecord,
        entry: &RegisterEntry,
        body: &AwardingBody,
        now: Timestamp,
        log_position: u64,
    ) -> Result<Value, SecureError> {
        let unsigned = self.unsigned_receipt(record, &entry.programme, body, now, log_position);
        self.secure(&unsigned, now)
    }

    /// The same, not signed.
    pub fn unsigned_receipt(
        &self,
        record: &IssuedRecord,
        programme: &ProgrammeCode,
        body: &AwardingBody,
        now: Timestamp,
        log_position: u64,
    ) -> Value {
        let subject = ReceiptSubject {
            id: self.base_url.certificate(record.number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: record.number,
            programme: self.base_url.programme(programme),
            awarding_body: body.id.clone(),
            digest: record.digest.clone(),
            signing_key: record.verification_method.clone(),
            registered_at: now,
            log_position,
        };
        receipt::unsigned(&self.base_url, &self.did, &subject)
    }

    /// Signs a document of the operator at `now`.
    pub fn secure(&self, document: &Value, now: Timestamp) -> Result<Value, SecureError> {
        let options = self.asserting(now);
        eddsa_rdfc_2022::secure(document, &options, &self.key, &self.contexts)
    }

    /// Signs the manifest of an offline bundle at `now`: the first line of the bundle.
    pub fn secure_manifest(
        &self,
        manifest: &Manifest,
        now: Timestamp,
    ) -> Result<String, SecureError> {
        offline::secure(manifest, &self.asserting(now), &self.key)
    }

    fn asserting(&self, now: Timestamp) -> ProofOptions {
        ProofOptions {
            verification_method: self.key_id.clone(),
            purpose: ProofPurpose::AssertionMethod,
            created: now,
            challenge: None,
            domain: None,
        }
    }
}
