//! The cryptosuite `ecdsa-sd-2023`
//! ([Data Integrity ECDSA Cryptosuites 1.0, section 3.6](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023)): an issuer
//! signs every statement of a document, and the holder shows those that the verifier needs. The functions bear the
//! names of the specification's algorithms.
//!
//! The issuer's [base proof](create_base_proof) is for the holder alone. The holder [derives](derive()) from it a
//! document with the mandatory statements and those selected, and a proof of these, which is [verified](verify_derived).
//!
//! *In scope*: P-256, JSON Pointers into compact JSON-LD, lists as a whole or with each of their items in part.
//!
//! *Out of scope*: which proof of a document is meant, proof sets and chains, whose the key is, every judgement of
//! purpose and time. Who is shown two derived documents can tell that they come of one base proof: for unlinkable
//! ones there are other suites.

mod base_proof;
mod derived_proof;
mod proof_value;
mod select_json_ld;
mod selective_disclosure;
#[cfg(test)]
mod tests;

use rand_core::CryptoRng;
use schemas::json::Tree;
use serde_json::{Map, Value};

pub use self::proof_value::MAX_PROOF_VALUE;
use self::{
    base_proof::{ProofScopedKeys, create_base_proof_with, serialize_sign_data},
    derived_proof::{create_disclosure_data, create_verify_data},
    proof_value::{Octets, PublicKey, serialize_derived_proof_value},
};
use crate::{
    contexts::Contexts,
    json_ld::{self, JsonLdError, Mode},
    multikey::{Algorithm, SecretKey, VerificationKey},
    rdfc::RdfcError,
};

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "ecdsa-sd-2023";

/// The most pointers that the issuer gives, and the most that the holder gives.
pub const MAX_POINTERS: usize = 1024;

const NO_PROOF_VALUE: EcdsaSdError = EcdsaSdError::Options {
    member: "proofValue",
    problem: "is missing or no string",
};

/// Why a proof was not made, not derived or is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EcdsaSdError {
    /// Only objects are secured.
    #[error("only a JSON object can be secured")]
    NotAnObject,
    /// It has a proof already.
    #[error("the document has a proof already: secure the document without it")]
    HasProof,
    /// A member of the proof that this suite cannot have.
    #[error("the proof's {member} {problem}")]
    Options {
        /// The member.
        member: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// A key of another kind.
    #[error("the key is of {found}: ecdsa-sd-2023 signs with keys of P-256 (zDn..)")]
    KeyKind {
        /// Its kind.
        found: Algorithm,
    },
    /// A pointer that selects nothing.
    #[error("the pointer \"{pointer}\" {problem}")]
    Pointer {
        /// The pointer, shortened.
        pointer: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// More pointers than are followed.
    #[error(
        "there are {found} pointers, at most {MAX_POINTERS} are followed: point to the objects in which the parts stand"
    )]
    TooManyPointers {
        /// How many.
        found: usize,
    },
    /// Neither the issuer nor the holder selects anything.
    #[error("nothing would be disclosed: select something, by pointers such as /credentialSubject")]
    NothingSelected,
    /// Some items of an ordered list.
    #[error(
        "{pointer} is an ordered list, and a part of it would be another list: select all of it"
    )]
    CutList {
        /// The list.
        pointer: String,
    },
    /// A part of something that means something only as a whole, such as a text in a language.
    #[error(
        "what is selected at \"{pointer}\" says something else apart from the rest: select all of it"
    )]
    Apart {
        /// The object, or its identifier.
        pointer: String,
    },
    /// More statements than a proof can have.
    #[error(
        "the proof would be longer than {} characters: secure a smaller document",
        MAX_PROOF_VALUE
    )]
    TooLarge,
    /// JSON-LD to RDF.
    #[error(transparent)]
    JsonLd(#[from] JsonLdError),
    /// RDF to canonical N-Quads.
    #[error(transparent)]
    Rdfc(#[from] RdfcError),
    /// A proof value that cannot be read.
    #[error("the proofValue cannot be read: {problem}")]
    ProofValue {
        /// What is wrong.
        problem: &'static str,
    },
    /// A base proof where a derived one belongs.
    #[error(
        "this is a base proof, which is for its holder alone: derive a proof from it and show that"
    )]
    BaseProof,
    /// A derived proof where a base proof belongs.
    #[error(
        "this is a derived proof, from which nothing more is derived: take the issuer's document"
    )]
    DerivedProof,
    /// The proof's labels are not those of the document's blank nodes.
    #[error("the proof's labels are not those of the document's objects without an id")]
    LabelMap,
    /// The proof's indexes are not those of statements.
    #[error("the proof's mandatory indexes are not ascending ones of the document's statements")]
    MandatoryIndexes,
    /// Another number of signatures than of statements that need one.
    #[error("the proof has {signatures} signatures for {statements} statements")]
    Count {
        /// How many signatures.
        signatures: usize,
        /// How many statements are not mandatory.
        statements: usize,
    },
    /// The signature does not fit.
    #[error("the signature does not fit the content")]
    Signature,
}

