//! Base proof, derived proof, verification.

use std::collections::BTreeSet;

use proptest::{prelude::*, sample::subsequence};

use super::*;
use crate::ecdsa_sd_2023::proof_value::{label, parse_base_proof_value, parse_derived_proof_value};

fn base(secured: &Value) -> proof_value::BaseProof {
    parse_base_proof_value(proof_of(secured)["proofValue"].as_str().unwrap()).unwrap()
}

fn disclosed(document: &Value) -> proof_value::DerivedProof {
    parse_derived_proof_value(proof_of(document)["proofValue"].as_str().unwrap()).unwrap()
}

/// Every pointer of the credential behind which a scalar stands, with it as text.
pub(super) fn leaves(value: &Value, pointer: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(member, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(item, &format!("{pointer}/{place}"), found);
            }
        }
        scalar => found.push((pointer.to_owned(), scalar.to_string())),
    }
}

fn texts(document: &Value) -> BTreeSet<String> {
    let mut found = Vec::new();
    leaves(document, "", &mut found);
    found.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn what_is_selected_is_shown_and_nothing_else() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    let selective = [
        "/credentialSubject/courses/0/grades/1/points",
        "/credentialSubject/steps",
    ];
    let shown = derived(&secured, &selective).unwrap();
    verified(&shown).unwrap();
    let all = credential();
    let subject = &all["credentialSubject"];
    let expected = json!({
        "@context": all["@context"],
        "id": all["id"],
        "type": all["type"],
        "issuer": all["issuer"],
        "validFrom": all["validFrom"],
        "credentialSubject": {
            "id": "did:example:learner",
            "steps": subject["steps"],
            "courses": [
                { "type": "Course", "grades": [{ "points": 3.25 }] },
                { "type": "Course", "courseName": "course-two" }
            ]
        },
        "proof": shown["proof"],
    });
    assert_eq!(shown, expected);
}

#[test]
fn mandatory_parts_are_always_shown() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    for selective in [&[][..], &["/credentialSubject/givenName"]] {
        let shown = derived(&secured, selective).unwrap();
        verified(&shown).unwrap();
        assert_eq!(shown["issuer"], credential()["issuer"]);
        assert_eq!(shown["validFrom"], credential()["validFrom"]);
        assert_eq!(
            shown.pointer("/credentialSubject/courses/0/courseName"),
            Some(&json!("course-two"))
        );
    }
}

#[test]
fn the_whole_document_can_be_mandatory_or_selected() {
    let all_mandatory = secured_with(&credential(), &[""], 2);
    assert!(
        base(&all_mandatory).3.is_empty(),
        "nothing is left to select"
    );
    let none_mandatory = secured_with(&credential(), &[], 2);
    for (secured, selective) in [(all_mandatory, &[][..]), (none_mandatory, &[""])] {
        let mut shown = derived(&secured, selective).unwrap();
        verified(&shown).unwrap();
        shown.as_object_mut().unwrap().remove("proof");
        assert_eq!(shown, credential());
    }
}

#[test]
fn nothing_selected_is_refused() {
    let secured = secured_with(&credential(), &[], 2);
    assert_eq!(derived(&secured, &[]), Err(EcdsaSdError::NothingSelected));
}

/// A presentation, in which each credential is a graph of its own with a context of its own.
#[test]
fn parts_of_a_graph_are_selected() {
    let credential = |name: &str| {
        json!({
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "VerifiableCredential",
            "issuer": format!("https://hei.example/{name}"),
            "validFrom": "2026-01-01T00:00:00Z"
        })
    };
    let presentation = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "VerifiablePresentation",
        "verifiableCredential": [credential("a"), credential("b")]
    });
    let secured = secured_with(&presentation, &[], 2);
    let shown = derived(&secured, &["/verifiableCredential/1/issuer"]).unwrap();
    verified(&shown).unwrap();
    let mut expected = credential("b");
    expected.as_object_mut().unwrap().remove("validFrom");
    assert_eq!(shown["verifiableCredential"], json!([expected]));
}

/// Objects that look alike after selection are still those that were signed.
#[test]
fn objects_that_look_alike_are_told_apart() {
    let alike = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", { "@vocab": "https://course.example/terms#" }],
        "type": "VerifiableCredential",
        "rows": [
            { "kind": "same", "value": 1 }, { "kind": "same", "value": 2 }, { "kind": "same", "value": 3 },
            { "kind": "same", "value": 3 }
        ]
    });
    let secured = secured_with(&alike, &["/rows/0/kind", "/rows/2/kind"], 2);
    for selective in [
        &["/rows/1/kind"][..],
        &["/rows/3/kind", "/rows/1"],
        &["/rows"],
    ] {
        verified(&derived(&secured, selective).unwrap()).unwrap();
    }
}

