//! One token for each rule, that breaks it and nothing else.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use crate::{Desk, content, credential, presentation, token, with};

fn header(typ: &str) -> Value {
    json!({ "alg": "EdDSA", "typ": typ, "cty": &typ[..2] })
}

fn each_fails(feature: &str, cases: &[(Value, Value, &str)]) {
    let desk = Desk::new();
    for (header, payload, reason) in cases {
        let token = token(header, payload, "ed25519");
        let answer = desk.verify(&token, "ed25519", feature, &[]);
        assert!(!answer.success, "{header} {payload}");
        assert!(answer.data.is_empty());
        assert!(
            answer.problem.contains(reason),
            "{reason}: {}",
            answer.problem
        );
    }
}

#[test]
fn a_credential_breaks_one_rule_and_fails() {
    let headed = |name: &str, value: Value| with(header("vc+jwt"), name, value);
    let claimed = |name: &str, value: Value| with(credential(), name, value);
    let ok = || header("vc+jwt");
    let good = token(&ok(), &credential(), "ed25519");
    let answer = Desk::new().verify(&good, "ed25519", "credential_jose", &[]);
    assert!(answer.success, "{}", answer.problem);
    each_fails(
        "credential_jose",
        &[
            (headed("typ", json!("bad+typ")), credential(), "typ"),
            (headed("typ", json!("vp+jwt")), credential(), "typ"),
            (headed("cty", json!("bad+cty")), credential(), "cty"),
            (headed("alg", json!("ES256")), credential(), "alg"),
            (headed("alg", json!("none")), credential(), "alg"),
            (headed("crit", json!(["x"])), credential(), "crit"),
            (ok(), claimed("vc", json!("oops")), "claim vc"),
            (ok(), claimed("vp", json!("nooo")), "claim vp"),
            (ok(), claimed("iss", json!("https://b.example")), "iss"),
            (ok(), claimed("exp", json!(1_734_310_020)), "expired"),
            (ok(), claimed("nbf", json!(99_999_999_999_u64)), "nbf"),
            (ok(), claimed("iat", json!("3010-01-01T00:00:00Z")), "iat"),
        ],
    );
}

#[test]
fn a_presentation_breaks_one_rule_and_fails() {
    let headed = |name: &str, value: Value| with(header("vp+jwt"), name, value);
    let good = || content("presentation_jose");
    let ok = || header("vp+jwt");
    let token = token(&ok(), &good(), "ed25519");
    let answer = Desk::new().verify(&token, "ed25519", "presentation_jose", &[]);
    assert!(answer.success, "{}", answer.problem);
    let shown = |id: &str| (ok(), presentation(&[id]), "media type");
    let bare = with(good(), "verifiableCredential", json!([credential()]));
    each_fails(
        "presentation_jose",
        &[
            (headed("typ", json!("vc+jwt")), good(), "typ"),
            (headed("cty", json!("vc")), good(), "cty"),
            (ok(), with(good(), "vp", json!({})), "claim vp"),
            (ok(), bare, "Enveloped"),
            shown("not-a-credential"),
            shown("data:text/plain,x"),
            shown("data:application/vc+cose,0oRA"),
            shown("data:application/jwt,e30.e30.x"),
        ],
    );
}

#[test]
fn an_unsecured_token_fails() {
    let desk = Desk::new();
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let unsecured = json!({ "alg": "none", "typ": "vc+jwt" });
    let bare = format!("{}.{}.", part(&unsecured), part(&credential()));
    assert!(
        !desk
            .verify(&bare, "ed25519", "credential_jose", &[])
            .success
    );
    let plain = credential().to_string();
    assert!(
        !desk
            .verify(&plain, "ed25519", "credential_jose", &[])
            .success
    );
    assert!(!desk.verify("", "ed25519", "credential_jose", &[]).success);
}

#[test]
fn what_is_past_counts_at_its_time() {
    let desk = Desk::new();
    let payload = with(content("presentation_jose"), "exp", json!(1_734_397_450));
    let token = token(&header("vp+jwt"), &payload, "ed25519");
    let now = desk.verify(&token, "ed25519", "presentation_jose", &[]);
    assert!(now.problem.contains("expired"), "{}", now.problem);
    for (at, verifies) in [
        ("2024-12-17T01:04:09Z", true),
        ("2024-12-17T06:04:10+05:00", false),
    ] {
        let answer = desk.verify(&token, "ed25519", "presentation_jose", &["--at", at]);
        assert_eq!(answer.success, verifies, "{at}: {}", answer.problem);
    }
}

