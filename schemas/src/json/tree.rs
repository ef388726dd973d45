//! A JSON document as it is walked, not changed: members in their order, strings borrowed from the text.

use std::{borrow::Cow, fmt};

use serde_json::{Map, Value};

/// A JSON value. Its members have no key twice when [`super::parse_tree`] made it.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    Array(Vec<Tree<'a>>),
    /// An object, in the order of the text.
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

/// A JSON number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Written without fraction and exponent, from -2^63 to 2^63 - 1.
    Integer(i64),
    /// Likewise, from 2^63 to 2^64 - 1.
    Large(u64),
    /// Any other; finite.
    Double(f64),
}

/// Its digits; a double's as the shortest that make it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(whole) => whole.fmt(f),
            Self::Large(whole) => whole.fmt(f),
            Self::Double(double) => double.fmt(f),
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Large(value), Self::Integer)
    }
}

impl Number {
    /// The number as a double, the nearest one where it has more digits than a double.
    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON's numbers are doubles to most of its readers"
    )]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(whole) => whole as f64,
            Self::Large(whole) => whole as f64,
            Self::Double(double) => double,
        }
    }
}

impl<'a> Tree<'a> {
    /// The member `name` of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members()
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[(Cow<'a, str>, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The same with strings of its own.
    pub fn into_owned(self) -> Tree<'static> {
        match self {
            Self::Null => Tree::Null,
            Self::Bool(flag) => Tree::Bool(flag),
            Self::Number(number) => Tree::Number(number),
            Self::Text(text) => Tree::Text(Cow::Owned(text.into_owned())),
            Self::Array(items) => Tree::Array(items.into_iter().map(Tree::into_owned).collect()),
            Self::Object(members) => {
                let owned = |(key, value): (Cow<'a, str>, Self)| {
                    (Cow::Owned(key.into_owned()), value.into_owned())
                };
                Tree::Object(members.into_iter().map(owned).collect())
            }
        }
    }

    /// Takes the member `name` out of an object; the others keep their order.
    pub fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let place = members.iter().position(|(key, _)| key == name)?;
        Some(members.remove(place).1)
    }

    /// Puts a member into an object: in the place of the one with that name, or last. Anything else stays as it is.
    pub fn put(&mut self, name: &'a str, value: Self) {
        if let Self::Object(members) = self {
            match members.iter_mut().find(|(key, _)| key == name) {
                Some((_, known)) => *known = value,
                None => members.push((Cow::Borrowed(name), value)),
            }
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The items of an array, or the value itself as the one item of none.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            single => std::slice::from_ref(single),
        }
    }

    /// A view of `value`; `None` when it is nested deeper than `depth` levels.
    pub fn of(value: &'a Value, depth: usize) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number_of(number)?),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => {
                let depth = depth.checked_sub(1)?;
                Self::Array(
                    items
                        .iter()
                        .map(|v| Self::of(v, depth))
                        .collect::<Option<_>>()?,
                )
            }
            Value::Object(members) => {
                let depth = depth.checked_sub(1)?;
                let member = |(key, value): (&'a String, &'a Value)| {
                    Some((Cow::Borrowed(key.as_str()), Self::of(value, depth)?))
                };
                Self::Object(members.iter().map(member).collect::<Option<_>>()?)
            }
        })
    }
}

fn number_of(number: &serde_json::Number) -> Option<Number> {
    if let Some(whole) = number.as_i64() {
        return Some(Number::Integer(whole));
    }
    if let Some(large) = number.as_u64() {
        return Some(Number::Large(large));
    }
    number
        .as_f64()
        .filter(|f| f.is_finite())
        .map(Number::Double)
}

/// Whether a value is a string and this one.
impl PartialEq<str> for Tree<'_> {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl From<Tree<'_>> for Value {
    fn from(tree: Tree<'_>) -> Self {
        match tree {
            Tree::Null => Self::Null,
            Tree::Bool(flag) => Self::Bool(flag),
            Tree::Number(Number::Integer(whole)) => whole.into(),
            Tree::Number(Number::Large(whole)) => whole.into(),
            Tree::Number(Number::Double(double)) => double.into(),
            Tree::Text(text) => Self::String(text.into_owned()),
            Tree::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Tree::Object(members) => {
                let members = members.into_iter();
                Self::Object(
                    members
                        .map(|(key, value)| (key.into_owned(), Self::from(value)))
                        .collect::<Map<_, _>>(),
                )
            }
        }
    }
}
