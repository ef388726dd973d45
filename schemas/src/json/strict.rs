//! The reader: `serde_json`'s parser, building a [`Tree`] and refusing what two readers could understand differently.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
};

use super::{JsonError, Number, Tree};

/// What the keys begin with under which `serde_json` hands numbers and raw texts to itself. It takes an object of
/// a document with such a key for a number or for the text in it.
const RESERVED: &str = "$serde_json::private::";
/// The key of a number, in programs that are built with the feature `arbitrary_precision`: one of their
/// dependencies asks for it.
const NUMBER: &str = "$serde_json::private::Number";

/// Objects with more members are searched for equal keys by hash, not one by one.
const FEW: usize = 16;

/// Reads one document of at most `depth` levels.
pub(super) fn read(bytes: &[u8], depth: usize) -> Result<Tree<'_>, JsonError> {
    if let Some(place) = memchr::memmem::find(bytes, RESERVED.as_bytes()) {
        let reason = "the reserved word $serde_json::private stands in it";
        return Err(after(&bytes[..place], reason));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|e| after(&bytes[..e.valid_up_to()], "it is not UTF-8"))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    // Our own depth limit is lower than serde_json's 128, which stays as a second one.
    Strict { depth }
        .deserialize(&mut reader)
        .and_then(|tree| reader.end().map(|()| tree))
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

/// An error at the end of what was read.
fn after(read: &[u8], reason: &str) -> JsonError {
    let lines = || read.split(|b| *b == b'\n');
    JsonError::Syntax {
        reason: reason.to_owned(),
        line: lines().count(),
        column: lines().next_back().map_or(0, <[u8]>::len) + 1,
    }
}

/// A number as it was written, in the form that it has without the feature `arbitrary_precision`.
pub(super) fn number<E: serde::de::Error>(text: &str) -> Result<Number, E> {
    if let Ok(whole) = text.parse::<i64>()
        && (whole != 0 || !text.starts_with('-'))
    {
        return Ok(Number::Integer(whole));
    }
    if let Ok(large) = text.parse::<u64>() {
        return Ok(Number::Large(large));
    }
    match text.parse::<f64>() {
        Ok(double) if double.is_finite() => Ok(Number::Double(double)),
        _ => Err(E::custom("number out of range")),
    }
}

/// A key of an object.
struct Key<'a> {
    text: Cow<'a, str>,
    /// Not of the document: `serde_json` begins a number with it.
    of_number: bool,
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            // Without escapes: the document itself has none that is reserved, or it was refused.
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                let (text, of_number) = (Cow::Borrowed(key), key == NUMBER);
                Ok(Key { text, of_number })
            }

            fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key<'de>, E> {
                if key.starts_with(RESERVED) {
                    return Err(E::custom("a reserved key"));
                }
                let (text, of_number) = (Cow::Owned(key.to_owned()), false);
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
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Tree<'de>, D::Error> {
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
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(Number::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(Number::from(value)))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Tree<'de>, E> {
        if value.is_finite() {
            Ok(Tree::Number(Number::Double(value)))
        } else {
            Err(E::custom("number out of range"))
        }
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(value)))
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree<'de>, A::Error> {
        let below = self.below()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            array.push(item);
        }
        Ok(Tree::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree<'de>, A::Error> {
        let mut next = entries.next_key::<Key<'de>>()?;
        if next.as_ref().is_some_and(|key| key.of_number) {
            return number(&entries.next_value::<Cow<'de, str>>()?).map(Tree::Number);
        }
        let below = self.below()?;
        let mut object: Vec<(Cow<'de, str>, Tree<'de>)> = Vec::new();
        let mut many: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Key { text: key, .. }) = next {
            let twice = if object.len() < FEW {
                object.iter().any(|(known, _)| *known == key)
            } else {
                if many.is_empty() {
                    many.extend(object.iter().map(|(known, _)| known.clone()));
                }
                !many.insert(key.clone())
            };
            if twice {
                let key: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format!(
                    "the key \"{key}\" stands twice in one object"
                )));
            }
            let value = entries.next_value_seed(below)?;
            // Objects without members, of which a small text holds many, take no room.
            if object.is_empty() {
                object.reserve(8);
            }
            object.push((key, value));
            next = entries.next_key()?;
        }
        Ok(Tree::Object(object))
    }
}
