//! [Bitstring Status List](https://www.w3.org/TR/vc-bitstring-status-list/), as far as it appears in credentials: the
//! entry of a certificate and the credential that carries a list. [`crate::bitstring_status_list`] reads the bits.

use serde_json::Value;

use super::{Findings, Members, Rule, identifiers, types};

/// Judges a [`BitstringStatusListEntry`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry);
/// statuses of another type are let be.
pub(super) fn check_entry(status: &Members, at: &str, findings: &mut Findings) {
    let rule = Rule::BitstringStatusListEntry;
    if !types::contains(status, "BitstringStatusListEntry") {
        return;
    }
    if !is_filled(status.get("statusPurpose")) {
        let problem = "there is no statusPurpose, which has to be a string such as revocation";
        findings.add(&format!("{at}/statusPurpose"), rule, problem);
    }
    let index = status.get("statusListIndex").and_then(Value::as_str);
    if !index.is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())) {
        let problem = "there is no statusListIndex, which has to be a decimal number in a string";
        findings.add(&format!("{at}/statusListIndex"), rule, problem);
    }
    let list = status.get("statusListCredential").unwrap_or(&Value::Null);
    identifiers::check_url(list, &format!("{at}/statusListCredential"), rule, findings);
    let size = status.get("statusSize");
    if size.is_some_and(|size| size.as_u64().is_none_or(|bits| bits == 0)) {
        let problem = "statusSize is no whole number of at least 1";
        findings.add(&format!("{at}/statusSize"), rule, problem);
    }
}

/// Judges the subject of a
/// [`BitstringStatusListCredential`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential);
/// other credentials are let be.
pub(super) fn check_credential(credential: &Members, at: &str, findings: &mut Findings) {
    let rule = Rule::BitstringStatusList;
    if !types::contains(credential, "BitstringStatusListCredential") {
        return;
    }
    let at = format!("{at}/credentialSubject");
    let list = match credential.get("credentialSubject") {
        Some(Value::Object(list)) => list,
        Some(Value::Array(_)) => {
            let problem = "the credential of a status list has one subject, not an array";
            return findings.add(&at, rule, problem);
        }
        // Broken already, as every credential would be.
        _ => return,
    };
    if !types::contains(list, "BitstringStatusList") {
        let problem = "the type BitstringStatusList is missing";
        findings.add(&format!("{at}/type"), rule, problem);
    }
    let purposes = match list.get("statusPurpose") {
        Some(Value::Array(items)) => !items.is_empty() && items.iter().all(|i| is_filled(Some(i))),
        single => is_filled(single),
    };
    if !purposes {
        let problem = "there is no statusPurpose, which has to be one or more strings";
        findings.add(&format!("{at}/statusPurpose"), rule, problem);
    }
    let encoded = list.get("encodedList").and_then(Value::as_str);
    if !encoded
        .and_then(|text| text.strip_prefix('u'))
        .is_some_and(is_base64url)
    {
        let problem = "encodedList is not u and base64url without padding";
        findings.add(&format!("{at}/encodedList"), rule, problem);
    }
}

fn is_filled(value: Option<&Value>) -> bool {
    value
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty())
}

fn is_base64url(text: &str) -> bool {
    let digit = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !text.is_empty() && text.bytes().all(digit)
}
