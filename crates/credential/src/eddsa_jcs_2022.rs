//! The cryptosuite `eddsa-jcs-2022`
//! ([Data Integrity EdDSA Cryptosuites 1.0, section 3.3](https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022)).
//!
//! The document is signed as JSON, in canonical form: no context is looked at, and whoever relies on the meaning of terms
//! checks the contexts himself ([`crate::data_model`] does).

use schemas::json::{Limits, Tree, parse_tree};
use serde_json::Value;

use crate::{
    data_integrity::{
        Cryptosuite, ProofError, ProofOptions, SecureError, Secured, TransformationError,
        VerifiedProof,
    },
    eddsa_rdfc_2022, jcs, json_ld, multibase,
    multikey::{PublicKey, SigningKey},
};

/// Hashing ([section 3.3.4](https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-jcs-2022)) is that of `eddsa-rdfc-2022`.
pub use crate::eddsa_rdfc_2022::hashing;

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "eddsa-jcs-2022";

/// Create Proof ([section 3.3.1](https://www.w3.org/TR/vc-di-eddsa/#create-proof-eddsa-jcs-2022)) from text to text: the
/// document as it was written, with its proof behind its last member. The proof carries the document's `@context`.
pub fn secure_text(
    document: &str,
    limits: Limits,
    options: &ProofOptions,
    key: &SigningKey,
) -> Result<String, SecureError> {
    let document = document.trim_end();
    let tree = parse_tree(document.as_bytes(), limits)?;
    match &tree {
        Tree::Object(members) if members.is_empty() => return Err(SecureError::Empty),
        Tree::Object(_) => {}
        _ => return Err(SecureError::NotAnObject),
    }
    if tree.get("proof").is_some() {
        return Err(SecureError::HasProof);
    }
    let mut proof = eddsa_rdfc_2022::members(options);
    proof.insert("cryptosuite".to_owned(), CRYPTOSUITE.into());
    if let Some(context) = tree.get("@context") {
        proof.insert("@context".to_owned(), Value::from(context.clone()));
    }
    let mut proof = Value::Object(proof);
    let options = json_ld::tree(&proof).map_err(TransformationError::from)?;
    let hash_data = hash_data(&tree, &options)?;
    proof["proofValue"] = multibase::encode_signature(&key.sign(&hash_data)).into();
    Ok(eddsa_rdfc_2022::with_proof(document, &proof.to_string()))
}

/// Verify Proof ([section 3.3.2](https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022)) of a document with one
/// proof, with the key that stands in the verification method's own fragment.
pub fn verify_text(document: &[u8], limits: Limits) -> Result<VerifiedProof, ProofError> {
    let document = parse_tree(document, limits)?;
    let secured = Secured::take_apart(document)?;
    let (unsecured, options, proof) = secured.single_of(Cryptosuite::EddsaJcs2022)?;
    let hash_data = hash_data(&unsecured, &options)?;
    let key = PublicKey::from_multibase(proof.verification_method.fragment())?;
    if !key.verifies(&hash_data, &eddsa_rdfc_2022::signature(&proof.proof_value)?) {
        return Err(ProofError::Signature);
    }
    Ok(VerifiedProof {
        controller: proof.verification_method.did().clone(),
        proof,
        key: key.into(),
        hash_data: hash_data.to_vec(),
    })
}

/// Transformation, Proof Configuration and Hashing: what is signed.
pub(crate) fn hash_data(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
) -> Result<[u8; 64], TransformationError> {
    let transformed = transformation(unsecured_document)?;
    let proof_config = proof_configuration(proof_options)?;
    Ok(hashing(&transformed, &proof_config))
}

/// Transformation ([section 3.3.3](https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-jcs-2022)): the document
/// by the JSON Canonicalization Scheme.
pub fn transformation(unsecured_document: &Tree<'_>) -> Result<String, TransformationError> {
    Ok(jcs::canonicalize(unsecured_document)?)
}

/// Proof Configuration ([section 3.3.5](https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-jcs-2022)): the
/// proof without its value, in canonical form. Its `@context` is the document's already.
pub fn proof_configuration(proof_options: &Tree<'_>) -> Result<String, TransformationError> {
    Ok(jcs::canonicalize(proof_options)?)
}
