//! What was altered after signing.

use super::{round_trip::leaves, *};

fn shown() -> Value {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    let selective = [
        "/credentialSubject/givenName",
        "/credentialSubject/title",
        "/credentialSubject/levels",
        "/credentialSubject/steps",
        "/credentialSubject/note",
        "/credentialSubject/motto",
        "/credentialSubject/courses/0/grades",
        "/credentialSubject/courses/2/tags/1",
        "/credentialSubject/kept/1/inner",
    ];
    let shown = derived(&secured, &selective).unwrap();
    verified(&shown).unwrap();
    shown
}

#[test]
fn every_altered_leaf_fails() {
    let shown = shown();
    let mut found = Vec::new();
    leaves(&shown, "", &mut found);
    for (pointer, _) in found {
        let mut altered = shown.clone();
        let leaf = altered.pointer_mut(&pointer).unwrap();
        *leaf = match &*leaf {
            Value::String(text) if pointer.ends_with("created") || pointer == "/validFrom" => {
                text.replace("12:00", "12:01").into()
            }
            Value::String(text) => format!("{text}x").into(),
            Value::Number(number) => json!(number.as_f64().unwrap() + 1.0),
            other => panic!("{other}"),
        };
        assert!(verified(&altered).is_err(), "{pointer}");
    }
}

/// Characters of each part of the proof value.
#[test]
fn an_altered_proof_value_fails() {
    let shown = shown();
    let value = proof_of(&shown)["proofValue"].as_str().unwrap();
    for place in (0..value.len()).filter(|place| *place < 6 || place % 19 == 0) {
        let other = if &value[place..=place] == "A" {
            "B"
        } else {
            "A"
        };
        let mut altered = shown.clone();
        altered["proof"]["proofValue"] =
            format!("{}{other}{}", &value[..place], &value[place + 1..]).into();
        assert!(verified(&altered).is_err(), "{place}");
    }
}

#[test]
fn what_is_left_out_or_added_after_deriving_fails() {
    let shown = shown();
    let subject = |name: &str| {
        let mut altered = shown.clone();
        altered["credentialSubject"]
            .as_object_mut()
            .unwrap()
            .remove(name)
            .unwrap();
        altered
    };
    for name in [
        "id",
        "givenName",
        "title",
        "levels",
        "steps",
        "note",
        "motto",
        "courses",
        "kept",
    ] {
        assert!(verified(&subject(name)).is_err(), "{name}");
    }
    for name in ["id", "type", "issuer", "validFrom", "credentialSubject"] {
        let mut altered = shown.clone();
        altered.as_object_mut().unwrap().remove(name).unwrap();
        assert!(verified(&altered).is_err(), "{name}");
    }
    for name in [
        "created",
        "verificationMethod",
        "proofPurpose",
        "type",
        "cryptosuite",
    ] {
        let mut altered = shown.clone();
        altered["proof"]
            .as_object_mut()
            .unwrap()
            .remove(name)
            .unwrap();
        assert!(verified(&altered).is_err(), "{name}");
    }
    let mut altered = shown.clone();
    altered["credentialSubject"]["honours"] = json!("yes");
    assert!(matches!(
        verified(&altered),
        Err(EcdsaSdError::Count { .. })
    ));
    let mut altered = shown.clone();
    altered["proof"]["expires"] = json!("2030-01-01T00:00:00Z");
    assert_eq!(verified(&altered), Err(EcdsaSdError::Signature));
    let mut altered = shown;
    altered["proof"]["@context"] = json!("https://www.w3.org/ns/credentials/v2");
    let refused = verified(&altered).unwrap_err();
    assert!(matches!(
        refused,
        EcdsaSdError::Options {
            member: "@context",
            ..
        }
    ));
}

/// The order of lists is signed, that of arrays is not.
#[test]
fn a_list_in_another_order_fails() {
    for (list, is_list) in [
        ("levels", true),
        ("steps", true),
        ("courses", false),
        ("kept", false),
    ] {
        let mut altered = shown();
        altered["credentialSubject"][list]
            .as_array_mut()
            .unwrap()
            .reverse();
        assert_eq!(verified(&altered).is_err(), is_list, "{list}");
    }
}

#[test]
fn a_value_does_not_move_to_another_object() {
    let secured = secured_with(&credential(), &[], 2);
    let both = [
        "/credentialSubject/courses/0/grades/0",
        "/credentialSubject/courses/0/grades/1",
    ];
    let mut altered = derived(&secured, &both).unwrap();
    verified(&altered).unwrap();
    let grades = altered
        .pointer_mut("/credentialSubject/courses/0/grades")
        .unwrap();
    let first = grades[0]["points"].take();
    grades[0]["points"] = grades[1]["points"].take();
    grades[1]["points"] = first;
    assert!(verified(&altered).is_err());
}

#[test]
fn another_key_does_not_verify() {
    let shown = shown();
    let other = SecretKey::generate(Algorithm::P256, &mut seeded(9)).public();
    assert_eq!(verified_with(&shown, &other), Err(EcdsaSdError::Signature));
}

/// A base proof and the document of another one, or one that was altered.
#[test]
fn a_base_proof_fits_its_document_alone() {
    let mut secured = secured_with(&credential(), &MANDATORY, 2);
    secured["credentialSubject"]["givenName"] = json!("somebody-else");
    let shown = derived(&secured, &["/credentialSubject/givenName"]).unwrap();
    assert_eq!(verified(&shown), Err(EcdsaSdError::Signature));
    secured["credentialSubject"]["honours"] = json!("yes");
    let refused = derived(&secured, &["/credentialSubject/honours"]);
    assert!(matches!(refused, Err(EcdsaSdError::Count { .. })));
}

#[test]
fn a_base_proof_is_no_derived_one_nor_the_other_way_round() {
    let secured = secured_with(&credential(), &[""], 2);
    assert_eq!(verified(&secured), Err(EcdsaSdError::BaseProof));
    let shown = derived(&secured, &[]).unwrap();
    assert_eq!(derived(&shown, &[]), Err(EcdsaSdError::DerivedProof));
}
