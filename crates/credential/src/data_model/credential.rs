//! [Verifiable credentials](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-credentials).

use schemas::json::Tree;

use super::{
    Findings, Place, Rule, Version, contexts, envelope, extension_points, identifiers,
    names_and_descriptions, related_resource, status_list, types, validity_period,
};

const TYPE: &str = "VerifiableCredential";

/// Judges a credential or its envelope.
pub(super) fn check(credential: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) -> Version {
    if envelope::is_of_type(credential, envelope::CREDENTIAL) {
        return envelope::check(credential, at, findings);
    }
    let version = contexts::check(credential, at, findings);
    types::check(credential, TYPE, Rule::CredentialType, at, findings);
    identifiers::check_id(credential, at, findings);
    check_issuer(credential, version, at, findings);
    check_credential_subject(credential, at, findings);
    validity_period::check(credential, version, at, findings);
    extension_points::check(credential, version, at, findings);
    status_list::check_credential(credential, at, findings);
    if version == Version::V2 {
        names_and_descriptions::check(credential, at, findings);
        related_resource::check(credential, at, findings);
    }
    check_proof(credential, at, findings);
    version
}

/// [Securing mechanisms](https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms): the form of an embedded proof.
pub(super) fn check_proof(document: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    if let Some(proof) = document.get("proof") {
        let at = at.member("proof");
        findings.each_object(proof, &at, Rule::Proof, identifiers::check_id);
    }
}

/// [Issuer](https://www.w3.org/TR/vc-data-model-2.0/#issuer).
fn check_issuer(credential: &Tree<'_>, version: Version, at: &Place<'_>, findings: &mut Findings) {
    let at = at.member("issuer");
    let Some(issuer) = credential.get("issuer") else {
        return findings.add(&at, Rule::Issuer, "there is no issuer");
    };
    identifiers::check_party(issuer, &at, Rule::Issuer, findings);
    if version == Version::V2 && issuer.is_object() {
        names_and_descriptions::check(issuer, &at, findings);
    }
}

/// [Credential subject](https://www.w3.org/TR/vc-data-model-2.0/#credential-subject).
fn check_credential_subject(credential: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    let at = at.member("credentialSubject");
    let Some(subject) = credential.get("credentialSubject") else {
        return findings.add(
            &at,
            Rule::CredentialSubject,
            "there is no credentialSubject",
        );
    };
    findings.each_object(
        subject,
        &at,
        Rule::CredentialSubject,
        |one, at, findings| {
            if one.members().is_empty() {
                let problem = "nothing is said about the subject: the object is empty";
                findings.add(at, Rule::CredentialSubject, problem);
            }
            identifiers::check_id(one, at, findings);
        },
    );
}
