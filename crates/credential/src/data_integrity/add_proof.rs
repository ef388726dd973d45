//! Adding a proof to a document ([Add Proof](https://www.w3.org/TR/vc-data-integrity/#add-proof) and
//! [Add Proof Set/Chain](https://www.w3.org/TR/vc-data-integrity/#add-proof-set-chain)).

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Cryptosuite, ProofOptions, SecureError, TransformationError};
use crate::{
    contexts::{Contexts, DATA_INTEGRITY_V2},
    data_model::Version,
    eddsa_rdfc_2022, json_ld,
    json_ld::Mode,
    multibase,
    multikey::SecretKey,
};

/// What a proof is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddProof {
    /// How it is made.
    pub cryptosuite: Cryptosuite,
    /// What it says.
    pub options: ProofOptions,
    /// Its own id, so that others can follow it.
    pub id: Option<String>,
    /// Until when it is good, written in whole seconds.
    pub expires: Option<Timestamp>,
    /// The ids of the proofs that it follows in a chain; they are signed too.
    pub previous_proof: Vec<String>,
}

/// The document with one more proof: an object when it is the first, in an array with the others when not. A 1.1
/// credential gets the context of Data Integrity when it has none.
///
/// `ecdsa-sd-2023` needs mandatory pointers and randomness: see [`add_base_proof`](super::add_base_proof()).
pub fn add_proof(
    document: &Value,
    add: &AddProof,
    key: &SecretKey,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Value, SecureError> {
    let suite = add.cryptosuite;
    let unsupported = match suite {
        Cryptosuite::Ed25519Signature2020 => Some("use eddsa-rdfc-2022"),
        Cryptosuite::EcdsaSd2023 => Some("call `add_base_proof`"),
        _ => None,
    };
    if let Some(instead) = unsupported {
        return Err(SecureError::NotHere {
            cryptosuite: suite.as_str(),
            instead,
        });
    }
    let algorithm = key.algorithm();
    if !suite.uses(algorithm) {
        return Err(SecureError::KeyKind {
            cryptosuite: suite.as_str(),
            curve: algorithm.curve(),
        });
    }
    let (mut unsecured, mut proofs) = take_apart(document)?;
    prepare_context(&mut unsecured);
    let mut proof = members(add);
    if suite.keeps_context()
        && let Some(context) = unsecured.get("@context")
    {
        proof.insert("@context".to_owned(), context.clone());
    }
    let matching = matching_proofs(&add.previous_proof, &proofs)?;
    let mut input = unsecured.clone();
    if !matching.is_empty() {
        input.insert("proof".to_owned(), Value::Array(matching));
    }
    let input = Value::Object(input);
    let options = Value::Object(proof.clone());
    let hash_data = suite.hash_data(
        &json_ld::tree(&input).map_err(TransformationError::from)?,
        &json_ld::tree(&options).map_err(TransformationError::from)?,
        algorithm,
        contexts,
        mode,
    )?;
    let proof_value = multibase::encode_signature(&key.sign(&hash_data));
    proof.insert("proofValue".to_owned(), proof_value.into());
    proofs.push(Value::Object(proof));
    Ok(with_proofs(unsecured, proofs))
}

/// A document without its proofs, and those.
pub(crate) fn take_apart(
    document: &Value,
) -> Result<(Map<String, Value>, Vec<Value>), SecureError> {
    let mut unsecured = document
        .as_object()
        .ok_or(SecureError::NotAnObject)?
        .clone();
    let proofs = match unsecured.shift_remove("proof") {
        None => vec![],
        Some(Value::Array(proofs)) => proofs,
        Some(single) => vec![single],
    };
    Ok((unsecured, proofs))
}

/// A document with its proofs: one alone, several as an array.
pub(crate) fn with_proofs(mut unsecured: Map<String, Value>, mut proofs: Vec<Value>) -> Value {
    let proof = match proofs.len() {
        1 => proofs.remove(0),
        _ => Value::Array(proofs),
    };
    unsecured.insert("proof".to_owned(), proof);
    Value::Object(unsecured)
}

/// Gives a 1.1 credential the context of Data Integrity when it has none.
pub(crate) fn prepare_context(unsecured: &mut Map<String, Value>) {
    let Some(context) = unsecured.get_mut("@context") else {
        return;
    };
    let first = match &*context {
        Value::Array(items) => items.first(),
        single => Some(single),
    };
    if first.and_then(Value::as_str) != Some(Version::V1.base_context()) {
        return;
    }
    let mut items = match context.take() {
        Value::Array(items) => items,
        single => vec![single],
    };
    // A 1.1 credential needs it for a `DataIntegrityProof`.
    if !items.iter().any(|item| item == DATA_INTEGRITY_V2) {
        items.push(DATA_INTEGRITY_V2.into());
    }
    *context = Value::Array(items);
}

/// The members of a proof before it is signed.
pub(crate) fn members(add: &AddProof) -> Map<String, Value> {
    let mut proof = eddsa_rdfc_2022::members(&add.options);
    proof.insert("cryptosuite".to_owned(), add.cryptosuite.as_str().into());
    if let Some(id) = &add.id {
        proof.insert("id".to_owned(), id.as_str().into());
    }
    if let Some(expires) = add.expires {
        let expires = expires.round(jiff::Unit::Second).unwrap_or(expires);
        proof.insert("expires".to_owned(), expires.to_string().into());
    }
    match &add.previous_proof[..] {
        [] => {}
        [single] => {
            proof.insert("previousProof".to_owned(), single.as_str().into());
        }
        several => {
            proof.insert("previousProof".to_owned(), several.to_vec().into());
        }
    }
    proof
}

fn matching_proofs(previous: &[String], proofs: &[Value]) -> Result<Vec<Value>, SecureError> {
    let find = |reference: &String| {
        let mut named = proofs.iter().filter(|proof| proof["id"] == **reference);
        named
            .next()
            .cloned()
            .ok_or_else(|| SecureError::PreviousProof {
                reference: reference.chars().take(120).collect(),
            })
    };
    previous.iter().map(find).collect()
}
