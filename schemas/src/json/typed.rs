//! From a [`Value`] to a type of ours: objects alone are structs. `serde_json` takes an array for a struct, too, its items for the
//! members in the order in which the program happens to have them, and half of the code that it makes is for that.

use serde::{
    Deserialize,
    de::{
        Deserializer, Error as _, Unexpected, Visitor,
        value::{BorrowedStrDeserializer, MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value};

/// Reads a value as a `T`.
pub fn typed<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Error> {
    T::deserialize(Typed(value))
}

#[derive(Clone, Copy)]
struct Typed<'de>(&'de Value);

impl<'de> Typed<'de> {
    fn seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Array(items) = self.0 else {
            return Err(self.no(&visitor));
        };
        let mut items = SeqDeserializer::new(items.iter().map(Typed));
        let read = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(read)
    }

    fn map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Object(members) = self.0 else {
            return Err(self.no(&visitor));
        };
        let members = members.iter().map(|(name, value)| {
            let name = BorrowedStrDeserializer::new(name);
            (name, Typed(value))
        });
        visitor.visit_map(MapDeserializer::new(members))
    }

    fn no(self, expected: &dyn serde::de::Expected) -> Error {
        let found = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(flag) => Unexpected::Bool(*flag),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Error::invalid_type(found, expected)
    }
}

impl<'de> serde::de::IntoDeserializer<'de, Error> for Typed<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// What is read by `serde_json` itself: no method of it that is called here takes an array for a struct.
macro_rules! as_serde_json_does {
    ($($method:ident)+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
                self.0.$method(visitor)
            }
        )+
    };
}

impl<'de> Deserializer<'de> for Typed<'de> {
    type Error = Error;

    as_serde_json_does! {
        deserialize_any deserialize_bool deserialize_str deserialize_string deserialize_identifier deserialize_unit
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_f32 deserialize_f64 deserialize_ignored_any
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
            Value::Object(members) if members.len() == 1 => {
                let members = members.iter().map(|(name, value)| {
                    let name = BorrowedStrDeserializer::new(name);
                    (name, Typed(value))
                });
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(members)))
            }
            _ => Err(self.no(&visitor)),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit_struct tuple_struct
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Plain,
        Below(u32),
        Named { name: String },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        kinds: Vec<Kind>,
        pair: [f64; 2],
        #[serde(default)]
        absent: Option<bool>,
        any: Value,
    }

    fn sample() -> Sample {
        Sample {
            kinds: vec![
                Kind::Plain,
                Kind::Below(7),
                Kind::Named { name: "a".into() },
            ],
            pair: [0.5, -1e300],
            absent: None,
            any: json!({ "a": [null, 1.5, "b", u64::MAX] }),
        }
    }

    #[test]
    fn what_serde_json_writes_is_read() {
        let written = serde_json::to_value(sample()).unwrap();
        assert_eq!(typed::<Sample>(&written).unwrap(), sample());
    }

    #[test]
    fn an_array_is_no_struct() {
        let as_array = json!([["Plain"], [1, 2], null, 3]);
        assert!(Sample::deserialize(&as_array).is_ok());
        let refused = typed::<Sample>(&as_array).unwrap_err().to_string();
        assert_eq!(refused, "invalid type: sequence, expected struct Sample");
    }

    #[test]
    fn other_shapes_are_refused() {
        let change = |name: &str, value: Value| {
            let mut written = serde_json::to_value(sample()).unwrap();
            written[name] = value;
            typed::<Sample>(&written).unwrap_err().to_string()
        };
        for (name, value, expected) in [
            ("kinds", json!({}), "invalid type: map, expected a sequence"),
            (
                "kinds",
                json!([{ "Below": 1, "Plain": null }]),
                "expected enum Kind",
            ),
            ("kinds", json!(["Other"]), "unknown variant `Other`"),
            ("pair", json!([1]), "invalid length 1"),
            ("pair", json!([1, 2, 3]), "invalid length 3"),
            (
                "absent",
                json!("yes"),
                "invalid type: string \"yes\", expected a boolean",
            ),
            ("more", json!(1), "unknown field `more`"),
        ] {
            let found = change(name, value);
            assert!(found.contains(expected), "{found}");
        }
    }
}
