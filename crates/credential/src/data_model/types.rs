//! [Types](https://www.w3.org/TR/vc-data-model-2.0/#types).

use schemas::json::Tree;

use super::{Broken, Findings, Place, Rule, envelope};

/// On the VC-API, `type` of a credential or presentation is an array, envelopes aside. Not asked by
/// [`check_credential`](super::check_credential()): the data model allows a single string.
pub fn check_type_is_array(document: &Tree<'_>) -> Result<(), Broken> {
    match document.get("type") {
        Some(Tree::Text(_)) if !envelope::is_enveloped(document) => Err(Broken {
            pointer: "/type".to_owned(),
            rule: Rule::TypeArray,
            problem: "type is a single string: write it in [ ]".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Judges the `type` of a credential or presentation, which has to contain `required`.
pub(super) fn check(
    document: &Tree<'_>,
    required: &str,
    rule: Rule,
    at: &Place<'_>,
    findings: &mut Findings,
) {
    let at = at.member("type");
    let Some(value) = document.get("type") else {
        let problem = format!("there is no type: at least {required} is needed");
        return findings.add(&at, Rule::TypeRequired, problem);
    };
    if check_value(value, &at, Rule::TypeValue, findings) && !contains(document, required) {
        findings.add(&at, rule, format!("the type {required} is missing"));
    }
}

/// Judges the `type` that an object within a credential needs.
pub(super) fn check_typed(object: &Tree<'_>, at: &Place<'_>, rule: Rule, findings: &mut Findings) {
    let at = at.member("type");
    match object.get("type") {
        None => findings.add(&at, rule, "there is no type"),
        Some(value) => {
            check_value(value, &at, rule, findings);
        }
    }
}

/// Whether one of the object's types is `name`.
pub(super) fn contains(object: &Tree<'_>, name: &str) -> bool {
    match object.get("type") {
        Some(Tree::Array(items)) => items.iter().any(|item| item == name),
        Some(single) => single == name,
        None => false,
    }
}

/// False when the value is no type at all, so that nothing more need be said about it.
fn check_value(value: &Tree<'_>, at: &Place<'_>, rule: Rule, findings: &mut Findings) -> bool {
    let named = |value: &Tree<'_>| value.as_str().is_some_and(|name| !name.is_empty());
    match value {
        single if named(single) => true,
        Tree::Array(items) if !items.is_empty() => {
            for (place, _) in items.iter().enumerate().filter(|(_, item)| !named(item)) {
                let problem = "the type is no term and no URL";
                findings.add(&at.item(place), rule, problem);
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
