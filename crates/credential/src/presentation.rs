//! Verifiable presentations ([VC Data Model 2.0, section 4.13](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations)):
//! a holder shows certificates to one verifier, in answer to its question.

mod judge;

use std::collections::HashMap;

use jiff::Timestamp;
use schemas::{
    certificate::CREDENTIALS_V2,
    report::{Check, PresentationReport, Reason},
};
use serde_json::{Value, json};

pub(crate) use self::judge::{Answer, judge};
use crate::{
    contexts::Contexts,
    data_integrity::ProofPurpose,
    did_key,
    eddsa_rdfc_2022::{self, ProofOptions, SecureError},
    evidence::Evidence,
    multikey::SigningKey,
    trust::Trust,
    verify::{purpose, reason_of_proof},
};

/// The type of the operator's receipt among the presented credentials.
const RECEIPT: &str = "RegistrationReceipt";

/// The most credentials in one presentation, receipts among them. More are not judged.
pub const MAX_CREDENTIALS: usize = 256;

/// The members of a presentation. Others are refused, as in a certificate.
const MEMBERS: &[&str] = &[
    "@context",
    "id",
    "type",
    "holder",
    "verifiableCredential",
    "proof",
];

/// What the verifier asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The question: random, good for one answer.
    pub challenge: &'a str,
    /// The verifier's own name, its base URL.
    pub domain: &'a str,
}

/// Presents credentials (certificates, and the operator's receipts for them) under the holder's `did:key`.
pub fn present(
    credentials: &[Value],
    holder: &SigningKey,
    challenge: &str,
    domain: &str,
    created: Timestamp,
    contexts: &Contexts,
) -> Result<Value, SecureError> {
    let options = ProofOptions {
        verification_method: did_key::key_url(&holder.public()),
        purpose: ProofPurpose::Authentication,
        created,
        challenge: Some(challenge.to_owned()),
        domain: Some(domain.to_owned()),
    };
    eddsa_rdfc_2022::secure(&unsigned(credentials, holder), &options, holder, contexts)
}

/// The presentation before it is signed.
pub(crate) fn unsigned(credentials: &[Value], holder: &SigningKey) -> Value {
    json!({
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": did_key::did(&holder.public()),
        "verifiableCredential": credentials,
    })
}

/// Each certificate in a presentation, in order, with the operator's receipt that travels beside it. Nothing of it
/// is verified.
pub fn certificates(presentation: &Value) -> Vec<(Value, Option<Value>)> {
    let (receipts, certificates): (Vec<&Value>, Vec<&Value>) =
        presented(presentation).iter().partition(|c| is_receipt(c));
    let mut by_subject: HashMap<&str, &Value> = HashMap::new();
    for receipt in receipts {
        if let Some(Value::String(id)) = receipt.pointer("/credentialSubject/id") {
            by_subject.entry(id).or_insert(receipt);
        }
    }
    let receipt_of = |certificate: &Value| by_subject.get(certificate.get("id")?.as_str()?);
    certificates
        .into_iter()
        .map(|certificate| {
            (
                certificate.clone(),
                receipt_of(certificate).copied().cloned(),
            )
        })
        .collect()
}

/// The presented credentials: an array, or one without an array.
fn presented(presentation: &Value) -> &[Value] {
    match presentation.get("verifiableCredential") {
        Some(Value::Array(items)) => items,
        Some(single) => std::slice::from_ref(single),
        None => &[],
    }
}

fn is_receipt(credential: &Value) -> bool {
    match credential.get("type") {
        Some(Value::Array(types)) => types.iter().any(|t| t == RECEIPT),
        single => single.is_some_and(|t| t == RECEIPT),
    }
}

/// Judges a presentation and every certificate in it. `evidence` stands in the order of [`certificates`]; where it
/// brings no receipt, the presented one counts. Without `expected`, nobody can tell whether the presentation is a
/// copy.
pub fn verify(
    presentation: &Value,
    evidence: &[Evidence],
    expected: Option<Expected<'_>>,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> PresentationReport {
    let proof = eddsa_rdfc_2022::verify(presentation, contexts);
    let answer = match &proof {
        Ok(proof) => Answer {
            proof: match proof.created() {
                Some(created) => Check::passed(Reason::SignatureValid { created }),
                None => Check::failed(Reason::ProofMalformed {
                    problem: "there is no created".to_owned(),
                }),
            },
            purpose: purpose(proof.purpose(), ProofPurpose::Authentication),
            challenge: proof.challenge().map(str::to_owned),
            domain: proof.domain().map(str::to_owned),
            method: Some(proof.verification_method().clone()),
            created: proof.created(),
            expires: proof.expires(),
        },
        Err(error) => Answer::broken(reason_of_proof(error)),
    };
    judge(
        presentation,
        MEMBERS,
        answer,
        evidence,
        expected,
        trust,
        contexts,
        at,
    )
}
