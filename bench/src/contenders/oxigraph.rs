//! `oxjsonld` and `oxrdf`: a JSON-LD parser and an RDFC-1.0 of general use, with signing put around them.
//!
//! Of a node's types that each have a context in their scope, `oxjsonld` 0.2.7 applies the last one's alone, and drops what
//! the others define without a word. So that it does the whole work, it is given contexts in which the last type brings
//! the others' terms along.

use std::{collections::HashMap, sync::Arc};

use bench::setting::{SEED, Setting};
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::{
    Dataset,
    dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The contexts by URL, and the key.
pub(crate) struct Oxigraph {
    contexts: Arc<HashMap<String, Vec<u8>>>,
    key: SigningKey,
    options: Value,
}

impl Oxigraph {
    pub(crate) fn new(document: &str, setting: &Setting, contexts: &[(String, String)]) -> Self {
        let document = serde_json::from_str(document).expect("JSON");
        let contexts = with_scopes_joined(&document, contexts).into_iter();
        Self {
            contexts: Arc::new(
                contexts
                    .map(|(url, text)| (url, text.into_bytes()))
                    .collect(),
            ),
            key: SigningKey::from_bytes(&SEED),
            options: json!({
                "type": "DataIntegrityProof",
                "cryptosuite": "eddsa-rdfc-2022",
                "created": setting.options.created.to_string(),
                "verificationMethod": setting.method().as_str(),
                "proofPurpose": "assertionMethod",
            }),
        }
    }

    pub(crate) fn issue(&self, document: &str) -> String {
        let mut document: Value = serde_json::from_str(document).expect("JSON");
        let mut proof = self.options.clone();
        let hash_data = self.hash_data(&document, &proof);
        let signature = self.key.sign(&hash_data).to_bytes();
        proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
        document["proof"] = json!([proof]);
        document.to_string()
    }

    pub(crate) fn verify(&self, secured: &str) {
        let mut document: Value = serde_json::from_str(secured).expect("JSON");
        let members = document.as_object_mut().expect("an object");
        let mut proof = members.shift_remove("proof").expect("a proof")[0].take();
        let value = proof
            .as_object_mut()
            .and_then(|members| members.shift_remove("proofValue"));
        let value = value.as_ref().and_then(Value::as_str).unwrap_or_default();
        let signature = bs58::decode(&value[1..]).into_vec().expect("base58");
        let signature = Signature::from_slice(&signature).expect("64 bytes");
        let hash_data = self.hash_data(&document, &proof);
        let public = self.key.verifying_key();
        assert!(
            public.verify_strict(&hash_data, &signature).is_ok(),
            "oxjsonld and oxrdf refuse the proof"
        );
    }

    fn hash_data(&self, document: &Value, proof: &Value) -> [u8; 64] {
        let mut proof = proof.clone();
        proof["@context"] = document["@context"].clone();
        let mut hash_data = [0; 64];
        hash_data[..32].copy_from_slice(&Sha256::digest(self.canonical(&proof)));
        hash_data[32..].copy_from_slice(&Sha256::digest(self.canonical(document)));
        hash_data
    }

    /// The canonical N-Quads.
    pub(crate) fn canonical(&self, document: &Value) -> String {
        let contexts = Arc::clone(&self.contexts);
        let text = document.to_string();
        let quads = JsonLdParser::new()
            .for_slice(&text)
            .with_load_document_callback(move |url, _| {
                let document = contexts.get(url).ok_or("an unknown context")?.clone();
                Ok(JsonLdRemoteDocument {
                    document,
                    document_url: url.to_owned(),
                })
            });
        let mut dataset: Dataset = quads
            .collect::<Result<_, _>>()
            .expect("the document is JSON-LD");
        dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
            hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
        });
        let mut lines: Vec<_> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
        lines.sort_unstable();
        lines.concat()
    }
}

/// The contexts, with the scopes of all types of a node under the last of these.
fn with_scopes_joined(document: &Value, contexts: &[(String, String)]) -> Vec<(String, String)> {
    let read = |(url, text): &(String, String)| {
        let context: Value = serde_json::from_str(text).expect("a context is JSON");
        (url.clone(), context)
    };
    let mut contexts: Vec<_> = contexts.iter().map(read).collect();
    let mut sets = Vec::new();
    type_sets(document, &mut sets);
    for set in sets {
        let scope = |kind: &&str| {
            let mut terms = contexts
                .iter()
                .map(|(_, context)| &context["@context"][*kind]);
            terms.find_map(|term| term.get("@context")).cloned()
        };
        let scoped: Vec<_> = set
            .iter()
            .filter_map(|kind| Some((*kind, scope(kind)?)))
            .collect();
        if let [_, .., (last, _)] = &scoped[..] {
            let joined: Value = scoped.iter().map(|(_, scope)| scope.clone()).collect();
            let defining = contexts
                .iter_mut()
                .find(|(_, context)| context["@context"][*last].is_object());
            if let Some((_, context)) = defining {
                context["@context"][*last]["@context"] = joined;
            }
        }
    }
    let write = |(url, context): (String, Value)| (url, context.to_string());
    contexts.into_iter().map(write).collect()
}

/// The types of each node that has several, in the order in which their scopes apply.
fn type_sets<'v>(value: &'v Value, sets: &mut Vec<Vec<&'v str>>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get("type") {
                let mut set: Vec<_> = types.iter().filter_map(Value::as_str).collect();
                set.sort_unstable();
                sets.push(set);
            }
            members.values().for_each(|member| type_sets(member, sets));
        }
        Value::Array(items) => items.iter().for_each(|item| type_sets(item, sets)),
        _ => {}
    }
}
