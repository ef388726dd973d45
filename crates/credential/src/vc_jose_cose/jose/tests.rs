mod presentations;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::vc_jose_cose::{
    Algorithm,
    enveloped::Enveloped,
    test_keys::{credential, key, presentation},
};

const NOW: &str = "2026-09-01T00:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Signs any header (its `alg` aside) and payload: what our own issuing would refuse to make.
fn token(header: &Value, payload: &Value, key: &JoseSigningKey) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(payload));
    let signature = key.sign(message.as_bytes()).unwrap();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn refused(header: &Value, payload: &Value, document: Document, policy: &Policy<'_>, reason: &str) {
    let key = key(Algorithm::EdDsa);
    let error = verify(
        &token(header, payload, &key),
        document,
        key.public(),
        policy,
    )
    .unwrap_err()
    .to_string();
    assert!(error.contains(reason), "{header} {payload}: {error}");
}

#[test]
fn verifying_is_the_inverse_of_issuing() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm).with_key_id("https://hei.example#key");
        let enveloped = Enveloped::jwt(Document::Credential, "a.b.c").to_value();
        for (document, content) in [
            (Document::Credential, credential()),
            (Document::Presentation, presentation(&[enveloped])),
        ] {
            let token = issue(&content, document, &key, &Claims::default()).unwrap();
            let verified = verify(&token, document, key.public(), &Policy::at(now())).unwrap();
            assert_eq!(Value::Object(verified.claims().clone()), content);
            assert_eq!(Value::Object(verified.document().clone()), content);
            assert_eq!(verified.key_id(), Some("https://hei.example#key"));
            assert_eq!(verified.algorithm(), algorithm);
            assert_eq!(verified.header()["typ"], token_type(document));
            assert_eq!(verified.header()["cty"], document.abbreviation());
        }
    }
}

#[test]
fn an_issuer_without_the_url_of_its_key_is_named_in_iss() {
    let key = key(Algorithm::Es256);
    let token = issue(
        &credential(),
        Document::Credential,
        &key,
        &Claims::default(),
    )
    .unwrap();
    let verified = verify(
        &token,
        Document::Credential,
        key.public(),
        &Policy::at(now()),
    )
    .unwrap();
    assert_eq!(verified.claims()["iss"], "https://hei.example");
    assert_eq!(
        Value::Object(verified.document().clone()),
        credential(),
        "iss is no member of the document"
    );
    assert_eq!(verified.key_id(), Some(key.public().thumbprint().as_str()));
}

