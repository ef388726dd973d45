//! Adding a base proof of [`crate::ecdsa_sd_2023`] to a document, as [`super::add_proof()`] adds the others.

use rand_core::CryptoRng;
use serde_json::Value;

use super::{
    AddProof, SecureError,
    add_proof::{members, prepare_context, take_apart, with_proofs},
};
use crate::{contexts::Contexts, ecdsa_sd_2023, json_ld::Mode, multikey::SecretKey};

/// The document with one more proof, a base proof: what `mandatory_pointers` select, every document derived of it shows. Its
/// cryptosuite is `ecdsa-sd-2023` whatever `add` says, and it follows no other proof in a chain.
pub fn add_base_proof(
    document: &Value,
    add: &AddProof,
    mandatory_pointers: &[String],
    key: &SecretKey,
    contexts: &Contexts,
    mode: Mode,
    rng: &mut impl CryptoRng,
) -> Result<Value, SecureError> {
    if let Some(reference) = add.previous_proof.first() {
        return Err(SecureError::NoChain {
            reference: reference.chars().take(120).collect(),
        });
    }
    let (mut unsecured, mut proofs) = take_apart(document)?;
    prepare_context(&mut unsecured);
    let mut proof = members(add);
    proof.insert("cryptosuite".to_owned(), ecdsa_sd_2023::CRYPTOSUITE.into());
    let input = Value::Object(unsecured.clone());
    let proof_value = ecdsa_sd_2023::create_base_proof(
        &input,
        &proof,
        mandatory_pointers,
        key,
        contexts,
        mode,
        rng,
    )?;
    proof.insert("proofValue".to_owned(), proof_value.into());
    proofs.push(Value::Object(proof));
    Ok(with_proofs(unsecured, proofs))
}
