//! The extract of a certificate: its form and its rules.

use schemas::{
    base_url::BaseUrl,
    certificate::{
        CREDENTIALS_V2,
        extract::{EXTRACT_TYPE, Extract},
    },
    credit::Credits,
    did::Did,
};
use serde_json::Value;

use super::{ShapeError, read_as, rules::hold};

/// Whether a document calls itself an extract. Nothing of it is believed yet.
pub fn is_extract(document: &Value) -> bool {
    let kind = document.pointer("/credentialSubject/type");
    kind.and_then(Value::as_str) == Some(EXTRACT_TYPE)
}

/// Reads an extract with or without proof: its form alone.
pub fn read_extract(document: &Value, registry: &BaseUrl) -> Result<Extract, ShapeError> {
    read_as(document, registry, &contexts(registry))
}

/// The contexts of an extract, in order.
fn contexts(registry: &BaseUrl) -> [String; 2] {
    [CREDENTIALS_V2.to_owned(), registry.context()]
}

/// Holds every rule of the profile; the first broken one is the error.
pub fn check_extract_rules(extract: &Extract, registry: &BaseUrl) -> Result<(), ShapeError> {
    let subject = &extract.credential_subject;
    let status = &extract.credential_status;
    let rules = [
        (
            extract.context == contexts(registry),
            "/@context",
            "not the profile's contexts, in order",
        ),
        (
            extract.types == ["VerifiableCredential"],
            "/type",
            "not the profile's type",
        ),
        (
            extract.id == registry.extract(subject.certificate_number),
            "/id",
            "not the certificate's page and /extract",
        ),
        (
            extract.issuer.parse::<Did>().is_ok(),
            "/issuer",
            "the issuer is no DID",
        ),
        (
            subject.kind == EXTRACT_TYPE,
            "/credentialSubject/type",
            "not the profile's type",
        ),
        (
            !subject.name.trim().is_empty(),
            "/credentialSubject/name",
            "the person's name is empty",
        ),
        (
            !subject.programme_title.trim().is_empty(),
            "/credentialSubject/programmeTitle",
            "the title is empty",
        ),
        (
            subject.credits > Credits::default(),
            "/credentialSubject/credits",
            "no credits",
        ),
        (
            subject.grade.awards_credits(),
            "/credentialSubject/grade",
            "a grade that awards no credits",
        ),
        (
            status.kind == "BitstringStatusListEntry" && status.status_purpose == "revocation",
            "/credentialStatus",
            "not a BitstringStatusListEntry for revocation",
        ),
        (
            status.place(registry).is_some(),
            "/credentialStatus",
            "not a place in one of the register's lists",
        ),
    ];
    rules
        .into_iter()
        .try_for_each(|(rule, pointer, problem)| hold(rule, pointer, problem))
}
