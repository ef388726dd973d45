//! Derived proofs: what the holder makes and the verifier needs.

use schemas::json::Tree;
use serde_json::Value;

use super::{
    EcdsaSdError, NO_PROOF_VALUE,
    base_proof::{HashData, base_proof_configuration, base_proof_hashing, separate},
    check_count,
    proof_value::{
        BaseProof, DerivedProof, LabelMap, PublicKey, Signature, parse_base_proof_value,
        parse_derived_proof_value,
    },
    selective_disclosure::{
        canonicalize, create_hmac_id_label_map_function, create_label_map_function,
        label_replacement_canonicalize_json_ld, select_canonical_nquads,
    },
};
use crate::{contexts::Contexts, json_ld::Mode};

pub(super) struct DisclosureData {
    pub(super) proof: DerivedProof,
    pub(super) reveal_document: Value,
}

/// [createDisclosureData](https://www.w3.org/TR/vc-di-ecdsa/#createdisclosuredata).
pub(super) fn create_disclosure_data(
    document: &Value,
    proof_value: &str,
    selective_pointers: &[String],
    contexts: &Contexts,
    mode: Mode,
) -> Result<DisclosureData, EcdsaSdError> {
    check_count(selective_pointers)?;
    let BaseProof(base_signature, public_key, hmac_key, signatures, mandatory_pointers) =
        parse_base_proof_value(proof_value)?;
    check_count(&mandatory_pointers)?;
    let label = create_hmac_id_label_map_function(&hmac_key);
    let combined_pointers = [&mandatory_pointers, selective_pointers].concat();
    let whole = canonicalize(document, &label, contexts, mode)?;
    let group = |pointers| select_canonical_nquads(pointers, &whole, contexts, mode);
    let matching = |pointers| {
        let group = group(pointers)?;
        Ok::<_, EcdsaSdError>(group.map_or_else(Vec::new, |group| group.matching))
    };
    let mandatory = matching(&mandatory_pointers)?;
    let selective = matching(selective_pointers)?;
    let combined = group(&combined_pointers)?.ok_or(EcdsaSdError::NothingSelected)?;
    let is_in = |group: &[usize], index: usize| group.binary_search(&index).is_ok();
    let mandatory_indexes = (0_u32..)
        .zip(&combined.matching)
        .filter(|(_, absolute)| is_in(&mandatory, **absolute))
        .map(|(relative, _)| relative);
    let statements = whole.nquads.len() - mandatory.len();
    if signatures.len() != statements {
        return Err(EcdsaSdError::Count {
            signatures: signatures.len(),
            statements,
        });
    }
    let filtered_signatures = (0..whole.nquads.len())
        .filter(|index| !is_in(&mandatory, *index))
        .zip(signatures)
        .filter(|(index, _)| is_in(&selective, *index))
        .map(|(_, signature)| signature);
    Ok(DisclosureData {
        proof: DerivedProof(
            base_signature,
            public_key,
            filtered_signatures.collect(),
            combined.label_map,
            mandatory_indexes.collect(),
        ),
        reveal_document: combined.selection,
    })
}

pub(super) struct VerifyData {
    pub(super) base_signature: Signature,
    pub(super) public_key: PublicKey,
    pub(super) signatures: Vec<Signature>,
    pub(super) hash_data: HashData,
}

/// [createVerifyData](https://www.w3.org/TR/vc-di-ecdsa/#createverifydata).
pub(super) fn create_verify_data(
    unsecured_document: &Tree<'_>,
    proof: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<VerifyData, EcdsaSdError> {
    let proof_value = proof.get("proofValue").and_then(Tree::as_str);
    let proof_value = proof_value.ok_or(NO_PROOF_VALUE)?;
    let DerivedProof(base_signature, public_key, signatures, label_map, mandatory_indexes) =
        parse_derived_proof_value(proof_value)?;
    let proof_config = base_proof_configuration(proof, unsecured_document, contexts, mode)?;
    let nquads = labelled_as_signed(unsecured_document, &label_map, contexts, mode)?;
    let ascending = mandatory_indexes.is_sorted_by(|a, b| a < b);
    let last = mandatory_indexes.last().map_or(0, |last| *last as usize);
    if !ascending || last >= nquads.len() {
        return Err(EcdsaSdError::MandatoryIndexes);
    }
    let separated = separate(nquads, |index| {
        mandatory_indexes
            .binary_search_by_key(&index, |known| *known as usize)
            .is_ok()
    });
    Ok(VerifyData {
        base_signature,
        public_key,
        signatures,
        hash_data: base_proof_hashing(separated, &proof_config),
    })
}

/// The N-Quads with a label for each blank node and no label for nothing.
fn labelled_as_signed(
    unsecured_document: &Tree<'_>,
    label_map: &LabelMap,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Vec<String>, EcdsaSdError> {
    let label = create_label_map_function(label_map);
    let (nquads, blanks) =
        label_replacement_canonicalize_json_ld(unsecured_document, &label, contexts, mode)?;
    if blanks != label_map.0.len() {
        return Err(EcdsaSdError::LabelMap);
    }
    Ok(nquads)
}