#[test]
fn an_iat_in_words_is_tolerated() {
    let desk = Desk::new();
    let payload = with(credential(), "iat", json!("2010-01-01T19:23:24Z"));
    let token = token(&header("vc+jwt"), &payload, "ed25519");
    let answer = desk.verify(&token, "ed25519", "credential_jose", &[]);
    assert!(answer.success, "{}", answer.problem);
}

#[test]
fn an_altered_payload_or_disclosure_fails() {
    let desk = Desk::new();
    let issued = desk
        .issue(&credential(), "p256", "credential_jose", &[])
        .data;
    let parts: Vec<&str> = issued.split('.').collect();
    let other = BASE64_URL_SAFE_NO_PAD.encode(with(credential(), "id", json!("urn:x")).to_string());
    let altered = format!("{}.{other}.{}", parts[0], parts[2]);
    let answer = desk.verify(&altered, "p256", "credential_jose", &[]);
    assert!(answer.problem.contains("signature"), "{}", answer.problem);

    let paths = ["--sd", r#"["credentialSubject.name"]"#];
    let issued = desk
        .issue(&credential(), "p256", "credential_sdjwt", &paths)
        .data;
    let (jwt, disclosure) = issued.trim_end_matches('~').split_once('~').unwrap();
    let disclosed = BASE64_URL_SAFE_NO_PAD.decode(disclosure).unwrap();
    let forged = String::from_utf8(disclosed)
        .unwrap()
        .replace("Айгерім", "Дана");
    let forged = BASE64_URL_SAFE_NO_PAD.encode(forged);
    for (token, reason) in [
        (format!("{jwt}~{forged}~"), "belongs to no digest"),
        (format!("{jwt}~{disclosure}~{disclosure}~"), "twice"),
        (format!("{jwt}~{disclosure}"), "cnf.jwk"),
        (jwt.to_owned(), "no SD-JWT"),
    ] {
        let token = desk.verify(&token, "p256", "credential_sdjwt", &[]);
        assert!(!token.success);
        assert!(token.problem.contains(reason), "{}", token.problem);
    }
    let nameless = token(&header("vc+jwt"), &credential(), "ed25519");
    let answer = desk.verify(&format!("{nameless}~"), "ed25519", "credential_sdjwt", &[]);
    assert!(answer.problem.contains("typ"), "{}", answer.problem);
}

#[test]
fn cose_breaks_one_rule_and_fails() {
    let desk = Desk::new();
    let issued = desk
        .issue(&credential(), "p256", "credential_cose", &[])
        .data;
    let bytes = BASE64_STANDARD.decode(&issued).unwrap();
    let without_padding = issued.trim_end_matches('=');
    let answer = desk.verify(
        &format!("{without_padding}\n"),
        "p256",
        "credential_cose",
        &[],
    );
    assert!(answer.success, "{}", answer.problem);
    let replaced = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len());
        let mut bytes = bytes.clone();
        let place = bytes.windows(from.len()).position(|w| w == from).unwrap();
        bytes[place..place + to.len()].copy_from_slice(to);
        BASE64_STANDARD.encode(bytes)
    };
    for (token, reason) in [
        (
            replaced(b"application/vc+cose", b"application/vp+cose"),
            "typ (16)",
        ),
        (
            replaced(b"application/vc\x04", b"application/vp\x04"),
            "content type (3)",
        ),
        (replaced(&[0x01, 0x26], &[0x01, 0x27]), "alg (1)"),
        (
            replaced(b"did:example:holder", b"did:example:nobody"),
            "signature",
        ),
        (BASE64_STANDARD.encode(&bytes[1..]), "tag 18"),
        ("not base64".to_owned(), "base64"),
        (BASE64_STANDARD.encode(b"not COSE"), "COSE_Sign1"),
    ] {
        let answer = desk.verify(&token, "p256", "credential_cose", &[]);
        assert!(!answer.success, "{reason}");
        assert!(
            answer.problem.contains(reason),
            "{reason}: {}",
            answer.problem
        );
    }
}
