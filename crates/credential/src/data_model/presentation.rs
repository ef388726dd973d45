//! [Verifiable presentations](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations).

use schemas::json::Tree;

use super::{
    Findings, Place, Rule, Version, contexts, credential, envelope, extension_points, identifiers,
    types,
};

const TYPE: &str = "VerifiablePresentation";

/// Judges a presentation with its credentials, or its envelope.
pub(super) fn check(presentation: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) -> Version {
    if envelope::is_of_type(presentation, envelope::PRESENTATION) {
        return envelope::check(presentation, at, findings);
    }
    let version = contexts::check(presentation, at, findings);
    types::check(presentation, TYPE, Rule::PresentationType, at, findings);
    identifiers::check_id(presentation, at, findings);
    if let Some(holder) = presentation.get("holder") {
        let at = at.member("holder");
        identifiers::check_party(holder, &at, Rule::Holder, findings);
    }
    if let Some(credentials) = presentation.get("verifiableCredential") {
        let at = at.member("verifiableCredential");
        let rule = Rule::VerifiableCredential;
        findings.each_object(credentials, &at, rule, |one, at, findings| {
            credential::check(one, at, findings);
        });
    }
    extension_points::check_terms_of_use(presentation, at, findings);
    credential::check_proof(presentation, at, findings);
    version
}
