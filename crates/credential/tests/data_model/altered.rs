//! The alterations stand in the JSON files beside this one.

use credential::data_model::{
    Broken, Rule, Version, check_credential, check_presentation, check_type_is_array,
};
use schemas::json::Tree;
use serde_json::{Value, json};

use crate::tree;

type Check = fn(&Tree<'_>) -> Result<Version, Vec<Broken>>;

#[test]
fn credentials_of_version_2() {
    let refused = hold(
        include_str!("credential_v2.json"),
        Version::V2,
        check_credential,
    );
    assert!(refused >= 80, "{refused}");
}

#[test]
fn credentials_of_version_1() {
    hold(
        include_str!("credential_v1.json"),
        Version::V1,
        check_credential,
    );
}

#[test]
fn status_list_credentials() {
    hold(
        include_str!("status_list.json"),
        Version::V2,
        check_credential,
    );
}

#[test]
fn presentations() {
    hold(
        include_str!("presentation.json"),
        Version::V2,
        check_presentation,
    );
}

/// Holds every line of a file and returns how many alterations are refused.
fn hold(file: &str, version: Version, check: Check) -> usize {
    let file: Value = serde_json::from_str(file).unwrap();
    let good = &file["document"];
    assert_eq!(check(&tree(good)), Ok(version));
    for line in file["accepted"].as_array().unwrap() {
        assert_eq!(check(&tree(&altered(good, line))), Ok(version), "{line}");
    }
    let refused = file["refused"].as_array().unwrap();
    for line in refused {
        let document = altered(good, line);
        let Err(broken) = check(&tree(&document)) else {
            panic!("{line} is accepted");
        };
        let place = line
            .get("at")
            .or(line.get("set"))
            .unwrap_or(&line["remove"]);
        let found: Vec<_> = broken
            .iter()
            .map(|b| (&*b.pointer, b.rule.as_str()))
            .collect();
        let expected = (place.as_str().unwrap(), line["breaks"].as_str().unwrap());
        assert_eq!(found, [expected], "{line}: {broken:?}");
        assert!(broken[0].rule.section().starts_with("https://"));
        assert!(!broken[0].problem.is_empty());
    }
    refused.len()
}

fn altered(good: &Value, line: &Value) -> Value {
    let mut document = good.clone();
    let (place, to) = match line.get("set") {
        Some(place) => (place, Some(line["to"].clone())),
        None => (&line["remove"], None),
    };
    let (parent, last) = place.as_str().unwrap().rsplit_once('/').unwrap();
    match (document.pointer_mut(parent).unwrap(), to) {
        (Value::Object(members), Some(to)) => drop(members.insert(last.to_owned(), to)),
        (Value::Object(members), None) => drop(members.remove(last).unwrap()),
        (Value::Array(items), None) => drop(items.remove(last.parse().unwrap())),
        (Value::Array(items), Some(to)) => {
            let place: usize = last.parse().unwrap();
            if place == items.len() {
                items.push(to);
            } else {
                items[place] = to;
            }
        }
        (other, _) => panic!("{line}: nothing can be altered in {other}"),
    }
    document
}

#[test]
fn all_broken_rules_are_found_at_once() {
    let empty: Vec<_> = check_credential(&tree(&json!({})))
        .unwrap_err()
        .into_iter()
        .map(|b| (b.pointer, b.rule))
        .collect();
    let expected = [
        ("/@context", Rule::ContextRequired),
        ("/type", Rule::TypeRequired),
        ("/issuer", Rule::Issuer),
        ("/credentialSubject", Rule::CredentialSubject),
    ];
    assert_eq!(empty, expected.map(|(at, rule)| (at.to_owned(), rule)));
}

#[test]
fn a_document_is_an_object() {
    for document in [json!(null), json!("eyJ.eyJ.sig"), json!(5), json!([{}])] {
        for check in [check_credential, check_presentation] {
            let broken = check(&tree(&document)).unwrap_err();
            assert_eq!(broken.len(), 1);
            assert_eq!((&*broken[0].pointer, broken[0].rule), ("", Rule::Object));
        }
    }
}

/// A document of any depth is judged, where it was read with a higher limit.
#[test]
fn depth_takes_no_stack() {
    let deep = (0..1000).fold(json!(1), |inner, _| json!([inner]));
    for name in [
        "issuer",
        "credentialSubject",
        "proof",
        "type",
        "@context",
        "name",
    ] {
        let document = json!({ name: deep, "credentialStatus": { name: deep } });
        let document = Tree::of(&document, 2000).unwrap();
        assert!(check_credential(&document).is_err());
        assert!(check_presentation(&document).is_err());
    }
}

#[test]
fn the_list_of_broken_rules_ends() {
    let many = vec![Value::Null; 100_000];
    let document = json!({"type": many, "proof": many, "credentialSubject": many});
    assert_eq!(check_credential(&tree(&document)).unwrap_err().len(), 100);
}

#[test]
fn on_the_vc_api_a_type_is_an_array() {
    let single = check_type_is_array(&tree(&json!({"type": "VerifiableCredential"}))).unwrap_err();
    assert_eq!((&*single.pointer, single.rule), ("/type", Rule::TypeArray));
    for document in [
        json!({"type": ["VerifiableCredential"]}),
        json!({"type": "EnvelopedVerifiableCredential"}),
        json!({"type": "EnvelopedVerifiablePresentation"}),
        json!({}),
    ] {
        assert_eq!(check_type_is_array(&tree(&document)), Ok(()));
    }
}
