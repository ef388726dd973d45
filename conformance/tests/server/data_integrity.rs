use conformance::{config::InvalidStatus, profile::Profile};
use credential::data_integrity::{Cryptosuite, ProofPurpose};
use serde_json::{Value, json};

use crate::world::{World, add, altered, did_of, secure, secure_as, stranger, without};

#[tokio::test]
async fn whatever_is_missing_or_wrong_in_a_proof_is_refused() {
    let world = World::new().await;
    for profile in [Profile::EddsaRdfc2022, Profile::EcdsaJcs2019P384] {
        let good = world.issued(profile).await;
        for member in [
            "type",
            "cryptosuite",
            "verificationMethod",
            "proofPurpose",
            "proofValue",
        ] {
            let answer = world
                .verify(&without(&good, &format!("/proof/{member}")))
                .await;
            answer.refused("PROOF_VERIFICATION_ERROR", member);
            for wrong in [Value::Null, json!(5), json!([])] {
                let bad = altered(&good, &format!("/proof/{member}"), wrong);
                assert_eq!(world.verify(&bad).await.status, 400, "{member}");
            }
        }
        let value = good["proof"]["proofValue"].as_str().unwrap();
        let cases = [
            (
                "/proof/type",
                json!("UnknownProof"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/cryptosuite",
                json!("unknown-2022"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/proofPurpose",
                json!("unknownPurpose"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/proofPurpose",
                json!("authentication"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/verificationMethod",
                json!("did:key:invalid"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/verificationMethod",
                json!("did:web:nobody.example#key"),
                "INVALID_VERIFICATION_METHOD",
            ),
            (
                "/proof/proofValue",
                json!(value[1..]),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/created",
                json!("2026-11-20T09:00:00"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/proof/created",
                json!("2026-11-20T09:00:01Z"),
                "CRYPTOGRAPHIC_SECURITY_ERROR",
            ),
            (
                "/proof/expires",
                json!("2026-11-20T08:00:00Z"),
                "PROOF_VERIFICATION_ERROR",
            ),
            (
                "/credentialSubject/alumniOf",
                json!("Other"),
                "CRYPTOGRAPHIC_SECURITY_ERROR",
            ),
        ];
        for (pointer, value, title) in cases {
            let answer = world.verify(&altered(&good, pointer, value)).await;
            answer.refused(title, "");
            assert_eq!(answer.body["verified"], false);
        }
        world
            .verify(&without(&good, "/proof"))
            .await
            .refused("PROOF_VERIFICATION_ERROR", "no proof");
        let null = world.verify(&altered(&good, "/proof", Value::Null)).await;
        null.refused("MALFORMED_VALUE_ERROR", "/proof");
        let text = world.verify(&json!(good.to_string())).await;
        text.refused("PARSING_ERROR", "verifiableCredential");
        let single = world
            .verify(&altered(&good, "/type", json!("VerifiableCredential")))
            .await;
        single.refused("MALFORMED_VALUE_ERROR", "/type");
    }
}

#[tokio::test]
async fn requests_without_a_credential_are_refused() {
    let world = World::new().await;
    let path = "/credentials/verify";
    for body in [json!({}), json!({ "verifiableCredential": null })] {
        let answer = world.post(path, &body).await;
        answer.refused("PARSING_ERROR", "verifiableCredential");
    }
    for body in [
        json!([]),
        json!("text"),
        json!({ "verifiableCredential": {}, "options": 5 }),
    ] {
        assert_eq!(world.post(path, &body).await.status, 400);
    }
    assert_eq!(world.get(path).await.status, 405);
}

#[tokio::test]
async fn what_is_asked_of_a_credentials_proof_is_looked_at() {
    let world = World::new().await;
    let key = world.keys.of(Profile::EddsaRdfc2022.algorithm()).clone();
    let mut asked = add(
        Cryptosuite::EddsaRdfc2022,
        &key,
        ProofPurpose::AssertionMethod,
    );
    asked.options.challenge = Some("question".to_owned());
    asked.options.domain = Some("verifier.example".to_owned());
    let signed = secure_as(&world.credential(Profile::EddsaRdfc2022), &asked, &key);
    let right = json!({ "challenge": "question", "domain": "verifier.example", "expectedProofPurpose": "assertionMethod" });
    world.verify_with(&signed, right.clone()).await.verified();
    for (option, wrong, title) in [
        ("/challenge", "another", "INVALID_CHALLENGE_ERROR"),
        ("/domain", "another.example", "INVALID_DOMAIN_ERROR"),
        (
            "/expectedProofPurpose",
            "authentication",
            "PROOF_VERIFICATION_ERROR",
        ),
    ] {
        let options = altered(&right, option, json!(wrong));
        world.verify_with(&signed, options).await.refused(title, "");
    }
}

#[tokio::test]
async fn a_proof_must_be_the_issuers_and_the_time_right() {
    let world = World::new().await;
    let good = world.credential(Profile::EddsaRdfc2022);
    let stranger = stranger();
    let by_stranger = secure(&good, Cryptosuite::EddsaRdfc2022, &stranger);
    world
        .verify(&by_stranger)
        .await
        .refused("CRYPTOGRAPHIC_SECURITY_ERROR", "issuer");
    let own = secure(
        &altered(&good, "/issuer", json!(did_of(&stranger))),
        Cryptosuite::EddsaJcs2022,
        &stranger,
    );
    world.verify(&own).await.verified();
    for (member, time) in [
        ("/validFrom", "2027-01-01T00:00:00Z"),
        ("/validUntil", "2026-10-01T00:00:00Z"),
    ] {
        let signed = world.secure(
            &altered(&good, member, json!(time)),
            Cryptosuite::EddsaRdfc2022,
        );
        world.verify(&signed).await.refused("RANGE_ERROR", "valid");
    }
}

/// Nothing is fetched: the host does not exist, and the answer comes at once.
#[tokio::test]
async fn contexts_are_inline_or_known_and_never_fetched() {
    let world = World::new().await;
    let v2 = "https://www.w3.org/ns/credentials/v2";
    let mut credential = world.credential(Profile::EddsaRdfc2022);
    credential["@context"] =
        json!([v2, { "@context": { "alumniOf": "https://example.org/alumniOf" } }]);
    credential["type"] = json!(["VerifiableCredential"]);
    let signed = world.secure(&credential, Cryptosuite::EddsaRdfc2022);
    world.verify(&signed).await.verified();
    let unknown = altered(
        &signed,
        "/@context/1",
        json!("https://nowhere.invalid/context"),
    );
    world
        .verify(&unknown)
        .await
        .refused("PROOF_TRANSFORMATION_ERROR", "nowhere.invalid");
}

#[tokio::test]
async fn related_resources_are_compared_when_verifying_too() {
    let world = World::new().await;
    let v2 = "https://www.w3.org/ns/credentials/v2";
    let good = world.credential(Profile::EddsaRdfc2022);
    let with = |digest: &str| {
        let resources = json!([{ "id": v2, "digestMultibase": digest }]);
        world.secure(
            &altered(&good, "/relatedResource", resources),
            Cryptosuite::EddsaRdfc2022,
        )
    };
    // The final context's, and that of July 2024.
    for digest in [
        "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ",
        "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k",
    ] {
        world.verify(&with(digest)).await.verified();
    }
    let wrong = world
        .verify(&with("uAAAc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"))
        .await;
    wrong.refused("MALFORMED_VALUE_ERROR", "/relatedResource/0");
}

#[tokio::test]
async fn every_proof_of_a_set_or_chain_must_verify() {
    let world = World::new().await;
    let key = world.keys.of(Profile::EddsaRdfc2022.algorithm()).clone();
    let other = stranger();
    let suite = Cryptosuite::EddsaRdfc2022;
    let purpose = ProofPurpose::AssertionMethod;
    let mut first = add(suite, &key, purpose);
    first.id = Some("urn:uuid:first".to_owned());
    let one = secure_as(&world.credential(Profile::EddsaRdfc2022), &first, &key);
    let set = secure(&one, suite, &other);
    world.verify(&set).await.verified();
    let broken = altered(&set, "/proof/1/created", json!("2026-11-20T09:00:01Z"));
    world
        .verify(&broken)
        .await
        .refused("CRYPTOGRAPHIC_SECURITY_ERROR", "");
    let mut second = add(suite, &other, purpose);
    second.previous_proof = vec!["urn:uuid:first".to_owned()];
    let chain = secure_as(&one, &second, &other);
    world.verify(&chain).await.verified();
    for wrong in [
        json!("urn:uuid:missing"),
        json!(["urn:uuid:first", "urn:uuid:missing"]),
        json!(5),
        json!([]),
    ] {
        let answer = world
            .verify(&altered(&chain, "/proof/1/previousProof", wrong))
            .await;
        answer.refused("PROOF_VERIFICATION_ERROR", "");
    }
    let gone = without(&chain, "/proof/0/id");
    assert_eq!(world.verify(&gone).await.status, 400);
}

#[tokio::test]
async fn what_is_not_verified_can_be_answered_with_200() {
    let world = World::with(|config| config.conformance.invalid_status = InvalidStatus::Ok).await;
    let good = world.issued(Profile::EddsaRdfc2022).await;
    world.verify(&good).await.verified();
    let answer = world.verify(&without(&good, "/proof/proofValue")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.media_type.as_str()),
        (200, "application/json")
    );
    assert_eq!(answer.body["verified"], false);
    assert_eq!(
        answer.body["problemDetails"][0]["title"],
        "PROOF_VERIFICATION_ERROR"
    );
    let request = world.post("/credentials/verify", &json!({})).await;
    request.refused("PARSING_ERROR", "verifiableCredential");
    assert_eq!(request.body["verified"], false);
}
