//! [Bitstring Status List](https://www.w3.org/TR/vc-bitstring-status-list/), as far as it appears in credentials: the
//! entry of a certificate and the credential that carries a list. [`crate::bitstring_status_list`] reads the bits.

use schemas::json::{Number, Tree};

use super::{Findings, Place, Rule, identifiers, types};

/// Judges a [`BitstringStatusListEntry`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry);
/// statuses of another type are let be.
pub(super) fn check_entry(status: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    let rule = Rule::BitstringStatusListEntry;
    if !types::contains(status, "BitstringStatusListEntry") {
        return;
    }
    if !is_filled(status.get("statusPurpose")) {
        let problem = "there is no statusPurpose, which has to be a string such as revocation";
        findings.add(&at.member("statusPurpose"), rule, problem);
    }
    let index = status.get("statusListIndex").and_then(Tree::as_str);
    if !index.is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())) {
        let problem = "there is no statusListIndex, which has to be a decimal number in a string";
        findings.add(&at.member("statusListIndex"), rule, problem);
    }
    let list = status.get("statusListCredential").unwrap_or(&Tree::Null);
    identifiers::check_url(list, &at.member("statusListCredential"), rule, findings);
    let size = status.get("statusSize");
    if !size.is_none_or(is_at_least_one) {
        let problem = "statusSize is no whole number of at least 1";
        findings.add(&at.member("statusSize"), rule, problem);
    }
}

/// Judges the subject of a
/// [`BitstringStatusListCredential`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential);
/// other credentials are let be.
pub(super) fn check_credential(credential: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    let rule = Rule::BitstringStatusList;
    if !types::contains(credential, "BitstringStatusListCredential") {
        return;
    }
    let at = at.member("credentialSubject");
    let list = match credential.get("credentialSubject") {
        Some(list @ Tree::Object(_)) => list,
        Some(Tree::Array(_)) => {
            let problem = "the credential of a status list has one subject, not an array";
            return findings.add(&at, rule, problem);
        }
        // Broken already, as every credential would be.
        _ => return,
    };
    if !types::contains(list, "BitstringStatusList") {
        let problem = "the type BitstringStatusList is missing";
        findings.add(&at.member("type"), rule, problem);
    }
    let purposes = match list.get("statusPurpose") {
        Some(Tree::Array(items)) => !items.is_empty() && items.iter().all(|i| is_filled(Some(i))),
        single => is_filled(single),
    };
    if !purposes {
        let problem = "there is no statusPurpose, which has to be one or more strings";
        findings.add(&at.member("statusPurpose"), rule, problem);
    }
    let encoded = list.get("encodedList").and_then(Tree::as_str);
    if !encoded
        .and_then(|text| text.strip_prefix('u'))
        .is_some_and(is_base64url)
    {
        let problem = "encodedList is not u and base64url without padding";
        findings.add(&at.member("encodedList"), rule, problem);
    }
}

fn is_filled(value: Option<&Tree<'_>>) -> bool {
    value
        .and_then(Tree::as_str)
        .is_some_and(|text| !text.is_empty())
}

fn is_at_least_one(value: &Tree<'_>) -> bool {
    matches!(value, Tree::Number(Number::Integer(1..) | Number::Large(_)))
}

fn is_base64url(text: &str) -> bool {
    let digit = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !text.is_empty() && text.bytes().all(digit)
}
