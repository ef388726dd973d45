//! [Types](https://www.w3.org/TR/vc-data-model-2.0/#types).

use serde_json::Value;

use super::{Broken, Findings, Members, Rule, envelope};

/// On the VC-API, `type` of a credential or presentation is an array, envelopes aside. Not asked by
/// [`check_credential`](super::check_credential()): the data model allows a single string.
pub fn check_type_is_array(document: &Value) -> Result<(), Broken> {
    match document.get("type") {
        Some(Value::String(_)) if !envelope::is_enveloped(document) => Err(Broken {
            pointer: "/type".to_owned(),
            rule: Rule::TypeArray,
            problem: "type is a single string: write it in [ ]".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Judges the `type` of a credential or presentation, which has to contain `required`.
pub(super) fn check(
    document: &Members,
    required: &str,
    rule: Rule,
    at: &str,
    findings: &mut Findings,
) {
    let at = format!("{at}/type");
    let Some(value) = document.get("type") else {
        let problem = format!("there is no type: at least {required} is needed");
        return findings.add(&at, Rule::TypeRequired, problem);
    };
    if check_value(value, &at, Rule::TypeValue, findings) && !contains(document, required) {
        findings.add(&at, rule, format!("the type {required} is missing"));
    }
}

/// Judges the `type` that an object within a credential needs.
pub(super) fn check_typed(object: &Members, at: &str, rule: Rule, findings: &mut Findings) {
    let at = format!("{at}/type");
    match object.get("type") {
        None => findings.add(&at, rule, "there is no type"),
        Some(value) => {
            check_value(value, &at, rule, findings);
        }
    }
}

/// Whether one of the object's types is `name`.
pub(super) fn contains(object: &Members, name: &str) -> bool {
    match object.get("type") {
        Some(Value::Array(items)) => items.iter().any(|item| item == name),
        Some(single) => single == name,
        None => false,
    }
}

/// False when the value is no type at all, so that nothing more need be said about it.
fn check_value(value: &Value, at: &str, rule: Rule, findings: &mut Findings) -> bool {
    let named = |value: &Value| value.as_str().is_some_and(|name| !name.is_empty());
    match value {
        single if named(single) => true,
        Value::Array(items) if !items.is_empty() => {
            for (place, _) in items.iter().enumerate().filter(|(_, item)| !named(item)) {
                let problem = "the type is no term and no URL";
                findings.add(&format!("{at}/{place}"), rule, problem);
            }
            true
        }
        _ => {
            let problem = "type is neither a string nor an array of at least one string";
            findings.add(at, rule, problem);
            false
        }
    }
}
