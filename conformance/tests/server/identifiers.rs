use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn identifiers_are_resolved_or_told_why_not() {
    let world = World::new().await;
    let key = "z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP";
    let did = format!("did:key:{key}");
    let cases = [
        (did.clone(), 200, ""),
        (did.replace("did:key:", "did:key:1:"), 200, ""),
        (format!("{did}%23{key}"), 200, ""),
        (format!("{did}?publicKeyFormat=JsonWebKey"), 200, ""),
        ("did%3Akey%3A".to_owned() + key, 200, ""),
        (did.replace("did:key:", "did:key:-1:"), 400, "invalidDid"),
        ("urn:key:z6Mk".to_owned(), 400, "invalidDid"),
        (
            did.replace("did:key", "did:example"),
            400,
            "methodNotSupported",
        ),
        (format!("did:key:{}", &key[..40]), 400, ""),
        (format!("{did}%2Fpath"), 400, "invalidDidUrl"),
        (
            format!("{did}?publicKeyFormat=Unknown"),
            400,
            "unsupportedPublicKeyType",
        ),
        (String::new(), 400, "invalidDid"),
        ("did%3Akey%3A%FF".to_owned(), 400, "invalidDid"),
        (
            format!("{did}?publicKeyFormat=Multikey&publicKeyFormat=Multikey"),
            400,
            "invalidOptions",
        ),
        (
            format!("{did}?publicKeyFormat=%FF"),
            400,
            "unsupportedPublicKeyType",
        ),
    ];
    for (identifier, status, error) in cases {
        let answer = world.get(&format!("/identifiers/{identifier}")).await;
        assert_eq!(answer.status, status, "{identifier}: {}", answer.body);
        assert!(answer.media_type.contains("json"));
        let body = &answer.body;
        assert!(
            body["didDocument"].is_object() && body["didDocumentMetadata"] == json!({}),
            "{body}"
        );
        assert!(body["didResolutionMetadata"].is_object() && body.get("@context").is_some());
        if error == "invalidDidUrl" {
            assert_eq!(body["didDereferencingMetadata"]["error"], error);
        } else if !error.is_empty() {
            assert_eq!(body["didResolutionMetadata"]["error"], error);
        }
    }
    let method = world.get(&format!("/identifiers/{did}%23{key}")).await;
    assert_eq!(method.body["didDocument"]["controller"], did.as_str());
}
