use credential::data_model::{Version, holder_id, is_enveloped, issuer_id};
use serde_json::json;

use crate::tree;

#[test]
fn a_party_is_named_alone_or_in_an_object() {
    let did = "did:web:university.kz";
    assert_eq!(issuer_id(&tree(&json!({"issuer": did}))), Some(did));
    assert_eq!(
        issuer_id(&tree(&json!({"issuer": {"id": did, "name": "A"}}))),
        Some(did)
    );
    assert_eq!(holder_id(&tree(&json!({"holder": did}))), Some(did));
    assert_eq!(holder_id(&tree(&json!({"holder": {"id": did}}))), Some(did));
    for none in [
        json!({}),
        json!({"issuer": [did]}),
        json!({"issuer": {"id": 5}}),
        json!(did),
    ] {
        assert_eq!(issuer_id(&tree(&none)), None);
        assert_eq!(holder_id(&tree(&none)), None);
    }
}

#[test]
fn the_first_context_tells_the_version() {
    let v1 = Version::V1.base_context();
    let v2 = Version::V2.base_context();
    assert_eq!(
        Version::of(&tree(&json!({"@context": [v1, v2]}))),
        Some(Version::V1)
    );
    assert_eq!(
        Version::of(&tree(&json!({"@context": v2}))),
        Some(Version::V2)
    );
    for none in [
        json!({}),
        json!({"@context": []}),
        json!({"@context": [{}, v2]}),
        json!(v2),
    ] {
        assert_eq!(Version::of(&tree(&none)), None);
    }
}

#[test]
fn an_envelope_has_no_other_type() {
    assert!(is_enveloped(&tree(
        &json!({"type": ["EnvelopedVerifiableCredential"]})
    )));
    assert!(is_enveloped(&tree(
        &json!({"type": "EnvelopedVerifiablePresentation"})
    )));
    let both = json!({"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]});
    assert!(!is_enveloped(&tree(&both)));
    assert!(!is_enveloped(&tree(&json!(
        "EnvelopedVerifiableCredential"
    ))));
}
