use conformance::profile::Profile;
use credential::{
    Contexts,
    data_integrity::{Cryptosuite, ProofPurpose, SecureError, add_base_proof},
    json_ld::Mode,
};
use serde_json::{Value, json};
use service::randomness::SharedRng;

use crate::world::{World, add, altered};

async fn derive(world: &World, credential: &Value, pointers: Value) -> crate::world::Answer {
    let body =
        json!({ "verifiableCredential": credential, "options": { "selectivePointers": pointers } });
    world.post("/credentials/derive", &body).await
}

#[tokio::test]
async fn a_derived_credential_shows_what_is_mandatory_and_selected() {
    let world = World::new().await;
    let profile = Profile::EcdsaSd2023;
    let mut credential = world.credential(profile);
    credential["credentialSubject"]["degree"] = json!("Bachelor");
    let options = json!({ "mandatoryPointers": ["/issuer", "/validFrom"] });
    let base = world.issue(profile, &credential, options).await;
    assert_eq!(base.status, 201, "{}", base.body);
    let base = &base.body["verifiableCredential"];
    let answer = derive(&world, base, json!(["/credentialSubject/alumniOf"])).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let derived = &answer.body["verifiableCredential"];
    assert_eq!(derived["credentialSubject"]["alumniOf"], "School");
    assert_eq!(derived["credentialSubject"].get("degree"), None);
    assert_eq!(derived["validFrom"], credential["validFrom"]);
    world.verify(derived).await.verified();
    let altered_subject = altered(derived, "/credentialSubject/alumniOf", json!("Other"));
    assert_eq!(world.verify(&altered_subject).await.status, 400);
    let more = altered(derived, "/credentialSubject/degree", json!("Bachelor"));
    assert_eq!(world.verify(&more).await.status, 400);
    let twice = derive(&world, derived, json!(["/credentialSubject"])).await;
    twice.refused("PROOF_VERIFICATION_ERROR", "derived proof");
    let nowhere = derive(&world, base, json!(["/nowhere"])).await;
    nowhere.refused("PROOF_VERIFICATION_ERROR", "/nowhere");
}

#[tokio::test]
async fn other_requests_to_derive_are_refused() {
    let world = World::new().await;
    let other = world.issued(Profile::EddsaRdfc2022).await;
    derive(&world, &other, json!(["/issuer"]))
        .await
        .refused("PROOF_VERIFICATION_ERROR", "ecdsa-sd-2023");
    derive(&world, &json!("text"), json!([]))
        .await
        .refused("PROOF_VERIFICATION_ERROR", "");
    derive(&world, &other, json!("/issuer"))
        .await
        .refused("MALFORMED_VALUE_ERROR", "selectivePointers");
    let profile = Profile::EcdsaSd2023;
    let options = json!({ "mandatoryPointers": ["issuer"] });
    let answer = world
        .issue(profile, &world.credential(profile), options)
        .await;
    assert_eq!(answer.status, 400, "{}", answer.body);
}

/// It is of a part of the document, so it can say nothing of the proofs before it.
#[tokio::test]
async fn a_proof_of_this_suite_follows_no_other() {
    let world = World::new().await;
    let profile = Profile::EcdsaSd2023;
    let base = world.issued(profile).await;
    let answer = derive(&world, &base, json!(["/issuer", "/credentialSubject"])).await;
    let mut chained = answer.body["verifiableCredential"].clone();
    let mut last = chained["proof"].take();
    last["previousProof"] = json!("urn:uuid:first");
    let first = json!({
        "id": "urn:uuid:first",
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "verificationMethod": last["verificationMethod"],
        "proofPurpose": "assertionMethod",
        "proofValue": last["proofValue"],
    });
    chained["proof"] = json!([last, first]);
    let answer = world.verify(&chained).await;
    answer.refused("PROOF_VERIFICATION_ERROR", "follows no other");

    let key = world.keys.of(profile.algorithm());
    let mut chain = add(Cryptosuite::EcdsaSd2023, key, ProofPurpose::AssertionMethod);
    chain.previous_proof = vec!["urn:uuid:first".to_owned()];
    let refused = add_base_proof(
        &world.credential(profile),
        &chain,
        &[],
        key,
        &Contexts::standard(),
        Mode::Safe,
        &mut SharedRng::seeded(3),
    );
    assert!(matches!(refused, Err(SecureError::NoChain { .. })));
}
