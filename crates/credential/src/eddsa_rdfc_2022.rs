//! The cryptosuite `eddsa-rdfc-2022`
//! ([Data Integrity EdDSA Cryptosuites 1.0, section 3.2](https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022)).
//! The functions bear the names of the specification's algorithms.
//!
//! *In scope*: the suite's steps; securing and verifying with a key that stands in the fragment of its own id, one proof
//! per document, as certificates have it.
//!
//! *Out of scope*: proof sets and chains, other keys: see [`crate::data_integrity`]. Whether the key is whose it claims to
//! be, and every judgement of purpose and time: see [`crate::verify`](mod@crate::verify).

use schemas::json::{Limits, Tree, parse_tree};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

pub use crate::data_integrity::{
    ProofError, ProofOptions, ProofPurpose, SecureError, TransformationError, VerifiedProof,
};
use crate::{
    contexts::Contexts,
    data_integrity::{Cryptosuite, Secured, UnverifiedProof, canonical_rdf},
    json_ld::{self, Mode},
    multibase,
    multikey::{PublicKey, SigningKey},
};

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "eddsa-rdfc-2022";

/// Create Proof ([section 3.2.1](https://www.w3.org/TR/vc-di-eddsa/#create-proof-eddsa-rdfc-2022)): the document
/// with `"proof": [one DataIntegrityProof]`. The same arguments always give the same result.
pub fn secure(
    document: &Value,
    options: &ProofOptions,
    key: &SigningKey,
    contexts: &Contexts,
) -> Result<Value, SecureError> {
    let mut secured = document
        .as_object()
        .ok_or(SecureError::NotAnObject)?
        .clone();
    let tree = json_ld::tree(document).map_err(TransformationError::from)?;
    let proof = create_proof(&tree, options, key, contexts)?;
    secured.insert("proof".to_owned(), json!([proof]));
    Ok(Value::Object(secured))
}

/// The same from text to text: the document as it was written, with its proof behind its last member. `limits` are for
/// the document read.
pub fn secure_text(
    document: &str,
    limits: Limits,
    options: &ProofOptions,
    key: &SigningKey,
    contexts: &Contexts,
) -> Result<String, SecureError> {
    let document = document.trim_end();
    let tree = parse_tree(document.as_bytes(), limits)?;
    let proof = create_proof(&tree, options, key, contexts)?;
    Ok(with_proof(document, &proof.to_string()))
}

/// The text of an object that states something, with a proof in it.
pub(crate) fn with_proof(document: &str, proof: &str) -> String {
    let open = document.strip_suffix('}').unwrap_or(document);
    let mut secured = String::with_capacity(open.len() + proof.len() + 16);
    secured.push_str(open);
    secured.push_str(",\"proof\":[");
    secured.push_str(proof);
    secured.push_str("]}");
    secured
}

/// The proof of a document that has none.
fn create_proof(
    document: &Tree<'_>,
    options: &ProofOptions,
    key: &SigningKey,
    contexts: &Contexts,
) -> Result<Value, SecureError> {
    if !matches!(document, Tree::Object(_)) {
        return Err(SecureError::NotAnObject);
    }
    if document.get("proof").is_some() {
        return Err(SecureError::HasProof);
    }
    if options.verification_method.fragment() != key.public_multibase() {
        return Err(SecureError::OtherKey {
            verification_method: options.verification_method.clone(),
        });
    }
    let mut proof = Value::Object(members(options));
    let proof_options = json_ld::tree(&proof).map_err(TransformationError::from)?;
    let hash_data = hash_data(document, &proof_options, contexts, Mode::Strict)?;
    proof["proofValue"] = proof_serialization(&hash_data, key).into();
    Ok(proof)
}

/// The members of a proof before it is signed, in their order.
pub(crate) fn members(options: &ProofOptions) -> Map<String, Value> {
    let mut proof = Map::new();
    let mut put = |name: &str, value: &str| proof.insert(name.to_owned(), value.into());
    put("type", "DataIntegrityProof");
    put("cryptosuite", CRYPTOSUITE);
    put("created", &options.created_text());
    put("verificationMethod", options.verification_method.as_str());
    put("proofPurpose", options.purpose.as_str());
    if let Some(challenge) = &options.challenge {
        put("challenge", challenge);
    }
    if let Some(domain) = &options.domain {
        put("domain", domain);
    }
    proof
}

/// Verify Proof ([section 3.2.2](https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-rdfc-2022)) with the key that
/// stands in the verification method's own fragment (`did:web:hei#z6Mk..`, `did:key:z6Mk..#z6Mk..`). That the
/// controller vouches for the key is for the caller to find out.
pub fn verify(document: &Value, contexts: &Contexts) -> Result<VerifiedProof, ProofError> {
    examine(document, contexts)?.verified()
}

/// A document taken apart: its proof, and what the proof should have signed.
#[derive(Clone, Debug)]
pub(crate) struct Examined {
    pub(crate) proof: UnverifiedProof,
    pub(crate) hash_data: [u8; 64],
}

/// All steps of Verify Proof before the signature is looked at.
pub(crate) fn examine(document: &Value, contexts: &Contexts) -> Result<Examined, ProofError> {
    examine_tree(json_ld::tree(document)?, contexts)
}

/// The same of a document that was read without copying.
pub(crate) fn examine_tree(
    document: Tree<'_>,
    contexts: &Contexts,
) -> Result<Examined, ProofError> {
    let secured = Secured::take_apart(document)?;
    let (unsecured, options, proof) = secured.single_of(Cryptosuite::EddsaRdfc2022)?;
    let hash_data = hash_data(&unsecured, &options, contexts, Mode::Strict)?;
    Ok(Examined { proof, hash_data })
}

