//! Securing a document: what is refused, and that the same arguments give the same result.

use credential::{
    digest,
    eddsa_rdfc_2022::{
        ProofOptions, ProofPurpose, SecureError, hashing, proof_verification, secure, steps, verify,
    },
    multikey::SigningKey,
};
use serde_json::{Value, json};

use crate::world::{World, time};

fn secured(document: &Value, key: &SigningKey) -> Result<Value, SecureError> {
    let world = World::new();
    let options = ProofOptions {
        verification_method: World::key_of(&world.hei_did, &world.hei),
        purpose: ProofPurpose::AssertionMethod,
        created: time("20T09:00"),
        challenge: None,
        domain: None,
    };
    secure(document, &options, key, &world.contexts)
}

#[test]
fn the_same_arguments_give_the_same_result() {
    let world = World::new();
    let (first, second) = (world.signed(), world.signed());
    assert_eq!(first, second);
    let proof = verify(&first, &world.contexts).unwrap();
    assert_eq!(proof.created(), Some(time("20T09:00")));
    assert_eq!(
        proof.digest(),
        digest::of_secured(&first, &world.contexts).unwrap()
    );
    assert!(proof.digest().starts_with("uEiA"), "{}", proof.digest());
}

#[test]
fn the_steps_lead_to_what_is_signed() {
    let world = World::new();
    let signed = world.signed();
    let steps = steps(&signed, &world.contexts).unwrap();
    let key = world.hei.public();
    assert_eq!(
        proof_verification(&steps.hash_data, &steps.proof_value, &key),
        Ok(true)
    );
    let (document, proof) = (
        &steps.canonical_document,
        &steps.canonical_proof_configuration,
    );
    assert_eq!(hashing(document, proof), steps.hash_data);
    assert!(document.contains("Айгерім Серікқызы Үлгі"));
    assert!(proof.contains("eddsa-rdfc-2022") && !proof.contains(&steps.proof_value));
    assert!(steps.verification_method.ends_with(&key.to_multibase()));
}

#[test]
fn what_cannot_be_secured_is_refused() {
    let world = World::new();
    let unsigned = world.unsigned();
    assert_eq!(
        secured(&json!([]), &world.hei),
        Err(SecureError::NotAnObject)
    );
    assert_eq!(
        secured(&world.signed(), &world.hei),
        Err(SecureError::HasProof)
    );
    let other = secured(&unsigned, &world.holder);
    assert!(matches!(other, Err(SecureError::OtherKey { .. })));
    let mut undefined = unsigned.clone();
    undefined["credentialSubject"]["achievement"]["undefinedTerm"] = json!("x");
    let error = secured(&undefined, &world.hei).unwrap_err().to_string();
    assert!(
        error.contains("/credentialSubject/achievement/undefinedTerm"),
        "{error}"
    );
    let mut merged = unsigned;
    let reviewer = "/credentialSubject/achievement/qualityReview/0/reviewer/id";
    *merged.pointer_mut(reviewer).unwrap() = json!(world.hei_did);
    let error = secured(&merged, &world.hei).unwrap_err().to_string();
    assert!(error.contains("would become one"), "{error}");
}

#[test]
fn secrets_do_not_show() {
    let key = SigningKey::from_seed(&[7; 32]);
    let shown = format!("{key:?}");
    assert!(shown.contains(&key.public().to_multibase()));
    assert!(
        !shown.contains("7, 7") && !shown.contains("0707"),
        "{shown}"
    );
}
