//! The [selective disclosure functions](https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions).
//!
//! The specification finds the blank nodes of a selection again in the whole document by giving them URNs first
//! (skolemization). Here their [places](Place) do the same, and the document stays as it is.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use schemas::json::Tree;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    EcdsaSdError,
    proof_value::{Digest, LabelMap, Octets, label},
    select_json_ld::Selected,
};
use crate::{
    contexts::Contexts,
    json_ld::{self, Mode, Part, Place},
    rdf::{Dataset, Quad},
    rdfc::{self, write_nquad},
};

/// What a label map factory function gives: the signed label of a blank node by the number in its canonical one.
type LabelMapFactoryFunction<'f> = &'f dyn Fn(u32) -> Option<Digest>;

/// A whole document as canonical N-Quads with the labels that are signed.
pub(super) struct Canonicalized<'d> {
    document: &'d Value,
    /// Sorted, each once.
    pub(super) nquads: Vec<String>,
    /// The label of the blank node at each place.
    labels: HashMap<Place, Digest>,
}

/// A selection of a document.
pub(super) struct Group {
    /// The document that is left.
    pub(super) selection: Value,
    /// Which of the whole document's N-Quads are in it: their places, ascending.
    pub(super) matching: Vec<usize>,
    /// The labels of the selection's own canonical form, and those that were signed in their place.
    pub(super) label_map: LabelMap,
}

/// [createHmacIdLabelMapFunction](https://www.w3.org/TR/vc-di-ecdsa/#createhmacidlabelmapfunction).
pub(super) fn create_hmac_id_label_map_function(
    hmac_key: &Digest,
) -> impl Fn(u32) -> Option<Digest> {
    move |canonical| {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&hmac_key.0).ok()?;
        hmac.update(format!("c14n{canonical}").as_bytes());
        Some(Octets(hmac.finalize().into_bytes().into()))
    }
}

/// [createLabelMapFunction](https://www.w3.org/TR/vc-di-ecdsa/#createlabelmapfunction).
pub(super) fn create_label_map_function(label_map: &LabelMap) -> impl Fn(u32) -> Option<Digest> {
    let labels: HashMap<u32, Digest> = label_map.0.iter().copied().collect();
    move |canonical| labels.get(&canonical).copied()
}

/// [labelReplacementCanonicalizeJsonLd](https://www.w3.org/TR/vc-di-ecdsa/#labelreplacementcanonicalizejsonld): the
/// N-Quads, sorted; and how many blank nodes there are.
pub(super) fn label_replacement_canonicalize_json_ld(
    document: &Tree<'_>,
    label: LabelMapFactoryFunction<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<(Vec<String>, usize), EcdsaSdError> {
    let dataset = json_ld::to_rdf(document, contexts, mode)?;
    let (nquads, digests) = label_replacement_canonicalize_nquads(&dataset, label)?;
    Ok((nquads, digests.len()))
}

/// [labelReplacementCanonicalizeNQuads](https://www.w3.org/TR/vc-di-ecdsa/#labelreplacementcanonicalizenquads): the
/// N-Quads, sorted; and the label of each blank node by its number.
fn label_replacement_canonicalize_nquads(
    dataset: &Dataset,
    label: LabelMapFactoryFunction<'_>,
) -> Result<(Vec<String>, Vec<Digest>), EcdsaSdError> {
    let canonical = rdfc::canonicalize(dataset)?;
    let digests = canonical.labels.iter().map(|number| label(*number));
    let digests: Vec<Digest> = digests
        .collect::<Option<_>>()
        .ok_or(EcdsaSdError::LabelMap)?;
    let mut nquads = relabel_blank_nodes(dataset, &digests);
    nquads.sort_unstable();
    nquads.dedup();
    Ok((nquads, digests))
}

/// [relabelBlankNodes](https://www.w3.org/TR/vc-di-ecdsa/#relabelblanknodes).
fn relabel_blank_nodes(dataset: &Dataset, digests: &[Digest]) -> Vec<String> {
    let labels: Vec<String> = digests.iter().map(label).collect();
    let nquads = dataset.quads().iter().map(|quad| {
        let mut line = String::new();
        write_nquad(dataset, quad, &mut line, |blank, line| {
            line.push_str("_:");
            line.push_str(&labels[blank as usize]);
        });
        line
    });
    nquads.collect()
}

/// The first half of [canonicalizeAndGroup](https://www.w3.org/TR/vc-di-ecdsa/#canonicalizeandgroup): the whole
/// document. [`select_canonical_nquads`] makes a group of it.
pub(super) fn canonicalize<'d>(
    document: &'d Value,
    label: LabelMapFactoryFunction<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Canonicalized<'d>, EcdsaSdError> {
    let tree = json_ld::tree(document)?;
    let (dataset, places) = json_ld::to_rdf_with_places(&tree, contexts, mode)?;
    let (nquads, digests) = label_replacement_canonicalize_nquads(&dataset, label)?;
    Ok(Canonicalized {
        document,
        nquads,
        labels: places.into_iter().zip(digests).collect(),
    })
}

