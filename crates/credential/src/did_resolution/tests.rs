use proptest::prelude::*;

use super::*;
use crate::{
    did_document::retrieve_verification_method,
    multikey::{SigningKey, VerificationKey},
};

const KEY: &str = "z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";

fn did() -> String {
    format!("did:key:{KEY}")
}

/// The whole shape, and the error of each metadata.
fn errors(identifier: &str, format: Option<&str>) -> (Value, Value) {
    let Resolution { body, ok } = resolve(identifier, format);
    assert!(!ok, "{identifier}");
    assert!(body["@context"].is_string());
    assert_eq!(body["didDocument"], json!({}));
    assert_eq!(body["didDocumentMetadata"], json!({}));
    let error = |name: &str| body[name]["error"].clone();
    (
        error("didResolutionMetadata"),
        error("didDereferencingMetadata"),
    )
}

fn resolving(identifier: &str, format: Option<&str>, expected: &str) {
    let (resolution, dereferencing) = errors(identifier, format);
    assert_eq!(resolution, expected, "{identifier}");
    assert_eq!(dereferencing, Value::Null, "{identifier}");
}

#[test]
fn a_did_answers_with_its_document() {
    let Resolution { body, ok } = resolve(&did(), None);
    assert!(ok);
    let expected = json!({
        "@context": "https://w3id.org/did-resolution/v1",
        "didDocument": did_key::document(&did().parse().unwrap(), PublicKeyFormat::Multikey).unwrap(),
        "didDocumentMetadata": {},
        "didResolutionMetadata": { "contentType": "application/did+ld+json" },
    });
    assert_eq!(body, expected);
}

#[test]
fn formats_can_be_chosen() {
    for format in [
        "Multikey",
        "JsonWebKey",
        "JsonWebKey2020",
        "Ed25519VerificationKey2020",
    ] {
        let Resolution { body, ok } = resolve(&did(), Some(format));
        assert!(ok);
        let document = &body["didDocument"];
        assert_eq!(document["verificationMethod"][0]["type"], format);
        let id = format!("{}#{KEY}", did());
        let read = retrieve_verification_method(document, &id, "assertionMethod").unwrap();
        assert_eq!(read.key.to_multibase(), KEY);
    }
}

#[test]
fn versions_stay_in_the_document() {
    for version in ["1", "1.1"] {
        let did = format!("did:key:{version}:{KEY}");
        let Resolution { body, ok } = resolve(&did, None);
        assert!(ok);
        let method = &body["didDocument"]["verificationMethod"][0];
        assert_eq!(body["didDocument"]["id"], json!(did));
        assert_eq!(method["id"], format!("{did}#{KEY}"));
        assert_eq!(method["controller"], json!(did));
    }
}

#[test]
fn a_url_answers_with_its_verification_method() {
    let id = format!("{}#{KEY}", did());
    let Resolution { body, ok } = resolve(&id, None);
    assert!(ok);
    let expected = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": id, "type": "Multikey", "controller": did(), "publicKeyMultibase": KEY,
    });
    assert_eq!(body["didDocument"], expected);
    assert_eq!(body["didDereferencingMetadata"].get("error"), None);
    assert_eq!(body["didResolutionMetadata"].get("error"), None);
}

#[test]
fn did_jwk_is_resolved() {
    let key: VerificationKey = SigningKey::from_seed(&[1; 32]).public().into();
    let did = did_jwk::did(&key);
    let Resolution { body, ok } = resolve(did.as_str(), None);
    assert!(ok);
    let url = did_jwk::key_url(&key);
    let read = retrieve_verification_method(&body["didDocument"], url.as_str(), "authentication");
    assert_eq!(read.unwrap().key, key);
    assert!(resolve(url.as_str(), Some("JsonWebKey2020")).ok);
    resolving(did.as_str(), Some("Multikey"), "invalidPublicKeyType");
    resolving("did:jwk:abc", None, "invalidDid");
}

#[test]
fn the_scheme_is_checked_then_the_method_then_the_rest() {
    resolving(&format!("notDid:key:{KEY}"), None, "invalidDid");
    resolving(&format!("key:{KEY}"), None, "invalidDid");
    resolving("notDid:web:@", None, "invalidDid");
    resolving("did:web:hei.kz", None, "methodNotSupported");
    resolving(
        &format!("did:experimental:{KEY}"),
        None,
        "methodNotSupported",
    );
    resolving("did:web:@", Some("unknown"), "methodNotSupported");
    for bad in [
        "",
        "did",
        "did:",
        "did:key",
        "did:key:",
        "did:Key:z6Mk",
        "did::z6Mk",
        "did:key:@",
    ] {
        resolving(bad, None, "invalidDid");
    }
}

#[test]
fn the_key_is_checked() {
    resolving(&format!("did:key:-4:{KEY}"), None, "invalidDid");
    resolving(&format!("did:key:0:{KEY}"), None, "invalidDid");
    resolving(&format!("did:key:{}", &KEY[1..]), None, "invalidDid");
    resolving(
        "did:key:z6MkNCwzLDQsNSw3LDcsNSw1LDAsMyw0=",
        None,
        "invalidDid",
    );
    // Multicodec of Ed25519 and three bytes.
    resolving("did:key:zTjsVPtY", None, "invalidPublicKeyLength");
    // secp256k1
    let other = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    resolving(other, None, "unsupportedPublicKeyType");
    let secret = "did:key:z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
    resolving(secret, None, "invalidPublicKey");
}

#[test]
fn the_format_is_checked() {
    let old = Some("Ed25519VerificationKey2018");
    resolving(&did(), Some("unknown"), "unsupportedPublicKeyType");
    resolving(&did(), old, "invalidPublicKeyType");
    for fragment in [KEY, "z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ"] {
        let url = format!("{}#{fragment}", did());
        assert_eq!(
            errors(&url, old),
            (Value::Null, json!("invalidPublicKeyType"))
        );
        let unknown = json!("unsupportedPublicKeyType");
        assert_eq!(errors(&url, Some("unknown")), (unknown.clone(), unknown));
    }
}

#[test]
fn urls_are_checked() {
    let invalid = (Value::Null, json!("invalidDidUrl"));
    for rest in [
        &*format!("/^bar^/?query=`#{KEY}"),
        "#",
        "/a",
        "?a=b",
        "#a#b",
        "#a/b",
    ] {
        assert_eq!(errors(&format!("{}{rest}", did()), None), invalid, "{rest}");
    }
    let not_found = (Value::Null, json!("notFound"));
    assert_eq!(errors(&format!("{}#other", did()), None), not_found);
    // A fault of the DID is told in both places.
    let did = (json!("invalidDid"), json!("invalidDid"));
    assert_eq!(errors(&format!("did:key:-4:{KEY}#{KEY}"), None), did);
    assert_eq!(errors(&format!("notDid:key:{KEY}#{KEY}"), None), did);
}

proptest! {
    #[test]
    fn any_text_is_answered_without_panic(
        identifier in "(did:)?(key:|jwk:)?\\PC{0,60}",
        format in "\\PC{0,20}",
    ) {
        let Resolution { body, ok } = resolve(&identifier, Some(&format));
        prop_assert!(!ok && body["didDocument"].is_object());
    }
}
