//! Members whose content other specifications define, so that they have to name its type:
//! [status](https://www.w3.org/TR/vc-data-model-2.0/#status),
//! [data schemas](https://www.w3.org/TR/vc-data-model-2.0/#data-schemas),
//! [refreshing](https://www.w3.org/TR/vc-data-model-2.0/#refreshing),
//! [terms of use](https://www.w3.org/TR/vc-data-model-2.0/#terms-of-use),
//! [evidence](https://www.w3.org/TR/vc-data-model-2.0/#evidence) and the
//! [reserved ones](https://www.w3.org/TR/vc-data-model-2.0/#reserved-extension-points).

use schemas::json::Tree;

use super::{Findings, Place, Rule, Version, identifiers, status_list, types};

/// What an object needs besides its type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Id {
    Optional,
    Required,
}

const TERMS_OF_USE: (&str, Rule, Id) = ("termsOfUse", Rule::TermsOfUse, Id::Optional);

const V1: [(&str, Rule, Id); 5] = [
    ("credentialStatus", Rule::CredentialStatus, Id::Required),
    ("credentialSchema", Rule::CredentialSchema, Id::Required),
    ("refreshService", Rule::RefreshService, Id::Required),
    TERMS_OF_USE,
    ("evidence", Rule::Evidence, Id::Optional),
];

const V2: [(&str, Rule, Id); 7] = [
    ("credentialStatus", Rule::CredentialStatus, Id::Optional),
    ("credentialSchema", Rule::CredentialSchema, Id::Required),
    ("refreshService", Rule::RefreshService, Id::Optional),
    TERMS_OF_USE,
    ("evidence", Rule::Evidence, Id::Optional),
    ("confidenceMethod", Rule::ConfidenceMethod, Id::Optional),
    ("renderMethod", Rule::RenderMethod, Id::Optional),
];

/// Judges the extension points of a credential.
pub(super) fn check(
    credential: &Tree<'_>,
    version: Version,
    at: &Place<'_>,
    findings: &mut Findings,
) {
    let points: &[_] = match version {
        Version::V1 => &V1,
        Version::V2 => &V2,
    };
    for point in points {
        check_point(credential, *point, at, findings);
    }
}

/// Judges the only extension point of a presentation.
pub(super) fn check_terms_of_use(presentation: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    check_point(presentation, TERMS_OF_USE, at, findings);
}

fn check_point(
    document: &Tree<'_>,
    (name, rule, id): (&'static str, Rule, Id),
    at: &Place<'_>,
    findings: &mut Findings,
) {
    let Some(value) = document.get(name) else {
        return;
    };
    findings.each_object(value, &at.member(name), rule, |one, at, findings| {
        types::check_typed(one, at, rule, findings);
        match id {
            Id::Required => identifiers::check_required_id(one, at, rule, findings),
            Id::Optional => identifiers::check_id(one, at, findings),
        }
        if rule == Rule::CredentialStatus {
            status_list::check_entry(one, at, findings);
        }
    });
}
