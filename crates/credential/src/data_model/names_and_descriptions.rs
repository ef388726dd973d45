//! [Names and descriptions](https://www.w3.org/TR/vc-data-model-2.0/#names-and-descriptions), in
//! [languages](https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction).

use schemas::json::Tree;

use super::{Findings, Place, Rule};

/// Judges `name` and `description` of a credential or an issuer.
pub(super) fn check(object: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    for (name, rule) in [("name", Rule::Name), ("description", Rule::Description)] {
        let at = at.member(name);
        match object.get(name) {
            None => {}
            Some(Tree::Array(items)) if items.is_empty() => {
                findings.add(
                    &at,
                    rule,
                    "the array is empty: leave the member out instead",
                );
            }
            Some(Tree::Array(items)) => {
                for (place, item) in items.iter().enumerate() {
                    check_text(item, &at.item(place), rule, findings);
                }
            }
            Some(single) => check_text(single, &at, rule, findings),
        }
    }
}

/// Judges a string or a language value object.
fn check_text(text: &Tree<'_>, at: &Place<'_>, rule: Rule, findings: &mut Findings) {
    let members = match text {
        Tree::Text(_) => return,
        Tree::Object(members) => members,
        _ => {
            let problem = "it is neither a string nor an object with @value and @language";
            return findings.add(at, rule, problem);
        }
    };
    if text.get("@value").and_then(Tree::as_str).is_none() {
        findings.add(
            &at.member("@value"),
            rule,
            "there is no @value, which has to be a string",
        );
    }
    if !text.get("@language").is_none_or(is_language_tag) {
        let problem = "@language is no language tag (BCP 47) such as kk or en-GB";
        findings.add(&at.member("@language"), rule, problem);
    }
    if !text
        .get("@direction")
        .is_none_or(|d| d == "ltr" || d == "rtl")
    {
        findings.add(
            &at.member("@direction"),
            rule,
            "@direction is neither ltr nor rtl",
        );
    }
    let allowed = ["@value", "@language", "@direction"];
    if members.iter().any(|(key, _)| !allowed.contains(&&**key)) {
        let problem = "beside @value, @language and @direction there may be nothing else";
        findings.add(at, rule, problem);
    }
}

/// Whether a value looks like a `Language-Tag` (RFC 5646): letters, then parts of up to eight letters and digits.
fn is_language_tag(value: &Tree<'_>) -> bool {
    let Some(tag) = value.as_str() else {
        return false;
    };
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let primary = tag.split('-').next().unwrap_or_default();
    primary.bytes().all(|b| b.is_ascii_alphabetic()) && tag.split('-').all(part)
}
