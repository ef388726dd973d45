//! [Names and descriptions](https://www.w3.org/TR/vc-data-model-2.0/#names-and-descriptions), in
//! [languages](https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction).

use serde_json::Value;

use super::{Findings, Members, Rule};

/// Judges `name` and `description` of a credential or an issuer.
pub(super) fn check(object: &Members, at: &str, findings: &mut Findings) {
    for (name, rule) in [("name", Rule::Name), ("description", Rule::Description)] {
        let at = format!("{at}/{name}");
        match object.get(name) {
            None => {}
            Some(Value::Array(items)) if items.is_empty() => {
                findings.add(
                    &at,
                    rule,
                    "the array is empty: leave the member out instead",
                );
            }
            Some(Value::Array(items)) => {
                for (place, item) in items.iter().enumerate() {
                    check_text(item, &format!("{at}/{place}"), rule, findings);
                }
            }
            Some(single) => check_text(single, &at, rule, findings),
        }
    }
}

/// Judges a string or a language value object.
fn check_text(text: &Value, at: &str, rule: Rule, findings: &mut Findings) {
    let members = match text {
        Value::String(_) => return,
        Value::Object(members) => members,
        _ => {
            let problem = "it is neither a string nor an object with @value and @language";
            return findings.add(at, rule, problem);
        }
    };
    if !members.get("@value").is_some_and(Value::is_string) {
        findings.add(
            &format!("{at}/@value"),
            rule,
            "there is no @value, which has to be a string",
        );
    }
    if !members.get("@language").is_none_or(is_language_tag) {
        let problem = "@language is no language tag (BCP 47) such as kk or en-GB";
        findings.add(&format!("{at}/@language"), rule, problem);
    }
    if !members
        .get("@direction")
        .is_none_or(|d| d == "ltr" || d == "rtl")
    {
        findings.add(
            &format!("{at}/@direction"),
            rule,
            "@direction is neither ltr nor rtl",
        );
    }
    let allowed = ["@value", "@language", "@direction"];
    if members.keys().any(|key| !allowed.contains(&&**key)) {
        let problem = "beside @value, @language and @direction there may be nothing else";
        findings.add(at, rule, problem);
    }
}

/// Whether a value looks like a `Language-Tag` (RFC 5646): letters, then parts of up to eight letters and digits.
fn is_language_tag(value: &Value) -> bool {
    let Some(tag) = value.as_str() else {
        return false;
    };
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let primary = tag.split('-').next().unwrap_or_default();
    primary.bytes().all(|b| b.is_ascii_alphabetic()) && tag.split('-').all(part)
}