/// [selectCanonicalNQuads](https://www.w3.org/TR/vc-di-ecdsa/#selectcanonicalnquads), matched with the whole document
/// as canonicalizeAndGroup has it; `None` where there is no pointer.
///
/// Every statement of the selection is one of the whole document, or it is refused: a part of a list would be another
/// list, a part of a text with a language another text.
pub(super) fn select_canonical_nquads(
    pointers: &[String],
    whole: &Canonicalized<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Option<Group>, EcdsaSdError> {
    if pointers.is_empty() {
        return Ok(None);
    }
    let selected = Selected::select_json_ld(whole.document, pointers)?;
    let selection = selected.of(whole.document);
    let tree = json_ld::tree(&selection)?;
    let (dataset, places) = json_ld::to_rdf_with_places(&tree, contexts, mode)?;
    let original = |place: &Place| {
        let original = selected.original(place);
        let label = whole.labels.get(&original).copied();
        label.ok_or(EcdsaSdError::Apart {
            pointer: original.pointer,
        })
    };
    let digests: Vec<Digest> = places.iter().map(original).collect::<Result<_, _>>()?;
    let mut matching = Vec::with_capacity(dataset.quads().len());
    for (quad, nquad) in dataset
        .quads()
        .iter()
        .zip(relabel_blank_nodes(&dataset, &digests))
    {
        match whole.nquads.binary_search(&nquad) {
            Ok(index) => matching.push(index),
            Err(_) => return Err(not_of_the_whole(quad, &dataset, &places, &selected)),
        }
    }
    matching.sort_unstable();
    matching.dedup();
    let canonical = rdfc::canonicalize(&dataset)?;
    let mut label_map: Vec<(u32, Digest)> = canonical.labels.into_iter().zip(digests).collect();
    label_map.sort_unstable_by_key(|(number, _)| *number);
    Ok(Some(Group {
        selection,
        matching,
        label_map: LabelMap(label_map),
    }))
}

/// Why a statement of a selection is none of the whole document.
fn not_of_the_whole(
    quad: &Quad,
    dataset: &Dataset,
    places: &[Place],
    selected: &Selected,
) -> EcdsaSdError {
    let place = |blank: u32| selected.original(&places[blank as usize]);
    let object = quad.object.as_blank().map(place);
    let subject = quad.subject.as_blank().map(place);
    let cell = [&object, &subject].into_iter().flatten();
    let cell = cell
        .into_iter()
        .find(|place| matches!(place.part, Part::Cell(_)));
    match cell {
        Some(cell) => EcdsaSdError::CutList {
            pointer: cell.pointer.clone(),
        },
        None => EcdsaSdError::Apart {
            pointer: match subject {
                Some(place) => place.pointer,
                None => dataset.text(quad.subject).to_owned(),
            },
        },
    }
}

/// [hashMandatoryNQuads](https://www.w3.org/TR/vc-di-ecdsa/#hashmandatorynquads).
pub(super) fn hash_mandatory_nquads<'n>(mandatory: impl Iterator<Item = &'n str>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    mandatory.for_each(|nquad| hasher.update(nquad));
    hasher.finalize().into()
}
