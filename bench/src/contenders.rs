//! The implementations that are compared, each from the text of a document to the text with its proof, and back.

pub(crate) mod bare;
pub(crate) mod kualik;
pub(crate) mod oxigraph;
pub(crate) mod spruce;

/// The `proofValue` of the one proof of a secured document.
pub(crate) fn proof_value(secured: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(secured).ok()?;
    let proof = &document["proof"];
    let proof = proof.get(0).unwrap_or(proof);
    proof["proofValue"].as_str().map(str::to_owned)
}