impl Examined {
    /// The last steps of Verify Proof, with the key in the fragment.
    pub(crate) fn verified(self) -> Result<VerifiedProof, ProofError> {
        let method = &self.proof.verification_method;
        let key = PublicKey::from_multibase(method.fragment())?;
        self.verified_by(key)
    }

    /// The same with the key that the caller found for the verification method.
    pub(crate) fn verified_by(self, key: PublicKey) -> Result<VerifiedProof, ProofError> {
        let method = &self.proof.verification_method;
        if !proof_verification(&self.hash_data, &self.proof.proof_value, &key)? {
            return Err(ProofError::Signature);
        }
        Ok(VerifiedProof {
            controller: method.did().clone(),
            proof: self.proof,
            key: key.into(),
            hash_data: self.hash_data.to_vec(),
        })
    }
}

/// Transformation, Proof Configuration and Hashing: what is signed.
pub(crate) fn hash_data(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<[u8; 64], TransformationError> {
    let [transformed, proof_config] =
        canonical_forms(unsecured_document, proof_options, contexts, mode)?;
    Ok(hashing(&transformed, &proof_config))
}

/// The canonical N-Quads of a document, and of its proof's options under the document's contexts.
fn canonical_forms(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<[String; 2], TransformationError> {
    let context = unsecured_document.get("@context");
    Ok([
        canonical_rdf(unsecured_document, None, contexts, mode)?,
        canonical_rdf(proof_options, context, contexts, mode)?,
    ])
}

/// What comes out of each step of Verify Proof, for those who want to follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The document's canonical N-Quads.
    pub canonical_document: String,
    /// Those of the proof without its value.
    pub canonical_proof_configuration: String,
    /// What is signed: the SHA-256 of the proof configuration, then that of the document.
    pub hash_data: [u8; 64],
    /// The key's id. Its fragment is the public key in multibase.
    pub verification_method: String,
    /// The signature in multibase.
    pub proof_value: String,
}

/// The steps of Verify Proof up to the signature, which is not looked at.
pub fn steps(document: &Value, contexts: &Contexts) -> Result<Steps, ProofError> {
    let secured = Secured::take_apart(json_ld::tree(document)?)?;
    let (unsecured, options, proof) = secured.single_of(Cryptosuite::EddsaRdfc2022)?;
    let [canonical_document, canonical_proof_configuration] =
        canonical_forms(&unsecured, &options, contexts, Mode::Strict)?;
    Ok(Steps {
        hash_data: hashing(&canonical_document, &canonical_proof_configuration),
        canonical_document,
        canonical_proof_configuration,
        verification_method: proof.verification_method.to_string(),
        proof_value: proof.proof_value,
    })
}

/// Transformation ([section 3.2.3](https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022)): the
/// canonical N-Quads of a document.
pub fn transformation(
    unsecured_document: &Value,
    contexts: &Contexts,
) -> Result<String, TransformationError> {
    canonical_rdf(
        &json_ld::tree(unsecured_document)?,
        None,
        contexts,
        Mode::Strict,
    )
}

/// Hashing ([section 3.2.4](https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022)): the hash of the proof
/// configuration, then that of the document.
pub fn hashing(transformed_document: &str, canonical_proof_config: &str) -> [u8; 64] {
    let mut hash_data = [0; 64];
    hash_data[..32].copy_from_slice(&Sha256::digest(canonical_proof_config));
    hash_data[32..].copy_from_slice(&Sha256::digest(transformed_document));
    hash_data
}

/// Proof Configuration ([section 3.2.5](https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-rdfc-2022)): the
/// canonical N-Quads of the proof without its value, under the document's contexts.
pub fn proof_configuration(
    options: &Map<String, Value>,
    unsecured_document: &Value,
    contexts: &Contexts,
) -> Result<String, TransformationError> {
    let mut proof_config = options.clone();
    if let Some(context) = unsecured_document.get("@context") {
        proof_config.insert("@context".to_owned(), context.clone());
    }
    transformation(&Value::Object(proof_config), contexts)
}

/// Proof Serialization ([section 3.2.6](https://www.w3.org/TR/vc-di-eddsa/#proof-serialization-eddsa-rdfc-2022)) and
/// its multibase notation: `z` and base58btc of the 64 bytes of the signature.
pub fn proof_serialization(hash_data: &[u8; 64], key: &SigningKey) -> String {
    multibase::encode_signature(&key.sign(hash_data))
}

/// Proof Verification ([section 3.2.7](https://www.w3.org/TR/vc-di-eddsa/#proof-verification-eddsa-rdfc-2022)):
/// whether `proof_value` is the key's signature of the 64 bytes.
pub fn proof_verification(
    hash_data: &[u8; 64],
    proof_value: &str,
    key: &PublicKey,
) -> Result<bool, ProofError> {
    let signature = signature(proof_value)?;
    Ok(key.verifies(hash_data, &signature))
}

/// The 64 bytes of a `proofValue`.
pub(crate) fn signature(proof_value: &str) -> Result<[u8; 64], ProofError> {
    multibase::decode_signature(proof_value)
        .and_then(|signature| signature.try_into().ok())
        .ok_or_else(|| ProofError::malformed("proofValue is not z and 64 bytes in base58btc"))
}