/// Labels that followed the order of canonical ones would say how many objects were left out, and where.
#[test]
fn labels_say_nothing_of_what_is_left_out() {
    let [one, other] = [2, 3].map(|seed| secured_with(&credential(), &MANDATORY, seed));
    let labels = |secured: &Value| -> BTreeSet<String> {
        let shown = derived(secured, &["/credentialSubject/courses/0"]).unwrap();
        let map = disclosed(&shown).3;
        map.0.iter().map(|(_, digest)| label(digest)).collect()
    };
    let [one_labels, other_labels] = [&one, &other].map(labels);
    assert_eq!(one_labels.len(), 4, "two courses and two grades");
    assert!(
        one_labels.is_disjoint(&other_labels),
        "another key gives other labels"
    );
    let shown = derived(&one, &["/credentialSubject/courses/0"]).unwrap();
    let key = base(&one).2;
    let text = proof_of(&shown)["proofValue"].as_str().unwrap().to_owned();
    let bytes =
        base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, &text[1..]).unwrap();
    assert!(
        !bytes.windows(32).any(|window| window == key.0),
        "the key stays with the holder"
    );
}

#[test]
fn the_same_randomness_gives_the_same_proof_and_other_gives_another() {
    let value = |seed| secured_with(&credential(), &MANDATORY, seed)["proof"]["proofValue"].clone();
    assert_eq!(value(2), value(2));
    assert_ne!(value(2), value(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_selection_is_shown_exactly_and_verified(
        mandatory in subset(6),
        selective in subset(12),
    ) {
        let document = credential();
        let document_leaves = {
            let mut found = Vec::new();
            leaves(&document, "", &mut found);
            found
        };
        let combined: Vec<&str> = mandatory.iter().chain(&selective).map(String::as_str).collect();
        let mandatory: Vec<&str> = mandatory.iter().map(String::as_str).collect();
        let selective: Vec<&str> = selective.iter().map(String::as_str).collect();
        prop_assume!(!combined.is_empty());
        let secured = secured_with(&document, &mandatory, 2);
        let shown = derived(&secured, &selective).unwrap();
        prop_assert_eq!(verified(&shown), Ok(()));
        let mut without_proof = shown.clone();
        without_proof.as_object_mut().unwrap().remove("proof");
        let shown_texts = texts(&without_proof);
        for (pointer, text) in &document_leaves {
            let selected = combined.iter().any(|chosen| below(pointer, chosen));
            let along = pointer.starts_with("/@context") || along(pointer, &combined);
            prop_assert_eq!(shown_texts.contains(text), selected || along, "{} {}", pointer, text);
        }
    }
}

/// Whether `pointer` is `chosen` or stands in it.
fn below(pointer: &str, chosen: &str) -> bool {
    pointer
        .strip_prefix(chosen)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `pointer` is the id or a type of an object on the way to something that is selected, or of one like it:
/// types are not unique.
fn along(pointer: &str, combined: &[&str]) -> bool {
    let steps: Vec<&str> = pointer.split('/').collect();
    let Some(at) = steps.iter().position(|step| matches!(*step, "id" | "type")) else {
        return false;
    };
    let object = steps[..at].join("/");
    if steps[at] == "type" && at + 1 == steps.len() {
        let kind = &object[..object.rfind('/').unwrap_or_default()];
        let is_typed = |chosen: &&&str| !chosen.starts_with("/credentialSubject/courses/2");
        return combined
            .iter()
            .filter(is_typed)
            .any(|chosen| below(chosen, kind));
    }
    combined.iter().any(|chosen| below(chosen, &object))
}

/// Some pointers that can be selected each for itself.
fn subset(most: usize) -> impl Strategy<Value = Vec<String>> {
    let mut found = Vec::new();
    leaves(&credential(), "", &mut found);
    let mut all: Vec<String> = found.into_iter().map(|(pointer, _)| pointer).collect();
    let apart = [
        "/@context",
        "/credentialSubject/levels/",
        "/credentialSubject/steps/",
        "/credentialSubject/note/",
        "/credentialSubject/motto/",
    ];
    all.retain(|pointer| !apart.iter().any(|apart| pointer.starts_with(apart)));
    let subject = [
        "",
        "/levels",
        "/steps",
        "/note",
        "/motto",
        "/courses",
        "/courses/0",
        "/kept/1",
        "/courses/0/grades",
    ];
    all.extend(subject.map(|rest| format!("/credentialSubject{rest}")));
    all.extend(["/issuer", "/type", "/@context"].map(str::to_owned));
    subsequence(all, 0..most).prop_shuffle()
}
