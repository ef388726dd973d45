//! Every leaf of a signed certificate, altered one at a time, changes the canonical form, so the verdict.

use credential::{Evidence, eddsa_rdfc_2022::transformation};
use schemas::report::Verdict;
use serde_json::{Value, json};

use crate::world::World;

/// The pointers of every scalar in a document.
pub(crate) fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(item, &format!("{pointer}/{place}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(member, &format!("{pointer}/{name}"), found);
            }
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// Other values of the same kind.
pub(crate) fn altered(leaf: &Value) -> Vec<Value> {
    match leaf {
        Value::String(text) => {
            let cut: String = text.chars().skip(1).collect();
            vec![
                json!(format!("{text}x")),
                json!(cut),
                json!(format!("{text} ")),
            ]
        }
        Value::Number(number) => vec![
            json!(number.as_f64().unwrap() + 0.5),
            json!(7),
            json!(number.to_string()),
        ],
        Value::Bool(flag) => vec![json!(!flag), json!(flag.to_string())],
        _ => vec![],
    }
}

#[test]
fn every_altered_leaf_is_noticed() {
    let world = World::new();
    let signed = world.signed();
    // Nothing but the certificate: it gives itself away.
    let evidence = Evidence::default();
    assert_eq!(
        world.report(&signed, &evidence).verdict,
        Verdict::CannotTell
    );
    let mut pointers = Vec::new();
    leaves(&signed, "", &mut pointers);
    assert!(pointers.len() > 150, "{}", pointers.len());
    for pointer in pointers {
        for other in altered(signed.pointer(&pointer).unwrap()) {
            let mut forged = signed.clone();
            *forged.pointer_mut(&pointer).unwrap() = other.clone();
            if forged == signed {
                continue;
            }
            let verdict = world.report(&forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} = {other}");
        }
    }
}

#[test]
fn every_altered_leaf_changes_the_canonical_form_or_is_refused() {
    let world = World::new();
    let unsigned = world.unsigned();
    let canonical = transformation(&unsigned, &world.contexts).unwrap();
    let mut pointers = Vec::new();
    leaves(&unsigned, "", &mut pointers);
    for pointer in pointers {
        let mut forged = unsigned.clone();
        let leaf = forged.pointer_mut(&pointer).unwrap();
        *leaf = altered(leaf).remove(0);
        if let Ok(other) = transformation(&forged, &world.contexts) {
            assert_ne!(other, canonical, "{pointer}");
        }
    }
}

#[test]
fn every_removed_or_added_member_is_noticed() {
    let world = World::new();
    let signed = world.signed();
    let evidence = Evidence::default();
    let mut objects = vec![String::new()];
    let mut all = Vec::new();
    leaves(&signed, "", &mut all);
    for pointer in &all {
        for (place, _) in pointer.match_indices('/') {
            objects.push(pointer[..place].to_owned());
        }
    }
    objects.sort_unstable();
    objects.dedup();
    for pointer in objects {
        let Some(members) = signed.pointer(&pointer).unwrap().as_object() else {
            continue;
        };
        for name in members.keys() {
            let mut forged = signed.clone();
            let object = forged
                .pointer_mut(&pointer)
                .unwrap()
                .as_object_mut()
                .unwrap();
            object.shift_remove(name);
            let verdict = world.report(&forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} without {name}");
        }
        for (name, value) in [
            ("extra", json!("x")),
            ("@index", json!("x")),
            ("image", json!(null)),
            ("@type", json!([])),
        ] {
            let mut forged = signed.clone();
            forged.pointer_mut(&pointer).unwrap()[name] = value;
            let verdict = world.report(&forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} with {name}");
        }
    }
}
