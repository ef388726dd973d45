//! `profile/sample-signed.json`, made and signed by another implementation, under the draft context.

use credential::{
    Contexts,
    bitstring_status_list::is_set,
    digest,
    eddsa_rdfc_2022::{hashing, proof_configuration, proof_serialization, transformation, verify},
    multikey::SigningKey,
};
use serde_json::json;

fn contexts() -> Option<Contexts> {
    let draft = crate::shared("profile/kzmc-context-v1.draft.jsonld")?;
    let registry = "https://registry.example.kz".parse().unwrap();
    let ours = Contexts::of_register(&registry);
    let ob = crate::shared("contexts/ob-v3p0-3.0.3.json").unwrap();
    let ours = ours
        .with(schemas::certificate::OPEN_BADGES_V3, &ob)
        .unwrap();
    Some(ours.with(&registry.context(), &draft).unwrap())
}

#[test]
fn canonical_form_and_signature_are_those_of_the_other_implementation() {
    let Some(contexts) = contexts() else { return };
    let unsigned = crate::json("profile/sample-unsigned.json").unwrap();
    let signed = crate::json("profile/sample-signed.json").unwrap();
    let transformed = transformation(&unsigned, &contexts).unwrap();
    assert_eq!(
        transformed,
        crate::shared("profile/sample-canon.nq").unwrap()
    );
    let mut options = signed["proof"][0].as_object().unwrap().clone();
    let value = options.shift_remove("proofValue").unwrap();
    let config = proof_configuration(&options, &unsigned, &contexts).unwrap();
    assert_eq!(
        config,
        crate::shared("profile/sample-proof-canon.nq").unwrap()
    );
    let hash_data = hashing(&transformed, &config);
    let hex = crate::hex(&hash_data);
    assert_eq!(
        hex,
        crate::shared("profile/sample-hashdata.hex").unwrap().trim()
    );
    let proof = verify(&signed, &contexts).unwrap();
    assert_eq!(
        proof.digest(),
        digest::of_secured(&signed, &contexts).unwrap()
    );
    let keys = crate::json("profile/keys-TEST-ONLY.json").unwrap();
    let secret = keys["issuer_ed25519"]["privateKeyMultibase"]
        .as_str()
        .unwrap();
    let secret = bs58::decode(&secret[1..]).into_vec().unwrap();
    let key = SigningKey::from_seed(secret[2..].try_into().unwrap());
    assert_eq!(
        proof_serialization(&hash_data, &key),
        value.as_str().unwrap()
    );
}

#[test]
fn the_presentation_has_the_other_implementations_canonical_form() {
    let Some(contexts) = contexts() else { return };
    let signed = crate::json("profile/sample-vp-signed.json").unwrap();
    let mut unsigned = signed.clone();
    unsigned.as_object_mut().unwrap().shift_remove("proof");
    let transformed = transformation(&unsigned, &contexts).unwrap();
    assert_eq!(
        transformed,
        crate::shared("profile/sample-vp.canon.nq").unwrap()
    );
    let proof = verify(&signed, &contexts).unwrap();
    assert_eq!(proof.purpose(), "authentication");
    assert!(proof.challenge().unwrap().starts_with("n-0S6"));
}

#[test]
fn the_status_list_is_verified_and_read() {
    let Some(contexts) = contexts() else { return };
    let signed = crate::json("profile/status-list-credential.json").unwrap();
    verify(&signed, &contexts).unwrap();
    let list = signed["credentialSubject"]["encodedList"].as_str().unwrap();
    for (index, expected) in [
        (0, true),
        (1, false),
        (7, true),
        (12345, true),
        (12344, false),
    ] {
        assert_eq!(is_set(list, index), Ok(expected), "{index}");
    }
}

#[test]
fn numbers_have_the_other_implementations_form_or_are_refused() {
    let Some(vectors) = crate::json("profile/jsonld-number-vectors.json") else {
        return;
    };
    let contexts = Contexts::of_register(&"https://registry.kz".parse().unwrap());
    for case in vectors["cases"].as_array().unwrap() {
        let number = &case["json"];
        let document = json!({
            "@context": {
                "n": { "@id": "https://example.org/n", "@type": "https://www.w3.org/2001/XMLSchema#float" },
                "d": { "@id": "https://example.org/d", "@type": "http://www.w3.org/2001/XMLSchema#decimal" },
                "u": "https://example.org/u",
            },
            "@id": "https://example.org/s", "n": number, "d": number, "u": number,
        });
        let refused = *number == json!(1e21) || *number == json!(10.0 / 3.0);
        match transformation(&document, &contexts) {
            Ok(canonical) => assert_eq!(canonical, case["nquads"].as_str().unwrap(), "{number}"),
            Err(error) => assert!(refused, "{number}: {error}"),
        }
    }
}
