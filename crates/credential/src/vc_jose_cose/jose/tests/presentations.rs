//! Presentations: what is embedded in them, and older fixtures.

use super::*;
use crate::vc_jose_cose::{Embedded, KeyHint, enveloped::Enveloped};

#[test]
fn reading_an_envelope_is_the_inverse_of_writing() {
    for document in [Document::Credential, Document::Presentation] {
        for enveloped in [
            Enveloped::jwt(document, "a.b.c"),
            Enveloped::sd_jwt(document, "a.b.c~"),
            Enveloped::cose(document, b"bytes"),
        ] {
            assert_eq!(Enveloped::read(&enveloped.to_value(), false), Ok(enveloped));
        }
    }
}

#[test]
fn only_envelopes_of_known_types_are_presented() {
    let header = json!({ "alg": "EdDSA", "typ": "vp+jwt" });
    let policy = Policy::at(now());
    let envelope = |id: &str| json!({ "type": "EnvelopedVerifiableCredential", "id": id });
    let key = key(Algorithm::EdDsa);
    for id in [
        "data:application/vc+jwt,garbage",
        "data:application/vc+sd-jwt,garbage ~",
        "data:application/vc+cose;base64,!!",
        "data:application/vp+jwt,garbage",
    ] {
        let token = token(&header, &presentation(&[envelope(id)]), &key);
        let verified = verify(&token, Document::Presentation, key.public(), &policy).unwrap();
        assert_eq!(verified.embedded().len(), 1);
        assert_eq!(verified.embedded()[0].to_value()["id"].as_str(), Some(id));
    }
    for (item, reason) in [
        (envelope("not-a-credential"), "media type"),
        (envelope("data:application/jwt,a.b.c"), "media type"),
        (envelope("data:application/vc+cose,AAAA"), "media type"),
        (
            envelope("data:application/vc+jwt;base64,AAAA"),
            "media type",
        ),
        (envelope("https://hei.example/1"), "media type"),
        (
            json!({ "type": "EnvelopedVerifiableCredential" }),
            "media type",
        ),
        (credential(), "Enveloped"),
        (json!("a.b.c"), "Enveloped"),
        (json!(null), "Enveloped"),
    ] {
        let payload = presentation(std::slice::from_ref(&item));
        refused(&header, &payload, Document::Presentation, &policy, reason);
        let issued = issue(&payload, Document::Presentation, &key, &Claims::default());
        assert!(issued.is_err(), "{item}");
    }
    let many = vec![envelope("data:application/vc+jwt,a.b.c"); 257];
    refused(
        &header,
        &presentation(&many),
        Document::Presentation,
        &policy,
        "257",
    );
}

#[test]
fn embedded_credentials_count_when_the_policy_says_so() {
    let issuer = key(Algorithm::Es256).with_key_id("https://hei.example#1");
    let holder = key(Algorithm::EdDsa).with_key_id("did:example:holder#1");
    let good = issue(
        &credential(),
        Document::Credential,
        &issuer,
        &Claims::default(),
    )
    .unwrap();
    let key_of = |hint: KeyHint<'_>| {
        assert_eq!(hint.issuer, Some("https://hei.example"));
        (hint.key_id == Some("https://hei.example#1")).then(|| issuer.public().clone())
    };
    let strict = Policy {
        embedded: Embedded::Verified(&key_of),
        ..Policy::at(now())
    };
    let judge = |inner: Enveloped, policy: &Policy<'_>| {
        let content = presentation(&[inner.to_value()]);
        let token = issue(
            &content,
            Document::Presentation,
            &holder,
            &Claims::default(),
        )
        .unwrap();
        verify(&token, Document::Presentation, holder.public(), policy)
    };
    assert!(judge(Enveloped::jwt(Document::Credential, good.clone()), &strict).is_ok());
    let forged = key(Algorithm::Es256).with_key_id("https://hei.example#1");
    let forged = issue(
        &credential(),
        Document::Credential,
        &forged,
        &Claims::default(),
    )
    .unwrap();
    let unknown = issuer.clone().with_key_id("https://hei.example#2");
    let unknown = issue(
        &credential(),
        Document::Credential,
        &unknown,
        &Claims::default(),
    )
    .unwrap();
    for (token, reason) in [
        (forged, "signature"),
        (unknown, "not known"),
        ("a.b.c".to_owned(), "cannot be read"),
    ] {
        let inner = Enveloped::jwt(Document::Credential, token);
        let error = judge(inner.clone(), &strict).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert!(judge(inner, &Policy::at(now())).is_ok());
    }
    let nested = Enveloped::jwt(Document::Presentation, good);
    assert!(judge(nested, &strict).is_err());
}

#[test]
fn claims_of_older_fixtures_are_read_for_the_conformance_profile_alone() {
    let issuer = key(Algorithm::Es256);
    let holder = key(Algorithm::EdDsa);
    let mut old = credential();
    old.as_object_mut().unwrap().shift_remove("issuer");
    let inner = token(
        &json!({ "alg": "ES256", "typ": "JWT" }),
        &json!({ "iss": "https://hei.example", "jti": "urn:uuid:1", "vc": old }),
        &issuer,
    );
    let envelope = json!({
        "type": "EnvelopedVerifiableCredential", "id": format!("data:application/jwt,{inner}"),
    });
    let outer = |vp: Value| {
        let payload = json!({
            "iss": "did:example:holder", "aud": "https://v.example", "nonce": "question", "vp": vp,
        });
        token(&json!({ "alg": "EdDSA" }), &payload, &holder)
    };
    let key_of = |_: KeyHint<'_>| Some(issuer.public().clone());
    let old = Policy {
        domain: Some("https://v.example"),
        challenge: Some("question"),
        embedded: Embedded::Verified(&key_of),
        legacy_claims: true,
        ..Policy::at(now())
    };
    let judge = |vp: &Value, policy: &Policy<'_>| {
        verify(
            &outer(vp.clone()),
            Document::Presentation,
            holder.public(),
            policy,
        )
    };
    let vp = presentation(std::slice::from_ref(&envelope));
    let verified = judge(&vp, &old).unwrap();
    assert_eq!(Value::Object(verified.document().clone()), vp);
    let current = Policy {
        legacy_claims: false,
        ..old
    };
    assert!(judge(&vp, &current).is_err());
    let as_text = judge(&presentation(&[json!(inner)]), &old).unwrap_err();
    assert!(as_text.to_string().contains("secure the credential"));
    for typ in ["JWT", "vc+jwt"] {
        let payload = json!({ "iss": "https://hei.example", "vc": credential() });
        let token = token(&json!({ "alg": "ES256", "typ": typ }), &payload, &issuer);
        let current = Enveloped::jwt(Document::Credential, token);
        assert!(current.verify(issuer.public(), &old).is_err(), "{typ}");
        let vp = presentation(&[current.to_value()]);
        assert!(judge(&vp, &old).is_err(), "{typ}");
    }
    let inner = verify(&inner, Document::Credential, issuer.public(), &old).unwrap();
    assert_eq!(inner.document()["issuer"], "https://hei.example");
    assert_eq!(inner.document()["id"], "urn:uuid:1");
    let other_holder = with(presentation(&[]), "holder", json!("did:example:other"));
    assert!(judge(&other_holder, &old).is_err());
    assert!(judge(&json!("text"), &old).is_err());
    let other_question = Policy {
        challenge: Some("another"),
        ..old
    };
    assert!(judge(&presentation(&[envelope]), &other_question).is_err());
}
