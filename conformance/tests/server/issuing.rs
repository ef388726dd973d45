use conformance::profile::Profile;
use serde_json::{Value, json};

use crate::world::{World, altered, credential_of, did_of, stranger, without};

#[tokio::test]
async fn every_profile_issues_what_is_verified() {
    let world = World::new().await;
    for profile in Profile::ALL {
        let issued = world.issued(profile).await;
        if profile == Profile::VcJwt {
            assert_eq!(issued["@context"], "https://www.w3.org/ns/credentials/v2");
            assert_eq!(issued["type"], "EnvelopedVerifiableCredential");
            let id = issued["id"].as_str().unwrap();
            assert!(id.starts_with("data:application/vc+jwt,ey"), "{id}");
        } else {
            let proof = &issued["proof"];
            let key = world.keys.key_url(profile.algorithm());
            assert_eq!(proof["type"], "DataIntegrityProof");
            assert!(
                profile
                    .name()
                    .starts_with(proof["cryptosuite"].as_str().unwrap())
                    || profile.has_status()
            );
            assert_eq!(proof["created"], "2026-11-20T09:00:00Z");
            assert_eq!(proof["verificationMethod"], key.as_str());
            assert_eq!(proof["proofPurpose"], "assertionMethod");
            let keeps_context = proof["cryptosuite"].as_str().unwrap().contains("jcs");
            assert_eq!(proof.get("@context").is_some(), keeps_context);
            assert_eq!(
                issued["issuer"],
                world.keys.did(profile.algorithm()).as_str()
            );
        }
        // A base proof is for its holder alone.
        let answer = world.verify(&issued).await;
        if profile == Profile::EcdsaSd2023 {
            answer.refused("PROOF_VERIFICATION_ERROR", "base proof");
        } else {
            answer.verified();
        }
    }
}

#[tokio::test]
async fn the_issuer_is_the_profiles_own_as_a_string_or_an_object() {
    let world = World::new().await;
    let profile = Profile::EddsaRdfc2022;
    let good = world.credential(profile);
    let object = json!({ "id": good["issuer"], "name": "School" });
    let answer = world
        .issue(
            profile,
            &altered(&good, "/issuer", object.clone()),
            json!({}),
        )
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["verifiableCredential"]["issuer"], object);
    let other_kind = world.keys.did(Profile::VcJwt.algorithm()).to_string();
    for other in [
        did_of(&stranger()),
        other_kind,
        "https://school.example".to_owned(),
    ] {
        let answer = world
            .issue(profile, &credential_of(&other), json!({}))
            .await;
        answer.refused("MALFORMED_VALUE_ERROR", "/issuer");
    }
}

#[tokio::test]
async fn a_credential_of_1_1_gets_the_context_of_data_integrity() {
    let world = World::new().await;
    let profile = Profile::EddsaRdfc2022;
    let credential = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/2018/credentials/examples/v1"],
        "type": ["VerifiableCredential", "UniversityDegreeCredential"],
        "issuer": world.keys.did(profile.algorithm()),
        "issuanceDate": "2026-09-01T00:00:00Z",
        "credentialSubject": { "id": "did:example:graduate" },
    });
    let answer = world.issue(profile, &credential, json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let issued = &answer.body["verifiableCredential"];
    assert_eq!(
        issued["@context"][2],
        "https://w3id.org/security/data-integrity/v2"
    );
    world.verify(issued).await.verified();
    let answer = world
        .issue(Profile::StatusRevocation, &credential, json!({}))
        .await;
    answer.refused("MALFORMED_VALUE_ERROR", "2.0 alone");
}

