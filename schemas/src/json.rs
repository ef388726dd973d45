//! Reading JSON from outside: limits on size and depth, and no key twice.
//!
//! `serde_json` keeps the last of two equal keys in silence. Two programs that keep different ones would see
//! two different certificates under one signature, so here a second one is an error.

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

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

/// What the keys begin with under which `serde_json` hands numbers and raw texts to itself. It takes an object of
/// a document with such a key for a number or for the text in it.
const RESERVED: &str = "$serde_json::private::";
/// The key of a number, in programs that are built with the feature `arbitrary_precision`: one of their
/// dependencies asks for it.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads one JSON document of any kind.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, JsonError> {
    if bytes.len() > limits.bytes {
        return Err(JsonError::TooLarge {
            found: bytes.len(),
            limit: limits.bytes,
        });
    }
    if let Some(place) = find(bytes, RESERVED.as_bytes()) {
        let lines = || bytes[..place].split(|b| *b == b'\n');
        return Err(JsonError::Syntax {
            reason: "the reserved word $serde_json::private stands in it".to_owned(),
            line: lines().count(),
            column: lines().next_back().map_or(0, <[u8]>::len) + 1,
        });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    // Our own depth limit is lower than serde_json's 128, which stays as a second one.
    Strict {
        depth: limits.depth,
    }
    .deserialize(&mut reader)
    .and_then(|value| reader.end().map(|()| value))
    .map_err(|e| JsonError::Syntax {
        reason: e
            .to_string()
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
        line: e.line(),
        column: e.column(),
    })
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

/// A number as it was written, in the form that it has without the feature `arbitrary_precision`.
fn number<E: serde::de::Error>(text: &str) -> Result<Value, E> {
    if let Ok(whole) = text.parse::<u64>() {
        return Ok(whole.into());
    }
    match text.parse::<i64>() {
        Ok(whole) if whole != 0 => return Ok(whole.into()),
        _ => {}
    }
    let fraction = text.parse::<f64>().ok().and_then(Number::from_f64);
    fraction
        .map(Value::Number)
        .ok_or_else(|| E::custom("number out of range"))
}

/// A key of an object.
struct Key {
    text: String,
    /// Not of the document: `serde_json` begins a number with it.
    of_number: bool,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            // Without escapes: the document itself has none that is reserved, or it was refused.
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key, E> {
                let (text, of_number) = (key.to_owned(), key == NUMBER);
                Ok(Key { text, of_number })
            }

            fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key, E> {
                if key.starts_with(RESERVED) {
                    return Err(E::custom("a reserved key"));
                }
                let (text, of_number) = (key.to_owned(), false);
                Ok(Key { text, of_number })
            }
        }
        d.deserialize_str(KeyVisitor)
    }
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        d.deserialize_any(self)
    }
}

impl Strict {
    fn below<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(E::custom("nested too deep")),
        }
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut next = entries.next_key::<Key>()?;
        if next.as_ref().is_some_and(|key| key.of_number) {
            return number(&entries.next_value::<String>()?);
        }
        let below = self.below()?;
        let mut object = Map::new();
        while let Some(Key { text: key, .. }) = next {
            if object.contains_key(&key) {
                let key: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format!(
                    "the key \"{key}\" stands twice in one object"
                )));
            }
            let value = entries.next_value_seed(below)?;
            object.insert(key, value);
            next = entries.next_key()?;
        }
        Ok(Value::Object(object))
    }
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
        let read = |text: &str| number::<serde_json::Error>(text).map(|n| n.to_string());
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
