//! Reading JSON from outside: limits on size and depth, and no key twice.
//!
//! `serde_json` keeps the last of two equal keys in silence. Two programs that keep different ones would see
//! two different certificates under one signature, so here a second one is an error.
//!
//! [`parse_tree`] reads without copying what stands in the text without escapes: the proof engine walks that. [`parse`]
//! makes the same document a [`Value`], and [`typed`] that one of our types.

mod strict;
mod tree;
mod typed;

use serde_json::Value;

pub use self::{
    tree::{Number, Tree},
    typed::typed,
};

/// How much of a document from outside is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest document, in bytes.
    pub bytes: usize,
    /// The deepest nesting of arrays and objects.
    pub depth: usize,
}

impl Limits {
    /// For credentials and presentations: 1 MiB, 32 levels.
    pub const CREDENTIAL: Self = Self {
        bytes: 1 << 20,
        depth: 32,
    };
}

/// Why a document was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Larger than the limit.
    #[error(
        "the document has {found} bytes, at most {limit} are read: send one certificate, without attachments"
    )]
    TooLarge {
        /// Its size in bytes.
        found: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Not JSON, nested too deep, or with a key twice.
    #[error("the document cannot be read as JSON: {reason} (line {line}, column {column})")]
    Syntax {
        /// What is wrong.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

/// Reads one JSON document of any kind, borrowing its strings.
pub fn parse_tree(bytes: &[u8], limits: Limits) -> Result<Tree<'_>, JsonError> {
    if bytes.len() > limits.bytes {
        return Err(JsonError::TooLarge {
            found: bytes.len(),
            limit: limits.bytes,
        });
    }
    strict::read(bytes, limits.depth)
}

/// Reads one JSON document of any kind.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, JsonError> {
    parse_tree(bytes, limits).map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_second_equal_key_is_refused() {
        let twice = parse(br#"{"a": {"b": 1, "b": 2}}"#, Limits::CREDENTIAL).unwrap_err();
        assert!(twice.to_string().contains("\"b\" stands twice"), "{twice}");
    }

    /// `serde_json` would read them as a number and as an object whose key stands twice.
    #[test]
    fn what_serde_json_keeps_for_itself_is_refused() {
        for (document, column) in [
            (r#"{"a": {"$serde_json::private::Number": "5"}}"#, 9),
            (
                r#"{"a": {"$serde_json::private::RawValue": "{\"b\":1,\"b\":2}"}}"#,
                9,
            ),
            (r#"{"a": {"\u0024serde_json::private::Number": "5"}}"#, 42),
        ] {
            let refused = parse(document.as_bytes(), Limits::CREDENTIAL).unwrap_err();
            assert!(refused.to_string().contains("reserved"), "{refused}");
            let found = match refused {
                JsonError::Syntax { column, .. } => column,
                JsonError::TooLarge { .. } => 0,
            };
            assert_eq!(found, column, "{document}");
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_handed_over() {
        let read = |text: &str| {
            let number = strict::number::<serde_json::Error>(text)?;
            Ok::<_, serde_json::Error>(Value::from(Tree::Number(number)).to_string())
        };
        for (text, expected) in [
            ("5", "5"),
            ("-5", "-5"),
            ("7.5", "7.5"),
            ("7.50000000000000001", "7.5"),
            ("5e0", "5.0"),
            ("-0", "-0.0"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(read(text).unwrap(), expected);
            let parsed = parse(text.as_bytes(), Limits::CREDENTIAL).unwrap();
            assert_eq!(parsed.to_string(), expected, "as serde_json reads it");
        }
        assert!(read("1e400").is_err());
    }

    #[test]
    fn depth_and_size_have_limits() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert!(
            parse(deep.as_bytes(), Limits::CREDENTIAL)
                .unwrap_err()
                .to_string()
                .contains("too deep")
        );
        let fits = "[".repeat(32) + &"]".repeat(32);
        assert!(parse(fits.as_bytes(), Limits::CREDENTIAL).is_ok());
        let large = vec![b' '; 10 << 20];
        assert!(matches!(
            parse(&large, Limits::CREDENTIAL),
            Err(JsonError::TooLarge { .. })
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, Limits::CREDENTIAL);
        }

        /// Numbers of up to fifteen significant digits, as credentials have them; others may be rounded.
        #[test]
        fn what_serde_json_writes_is_read_alike(
            n in any::<i64>(),
            f in (-999_999_999_999_999_i64..1_000_000_000_000_000, 0..12_i32),
            s in "\\PC{0,20}",
        ) {
            let f: f64 = format!("{}e-{}", f.0, f.1).parse().unwrap();
            let value = serde_json::json!({ "n": n, "f": f, "s": s, "a": [null, true, { "x": s }] });
            prop_assert_eq!(parse(value.to_string().as_bytes(), Limits::CREDENTIAL), Ok(value));
        }
    }
}
