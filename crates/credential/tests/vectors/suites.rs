//! `vectors/vc-di-eddsa`: eddsa-jcs-2022, Ed25519Signature2020, proof sets and chains.

use credential::{
    Contexts,
    data_integrity::{Expected, ProofError, VerifiedProof, verify_proofs},
    eddsa_jcs_2022,
    json_ld::{self, Mode},
    multikey::SecretKey,
    verification_methods::VerificationMethods,
};
use jiff::Timestamp;
use schemas::json::{Limits, parse_tree};
use serde_json::{Value, json};

const FOLDER: &str = "vectors/vc-di-eddsa";

fn contexts() -> Option<Contexts> {
    let registry = "https://registry.kz".parse().unwrap();
    let mut contexts = Contexts::of_register(&registry);
    for (url, file) in [
        (
            "https://www.w3.org/ns/credentials/examples/v2",
            "credentials-examples-v2",
        ),
        (
            "https://w3id.org/security/suites/ed25519-2020/v1",
            "ed25519-2020-v1",
        ),
    ] {
        let text = crate::shared(&format!("contexts/{file}.jsonld"))?;
        contexts = contexts.with(url, &text).unwrap();
    }
    Some(contexts)
}

fn verified(document: &Value, contexts: &Contexts) -> Result<Vec<VerifiedProof>, ProofError> {
    let expected = Expected {
        purpose: "assertionMethod",
        challenge: None,
        domain: None,
        at: Timestamp::UNIX_EPOCH,
    };
    verify_proofs(
        json_ld::tree(document).unwrap(),
        &expected,
        &VerificationMethods::new(),
        contexts,
        Mode::Safe,
    )
}

fn read(name: &str) -> Value {
    crate::json(&format!("{FOLDER}/{name}")).unwrap()
}

#[test]
fn eddsa_jcs_2022_step_by_step() {
    let Some(contexts) = contexts() else { return };
    let file = |name: &str| {
        let text = crate::shared(&format!("{FOLDER}/eddsa-jcs-2022/{name}")).unwrap();
        text.trim_end().to_owned()
    };
    let unsigned = read("unsigned.json");
    let tree = json_ld::tree(&unsigned).unwrap();
    let transformed = eddsa_jcs_2022::transformation(&tree).unwrap();
    assert_eq!(transformed, file("canonDocJCS.txt"));
    let options = read("eddsa-jcs-2022/proofConfigJCS.json");
    let options = json_ld::tree(&options).unwrap();
    let config = eddsa_jcs_2022::proof_configuration(&options).unwrap();
    assert_eq!(config, file("proofCanonJCS.txt"));
    let hash_data = eddsa_jcs_2022::hashing(&transformed, &config);
    assert_eq!(crate::hex(&hash_data), file("combinedHashJCS.txt"));
    let pair = read("keyPair.json");
    let secret = pair["privateKeyMultibase"]
        .as_str()
        .or(pair["secretKeyMultibase"].as_str());
    let key = SecretKey::from_multibase(secret.unwrap()).unwrap();
    assert_eq!(crate::hex(&key.sign(&hash_data)), file("sigHexJCS.txt"));
    let signed = read("eddsa-jcs-2022/signedJCS.json");
    let proofs = verified(&signed, &contexts).unwrap();
    assert_eq!(proofs[0].cryptosuite().as_str(), "eddsa-jcs-2022");
    let text = signed.to_string();
    eddsa_jcs_2022::verify_text(text.as_bytes(), Limits::CREDENTIAL).unwrap();
}

#[test]
fn ed25519_signature_2020() {
    let Some(contexts) = contexts() else { return };
    let signed = read("Ed25519Signature2020/signedEdSig.json");
    verified(&signed, &contexts).unwrap();
}

#[test]
fn sets_and_chains_are_verified_as_a_whole() {
    let Some(contexts) = contexts() else { return };
    for (name, proofs) in [
        ("signedProofSet1", 1),
        ("signedProofSet2", 2),
        ("signedProofChain1", 3),
        ("signedProofChain2", 4),
    ] {
        let signed = read(&format!("proof-set-chain/{name}.json"));
        let found = verified(&signed, &contexts).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(found.len(), proofs, "{name}");
    }
}

#[test]
fn a_link_of_a_chain_cannot_be_taken_out_or_changed() {
    let Some(contexts) = contexts() else { return };
    let signed = read("proof-set-chain/signedProofChain2.json");
    for place in 0..3 {
        let mut without = signed.clone();
        without["proof"].as_array_mut().unwrap().remove(place);
        let error = verified(&without, &contexts).unwrap_err();
        assert!(matches!(error, ProofError::PreviousProof { .. }), "{error}");
        let mut other = signed.clone();
        other["proof"][place]["created"] = json!("2023-02-24T23:36:39Z");
        let error = verified(&other, &contexts).unwrap_err();
        assert_eq!(error, ProofError::Signature, "{place}");
    }
    for (reference, refused) in [
        (json!(5), "no string"),
        (json!([]), "no string"),
        (json!(["urn:uuid:none"]), "there is no proof"),
    ] {
        let mut broken = signed.clone();
        broken["proof"][3]["previousProof"] = reference;
        let error = verified(&broken, &contexts).unwrap_err().to_string();
        assert!(error.contains(refused), "{error}");
    }
}

/// The document's contexts may go on after the proof's, but not differ.
#[test]
fn the_contexts_of_a_jcs_proof_are_the_first_of_the_document() {
    let Some(contexts) = contexts() else { return };
    let signed = read("eddsa-jcs-2022/signedJCS.json");
    let mut more = signed.clone();
    let list = more["@context"].as_array_mut().unwrap();
    list.push(json!("https://other.kz"));
    verified(&more, &contexts).unwrap();
    let mut other = signed;
    other["@context"][1] = json!("https://other.kz");
    let error = verified(&other, &contexts).unwrap_err().to_string();
    assert!(error.contains("does not begin"), "{error}");
    let text = other.to_string();
    parse_tree(text.as_bytes(), Limits::CREDENTIAL).unwrap();
}
