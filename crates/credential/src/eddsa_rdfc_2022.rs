//! The cryptosuite `eddsa-rdfc-2022`
//! ([Data Integrity EdDSA Cryptosuites 1.0, section 3.2](https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022)).
//! The functions bear the names of the specification's algorithms.
//!
//! *In scope*: one proof per document, Ed25519, keys that stand in the fragment of their own id.
//!
//! *Out of scope*: proof sets and chains; whether the key is whose it claims to be, and every judgement of
//! purpose and time: see [`crate::verify`](mod@crate::verify).

use jiff::Timestamp;
use schemas::did::DidUrl;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

pub use crate::data_integrity::ProofPurpose;
use crate::{
    contexts::Contexts,
    data_integrity::{self, UnverifiedProof},
    digest,
    json_ld::{self, JsonLdError, Mode},
    multikey::{KeyError, PublicKey, SigningKey},
    rdfc::{self, RdfcError},
};

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "eddsa-rdfc-2022";

/// What a proof says beside the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofOptions {
    /// The signing key's id; its fragment is the multibase key.
    pub verification_method: DidUrl,
    /// What the proof is for.
    pub purpose: ProofPurpose,
    /// When it is made, written in whole seconds.
    pub created: Timestamp,
    /// The verifier's question that a presentation answers.
    pub challenge: Option<String>,
    /// The verifier for whom a presentation is made.
    pub domain: Option<String>,
}

/// Why a document was not secured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecureError {
    /// Only objects are secured.
    #[error("only a JSON object can be secured")]
    NotAnObject,
    /// It has a proof already.
    #[error("the document has a proof already: secure the document without it")]
    HasProof,
    /// The signing key is not the one that the verification method names.
    #[error(
        "the key is not the one named by {verification_method}: take the key with that multibase value"
    )]
    OtherKey {
        /// The method named.
        verification_method: DidUrl,
    },
    /// The document cannot be transformed: a part of it would stay unsigned.
    #[error("the document cannot be secured: {0}")]
    Transformation(#[from] TransformationError),
}

/// Why a document has no canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransformationError {
    /// JSON-LD to RDF.
    #[error(transparent)]
    JsonLd(#[from] JsonLdError),
    /// RDF to canonical N-Quads.
    #[error(transparent)]
    Rdfc(#[from] RdfcError),
}

/// Why a proof is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No proof at all.
    #[error("there is no proof")]
    Missing,
    /// A proof that cannot be read.
    #[error("the proof cannot be processed: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// Another cryptosuite.
    #[error("the cryptosuite {cryptosuite} is not supported, eddsa-rdfc-2022 is")]
    Unsupported {
        /// Its name, shortened.
        cryptosuite: String,
    },
    /// The key cannot be read from the verification method.
    #[error("the verification method names no key: {0}")]
    Key(#[from] KeyError),
    /// The document has no canonical form in which all of it would be signed.
    #[error(transparent)]
    Transformation(#[from] TransformationError),
    /// The signature does not fit.
    #[error("the signature does not fit the content")]
    Signature,
}

/// A proof whose signature fits the document. Made by [`verify`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedProof {
    proof: UnverifiedProof,
    key: PublicKey,
    hash_data: [u8; 64],
}

impl VerifiedProof {
    /// The key's id. Whose key it is, this module does not know.
    pub fn verification_method(&self) -> &DidUrl {
        &self.proof.verification_method
    }

    /// The key.
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// `proofPurpose`.
    pub fn purpose(&self) -> &str {
        &self.proof.purpose
    }

    /// When it was made, as the signer says.
    pub fn created(&self) -> Option<Timestamp> {
        self.proof.created
    }

    /// Until when it is good.
    pub fn expires(&self) -> Option<Timestamp> {
        self.proof.expires
    }

    /// The question that it answers.
    pub fn challenge(&self) -> Option<&str> {
        self.proof.challenge.as_deref()
    }

    /// For whom it was made.
    pub fn domain(&self) -> Option<&str> {
        self.proof.domain.as_deref()
    }

    /// The digest of what was signed: see [`digest`].
    pub fn digest(&self) -> String {
        digest::of_hash_data(&self.hash_data)
    }
}

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
    if secured.contains_key("proof") {
        return Err(SecureError::HasProof);
    }
    if options.verification_method.fragment() != key.public().to_multibase() {
        return Err(SecureError::OtherKey {
            verification_method: options.verification_method.clone(),
        });
    }
    let mut proof = members(options);
    let proof_config = proof_configuration(&proof, document, contexts)?;
    let transformed = transformation(document, contexts)?;
    let hash_data = hashing(&transformed, &proof_config);
    let proof_value = proof_serialization(&hash_data, key);
    proof.insert("proofValue".to_owned(), proof_value.into());
    secured.insert("proof".to_owned(), json!([proof]));
    Ok(Value::Object(secured))
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
    let (unsecured, proof) = data_integrity::split(document)?;
    if proof.cryptosuite != CRYPTOSUITE {
        return Err(ProofError::Unsupported {
            cryptosuite: proof.cryptosuite.chars().take(60).collect(),
        });
    }
    let mut options = proof.members.clone();
    options.shift_remove("proofValue");
    if let Some(own) = options.shift_remove("@context")
        && Some(&own) != unsecured.get("@context")
    {
        return Err(ProofError::Malformed {
            problem: "its @context is not the document's".to_owned(),
        });
    }
    let transformed = transformation(&unsecured, contexts)?;
    let proof_config = proof_configuration(&options, &unsecured, contexts)?;
    let hash_data = hashing(&transformed, &proof_config);
    Ok(Examined { proof, hash_data })
}

