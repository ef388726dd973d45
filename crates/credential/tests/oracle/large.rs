//! Numbers, strings and documents at the edge, through every step.

use std::time::{Duration, Instant};

use credential::{
    jcs,
    json_ld::{Mode, to_rdf},
    rdfc,
};
use schemas::json::{Limits, parse_tree};

use super::compare::{CONTEXTS, ours};

/// Larger than any program of ours reads.
const LARGE: Limits = Limits {
    bytes: 64 << 20,
    depth: 32,
};

/// What becomes of a text: read or not, the form by JCS, the statements.
fn through(text: &str) -> (bool, bool, bool) {
    let Ok(tree) = parse_tree(text.as_bytes(), LARGE) else {
        return (false, false, false);
    };
    let canonical = jcs::canonicalize(&tree).is_ok();
    let dataset = to_rdf(&tree, &CONTEXTS, Mode::Safe);
    (
        true,
        canonical,
        dataset.is_ok_and(|dataset| rdfc::canonicalize(&dataset).is_ok()),
    )
}

/// A text for each number, one behind the other.
fn repeated(count: u32, text: impl Fn(u32) -> String) -> String {
    (0..count).map(text).collect()
}

#[test]
fn numbers_at_the_edge() {
    for (number, expected) in [
        ("0", (true, true, true)),
        ("-0", (true, true, false)),
        ("-0.0", (true, true, false)),
        ("9007199254740992", (true, true, true)),
        ("9007199254740993", (true, false, false)),
        ("9223372036854775807", (true, false, false)),
        ("-9223372036854775808", (true, false, false)),
        ("9007199254740994", (true, true, false)),
        ("1152921504606847000", (true, true, false)),
        ("1152921504606846976", (true, false, false)),
        ("18446744073709551615", (true, false, false)),
        ("18446744073709551616", (true, true, false)),
        ("1e308", (true, true, false)),
        ("1.7976931348623157e308", (true, true, false)),
        ("1e309", (false, false, false)),
        ("-1e309", (false, false, false)),
        ("5e-324", (true, true, false)),
        ("2.2250738585072014e-308", (true, true, false)),
        ("1e-400", (true, true, false)),
        ("0.000001", (true, true, true)),
        ("0.00000099", (true, true, false)),
        ("0.5", (true, true, true)),
        ("123456789012345.5", (true, true, false)),
        ("12345678901234.5", (true, true, true)),
        ("1E400", (false, false, false)),
        ("01", (false, false, false)),
        ("+1", (false, false, false)),
        ("1.", (false, false, false)),
        (".5", (false, false, false)),
        ("NaN", (false, false, false)),
        ("Infinity", (false, false, false)),
        ("0x10", (false, false, false)),
    ] {
        assert_eq!(
            through(&format!(r#"{{"https://x.kz/p":{number}}}"#)),
            expected,
            "{number}"
        );
    }
    let long = format!(r#"{{"https://x.kz/p":0.{}1}}"#, "0".repeat(100_000));
    assert_eq!(through(&long), (true, true, false));
    let digits = format!(r#"{{"https://x.kz/p":{}}}"#, "9".repeat(100_000));
    assert_eq!(through(&digits), (false, false, false));
}

#[test]
fn strings_at_the_edge() {
    for (string, read) in [
        (r"\ud800", false),
        (r"\udc00", false),
        (r"\ud800\ud800", false),
        (r"\ud800x", false),
        (r"\udc00\ud800", false),
        (r"\ud83d\ude00", true),
        (r"\u0000\u001f\u007f\uffff\ufffe", true),
        ("\u{1}", false),
        (r"\x", false),
        (r"\u12", false),
    ] {
        let document = format!(r#"{{"https://x.kz/p":"{string}"}}"#);
        assert_eq!(through(&document), (read, read, read), "{string}");
        let key = format!(r#"{{"https://x.kz/{string}":"x"}}"#);
        assert_eq!(through(&key).0, read, "{string}");
    }
    assert_eq!(
        ours(r#"{"@id":"urn:a","urn:p":"\ufffe\uffff\ufffd\u007f\u0000"}"#).unwrap(),
        "<urn:a> <urn:p> \"\\uFFFE\\uFFFF\u{fffd}\\u007F\\u0000\" .\n"
    );
}

#[test]
fn depth_and_keys() {
    for (open, close) in [("[", "]"), (r#"{"https://x.kz/p":"#, "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(through(&deep), (false, false, false));
        // However much depth is asked for, nothing takes the stack.
        let limits = Limits {
            depth: usize::MAX,
            ..LARGE
        };
        assert!(parse_tree(deep.as_bytes(), limits).is_err());
    }
    for twice in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"x":{"a":1,"b":2,"a":3}}"#,
    ] {
        assert_eq!(through(twice), (false, false, false), "{twice}");
    }
    let many = repeated(5000, |n| format!(r#""https://x.kz/{n}":1,"#));
    let many = format!(r#"{{{many}"https://x.kz/2500":1}}"#);
    assert!(!through(&many).0);
}

#[test]
fn large_documents_take_bounded_time() {
    let texts = repeated(1_000_000, |n| format!(r#","text {n}""#));
    let members = repeated(400_000, |n| format!(r#","https://x.kz/{n}":"x""#));
    let nodes = repeated(300_000, |n| format!(r#",{{"https://x.kz/q":{n}}}"#));
    for (name, document) in [
        ("texts", format!(r#"{{"https://x.kz/p":["x"{texts}]}}"#)),
        (
            "list",
            format!(r#"{{"https://x.kz/p":{{"@list":["x"{texts}]}}}}"#),
        ),
        ("members", format!(r#"{{"https://x.kz/p":"x"{members}}}"#)),
        ("nodes", format!(r#"{{"https://x.kz/p":["x"{nodes}]}}"#)),
        (
            "string",
            format!(r#"{{"https://x.kz/p":"{}"}}"#, "Ү".repeat(5 << 20)),
        ),
        (
            "escapes",
            format!(r#"{{"https://x.kz/p":"{}"}}"#, r"\u0001".repeat(2 << 20)),
        ),
        (
            "key",
            format!(r#"{{"https://x.kz/{}":"x"}}"#, "k".repeat(10 << 20)),
        ),
        (
            "id",
            format!(
                r#"{{"@id":"https://x.kz/{}","https://x.kz/p":"x"}}"#,
                "k".repeat(10 << 20)
            ),
        ),
        (
            "language",
            format!(
                r#"{{"https://x.kz/p":{{"@value":"x","@language":"a{}"}}}}"#,
                "-b".repeat(5 << 20)
            ),
        ),
        (
            "contexts",
            format!(
                r#"{{"@context":[{}{{}}],"https://x.kz/p":"x"}}"#,
                "{},".repeat(3 << 20)
            ),
        ),
        (
            "terms",
            format!(r#"{{"@context":{{"a":"urn:a"{members}}},"a":"x"}}"#),
        ),
    ] {
        assert!(document.len() > 4 << 20, "{name}");
        let start = Instant::now();
        let outcome = through(&document);
        let took = start.elapsed();
        println!("{name}: {outcome:?} in {took:?}");
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}
