//! Leaves: strings, numbers, value objects, language maps, identifiers.

use std::sync::Arc;

use oxrdf::NamedNode;
use serde_json::{Map, Number, Value, json};

use super::Walk;
use crate::json_ld::{
    JsonLdError,
    active_context::{Active, Term, TermLanguage},
};

/// Integers beyond ±2^53 are not the same in every engine.
const MAX_INTEGER: i64 = 1 << 53;
/// A double has 15 decimal digits for certain.
const MAX_DIGITS: usize = 15;

impl<'a> Walk<'a> {
    /// Value Expansion ([section 5.3](https://www.w3.org/TR/json-ld11-api/#value-expansion)) of a scalar.
    pub(super) fn scalar(
        &mut self,
        value: &Value,
        active: &Active,
        term: &Term,
    ) -> Result<Value, JsonLdError> {
        match (value, term.kind.as_deref()) {
            (Value::String(text), Some("@id")) => {
                let id = self.absolute(active.expand_iri(text, false))?;
                Ok(json!({ "@id": id }))
            }
            (Value::String(text), Some("@vocab")) => {
                let id = self.absolute(active.expand_iri(text, true))?;
                Ok(json!({ "@id": id }))
            }
            (_, None | Some("@id" | "@vocab" | "@none")) => {
                let literal = self.literal(value)?;
                let language = match &term.language {
                    TermLanguage::OfContext => active.language.as_deref(),
                    TermLanguage::None => None,
                    TermLanguage::Tag(tag) => Some(&**tag),
                };
                if let (Value::String(_), Some(tag)) = (value, language) {
                    let tag = self.language_tag(tag)?;
                    return Ok(json!({ "@value": literal, "@language": tag }));
                }
                Ok(json!({ "@value": literal }))
            }
            (_, Some(datatype)) => {
                let datatype = self.absolute(Some(datatype.to_owned()))?;
                Ok(json!({ "@value": self.literal(value)?, "@type": datatype }))
            }
        }
    }

    /// A value object: `@value` with `@type` or `@language`.
    pub(super) fn value_object(
        &mut self,
        object: &Map<String, Value>,
        active: &Arc<Active>,
    ) -> Result<Value, JsonLdError> {
        let mut expanded = Map::new();
        for (key, value) in object {
            self.at(key, |walk| {
                let meaning = active.expand_iri(key, true).unwrap_or_default();
                if expanded.contains_key(&meaning) {
                    return Err(walk.refuse(format!("{meaning} stands twice in one object")));
                }
                let value = match (&*meaning, value) {
                    ("@value", value) => walk.literal(value)?,
                    ("@type", Value::String(datatype)) if datatype != "@json" => {
                        walk.absolute(active.expand_iri(datatype, true))?.into()
                    }
                    ("@language", Value::String(tag)) => walk.language_tag(tag)?.into(),
                    _ => return Err(walk.refuse("not supported beside @value")),
                };
                expanded.insert(meaning, value);
                Ok(())
            })?;
        }
        let tagged = expanded.contains_key("@language");
        if tagged && (expanded.contains_key("@type") || !expanded["@value"].is_string()) {
            return Err(self.refuse("only a string without a type has a language"));
        }
        Ok(Value::Object(expanded))
    }

    /// A language map: each key a language, each value a string or an array of strings.
    pub(super) fn language_map(
        &mut self,
        predicate: &str,
        value: &'a Value,
        active: &Arc<Active>,
        term: &Arc<Term>,
    ) -> Result<Vec<Value>, JsonLdError> {
        let Value::Object(map) = value else {
            return self.values(predicate, value, active, term);
        };
        if map.is_empty() {
            return Err(self.refuse("an empty object would be dropped: leave it out"));
        }
        let mut expanded = Vec::new();
        for (tag, texts) in map {
            expanded.extend(self.at(tag, |walk| {
                let tag = match active.expand_iri(tag, true).as_deref() {
                    Some("@none") => None,
                    _ => Some(walk.language_tag(tag)?),
                };
                if texts.as_array().is_some_and(Vec::is_empty) {
                    return Err(walk.refuse("an empty array would be dropped: leave it out"));
                }
                walk.each(texts, |walk, text| {
                    walk.foretold.count(predicate);
                    match (text, &tag) {
                        (Value::String(_), Some(tag)) => {
                            Ok(json!({ "@value": text, "@language": tag }))
                        }
                        (Value::String(_), None) => Ok(json!({ "@value": text })),
                        _ => Err(walk.refuse("a text in a language is a string")),
                    }
                })
            })?);
        }
        Ok(expanded)
    }

    fn literal(&self, value: &Value) -> Result<Value, JsonLdError> {
        match value {
            Value::String(_) | Value::Bool(_) => {}
            Value::Number(number) => self.number(number)?,
            Value::Null => return Err(self.refuse("null would be dropped: leave it out")),
            Value::Array(_) | Value::Object(_) => {
                return Err(self.refuse("a value is no array or object"));
            }
        }
        Ok(value.clone())
    }

    fn number(&self, number: &Number) -> Result<(), JsonLdError> {
        if number.is_f64() {
            let text = number.to_string();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let plain = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-.".contains(&b));
            if !plain || digits > MAX_DIGITS {
                return Err(self.refuse(
                    "engines write this number differently: at most 15 digits, no exponent",
                ));
            }
            if text.ends_with(".0") {
                return Err(self.refuse("a whole number has no decimal point: write 5, not 5.0"));
            }
            return Ok(());
        }
        let fits = number
            .as_i64()
            .is_some_and(|n| (-MAX_INTEGER..=MAX_INTEGER).contains(&n));
        if fits {
            Ok(())
        } else {
            Err(self.refuse("engines write this number differently: at most 2^53"))
        }
    }

    /// Refuses what is no absolute IRI. Blank node identifiers are none: their names are not signed.
    pub(super) fn absolute(&self, iri: Option<String>) -> Result<String, JsonLdError> {
        let Some(iri) = iri else {
            return Err(self.refuse("it stands for nothing and would be dropped"));
        };
        let short: String = iri.chars().take(80).collect();
        if iri.starts_with('@') {
            return Err(self.refuse(format!("\"{short}\" is a keyword, not an identifier")));
        }
        if iri.starts_with("_:") {
            return Err(self.refuse(format!(
                "the name \"{short}\" would not be signed: give a URL or a DID"
            )));
        }
        self.write(&iri)?;
        if NamedNode::new(&*iri).is_err() {
            return Err(self.refuse(format!(
                "\"{short}\" is not defined and no absolute identifier, so it would be dropped"
            )));
        }
        Ok(iri)
    }

    /// Tags as BCP 47 forms them, in lower case; others would be dropped.
    fn language_tag(&self, tag: &str) -> Result<String, JsonLdError> {
        let subtag =
            |s: &str| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric());
        let primary = tag.split('-').next().unwrap_or_default();
        let alphabetic = primary.len() >= 2 && primary.bytes().all(|b| b.is_ascii_alphabetic());
        if alphabetic && tag.split('-').all(subtag) {
            self.write(tag)?;
            return Ok(tag.to_ascii_lowercase());
        }
        let short: String = tag.chars().take(40).collect();
        Err(self.refuse(format!("\"{short}\" is no language tag")))
    }
}