/// Each breaks one rule. The rules themselves are `credential`'s, whose tests go through all of them.
#[tokio::test]
async fn rules_of_the_data_model_are_asked_before_anything_is_signed() {
    let world = World::new().await;
    let profile = Profile::EddsaJcs2022;
    let good = world.credential(profile);
    let digest = "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=";
    let resource = |id: &str, digest: &str| json!({ "id": id, "digestSRI": digest });
    let v2 = "https://www.w3.org/ns/credentials/v2";
    let cases = [
        (
            "/@context",
            json!("https://www.w3.org/ns/credentials/v2"),
            "/@context",
        ),
        (
            "/@context/0",
            json!("https://www.w3.org/ns/credentials/examples/v2"),
            "/@context",
        ),
        ("/type", json!("VerifiableCredential"), "/type"),
        ("/type/0", json!("ExampleAlumniCredential"), "/type"),
        ("/id", Value::Null, "/id"),
        ("/id", json!(["urn:a", "urn:b"]), "/id"),
        ("/id", json!("no URL"), "/id"),
        ("/issuer", json!({ "name": "no id" }), "/issuer"),
        ("/credentialSubject", json!({}), "/credentialSubject"),
        (
            "/credentialSubject",
            json!([{ "id": "urn:a" }, {}]),
            "/credentialSubject/1",
        ),
        ("/validFrom", json!("2026-09-01T00:00:00"), "/validFrom"),
        ("/validUntil", json!("2026-08-01T00:00:00Z"), "validUntil"),
        ("/name", json!(5), "/name"),
        (
            "/name",
            json!({ "@value": "School", "url": "urn:a" }),
            "/name",
        ),
        (
            "/credentialStatus",
            json!({ "id": "urn:a" }),
            "/credentialStatus",
        ),
        ("/termsOfUse", json!({ "id": "urn:a" }), "/termsOfUse"),
        ("/evidence", json!([{ "id": "urn:a" }]), "/evidence"),
        (
            "/refreshService",
            json!({ "id": "urn:a" }),
            "/refreshService",
        ),
        (
            "/credentialSchema",
            json!({ "type": "JsonSchema" }),
            "/credentialSchema",
        ),
        (
            "/relatedResource",
            json!([resource(v2, digest), resource(v2, digest)]),
            "/relatedResource/1",
        ),
        (
            "/relatedResource",
            json!([{ "id": v2 }]),
            "/relatedResource/0",
        ),
        (
            "/relatedResource",
            json!([resource("no URL", digest)]),
            "/relatedResource/0",
        ),
        (
            "/relatedResource",
            json!([resource(v2, &digest.replace("WZVc", "AAAA"))]),
            "/relatedResource/0",
        ),
        ("/proof", json!("a text"), "/proof"),
    ];
    for (pointer, value, place) in cases {
        let bad = altered(&good, pointer, value);
        let answer = world.issue(profile, &bad, json!({})).await;
        answer.refused("MALFORMED_VALUE_ERROR", place);
    }
    for member in ["/@context", "/type", "/issuer", "/credentialSubject"] {
        let answer = world
            .issue(profile, &without(&good, member), json!({}))
            .await;
        answer.refused("MALFORMED_VALUE_ERROR", member);
    }
    let right = altered(&good, "/relatedResource", json!([resource(v2, digest)]));
    assert_eq!(world.issue(profile, &right, json!({})).await.status, 201);
    let text = world
        .issue(profile, &json!(good.to_string()), json!({}))
        .await;
    text.refused("MALFORMED_VALUE_ERROR", "JSON object");
}