impl Examined {
    /// The last steps of Verify Proof.
    pub(crate) fn verified(self) -> Result<VerifiedProof, ProofError> {
        let method = &self.proof.verification_method;
        let key = PublicKey::from_multibase(method.fragment())?;
        if !proof_verification(&self.hash_data, &self.proof.proof_value, &key)? {
            return Err(ProofError::Signature);
        }
        Ok(VerifiedProof {
            proof: self.proof,
            key,
            hash_data: self.hash_data,
        })
    }
}

fn members(options: &ProofOptions) -> Map<String, Value> {
    let mut proof = Map::new();
    let mut put = |name: &str, value: &str| proof.insert(name.to_owned(), value.into());
    put("type", "DataIntegrityProof");
    put("cryptosuite", CRYPTOSUITE);
    let whole_seconds = options
        .created
        .round(jiff::Unit::Second)
        .unwrap_or(options.created);
    put("created", &whole_seconds.to_string());
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

/// Transformation ([section 3.2.3](https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022)): the
/// canonical N-Quads of a document.
pub fn transformation(
    unsecured_document: &Value,
    contexts: &Contexts,
) -> Result<String, TransformationError> {
    let document = json_ld::tree(unsecured_document)?;
    let dataset = json_ld::to_rdf(&document, contexts, Mode::Strict)?;
    Ok(rdfc::canonicalize(&dataset)?.nquads)
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
    format!("z{}", bs58::encode(key.sign(hash_data)).into_string())
}

/// Proof Verification ([section 3.2.7](https://www.w3.org/TR/vc-di-eddsa/#proof-verification-eddsa-rdfc-2022)):
/// whether `proof_value` is the key's signature of the 64 bytes.
pub fn proof_verification(
    hash_data: &[u8; 64],
    proof_value: &str,
    key: &PublicKey,
) -> Result<bool, ProofError> {
    let malformed = || ProofError::Malformed {
        problem: "proofValue is not z and 64 bytes in base58btc".to_owned(),
    };
    // 64 bytes are at most 88 digits.
    let digits = proof_value
        .strip_prefix('z')
        .filter(|digits| digits.len() <= 88)
        .ok_or_else(malformed)?;
    let signature = bs58::decode(digits).into_vec().map_err(|_| malformed())?;
    let signature: [u8; 64] = signature.try_into().map_err(|_| malformed())?;
    Ok(key.verifies(hash_data, &signature))
}
