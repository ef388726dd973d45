//! [Contexts](https://www.w3.org/TR/vc-data-model-2.0/#contexts).

use schemas::json::Tree;

use super::{Findings, Place, Rule, Version, identifiers, unique::Unique};

/// Judges `@context` and returns the version it stands for; 2.0 when it stands for none.
pub(super) fn check(document: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) -> Version {
    let at = at.member("@context");
    let items = match document.get("@context") {
        Some(Tree::Array(items)) => items,
        Some(single) => {
            let problem = "@context is no array: write the contexts in [ ], the base context first";
            findings.add(&at, Rule::ContextArray, problem);
            return Version::based_on(single).unwrap_or(Version::V2);
        }
        None => {
            findings.add(&at, Rule::ContextRequired, "there is no @context");
            return Version::V2;
        }
    };
    let version = items.first().and_then(Version::based_on);
    if version.is_none() {
        let (v1, v2) = (Version::V1.base_context(), Version::V2.base_context());
        let problem = format!("the first context is neither {v2} nor {v1}");
        let first = if items.is_empty() { at } else { at.item(0) };
        findings.add(&first, Rule::BaseContext, problem);
    }
    check_further(items, &at, findings);
    version.unwrap_or(Version::V2)
}

/// Judges all contexts but the first.
fn check_further(items: &[Tree<'_>], at: &Place<'_>, findings: &mut Findings) {
    let mut unique = Unique::default();
    if let Some(first) = items.first().and_then(Tree::as_str) {
        unique.insert(first);
    }
    for (place, item) in items.iter().enumerate().skip(1) {
        let at = at.item(place);
        match item {
            Tree::Object(_) => {}
            Tree::Text(url) if !identifiers::is_url(url) => {
                let problem =
                    "the context is no URL: a relative one would be read anew by every reader";
                findings.add(&at, Rule::ContextItem, problem);
            }
            Tree::Text(url) => {
                if !unique.insert(url) {
                    findings.add(&at, Rule::ContextUnique, "the context stands there before");
                }
            }
            _ => {
                let problem = "a context is a URL or an object, not null, a number or an array";
                findings.add(&at, Rule::ContextItem, problem);
            }
        }
    }
}
