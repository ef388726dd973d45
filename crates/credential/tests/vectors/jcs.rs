//! `vectors/jcs`: RFC 8785.

use credential::jcs::canonicalize;
use schemas::json::{Limits, parse_tree};

#[test]
fn every_case_is_canonical() {
    for name in [
        "arrays",
        "french",
        "structures",
        "unicode",
        "values",
        "weird",
    ] {
        let Some(input) = crate::shared(&format!("vectors/jcs/input/{name}.json")) else {
            return;
        };
        let expected = crate::shared(&format!("vectors/jcs/output/{name}.json")).unwrap();
        let tree = parse_tree(input.as_bytes(), Limits::CREDENTIAL).unwrap();
        let canonical = canonicalize(&tree).unwrap();
        assert_eq!(canonical, expected.trim_end(), "{name}");
        let hex = crate::shared(&format!("vectors/jcs/outhex/{name}.txt")).unwrap();
        let hex: String = hex.split_whitespace().collect();
        assert_eq!(crate::hex(canonical.as_bytes()), hex, "{name}");
        let again = parse_tree(canonical.as_bytes(), Limits::CREDENTIAL).unwrap();
        assert_eq!(canonicalize(&again).unwrap(), canonical, "{name}");
    }
}

/// Appendix B of RFC 8785, and integers that no double holds.
#[test]
fn numbers_are_written_as_ecmascript_writes_them() {
    for (text, expected) in [
        ("0", Some("0")),
        ("-0", Some("0")),
        ("-0.0", Some("0")),
        ("5e-324", Some("5e-324")),
        ("-5e-324", Some("-5e-324")),
        ("1.7976931348623157e308", Some("1.7976931348623157e+308")),
        ("9007199254740992", Some("9007199254740992")),
        ("-9007199254740992", Some("-9007199254740992")),
        ("295147905179352830000", Some("295147905179352830000")),
        ("9.999999999999997e22", Some("9.999999999999997e+22")),
        ("1e23", Some("1e+23")),
        ("1.0000000000000001e23", Some("1.0000000000000001e+23")),
        ("999999999999999700000", Some("999999999999999700000")),
        ("1e21", Some("1e+21")),
        ("9.999999999999997e-7", Some("9.999999999999997e-7")),
        ("0.000001", Some("0.000001")),
        ("333333333.3333332", Some("333333333.3333332")),
        ("333333333.33333325", Some("333333333.33333325")),
        ("333333333.3333333", Some("333333333.3333333")),
        (
            "-0.0000033333333333333333",
            Some("-0.0000033333333333333333"),
        ),
        ("1424953923781206.2", Some("1424953923781206.2")),
        ("18446744073709551616", Some("18446744073709552000")),
        ("9007199254740993", None),
        ("18446744073709551615", None),
        ("9223372036854775808", None),
    ] {
        let tree = parse_tree(text.as_bytes(), Limits::CREDENTIAL).unwrap();
        assert_eq!(canonicalize(&tree).ok().as_deref(), expected, "{text}");
    }
}
