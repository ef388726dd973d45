use serde_json::json;

use super::*;
use crate::multikey::SigningKey;

const DID: &str = "did:web:hei.kz";
const ID: &str = "did:web:hei.kz#key-1";
const MULTIBASE: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const P256: &str = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";

fn method() -> Value {
    json!({ "id": ID, "type": "Multikey", "controller": DID, "publicKeyMultibase": MULTIBASE })
}

fn sample() -> Value {
    json!({ "id": DID, "verificationMethod": [method()], "assertionMethod": [ID] })
}

fn retrieve(document: &Value) -> Result<RetrievedMethod, MethodError> {
    retrieve_verification_method(document, ID, "assertionMethod")
}

/// The sample with one value put in, a method's after `/`.
fn with(pointer: &str, value: impl Into<Value>) -> Value {
    let mut document = sample();
    match pointer.strip_prefix('/') {
        Some(name) => document["verificationMethod"][0][name] = value.into(),
        None => document[pointer] = value.into(),
    }
    document
}

fn fails(document: &Value, code: &str) -> String {
    let error = retrieve(document).unwrap_err();
    let expected = format!("https://w3id.org/security#{code}");
    assert_eq!(error.processing_error(), expected, "{error}");
    error.to_string()
}

#[test]
fn methods_are_embedded_or_referenced() {
    let expected = RetrievedMethod {
        key: VerificationKey::from_multibase(MULTIBASE).unwrap(),
        controller: DID.parse().unwrap(),
        expires: None,
        revoked: None,
    };
    for document in [
        sample(),
        with("assertionMethod", json!(["#key-1"])),
        with("/id", "#key-1"),
        with("assertionMethod", json!([method()])),
        json!({ "id": DID, "assertionMethod": [method()] }),
        json!({ "id": DID, "authentication": [method()], "assertionMethod": [ID] }),
    ] {
        assert_eq!(retrieve(&document), Ok(expected.clone()), "{document}");
    }
}

#[test]
fn the_types_are_read() {
    let key = VerificationKey::from_multibase(P256).unwrap();
    let jwk = |kind: &str| {
        let mut document = with("/type", kind);
        let method = document["verificationMethod"][0].as_object_mut().unwrap();
        method.remove("publicKeyMultibase");
        method.insert("publicKeyJwk".to_owned(), key.to_jwk());
        document
    };
    for document in [
        jwk("JsonWebKey"),
        jwk("JsonWebKey2020"),
        with("/publicKeyMultibase", P256),
    ] {
        assert_eq!(retrieve(&document).unwrap().key, key);
    }
    assert!(retrieve(&with("/type", "Ed25519VerificationKey2020")).is_ok());
}

#[test]
fn times_are_told() {
    let mut document = with("/revoked", "2026-11-19T00:00:00Z");
    document["verificationMethod"][0]["expires"] = json!("2027-01-01T00:00:00+05:00");
    let retrieved = retrieve(&document).unwrap();
    assert_eq!(retrieved.revoked, "2026-11-19T00:00:00Z".parse().ok());
    assert_eq!(retrieved.expires, "2026-12-31T19:00:00Z".parse().ok());
}

#[test]
fn the_identifier_is_a_did_url_with_a_fragment() {
    for bad in [
        "",
        "#key-1",
        DID,
        "https://hei.kz#key-1",
        "did:web:hei.kz/a#key-1",
    ] {
        let error = retrieve_verification_method(&sample(), bad, "assertionMethod").unwrap_err();
        assert!(matches!(error, MethodError::Url { .. }), "{bad}");
        assert!(
            error
                .processing_error()
                .ends_with("#INVALID_VERIFICATION_METHOD_URL")
        );
    }
}

#[test]
fn the_document_conforms() {
    let code = "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT";
    fails(&json!([]), code);
    fails(&with("id", json!(7)), code);
    fails(&with("verificationMethod", method()), code);
    fails(&with("verificationMethod", json!([ID])), code);
    fails(&with("assertionMethod", ID), code);
    fails(&with("authentication", json!([null])), code);
    fails(&with("keyAgreement", vec![ID; MAX_ENTRIES]), code);
    fails(&with("/controller", json!([DID])), code);
}

#[test]
fn the_document_is_the_one_of_the_identifier() {
    let code = "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID";
    fails(&with("id", "did:web:other.kz"), code);
}

#[test]
fn the_method_is_there_and_conforms() {
    let code = "INVALID_VERIFICATION_METHOD";
    fails(&with("/id", "did:web:hei.kz#key-2"), code);
    fails(&with("/id", "did:web:other.kz#key-1"), code);
    fails(&with("/controller", "did:web:other.kz"), code);
    fails(&with("/type", "X25519KeyAgreementKey2020"), code);
    fails(&with("/type", "JsonWebKey"), code);
    fails(&with("/publicKeyMultibase", json!(7)), code);
    fails(&with("/publicKeyMultibase", Value::Null), code);
    fails(&with("/publicKeyMultibase", "z6Mk"), code);
    let secret = SigningKey::from_seed(&[1; 32]);
    let secret = crate::multikey::SecretKey::from(secret).to_multibase();
    fails(&with("/publicKeyMultibase", secret.as_str()), code);
    fails(&with("/secretKeyMultibase", secret.as_str()), code);
    fails(&with("/privateKeyJwk", json!({})), code);
    fails(&with("/publicKeyJwk", json!({})), code);
    fails(&with("/revoked", "yesterday"), code);
    fails(&with("/expires", Value::Null), code);
    let mut p256 = with("/publicKeyMultibase", P256);
    p256["verificationMethod"][0]["type"] = json!("Ed25519VerificationKey2020");
    fails(&p256, code);
}

#[test]
fn one_id_is_one_method() {
    let mut other = method();
    other["publicKeyMultibase"] = json!(P256);
    for document in [
        with("verificationMethod", json!([method(), other])),
        with("assertionMethod", json!([other])),
        with("keyAgreement", json!([other])),
    ] {
        let message = fails(&document, "INVALID_VERIFICATION_METHOD");
        assert!(message.contains("same id"), "{message}");
    }
    assert!(retrieve(&with("verificationMethod", json!([method(), method()]))).is_ok());
}

#[test]
fn the_relationship_associates_the_method() {
    let code = "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD";
    fails(&with("assertionMethod", json!([])), code);
    fails(&with("assertionMethod", json!(["key-1"])), code);
    fails(
        &with("assertionMethod", json!(["did:web:other.kz#key-1"])),
        code,
    );
    // What is embedded under one relationship is good for this one alone.
    fails(&json!({ "id": DID, "authentication": [method()] }), code);
    let named = json!({ "id": DID, "verificationMethod": [method()], "alsoKnownAs": [ID] });
    for no_relationship in ["verificationMethod", "alsoKnownAs", "id", ""] {
        let listed = retrieve_verification_method(&named, ID, no_relationship);
        assert!(matches!(listed, Err(MethodError::Relation { .. })));
    }
}
