//! Verifying credentials and presentations ([VCALM, Verify Credential](https://w3c.github.io/vcalm/#verify-credential),
//! [Verify Presentation](https://w3c.github.io/vcalm/#verify-presentation)), embedded and enveloped, of anybody whose key
//! stands in a `did:key` or `did:jwk`.

mod envelope;

use credential::{
    Contexts, bitstring_status_list,
    bitstring_status_list::StatusListError,
    data_integrity::{ProofError, VerifiedProof},
    data_model::{check_presentation, check_type_is_array, is_enveloped},
    json_ld,
    verifiable_credential::{self, Setting},
    verification_methods::VerificationMethods,
};
use jiff::Timestamp;
use schemas::json::Tree;
use serde_json::Value;

use crate::{
    problem::{Kind, Refusal},
    status_list::StatusList,
};

/// What the verifier asks of the proofs. Options that are not known are let be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// The question that they must answer.
    pub challenge: Option<String>,
    /// For whom they must be made.
    pub domain: Option<String>,
    /// What they must be for; absent: what credentials and presentations need anyway.
    pub expected_purpose: Option<String>,
}

/// What is known without asking anybody.
#[derive(Debug)]
pub struct Verifier {
    contexts: Contexts,
    methods: VerificationMethods,
}

impl Verifier {
    /// Verifies with these contexts.
    pub fn new(contexts: Contexts) -> Self {
        Self {
            contexts,
            methods: VerificationMethods::new(),
        }
    }

    /// Verifies a credential; gives it back as it was found, out of its envelope.
    pub fn verify_credential(
        &self,
        credential: &Value,
        options: &VerifyOptions,
        list: &StatusList,
        at: Timestamp,
    ) -> Result<Value, Refusal> {
        let tree = object(credential, "verifiableCredential")?;
        check_type_is_array(&tree)?;
        if is_enveloped(&tree) {
            return self.open_credential(credential, list, at);
        }
        let verified = verifiable_credential::verify_credential(tree, &self.setting(at))?;
        for proof in verified.proofs() {
            options.check(proof)?;
        }
        judge_status(credential, list)?;
        Ok(credential.clone())
    }

    /// Verifies a presentation and all credentials in it; gives it back as it was found, out of its envelope.
    pub fn verify_presentation(
        &self,
        presentation: &Value,
        options: &VerifyOptions,
        list: &StatusList,
        at: Timestamp,
    ) -> Result<Value, Refusal> {
        let tree = object(presentation, "verifiablePresentation")?;
        check_type_is_array(&tree)?;
        if is_enveloped(&tree) {
            check_presentation(&tree)?;
            return self.open_presentation(presentation, options, list, at);
        }
        let envelope = |enveloped: &Tree<'_>| {
            let enveloped = Value::from(enveloped.clone());
            let opened = self.open_credential(&enveloped, list, at);
            opened
                .map(drop)
                .map_err(|refusal| refusal.detail().to_owned())
        };
        let verified = verifiable_credential::verify_presentation(
            tree,
            options.challenge.as_deref(),
            options.domain.as_deref(),
            &self.setting(at),
            &envelope,
        )?;
        for proof in verified.proofs() {
            options.check_purpose(proof)?;
        }
        let credentials = match &presentation["verifiableCredential"] {
            Value::Array(credentials) => credentials.as_slice(),
            single => std::slice::from_ref(single),
        };
        for (place, credential) in credentials.iter().enumerate() {
            judge_status(credential, list)
                .map_err(|refusal| refusal.within(&format!("/verifiableCredential/{place}")))?;
        }
        Ok(presentation.clone())
    }

    fn setting(&self, at: Timestamp) -> Setting<'_> {
        Setting {
            contexts: &self.contexts,
            methods: &self.methods,
            at,
        }
    }
}

impl VerifyOptions {
    /// What of it a credential's proof is asked too, should the request say it.
    fn check(&self, proof: &VerifiedProof) -> Result<(), ProofError> {
        self.check_purpose(proof)?;
        if self.challenge.is_some() && proof.challenge() != self.challenge.as_deref() {
            return Err(ProofError::Challenge);
        }
        match &self.domain {
            Some(expected) if !proof.is_for(expected) => Err(ProofError::Domain {
                expected: expected.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn check_purpose(&self, proof: &VerifiedProof) -> Result<(), ProofError> {
        match &self.expected_purpose {
            Some(expected) if proof.purpose() != expected => Err(ProofError::Purpose {
                found: proof.purpose().to_owned(),
                expected: expected.clone(),
            }),
            _ => Ok(()),
        }
    }
}

fn object<'a>(document: &'a Value, name: &str) -> Result<Tree<'a>, Refusal> {
    if document.is_object() {
        return Ok(json_ld::tree(document)?);
    }
    let detail = format!("{name} is no JSON object: send the document itself, not a text of it");
    Err(Refusal::new(Kind::PARSING, detail))
}

/// The entries of a credential, and the list in one that carries a list.
fn judge_status(credential: &Value, list: &StatusList) -> Result<(), Refusal> {
    let is_list = match &credential["type"] {
        Value::Array(types) => types
            .iter()
            .any(|kind| kind == "BitstringStatusListCredential"),
        _ => false,
    };
    if is_list {
        let encoded = credential["credentialSubject"]["encodedList"].as_str();
        bitstring_status_list::decode(encoded.unwrap_or_default()).map_err(|e| {
            let kind = match e {
                StatusListError::TooShort { .. } => Kind::STATUS_LIST_LENGTH,
                _ => Kind::STATUS_VERIFICATION,
            };
            Refusal::new(kind, format!("/credentialSubject/encodedList: {e}"))
        })?;
    }
    list.judge(credential)
}
