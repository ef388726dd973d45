//! [Validity period](https://www.w3.org/TR/vc-data-model-2.0/#validity-period), and
//! [issuance date](https://www.w3.org/TR/2022/REC-vc-data-model-20220303/#issuance-date) and
//! [expiration](https://www.w3.org/TR/2022/REC-vc-data-model-20220303/#expiration) of version 1.1.

use jiff::{SignedDuration, Timestamp};
use schemas::{date_time_stamp::DateTimeStamp, json::Tree};

use super::{Findings, Place, Rule, Version};

/// Whether a credential is valid at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It becomes valid later.
    NotYet,
    /// It was valid until a time before.
    Expired,
    /// It is valid.
    InForce,
}

/// Whether a credential is valid `at` a time, when clocks may differ by `skew`: by `validFrom` and `validUntil`, in
/// version 1.1 by `issuanceDate` and `expirationDate`. Both ends belong to the period.
///
/// For documents that [`check_credential`](super::check_credential()) accepted. In others a date without an offset is
/// read as UTC ([section 4.9.1](https://www.w3.org/TR/vc-data-model-2.0/#representing-time)), and a beginning or end
/// that is no date has not come or is over.
pub fn check_validity(credential: &Tree<'_>, at: Timestamp, skew: SignedDuration) -> Validity {
    let (from, until) = match Version::of(credential) {
        Some(Version::V1) => ("issuanceDate", "expirationDate"),
        Some(Version::V2) | None => ("validFrom", "validUntil"),
    };
    let nanoseconds = |name| {
        credential.get(name).map(|date| {
            let stamp = DateTimeStamp::parse_or_utc(date.as_str()?).ok()?;
            Some(stamp.nanoseconds())
        })
    };
    let (at, skew) = (at.as_nanosecond(), skew.as_nanos());
    match (nanoseconds(from), nanoseconds(until)) {
        (Some(from), _) if from.is_none_or(|from| from > at + skew) => Validity::NotYet,
        (_, Some(until)) if until.is_none_or(|until| until < at - skew) => Validity::Expired,
        _ => Validity::InForce,
    }
}

/// Judges the form and order of a credential's dates.
pub(super) fn check(
    credential: &Tree<'_>,
    version: Version,
    at: &Place<'_>,
    findings: &mut Findings,
) {
    match version {
        Version::V1 => {
            if credential.get("issuanceDate").is_none() {
                let at = at.member("issuanceDate");
                findings.add(&at, Rule::IssuanceDate, "there is no issuanceDate");
            }
            check_date(credential, "issuanceDate", Rule::IssuanceDate, at, findings);
            check_date(
                credential,
                "expirationDate",
                Rule::ExpirationDate,
                at,
                findings,
            );
        }
        Version::V2 => {
            let from = check_date(credential, "validFrom", Rule::ValidFrom, at, findings);
            let until = check_date(credential, "validUntil", Rule::ValidUntil, at, findings);
            if from.zip(until).is_some_and(|(from, until)| until < from) {
                let at = at.member("validUntil");
                findings.add(&at, Rule::ValidityPeriod, "validUntil is before validFrom");
            }
        }
    }
}

/// Judges the form of a date, if there is one, and returns it when it is right.
fn check_date<'a>(
    credential: &'a Tree<'_>,
    name: &'static str,
    rule: Rule,
    at: &Place<'_>,
    findings: &mut Findings,
) -> Option<DateTimeStamp<'a>> {
    let date = credential.get(name)?;
    let text = date.as_str().ok_or("it is no date-time in a string");
    text.and_then(DateTimeStamp::parse)
        .map_err(|problem| findings.add(&at.member(name), rule, problem))
        .ok()
}
