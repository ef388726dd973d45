//! [Enveloped verifiable credentials](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials) and
//! [presentations](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-presentations): a signed text in a
//! `data:` URL.

use schemas::json::Tree;

use super::{Findings, Place, Rule, Version, identifiers};

pub(super) const CREDENTIAL: &str = "EnvelopedVerifiableCredential";
pub(super) const PRESENTATION: &str = "EnvelopedVerifiablePresentation";

/// Whether a document is an envelope and nothing else: its only type is `EnvelopedVerifiableCredential` or
/// `EnvelopedVerifiablePresentation`.
pub fn is_enveloped(document: &Tree<'_>) -> bool {
    is_of_type(document, CREDENTIAL) || is_of_type(document, PRESENTATION)
}

/// Whether the only type of an object is `name`.
pub(super) fn is_of_type(object: &Tree<'_>, name: &str) -> bool {
    match object.get("type") {
        Some(Tree::Array(items)) => matches!(&**items, [only] if only == name),
        Some(single) => single == name,
        None => false,
    }
}

/// Judges an envelope, not what is in it.
pub(super) fn check(envelope: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) -> Version {
    let base = Version::V2.base_context();
    let has_base = match envelope.get("@context") {
        Some(Tree::Array(items)) => items.iter().any(|item| item == base),
        Some(single) => single == base,
        None => false,
    };
    if !has_base {
        let problem = format!("the context {base} is missing: it defines the envelope's terms");
        findings.add(&at.member("@context"), Rule::EnvelopeContext, problem);
    }
    if !envelope
        .get("id")
        .and_then(Tree::as_str)
        .is_some_and(is_data_url)
    {
        let problem = "the id is no data: URL with a media type, a comma and the signed text";
        findings.add(&at.member("id"), Rule::EnvelopeId, problem);
    }
    Version::V2
}

/// Whether a text is a `data:` URL (RFC 2397) with a media type and something in it.
fn is_data_url(text: &str) -> bool {
    let parts = text
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','));
    parts.is_some_and(|(media_type, data)| media_type.contains('/') && !data.is_empty())
        && identifiers::is_url(text)
}
