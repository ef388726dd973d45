//! This crate brings `ssi`, and `ssi` turns the feature `arbitrary_precision` of `serde_json` on for every program
//! that has it. Documents are read alike nevertheless.

use schemas::json::{self, Limits};
use serde_json::{Value, json};

#[test]
fn a_fraction_is_read_as_a_number() {
    let read = |text: &str| json::parse(text.as_bytes(), Limits::CREDENTIAL);
    let credits = read(r#"{"creditsEarned": 7.5, "hours": [225, -1, 0.25]}"#).unwrap();
    assert_eq!(
        credits,
        json!({ "creditsEarned": 7.5, "hours": [225, -1, 0.25] })
    );
    assert!(credits["creditsEarned"].is_number());
    for (text, expected) in [
        ("7.50000000000000001", "7.5"),
        ("5e0", "5.0"),
        ("-0", "-0.0"),
    ] {
        let found: Value = read(text).unwrap();
        assert_eq!(found.to_string(), expected, "as without the feature");
    }
    assert!(read("1e400").is_err());
}

#[test]
fn an_object_is_never_read_as_a_number() {
    for key in [
        "$serde_json::private::Number",
        "\\u0024serde_json::private::Number",
    ] {
        let document = format!(r#"{{"creditsEarned": {{"{key}": "7.5"}}}}"#);
        let read = json::parse(document.as_bytes(), Limits::CREDENTIAL);
        assert!(read.is_err(), "{read:?}");
    }
}
