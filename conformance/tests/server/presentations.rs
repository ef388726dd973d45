use conformance::profile::Profile;
use credential::data_integrity::{Cryptosuite, ProofPurpose};
use serde_json::{Value, json};

use crate::world::{World, add, altered, did_of, secure, secure_as, stranger, without};

/// A presentation of the holder's for a verifier who asked.
fn presented(credentials: &Value) -> Value {
    let holder = stranger();
    let unsigned = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_of(&holder),
        "verifiableCredential": credentials,
    });
    let mut asked = add(
        Cryptosuite::EddsaRdfc2022,
        &holder,
        ProofPurpose::Authentication,
    );
    asked.options.challenge = Some("question".to_owned());
    asked.options.domain = Some("verifier.example".to_owned());
    secure_as(&unsigned, &asked, &holder)
}

fn asked() -> Value {
    json!({ "challenge": "question", "domain": "verifier.example" })
}

#[tokio::test]
async fn a_presentation_and_all_in_it_is_verified() {
    let world = World::new().await;
    let embedded = world.issued(Profile::EcdsaRdfc2019P384).await;
    let enveloped = world.issued(Profile::VcJwt).await;
    let good = presented(&json!([embedded, enveloped]));
    let answer = world.verify_presentation(&good, asked()).await;
    answer.verified();
    assert_eq!(answer.body["verifiablePresentation"], good);
    world.verify_presentation(&good, json!({})).await.verified();
    world
        .verify_presentation(&presented(&json!(embedded)), asked())
        .await
        .verified();
}

#[tokio::test]
async fn each_question_is_asked() {
    let world = World::new().await;
    let good = presented(&json!([world.issued(Profile::EddsaRdfc2022).await]));
    for (option, title) in [
        ("/challenge", "INVALID_CHALLENGE_ERROR"),
        ("/domain", "INVALID_DOMAIN_ERROR"),
    ] {
        let options = altered(&asked(), option, json!("another"));
        world
            .verify_presentation(&good, options)
            .await
            .refused(title, "");
    }
    let purpose = world
        .verify_presentation(&good, json!({ "expectedProofPurpose": "assertionMethod" }))
        .await;
    purpose.refused("PROOF_VERIFICATION_ERROR", "authentication");
    for (member, value, title) in [
        (
            "/proof/challenge",
            json!("another"),
            "INVALID_CHALLENGE_ERROR",
        ),
        ("/proof/domain", json!("another"), "INVALID_DOMAIN_ERROR"),
        (
            "/proof/proofPurpose",
            json!("assertionMethod"),
            "PROOF_VERIFICATION_ERROR",
        ),
        (
            "/proof/created",
            json!("2026-11-20T08:00:00Z"),
            "CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
        (
            "/type",
            json!("VerifiablePresentation"),
            "MALFORMED_VALUE_ERROR",
        ),
        ("/type", json!(["Other"]), "MALFORMED_VALUE_ERROR"),
        (
            "/verifiableCredential",
            json!(["a text"]),
            "MALFORMED_VALUE_ERROR",
        ),
        (
            "/verifiableCredential/0/proof/proofValue",
            json!("zAAAA"),
            "CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
        (
            "/verifiableCredential/0/credentialSubject/alumniOf",
            json!("Other"),
            "CRYPTOGRAPHIC_SECURITY_ERROR",
        ),
    ] {
        let answer = world
            .verify_presentation(&altered(&good, member, value), asked())
            .await;
        answer.refused(title, "");
    }
    let none = world
        .verify_presentation(&without(&good, "/proof"), asked())
        .await;
    none.refused("PROOF_VERIFICATION_ERROR", "no proof");
    for wrong in [json!(null), json!("text"), json!([])] {
        let answer = world.verify_presentation(&wrong, asked()).await;
        answer.refused("PARSING_ERROR", "verifiablePresentation");
    }
    let options = world
        .verify_presentation(&good, json!({ "challenge": 5 }))
        .await;
    options.refused("MALFORMED_VALUE_ERROR", "challenge");
}

#[tokio::test]
async fn the_holder_presents_what_the_issuer_signed() {
    let world = World::new().await;
    let credential = world.issued(Profile::EddsaRdfc2022).await;
    let other = altered(
        &without(&presented(&json!([credential])), "/proof"),
        "/holder",
        json!("did:example:other"),
    );
    let holder = stranger();
    let signed = secure_as(
        &other,
        &add(
            Cryptosuite::EddsaRdfc2022,
            &holder,
            ProofPurpose::Authentication,
        ),
        &holder,
    );
    let answer = world.verify_presentation(&signed, json!({})).await;
    answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "holder");
    let by_holder = secure(
        &world.credential(Profile::EddsaRdfc2022),
        Cryptosuite::EddsaRdfc2022,
        &holder,
    );
    let answer = world
        .verify_presentation(&presented(&json!([credential, by_holder])), asked())
        .await;
    answer.refused("CRYPTOGRAPHIC_SECURITY_ERROR", "/verifiableCredential/1");
}

#[tokio::test]
async fn a_revoked_credential_is_refused_in_a_presentation_too() {
    let world = World::new().await;
    let credential = world.issued(Profile::StatusRevocation).await;
    let good = presented(&json!([credential]));
    world.verify_presentation(&good, asked()).await.verified();
    let revoke = json!({ "credentialId": credential["id"], "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": "revocation" } });
    assert_eq!(world.post("/credentials/status", &revoke).await.status, 200);
    let answer = world.verify_presentation(&good, asked()).await;
    answer.refused("STATUS_VERIFICATION_ERROR", "/verifiableCredential/0");
}
