//! Base proofs: what the issuer makes.

use schemas::json::Tree;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{
    CRYPTOSUITE, EcdsaSdError, check_count, multikey,
    proof_value::{BaseProof, Digest, Octets, PublicKey, serialize_base_proof_value},
    selective_disclosure::{
        canonicalize, create_hmac_id_label_map_function, hash_mandatory_nquads,
        select_canonical_nquads,
    },
};
use crate::{
    contexts::Contexts,
    data_integrity::date_time,
    json_ld::{self, Mode},
    multikey::{Algorithm, SecretKey},
    rdfc,
};

/// Keys that are made for one proof.
pub(super) struct ProofScopedKeys {
    pub(super) hmac_key: Digest,
    pub(super) key_pair: SecretKey,
}

pub(super) fn create_base_proof_with(
    unsecured_document: &Value,
    options: &Map<String, Value>,
    mandatory_pointers: &[String],
    key: &SecretKey,
    contexts: &Contexts,
    mode: Mode,
    keys: &ProofScopedKeys,
) -> Result<String, EcdsaSdError> {
    if key.algorithm() != Algorithm::P256 {
        return Err(EcdsaSdError::KeyKind {
            found: key.algorithm(),
        });
    }
    check_count(mandatory_pointers)?;
    let document = unsecured_document
        .as_object()
        .ok_or(EcdsaSdError::NotAnObject)?;
    if document.contains_key("proof") {
        return Err(EcdsaSdError::HasProof);
    }
    let options = Value::Object(options.clone());
    let proof_config = base_proof_configuration(
        &json_ld::tree(&options)?,
        &json_ld::tree(unsecured_document)?,
        contexts,
        mode,
    )?;
    let transformed = base_proof_transformation(
        unsecured_document,
        mandatory_pointers,
        &keys.hmac_key,
        contexts,
        mode,
    )?;
    let hash_data = base_proof_hashing(transformed, &proof_config);
    base_proof_serialization(&hash_data, mandatory_pointers, key, keys)
}

/// Statements in their two kinds.
pub(super) struct TransformedDocument {
    pub(super) mandatory: Vec<String>,
    pub(super) non_mandatory: Vec<String>,
}

/// Base Proof Transformation
/// ([section 3.6.2](https://www.w3.org/TR/vc-di-ecdsa/#base-proof-transformation-ecdsa-sd-2023)).
pub(super) fn base_proof_transformation(
    unsecured_document: &Value,
    mandatory_pointers: &[String],
    hmac_key: &Digest,
    contexts: &Contexts,
    mode: Mode,
) -> Result<TransformedDocument, EcdsaSdError> {
    let label = create_hmac_id_label_map_function(hmac_key);
    let whole = canonicalize(unsecured_document, &label, contexts, mode)?;
    let mandatory = select_canonical_nquads(mandatory_pointers, &whole, contexts, mode)?;
    let matching = mandatory.map_or_else(Vec::new, |group| group.matching);
    Ok(separate(whole.nquads, |index| {
        matching.binary_search(&index).is_ok()
    }))
}

pub(super) fn separate(
    nquads: Vec<String>,
    is_mandatory: impl Fn(usize) -> bool,
) -> TransformedDocument {
    let (mut mandatory, mut non_mandatory) = (Vec::new(), Vec::new());
    for (index, nquad) in nquads.into_iter().enumerate() {
        if is_mandatory(index) {
            mandatory.push(nquad);
        } else {
            non_mandatory.push(nquad);
        }
    }
    TransformedDocument {
        mandatory,
        non_mandatory,
    }
}

/// What the signatures are over.
pub(super) struct HashData {
    pub(super) proof_hash: [u8; 32],
    pub(super) mandatory_hash: [u8; 32],
    pub(super) non_mandatory: Vec<String>,
}

/// Base Proof Hashing ([section 3.6.3](https://www.w3.org/TR/vc-di-ecdsa/#base-proof-hashing-ecdsa-sd-2023)).
pub(super) fn base_proof_hashing(
    transformed: TransformedDocument,
    canonical_proof_config: &str,
) -> HashData {
    HashData {
        proof_hash: Sha256::digest(canonical_proof_config).into(),
        mandatory_hash: hash_mandatory_nquads(transformed.mandatory.iter().map(String::as_str)),
        non_mandatory: transformed.non_mandatory,
    }
}

/// Base Proof Configuration
/// ([section 3.6.4](https://www.w3.org/TR/vc-di-ecdsa/#base-proof-configuration-ecdsa-sd-2023)): the canonical N-Quads
/// of the proof without its value, under the document's contexts.
pub(super) fn base_proof_configuration(
    options: &Tree<'_>,
    unsecured_document: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<String, EcdsaSdError> {
    let wrong = |member, problem| EcdsaSdError::Options { member, problem };
    let text = |member: &str| options.get(member).and_then(Tree::as_str);
    if text("type") != Some("DataIntegrityProof") {
        return Err(wrong("type", "is not DataIntegrityProof"));
    }
    if text("cryptosuite") != Some(CRYPTOSUITE) {
        return Err(wrong("cryptosuite", "is not ecdsa-sd-2023"));
    }
    if options.get("created").is_some() && text("created").and_then(date_time).is_none() {
        return Err(wrong("created", "is no date and time with an offset"));
    }
    let context = unsecured_document.get("@context");
    if options
        .get("@context")
        .is_some_and(|own| Some(own) != context)
    {
        return Err(wrong("@context", "is not the document's"));
    }
    let members = options.members().iter();
    let members = members.filter(|(name, _)| name != "@context" && name != "proofValue");
    let proof_config = Tree::Object(members.cloned().collect());
    let dataset = json_ld::part_to_rdf(&proof_config, context, contexts, mode)?;
    Ok(rdfc::canonicalize(&dataset)?.nquads)
}

/// Base Proof Serialization
/// ([section 3.6.5](https://www.w3.org/TR/vc-di-ecdsa/#base-proof-serialization-ecdsa-sd-2023)).
fn base_proof_serialization(
    hash_data: &HashData,
    mandatory_pointers: &[String],
    key: &SecretKey,
    keys: &ProofScopedKeys,
) -> Result<String, EcdsaSdError> {
    let sign = |key: &SecretKey, message: &[u8]| {
        let signature = key.sign(message).try_into().map(Octets);
        signature.map_err(|_| EcdsaSdError::KeyKind {
            found: key.algorithm(),
        })
    };
    let public_key = multikey(&keys.key_pair.public())?;
    let unsigned = Octets([0; 64]);
    let mut proof = BaseProof(
        unsigned,
        public_key,
        keys.hmac_key,
        vec![unsigned; hash_data.non_mandatory.len()],
        mandatory_pointers.to_vec(),
    );
    // It is as long without its signatures as with them: what is too long is told before there are any.
    serialize_base_proof_value(&proof)?;
    for (signature, nquad) in proof.3.iter_mut().zip(&hash_data.non_mandatory) {
        *signature = sign(&keys.key_pair, nquad.as_bytes())?;
    }
    let to_sign = serialize_sign_data(
        &hash_data.proof_hash,
        &public_key,
        &hash_data.mandatory_hash,
    );
    proof.0 = sign(key, &to_sign)?;
    serialize_base_proof_value(&proof)
}

/// [serializeSignData](https://www.w3.org/TR/vc-di-ecdsa/#serializesigndata).
pub(super) fn serialize_sign_data(
    proof_hash: &[u8; 32],
    public_key: &PublicKey,
    mandatory_hash: &[u8; 32],
) -> Vec<u8> {
    [&proof_hash[..], &public_key.0, mandatory_hash].concat()
}
