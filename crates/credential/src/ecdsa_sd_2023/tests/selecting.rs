//! What can be selected and what cannot.

use super::*;

fn create(document: &Value, mandatory: &[&str]) -> Result<String, EcdsaSdError> {
    create_base_proof(
        document,
        &options(),
        &pointers(mandatory),
        &issuer_key(),
        &contexts(),
        Mode::Strict,
        &mut seeded(2),
    )
}

#[test]
fn a_pointer_to_nothing_is_refused() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    for nothing in [
        "/missing",
        "/proof",
        "/proof/proofValue",
        "/credentialSubject/courses/3",
        "/credentialSubject/courses/-",
        "/credentialSubject/courses/00",
        "/credentialSubject/courses/01",
        "/credentialSubject/courses/+1",
        "/credentialSubject/courses/99999999999999999999999",
        "/credentialSubject/courses/courseName",
        "/credentialSubject/givenName/0",
        "/credentialSubject/",
        "/",
    ] {
        let error = EcdsaSdError::Pointer {
            pointer: nothing.to_owned(),
            problem: "matches nothing in the document",
        };
        assert_eq!(derived(&secured, &[nothing]), Err(error.clone()));
        assert_eq!(create(&credential(), &[nothing]), Err(error));
    }
}

#[test]
fn what_is_no_pointer_is_refused() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    for broken in [
        "issuer", "#/issuer", " /issuer", "$.issuer", "/issuer~", "/~2", "/a~/b",
    ] {
        let refused = derived(&secured, &[broken]).unwrap_err();
        assert!(
            refused.to_string().contains("is no JSON Pointer"),
            "{broken}: {refused}"
        );
    }
}

#[test]
fn escapes_in_pointers_are_read() {
    let mut document = credential();
    document["credentialSubject"]["a/b~c"] = json!("escaped");
    let secured = secured_with(&document, &[], 2);
    let shown = derived(&secured, &["/credentialSubject/a~1b~0c"]).unwrap();
    verified(&shown).unwrap();
    assert_eq!(shown["credentialSubject"]["a/b~c"], "escaped");
}

#[test]
fn a_list_is_not_cut() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    let cut = |list: &str| {
        let pointer = format!("/credentialSubject/{list}");
        Err(EcdsaSdError::CutList { pointer })
    };
    let levels = "/credentialSubject/levels";
    for places in [&[0][..], &[1], &[2], &[0, 1], &[1, 2], &[0, 2]] {
        let some: Vec<String> = places
            .iter()
            .map(|place| format!("{levels}/{place}"))
            .collect();
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        assert_eq!(derived(&secured, &some), cut("levels"), "{some:?}");
    }
    assert_eq!(
        derived(&secured, &["/credentialSubject/steps/1/hours"]),
        cut("steps")
    );
    let mandatory = create(&credential(), &["/credentialSubject/levels/0"]);
    assert!(matches!(mandatory, Err(EcdsaSdError::CutList { .. })));
}

#[test]
fn a_list_is_selected_whole_or_with_a_part_of_each_item() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    let subject = "/credentialSubject";
    let each = |rest: &str| [0, 1].map(|place| format!("{subject}/steps/{place}{rest}"));
    for (chosen, steps) in [
        (each(""), credential()["credentialSubject"]["steps"].clone()),
        (
            each("/hours"),
            json!([{ "type": "Step", "hours": 11 }, { "type": "Step", "hours": 12 }]),
        ),
    ] {
        let shown = derived(&secured, &[&chosen[1], &chosen[0]]).unwrap();
        verified(&shown).unwrap();
        assert_eq!(shown["credentialSubject"]["steps"], steps);
    }
}

/// A list without an array has one item.
#[test]
fn an_object_in_a_list_without_an_array_is_selected_in_part() {
    let mut document = credential();
    document["credentialSubject"]["steps"] =
        json!({ "parts": [{ "part": "a" }, { "part": "b" }, { "part": "c" }] });
    let secured = secured_with(&document, &[], 2);
    let shown = derived(&secured, &["/credentialSubject/steps/parts/1"]).unwrap();
    verified(&shown).unwrap();
    assert_eq!(
        shown["credentialSubject"]["steps"],
        json!({ "parts": [{ "part": "b" }] })
    );
}

/// Lists in lists, and list objects.
#[test]
fn inner_lists_are_not_cut_either() {
    let mut document = credential();
    document["credentialSubject"]["levels"] = json!([["a", "b"], ["c", "d"]]);
    document["credentialSubject"]["ranks"] = json!({ "@list": ["e", { "rank": "f", "of": "g" }] });
    let secured = secured_with(&document, &[], 2);
    for cut in [
        "/levels/0",
        "/levels/1/0",
        "/ranks/@list/0",
        "/ranks/@list/1",
    ] {
        let cut = derived(&secured, &[&format!("/credentialSubject{cut}")]);
        assert!(matches!(cut, Err(EcdsaSdError::CutList { .. })), "{cut:?}");
    }
    let inner = [
        "/credentialSubject/levels/0",
        "/credentialSubject/levels/1/0",
    ];
    assert!(matches!(
        derived(&secured, &inner),
        Err(EcdsaSdError::CutList { .. })
    ));
    for whole in ["/levels", "/ranks", "/ranks/@list"] {
        let shown = derived(&secured, &[&format!("/credentialSubject{whole}")]).unwrap();
        verified(&shown).unwrap();
    }
    let parts = [
        "/credentialSubject/ranks/@list/0",
        "/credentialSubject/ranks/@list/1/rank",
    ];
    let shown = derived(&secured, &parts).unwrap();
    verified(&shown).unwrap();
    assert_eq!(
        shown["credentialSubject"]["ranks"],
        json!({ "@list": ["e", { "rank": "f" }] })
    );
}

