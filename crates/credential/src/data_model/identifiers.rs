//! [Identifiers](https://www.w3.org/TR/vc-data-model-2.0/#identifiers).

use oxiri::Iri;
use schemas::json::Tree;

use super::{Findings, Place, Rule};

/// Whether a text is a URL: with a scheme, so not relative, and with a host where `http` and `https` need one. DIDs,
/// URNs and characters beyond ASCII are all right.
pub(super) fn is_url(text: &str) -> bool {
    Iri::parse(text).is_ok_and(|url| {
        let web = ["http", "https"]
            .iter()
            .any(|s| url.scheme().eq_ignore_ascii_case(s));
        !web || url.authority().is_some_and(|host| !host.is_empty())
    })
}

/// Judges the `id` of an object, if it has one.
pub(super) fn check_id(object: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    if let Some(id) = object.get("id") {
        check_url(id, &at.member("id"), Rule::Id, findings);
    }
}

/// Judges the `id` of an object that needs one.
pub(super) fn check_required_id(
    object: &Tree<'_>,
    at: &Place<'_>,
    rule: Rule,
    findings: &mut Findings,
) {
    let at = at.member("id");
    match object.get("id") {
        None => findings.add(&at, rule, "there is no id, which has to be a URL"),
        Some(id) => check_url(id, &at, rule, findings),
    }
}

/// Judges an issuer or a holder: a URL, or an object with one as `id`.
pub(super) fn check_party(party: &Tree<'_>, at: &Place<'_>, rule: Rule, findings: &mut Findings) {
    match party {
        Tree::Object(_) => check_required_id(party, at, rule, findings),
        other => check_url(other, at, rule, findings),
    }
}

/// The URL of an issuer or a holder.
pub(super) fn of_party<'t>(party: &'t Tree<'_>) -> Option<&'t str> {
    match party {
        Tree::Object(_) => party.get("id")?.as_str(),
        single => single.as_str(),
    }
}

/// Judges a value that has to be a single URL.
pub(super) fn check_url(value: &Tree<'_>, at: &Place<'_>, rule: Rule, findings: &mut Findings) {
    match value {
        Tree::Text(text) if is_url(text) => {}
        Tree::Text(text) => {
            let text: String = text.chars().take(60).collect();
            let problem = format!("\"{text}\" is no URL: it needs a scheme and no spaces");
            findings.add(at, rule, problem);
        }
        _ => findings.add(at, rule, "it is no single URL in a string"),
    }
}
