//! The command line: keys, options, and what is said when nothing can be answered.

use serde_json::{Value, json};

use crate::{Desk, credential, key_json, presentation, with};

#[test]
fn strict_issuing_refuses_properties_that_nobody_knows() {
    let desk = Desk::new();
    let extended = with(credential(), "badExtension", json!({ "huh": "what?" }));
    for feature in ["credential_jose", "credential_sdjwt", "credential_cose"] {
        assert!(desk.issue(&extended, "p521", feature, &[]).success);
        let refused = desk.issue(&extended, "p521", feature, &["--strict"]);
        assert!(!refused.success);
        assert!(
            refused.problem.contains("badExtension"),
            "{}",
            refused.problem
        );
        assert!(
            desk.issue(&credential(), "p521", feature, &["--strict"])
                .success
        );
    }
    let shown = with(presentation(&[]), "credentialSubject", json!({}));
    let refused = desk.issue(&shown, "p521", "presentation_jose", &["--strict"]);
    assert!(
        refused.problem.contains("credentialSubject"),
        "{}",
        refused.problem
    );
}

#[test]
fn what_cannot_be_concealed_is_not_issued() {
    let desk = Desk::new();
    for (feature, paths, reason) in [
        ("credential_sdjwt", r#"["type"]"#, "type"),
        ("credential_sdjwt", r#"["issuer"]"#, "issuer"),
        (
            "credential_sdjwt",
            r#"["credentialSubject.nobody"]"#,
            "there is no",
        ),
        ("credential_sdjwt", r#"["credentialSubject["]"#, "path"),
        ("credential_sdjwt", "[1]", "JSON array"),
        ("credential_sdjwt", "credentialSubject.name", "JSON array"),
        (
            "credential_jose",
            r#"["credentialSubject.name"]"#,
            "credential_sdjwt",
        ),
    ] {
        let answer = desk.issue(&credential(), "p256", feature, &["--sd", paths]);
        assert!(!answer.success, "{paths}");
        assert!(
            answer.problem.contains(reason),
            "{paths}: {}",
            answer.problem
        );
    }
}

#[test]
fn a_key_of_an_institution_is_refused() {
    let desk = Desk::new();
    let key = key_json("p256");
    let did = "did:web:hei.example#key-1";
    let mut with_kid = key.clone();
    with_kid["secretKeyJwk"]["kid"] = json!(did);
    for key in [
        with(key.clone(), "id", json!(did)),
        with(key.clone(), "controller", json!("did:web:hei.example")),
        with(key.clone(), "controller", json!("DID:WEB:hei.example")),
        with_kid,
    ] {
        let file = desk.file("key.json", key.to_string());
        for action in ["issue", "verify"] {
            let input = credential().to_string();
            let answer = desk.answer(action, &input, &file, "credential_jose", &[]);
            assert!(!answer.success);
            assert!(answer.problem.contains("institution"), "{}", answer.problem);
        }
    }
}

#[test]
fn nothing_is_signed_in_an_institutions_name() {
    let desk = Desk::new();
    let did = "did:web:hei.example";
    for (content, feature) in [
        (with(credential(), "issuer", json!(did)), "credential_jose"),
        (
            with(credential(), "issuer", json!({ "id": did })),
            "credential_sdjwt",
        ),
        (
            with(credential(), "issuer", json!("DID:Web:hei.example")),
            "credential_cose",
        ),
        (with(credential(), "iss", json!(did)), "credential_jose"),
        (
            with(presentation(&[]), "holder", json!(did)),
            "presentation_jose",
        ),
        (
            with(presentation(&[]), "holder", json!({ "id": did })),
            "presentation_cose",
        ),
    ] {
        let answer = desk.issue(&content, "p256", feature, &[]);
        assert!(!answer.success && answer.data.is_empty(), "{content}");
        assert!(answer.problem.contains("institution"), "{}", answer.problem);
    }
}

#[test]
fn a_key_file_that_is_none_is_refused() {
    let desk = Desk::new();
    let key = key_json("p256");
    let other = key_json("ed25519");
    let without = |member: &str| {
        let mut key = key.clone();
        key.as_object_mut().unwrap().shift_remove(member);
        key
    };
    let mut leaked = key.clone();
    leaked["publicKeyJwk"] = key["secretKeyJwk"].clone();
    for (key, reason) in [
        (without("secretKeyJwk"), "no secretKeyJwk"),
        (without("publicKeyJwk"), "no publicKeyJwk"),
        (key["secretKeyJwk"].clone(), "no secretKeyJwk"),
        (
            with(key.clone(), "publicKeyJwk", other["publicKeyJwk"].clone()),
            "different keys",
        ),
        (with(key.clone(), "id", json!(1)), "no text"),
        (leaked, "secret member d"),
        (json!([]), "no JSON object"),
    ] {
        let file = desk.file("key.json", key.to_string());
        let input = credential().to_string();
        let answer = desk.answer("issue", &input, &file, "credential_jose", &[]);
        assert!(!answer.success, "{key}");
        assert!(
            answer.problem.contains(reason),
            "{reason}: {}",
            answer.problem
        );
    }
}

#[test]
fn input_that_cannot_be_read_is_a_failure() {
    let desk = Desk::new();
    for (input, reason) in [
        ("", "JSON"),
        ("[]", "an array"),
        (r#"{"id":1,"id":2}"#, "JSON"),
        (&"[".repeat(200), "JSON"),
    ] {
        let file = crate::key_file("p256");
        let answer = desk.answer("issue", input, &file, "credential_jose", &[]);
        assert!(!answer.success);
        assert!(
            answer.problem.contains(reason),
            "{reason}: {}",
            answer.problem
        );
    }
    let nowhere = desk.0.path().join("nowhere");
    let output = desk.run(
        "issue",
        &nowhere,
        &crate::key_file("p256"),
        "credential_jose",
        &[],
    );
    assert!(output.status.success());
    let answer: Value = serde_json::from_slice(&std::fs::read(desk.output()).unwrap()).unwrap();
    assert_eq!(answer, json!({ "result": "failure", "data": "" }));
}

#[test]
fn an_answer_that_cannot_be_written_and_wrong_use_are_errors() {
    let desk = Desk::new();
    std::fs::create_dir(desk.output()).unwrap();
    let input = desk.file("input", credential().to_string());
    let key = crate::key_file("p256");
    let output = desk.run("issue", &input, &key, "credential_jose", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("cannot be written")
    );
    let output = desk.run("issue", &input, &key, "credential_paper", &[]);
    assert_eq!(output.status.code(), Some(2));
    let output = desk.run(
        "verify",
        &input,
        &key,
        "credential_jose",
        &["--at", "yesterday"],
    );
    assert_eq!(output.status.code(), Some(2));
}
