use credential::data_model::{Validity, check_validity};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::tree;

fn at(document: &Value, time: &str, skew: i64) -> Validity {
    let time: Timestamp = time.parse().unwrap();
    check_validity(&tree(document), time, SignedDuration::from_secs(skew))
}

#[test]
fn both_ends_belong_to_the_period_and_clocks_may_differ() {
    let v1 = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "issuanceDate": "2026-05-31T12:00:00+05:00",
        "expirationDate": "2026-06-30T24:00:00Z",
        "validFrom": "2030-01-01T00:00:00Z",
    });
    let v2 = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "validFrom": "2026-05-31T12:00:00+05:00",
        "validUntil": "2026-06-30T24:00:00Z",
        "issuanceDate": "2030-01-01T00:00:00Z",
    });
    for document in [v1, v2] {
        for (time, skew, expected) in [
            ("2026-05-31T06:59:59.999999999Z", 0, Validity::NotYet),
            ("2026-05-31T06:59:00Z", 59, Validity::NotYet),
            ("2026-05-31T06:59:00Z", 60, Validity::InForce),
            ("2026-05-31T07:00:00Z", 0, Validity::InForce),
            ("2026-07-01T00:00:00Z", 0, Validity::InForce),
            ("2026-07-01T00:00:00.000000001Z", 0, Validity::Expired),
            ("2026-07-01T00:01:00Z", 60, Validity::InForce),
            ("2026-07-01T00:01:01Z", 60, Validity::Expired),
        ] {
            assert_eq!(at(&document, time, skew), expected, "{time} {skew}");
        }
    }
}

#[test]
fn missing_dates_do_not_limit() {
    let document = json!({"@context": ["https://www.w3.org/ns/credentials/v2"]});
    assert_eq!(at(&document, "2026-05-31T12:00:00Z", 0), Validity::InForce);
}

#[test]
fn what_is_no_date_counts_against_the_credential() {
    let now = "2026-05-31T12:00:00Z";
    for bad in [json!(null), json!("soon"), json!(0)] {
        assert_eq!(at(&json!({"validFrom": bad}), now, 0), Validity::NotYet);
        assert_eq!(at(&json!({"validUntil": bad}), now, 0), Validity::Expired);
    }
}

#[test]
fn a_time_without_offset_is_utc() {
    let document = json!({"validUntil": "2026-05-31T12:00:00"});
    assert_eq!(at(&document, "2026-05-31T12:00:00Z", 0), Validity::InForce);
    assert_eq!(at(&document, "2026-05-31T12:00:01Z", 0), Validity::Expired);
}

#[test]
fn the_ends_of_time_are_no_limit() {
    let document =
        json!({"validFrom": "-9999-01-01T00:00:00Z", "validUntil": "999999999-12-31T23:59:59Z"});
    for time in [Timestamp::MIN, Timestamp::MAX] {
        let validity = check_validity(&tree(&document), time, SignedDuration::MAX);
        assert_eq!(validity, Validity::InForce);
    }
}