/// Create Base Proof ([section 3.6.1](https://www.w3.org/TR/vc-di-ecdsa/#create-base-proof-ecdsa-sd-2023)): the
/// `proofValue` for `options`, the proof's other members. What `mandatory_pointers` select, every derived document
/// has; `""` is the whole document; at most [`MAX_POINTERS`]. `rng` gives a key for the labels and a key that signs the statements.
pub fn create_base_proof(
    unsecured_document: &Value,
    options: &Map<String, Value>,
    mandatory_pointers: &[String],
    key: &SecretKey,
    contexts: &Contexts,
    mode: Mode,
    rng: &mut impl CryptoRng,
) -> Result<String, EcdsaSdError> {
    let mut hmac_key = [0; 32];
    rng.fill_bytes(&mut hmac_key);
    let keys = ProofScopedKeys {
        hmac_key: Octets(hmac_key),
        key_pair: SecretKey::generate(Algorithm::P256, rng),
    };
    create_base_proof_with(
        unsecured_document,
        options,
        mandatory_pointers,
        key,
        contexts,
        mode,
        &keys,
    )
}

/// Add Derived Proof ([section 3.6.6](https://www.w3.org/TR/vc-di-ecdsa/#add-derived-proof-ecdsa-sd-2023)): the document
/// that is left of `document` when nothing but the mandatory and the selected parts are shown, with its `proof`.
/// `proof` is the base proof that the document was secured with. At most [`MAX_POINTERS`] are selective. No signature is
/// looked at.
pub fn derive(
    document: &Value,
    proof: &Map<String, Value>,
    selective_pointers: &[String],
    contexts: &Contexts,
    mode: Mode,
) -> Result<Value, EcdsaSdError> {
    let unsecured_document = without_proof(document)?;
    let proof_value = proof.get("proofValue").and_then(Value::as_str);
    let disclosure = create_disclosure_data(
        &unsecured_document,
        proof_value.ok_or(NO_PROOF_VALUE)?,
        selective_pointers,
        contexts,
        mode,
    )?;
    let new_value = serialize_derived_proof_value(&disclosure.proof)?;
    let mut new_proof = proof.clone();
    new_proof.insert("proofValue".to_owned(), new_value.into());
    let mut reveal_document = disclosure.reveal_document;
    let members = reveal_document
        .as_object_mut()
        .ok_or(EcdsaSdError::NotAnObject)?;
    members.insert("proof".to_owned(), Value::Object(new_proof));
    Ok(reveal_document)
}

/// Verify Derived Proof ([section 3.6.7](https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023)) with the
/// issuer's key: whether `proof` is one of `unsecured_document`, the revealed document without the proof.
pub fn verify_derived(
    unsecured_document: &Tree<'_>,
    proof: &Tree<'_>,
    key: &VerificationKey,
    contexts: &Contexts,
    mode: Mode,
) -> Result<(), EcdsaSdError> {
    if key.algorithm() != Algorithm::P256 {
        return Err(EcdsaSdError::KeyKind {
            found: key.algorithm(),
        });
    }
    let data = create_verify_data(unsecured_document, proof, contexts, mode)?;
    let non_mandatory = &data.hash_data.non_mandatory;
    if data.signatures.len() != non_mandatory.len() {
        return Err(EcdsaSdError::Count {
            signatures: data.signatures.len(),
            statements: non_mandatory.len(),
        });
    }
    let to_verify = serialize_sign_data(
        &data.hash_data.proof_hash,
        &data.public_key,
        &data.hash_data.mandatory_hash,
    );
    if !key.verifies(&to_verify, &data.base_signature.0) {
        return Err(EcdsaSdError::Signature);
    }
    let proof_scoped = read_multikey(&data.public_key)?;
    let mut statements = non_mandatory.iter().zip(&data.signatures);
    if !statements.all(|(nquad, signature)| proof_scoped.verifies(nquad.as_bytes(), &signature.0)) {
        return Err(EcdsaSdError::Signature);
    }
    Ok(())
}

/// The bytes of a Multikey: prefix and compressed point.
fn multikey(key: &VerificationKey) -> Result<PublicKey, EcdsaSdError> {
    let VerificationKey::P256(point) = key else {
        return Err(EcdsaSdError::KeyKind {
            found: key.algorithm(),
        });
    };
    let point = point.to_sec1_point(true);
    let bytes = [&Algorithm::P256.public_codec(), point.as_bytes()].concat();
    let bytes = bytes.try_into().map_err(|_| EcdsaSdError::Signature)?;
    Ok(Octets(bytes))
}

fn read_multikey(key: &PublicKey) -> Result<VerificationKey, EcdsaSdError> {
    let text = format!("z{}", bs58::encode(key.0).into_string());
    let key = VerificationKey::from_multibase(&text).map_err(|_| EcdsaSdError::ProofValue {
        problem: "its public key is none",
    })?;
    match key.algorithm() {
        Algorithm::P256 => Ok(key),
        found => Err(EcdsaSdError::KeyKind { found }),
    }
}

fn check_count(pointers: &[String]) -> Result<(), EcdsaSdError> {
    match pointers.len() {
        found if found > MAX_POINTERS => Err(EcdsaSdError::TooManyPointers { found }),
        _ => Ok(()),
    }
}

fn without_proof(document: &Value) -> Result<Value, EcdsaSdError> {
    // Not nested too deep to be copied.
    json_ld::tree(document)?;
    let mut members = document
        .as_object()
        .ok_or(EcdsaSdError::NotAnObject)?
        .clone();
    members.shift_remove("proof");
    Ok(Value::Object(members))
}