#[test]
fn headers_are_read_strictly() {
    let good = json!({ "alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "x-unknown": 1 });
    let key = key(Algorithm::EdDsa);
    let ok = token(&good, &credential(), &key);
    let policy = Policy::at(now());
    assert!(verify(&ok, Document::Credential, key.public(), &policy).is_ok());
    for (header, reason) in [
        (with(good.clone(), "alg", json!("none")), "alg"),
        (with(good.clone(), "alg", json!("ES256")), "alg"),
        (with(good.clone(), "alg", json!(["EdDSA"])), "alg"),
        (with(good.clone(), "typ", json!("JWT")), "typ"),
        (with(good.clone(), "typ", json!("vp+jwt")), "typ"),
        (with(good.clone(), "typ", json!("vc+sd-jwt")), "typ"),
        (json!({ "alg": "EdDSA" }), "typ"),
        (with(good.clone(), "cty", json!("vp")), "cty"),
        (with(good.clone(), "kid", json!(1)), "kid"),
        (with(good.clone(), "crit", json!(["exp"])), "crit"),
        (with(good.clone(), "crit", json!([])), "crit"),
        (with(good.clone(), "b64", json!(true)), "b64"),
        (json!("EdDSA"), "no JSON object"),
    ] {
        refused(
            &header,
            &credential(),
            Document::Credential,
            &policy,
            reason,
        );
    }
}

#[test]
fn a_signature_counts_for_one_key_and_every_byte() {
    let ours = key(Algorithm::Es384);
    let token = issue(
        &credential(),
        Document::Credential,
        &ours,
        &Claims::default(),
    )
    .unwrap();
    let policy = Policy::at(now());
    let judge = |token: &str, key: &JoseKey| verify(token, Document::Credential, key, &policy);
    assert!(judge(&token, ours.public()).is_ok());
    assert!(judge(&format!(" {token}\n"), ours.public()).is_ok());
    let other = key(Algorithm::Es384);
    assert!(matches!(
        judge(&token, other.public()),
        Err(JwtError::Jws(JwsError::Signature { .. }))
    ));
    let parts: Vec<&str> = token.split('.').collect();
    let altered = with(
        Value::Object(jws::unverified_payload(&token).unwrap()),
        "id",
        json!("urn:uuid:other"),
    );
    let altered = BASE64_URL_SAFE_NO_PAD.encode(altered.to_string());
    assert!(
        judge(
            &format!("{}.{altered}.{}", parts[0], parts[2]),
            ours.public()
        )
        .is_err()
    );
    for broken in [
        String::new(),
        ".".to_owned(),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{token}."),
        format!("{token}="),
        format!("{}..{}", parts[0], parts[2]),
        "a".repeat(super::super::MAX_BYTES + 1),
    ] {
        assert!(judge(&broken, ours.public()).is_err(), "{broken:.40}");
    }
}

#[test]
fn keys_that_stand_twice_are_refused() {
    let key = key(Algorithm::EdDsa);
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#);
    let payload = part(r#"{"issuer":"https://a.example","issuer":"https://b.example"}"#);
    let message = format!("{header}.{payload}");
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).unwrap());
    let policy = Policy::at(now());
    let error = verify(
        &format!("{message}.{signature}"),
        Document::Credential,
        key.public(),
        &policy,
    );
    assert!(matches!(
        error,
        Err(JwtError::Jws(JwsError::Malformed {
            part: "payload",
            ..
        }))
    ));
}

#[test]
fn claims_are_judged_for_an_instant() {
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt" });
    let seconds = now().as_second();
    let key = key(Algorithm::EdDsa);
    let policy = Policy::at(now());
    for (name, value) in [
        ("exp", json!(seconds + 1)),
        ("exp", json!(1_999_999_999.5)),
        ("nbf", json!(seconds)),
        ("iat", json!(seconds)),
        ("iat", json!("2010-01-01T19:23:24Z")),
        ("iat", json!("1262373804")),
        ("iss", json!("https://hei.example")),
        ("aud", json!("https://anybody.example")),
    ] {
        let token = token(&header, &with(credential(), name, value.clone()), &key);
        let verified = verify(&token, Document::Credential, key.public(), &policy);
        assert!(verified.is_ok(), "{name} {value}: {verified:?}");
    }
    for (name, value, reason) in [
        ("exp", json!(seconds), "expired"),
        ("exp", json!("2030-01-01T00:00:00Z"), "exp"),
        ("exp", json!(null), "exp"),
        ("exp", json!(1e300), "exp"),
        ("nbf", json!(seconds + 301), "nbf"),
        ("iat", json!(seconds + 301), "iat"),
        ("iat", json!("2030-01-01T00:00:00Z"), "iat"),
        ("iat", json!("yesterday"), "iat"),
        ("iss", json!("https://other.example"), "iss"),
        ("iss", json!({ "id": "https://hei.example" }), "iss"),
        ("vc", json!({}), "vc"),
        ("vp", json!("nooo"), "vp"),
    ] {
        let payload = with(credential(), name, value);
        refused(&header, &payload, Document::Credential, &policy, reason);
    }
    let late = with(credential(), "exp", json!(seconds - 10));
    let token = token(&header, &late, &key);
    let earlier = Policy::at(Timestamp::from_second(seconds - 11).unwrap());
    assert!(verify(&token, Document::Credential, key.public(), &earlier).is_ok());
}

#[test]
fn a_presentation_answers_one_question_of_one_verifier() {
    let header = json!({ "alg": "EdDSA", "typ": "vp+jwt" });
    let asked = Policy {
        domain: Some("https://verifier.example"),
        challenge: Some("question"),
        ..Policy::at(now())
    };
    let answer =
        |aud: Value, nonce: Value| with(with(presentation(&[]), "aud", aud), "nonce", nonce);
    let key = key(Algorithm::EdDsa);
    for aud in [
        json!("https://verifier.example"),
        json!(["https://a.example", "https://verifier.example"]),
    ] {
        let token = token(&header, &answer(aud, json!("question")), &key);
        assert!(verify(&token, Document::Presentation, key.public(), &asked).is_ok());
    }
    let at = "https://verifier.example";
    for (payload, reason) in [
        (presentation(&[]), "aud is missing"),
        (
            answer(json!("https://other.example"), json!("question")),
            "aud",
        ),
        (answer(json!([]), json!("question")), "aud"),
        (answer(json!(at), json!("other")), "nonce"),
        (answer(json!(at), json!(["question"])), "nonce"),
    ] {
        refused(&header, &payload, Document::Presentation, &asked, reason);
    }
}

#[test]
fn what_would_be_refused_is_not_issued() {
    let key = key(Algorithm::EdDsa);
    for content in [
        json!([]),
        json!("text"),
        json!(null),
        with(credential(), "vc", json!({})),
        with(credential(), "iss", json!("https://other.example")),
    ] {
        let issued = issue(&content, Document::Credential, &key, &Claims::default());
        assert!(issued.is_err(), "{content}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in "[A-Za-z0-9_.{}\\-]{0,80}|\\PC{0,40}") {
        let key = key(Algorithm::EdDsa);
        let policy = Policy::at(now());
        assert!(verify(&text, Document::Credential, key.public(), &policy).is_err());
        let _ = unverified(&text);
    }
}