/// Whatever secures it: JCS and JWT would cover such terms, but no credential has them.
#[tokio::test]
async fn what_json_ld_would_drop_or_redefine_is_refused_by_every_profile() {
    let world = World::new().await;
    let v2 = "https://www.w3.org/ns/credentials/v2";
    for profile in Profile::ALL {
        let mut good = world.credential(profile);
        good["@context"] = json!([v2]);
        good["type"] = json!(["VerifiableCredential"]);
        good["credentialSubject"] = json!({ "id": "did:example:graduate" });
        let cases = [
            ("/credentialSubject/undefined", json!("dropped")),
            ("/type", json!(["VerifiableCredential", "Undefined"])),
            ("/credentialSubject/id", json!("relative")),
            (
                "/@context",
                json!([v2, { "name": "https://example.org/other" }]),
            ),
        ];
        for (pointer, value) in cases {
            let answer = world
                .issue(profile, &altered(&good, pointer, value), json!({}))
                .await;
            assert_eq!(answer.status, 400, "{profile} {pointer}: {}", answer.body);
        }
        let unknown = json!([v2, "https://example.org/unknown"]);
        let answer = world
            .issue(profile, &altered(&good, "/@context", unknown), json!({}))
            .await;
        answer.refused("PARSING_ERROR", "https://example.org/unknown");
        let inline = json!([v2, { "@context": { "defined": "https://example.org/defined" } }]);
        let mut inline = altered(&good, "/@context", inline);
        inline["credentialSubject"]["defined"] = "kept".into();
        let answer = world.issue(profile, &inline, json!({})).await;
        assert_eq!(answer.status, 201, "{profile}: {}", answer.body);
    }
}

#[tokio::test]
async fn requests_are_read_strictly_and_unknown_options_let_be() {
    let world = World::new().await;
    let path = "/issuers/eddsa-rdfc-2022/credentials/issue";
    let credential = world.credential(Profile::EddsaRdfc2022);
    let no_json = world.post_text(path, "{").await;
    no_json.refused("PARSING_ERROR", "JSON");
    let twice = format!("{{\"credential\": {credential}, \"credential\": {{}}}}");
    world
        .post_text(path, twice)
        .await
        .refused("PARSING_ERROR", "stands twice");
    world
        .post(path, &json!([]))
        .await
        .refused("MALFORMED_VALUE_ERROR", "object");
    world
        .post(path, &json!({}))
        .await
        .refused("PARSING_ERROR", "credential");
    for (options, name) in [
        (json!("text"), "options"),
        (
            json!({ "mandatoryPointers": "/issuer" }),
            "mandatoryPointers",
        ),
        (json!({ "mandatoryPointers": [5] }), "mandatoryPointers"),
        (json!({ "credentialId": 5 }), "credentialId"),
    ] {
        let answer = world
            .issue(Profile::EddsaRdfc2022, &credential, options)
            .await;
        answer.refused("MALFORMED_VALUE_ERROR", name);
    }
    let unknown = json!({ "credential": credential, "options": { "unknown": 1 }, "unknown": 2 });
    assert_eq!(world.post(path, &unknown).await.status, 201);
    assert_eq!(
        world
            .post(path, &json!({ "credential": credential }))
            .await
            .status,
        201
    );
    let large = format!("{{\"credential\": \"{}\"}}", "a".repeat(3 << 20));
    assert_eq!(world.post_text(path, large).await.status, 413);
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    world
        .post_text(path, deep)
        .await
        .refused("PARSING_ERROR", "deep");
    let nobody = world
        .post("/issuers/nobody/credentials/issue", &unknown)
        .await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn the_index_says_what_a_suites_configuration_needs() {
    let world = World::new().await;
    let index = world.get("/").await;
    let issuers = index.body["issuers"].as_array().unwrap();
    assert_eq!(issuers.len(), 9);
    for (issuer, profile) in issuers.iter().zip(Profile::ALL) {
        assert_eq!(issuer["id"], world.keys.did(profile.algorithm()).as_str());
        let one = world.get(&format!("/issuers/{profile}")).await;
        assert_eq!(&one.body, issuer);
        let url = issuer["issueCredential"].as_str().unwrap();
        let path = url.strip_prefix("http://127.0.0.1:8805").unwrap();
        let credential = world.credential(profile);
        let issued = world.post(path, &json!({ "credential": credential })).await;
        assert_eq!(issued.status, 201, "{profile}");
    }
    assert_eq!(world.get("/issuers/nobody").await.status, 404);
    assert_eq!(world.get("/healthz").await.status, 200);
}