/// A text without its language, a piece of a JSON literal.
#[test]
fn what_means_something_only_as_a_whole_is_not_cut() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    for apart in ["/motto/@value", "/note/kept", "/note/kept/0"] {
        let apart = derived(&secured, &[&format!("/credentialSubject{apart}")]);
        assert!(
            matches!(apart, Err(EcdsaSdError::Apart { .. })),
            "{apart:?}"
        );
    }
    assert!(derived(&secured, &["/credentialSubject/motto/@language"]).is_err());
    for whole in ["/motto", "/note", "/title/kk"] {
        let shown = derived(&secured, &[&format!("/credentialSubject{whole}")]).unwrap();
        verified(&shown).unwrap();
    }
}

/// The specification has one context at the top in mind; one of an inner object must not be lost.
#[test]
fn contexts_of_inner_objects_come_along() {
    let mut document = credential();
    document["credentialSubject"]["employer"] = json!({
        "@context": { "employerName": "https://other.example/name" },
        "employerName": "employer",
        "department": { "unit": "unit" }
    });
    let secured = secured_with(&document, &[], 2);
    let shown = derived(&secured, &["/credentialSubject/employer/employerName"]).unwrap();
    verified(&shown).unwrap();
    let employer = &document["credentialSubject"]["employer"];
    assert_eq!(
        shown["credentialSubject"]["employer"]["@context"],
        employer["@context"]
    );
    assert_eq!(
        shown["credentialSubject"]["employer"].get("department"),
        None
    );
}

/// An id under another name is left out by the specification's rules; then the object is another one.
#[test]
fn an_object_that_would_lose_its_id_is_refused() {
    let mut document = credential();
    document["@context"][1]["key"] = json!("@id");
    document["credentialSubject"]["place"] =
        json!({ "key": "urn:place:1", "street": "street", "house": 5 });
    let secured = secured_with(&document, &[], 2);
    let apart = derived(&secured, &["/credentialSubject/place/street"]);
    let pointer = "/credentialSubject/place".to_owned();
    assert_eq!(apart, Err(EcdsaSdError::Apart { pointer }));
    verified(&derived(&secured, &["/credentialSubject/place"]).unwrap()).unwrap();
}

#[test]
fn only_objects_without_a_proof_are_secured() {
    assert_eq!(create(&json!([]), &[]), Err(EcdsaSdError::NotAnObject));
    let secured = secured_with(&credential(), &[], 2);
    assert_eq!(create(&secured, &[]), Err(EcdsaSdError::HasProof));
}

#[test]
fn other_keys_are_refused() {
    for algorithm in [Algorithm::Ed25519, Algorithm::P384] {
        let key = SecretKey::generate(algorithm, &mut seeded(4));
        let found = create_base_proof(
            &credential(),
            &options(),
            &[],
            &key,
            &contexts(),
            Mode::Strict,
            &mut seeded(2),
        );
        let error = EcdsaSdError::KeyKind { found: algorithm };
        assert_eq!(found, Err(error.clone()));
        let shown = derived(&secured_with(&credential(), &MANDATORY, 2), &[]).unwrap();
        assert_eq!(verified_with(&shown, &key.public()), Err(error));
    }
}

#[test]
fn options_of_another_suite_are_refused() {
    for (member, value) in [
        ("type", "Ed25519Signature2020"),
        ("cryptosuite", "ecdsa-rdfc-2019"),
        ("created", "2026-05-31"),
        ("created", "2026-05-31T12:00:00"),
        ("@context", "https://www.w3.org/ns/credentials/v2"),
    ] {
        let mut other = options();
        other.insert(member.to_owned(), value.into());
        let found = create_base_proof(
            &credential(),
            &other,
            &[],
            &issuer_key(),
            &contexts(),
            Mode::Strict,
            &mut seeded(2),
        );
        assert!(
            matches!(found, Err(EcdsaSdError::Options { member: found, .. }) if found == member)
        );
    }
}

#[test]
fn so_many_pointers_are_followed_and_no_more() {
    let most = vec!["/issuer"; MAX_POINTERS];
    let secured = secured_with(&credential(), &most, 2);
    verified(&derived(&secured, &most).unwrap()).unwrap();
    let more = vec!["/issuer"; MAX_POINTERS + 1];
    let refused = EcdsaSdError::TooManyPointers { found: 1025 };
    assert_eq!(derived(&secured, &more), Err(refused.clone()));
    assert_eq!(create(&credential(), &more), Err(refused));
}

#[test]
fn a_document_of_too_many_statements_is_refused() {
    let mut document = credential();
    let tags = (0..12_000).map(|tag| json!(format!("tag-{tag}")));
    document["credentialSubject"]["tags"] = tags.collect();
    assert_eq!(create(&document, &[]), Err(EcdsaSdError::TooLarge));
}
