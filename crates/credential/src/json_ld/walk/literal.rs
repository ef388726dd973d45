//! Leaves: strings, numbers, value objects, JSON literals, identifiers.

use std::{borrow::Cow, sync::Arc};

use schemas::json::{Number, Tree};

use super::{Members, Walk};
use crate::{
    jcs,
    json_ld::{
        JsonLdError, Mode,
        context::{Active, Direction, Kind, OfText, Scope, Term as Definition},
        iri,
        keyword::Keyword,
    },
    rdf::{self, Term},
};

/// Integers beyond ±2^53 are not the same in every engine.
const MAX_INTEGER: i64 = 1 << 53;
/// A double has 15 decimal digits for certain.
const MAX_DIGITS: usize = 15;
/// Smaller numbers are written with an exponent by some engines.
const MIN_FRACTION: f64 = 1e-6;

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";

impl<'w, 'd> Walk<'w, 'd> {
    /// A scalar, in the context of the property that it is a value of.
    pub(super) fn scalar(
        &mut self,
        value: &Tree<'_>,
        active: &'w Arc<Active>,
        term: Option<&'w Arc<Definition>>,
    ) -> Result<Term, JsonLdError> {
        match term {
            Some(term) if term.context.is_some() => {
                let scoped = self.scoped(active, term, active, Scope::Scalar)?;
                self.expanded(value, scoped, scoped.term(&term.name))
            }
            term => self.expanded(value, active, term),
        }
    }

    /// Value Expansion ([section 5.3](https://www.w3.org/TR/json-ld11-api/#value-expansion)) of a scalar.
    pub(super) fn expanded(
        &mut self,
        value: &Tree<'_>,
        active: &'w Active,
        term: Option<&'w Arc<Definition>>,
    ) -> Result<Term, JsonLdError> {
        let kind = term.map_or(&Kind::Plain, |term| &term.kind);
        match (value, kind) {
            (Tree::Text(text), Kind::Id | Kind::Vocab) => {
                let iri = self.absolute(active.expand_iri(text, *kind == Kind::Vocab))?;
                Ok(self.dataset.iri(&iri))
            }
            (_, Kind::Datatype(datatype)) => {
                self.absolute(Some(Cow::Borrowed(datatype)))?;
                self.literal(value, Some(datatype))
            }
            (Tree::Text(text), _) => {
                let language = match term.map(|term| &term.language) {
                    None | Some(OfText::OfContext) => active.language.as_deref(),
                    Some(OfText::Nothing) => None,
                    Some(OfText::Own(tag)) => Some(&**tag),
                };
                let language = language.map(|tag| self.language_tag(tag)).transpose()?;
                let direction = match term.map(|term| &term.direction) {
                    None | Some(OfText::OfContext) => active.direction,
                    Some(OfText::Nothing) => None,
                    Some(OfText::Own(direction)) => Some(*direction),
                };
                Ok(self.text(text, language.as_deref(), direction))
            }
            _ => self.literal(value, None),
        }
    }

    /// A value object: `@value` with `@type`, or with `@language` and `@direction`. `scope` is the context without that of
    /// its type.
    pub(super) fn value_object(
        &mut self,
        members: &'d Members<'d>,
        scope: &'w Active,
        active: &'w Active,
    ) -> Result<Term, JsonLdError> {
        let (mut value, mut datatype, mut language, mut direction) = (None, None, None, None);
        for (key, member) in members {
            self.path.enter_member(key);
            let twice = match (active.keyword(key), member) {
                (Some(Keyword::Context), _) => false,
                (Some(Keyword::Value), _) => value.replace(member).is_some(),
                (Some(Keyword::Type), Tree::Text(name)) => {
                    let iri = scope.expand_iri(name, true);
                    let iri = match iri.as_deref() {
                        Some("@json") => Cow::Borrowed("@json"),
                        _ => self.absolute(iri)?,
                    };
                    datatype.replace(iri).is_some()
                }
                (Some(Keyword::Language), Tree::Text(tag)) => {
                    language.replace(self.language_tag(tag)?).is_some()
                }
                (Some(Keyword::Direction), Tree::Text(text)) => {
                    let read = Direction::read(text)
                        .ok_or_else(|| self.refuse("@direction is neither ltr nor rtl"))?;
                    direction.replace(read).is_some()
                }
                (Some(Keyword::Index), Tree::Text(_)) if self.mode == Mode::Safe => false,
                _ => return Err(self.refuse("not supported beside @value")),
            };
            if twice {
                return Err(self.refuse("it stands twice in one object"));
            }
            self.path.leave();
        }
        let value = value.ok_or_else(|| self.refuse("there is no @value"))?;
        let of_text = language.is_some() || direction.is_some();
        match (value, datatype.as_deref()) {
            (_, Some("@json")) if !of_text => self.json(value),
            (Tree::Text(text), None) => Ok(self.text(text, language.as_deref(), direction)),
            (_, datatype) if !of_text => self.literal(value, datatype),
            _ => Err(self.refuse("only a string without a type has a language or a direction")),
        }
    }

    /// A JSON literal, in canonical form.
    pub(super) fn json(&mut self, value: &Tree<'_>) -> Result<Term, JsonLdError> {
        let canonical = jcs::canonicalize(value).map_err(|e| self.refuse(e.to_string()))?;
        Ok(self.dataset.literal(&canonical, rdf::Kind::Typed(RDF_JSON)))
    }

    /// Object to RDF Conversion ([section 8.2.2](https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion)) of a
    /// scalar, of a datatype or of the one that its form gives it.
    fn literal(&mut self, value: &Tree<'_>, datatype: Option<&str>) -> Result<Term, JsonLdError> {
        let typed = |own| rdf::Kind::Typed(datatype.unwrap_or(own));
        match value {
            Tree::Text(text) => Ok(match datatype {
                None | Some(XSD_STRING) => self.dataset.literal(text, rdf::Kind::Plain),
                Some(datatype) => self.dataset.literal(text, rdf::Kind::Typed(datatype)),
            }),
            Tree::Bool(flag) => {
                let text = if *flag { "true" } else { "false" };
                Ok(self.typed(text, typed(XSD_BOOLEAN)))
            }
            Tree::Number(Number::Integer(whole))
                if (-MAX_INTEGER..=MAX_INTEGER).contains(whole) =>
            {
                if datatype == Some(XSD_DOUBLE) {
                    let text = double(Number::Integer(*whole).as_f64());
                    return Ok(self.typed(&text, rdf::Kind::Typed(XSD_DOUBLE)));
                }
                let mut buffer = itoa::Buffer::new();
                let text = buffer.format(*whole);
                Ok(self.typed(text, typed(XSD_INTEGER)))
            }
            Tree::Number(Number::Double(fraction)) => {
                let text = self.fraction(*fraction)?;
                Ok(self.typed(&text, typed(XSD_DOUBLE)))
            }
            Tree::Number(_) => {
                Err(self.refuse("engines write this number differently: at most 2^53"))
            }
            Tree::Null => Err(self.refuse("null would be dropped: leave it out")),
            Tree::Array(_) | Tree::Object(_) => Err(self.refuse("a value is no array or object")),
        }
    }

    /// A literal of a datatype; `xsd:string` is the plain one.
    fn typed(&mut self, text: &str, kind: rdf::Kind<'_>) -> Term {
        match kind {
            rdf::Kind::Typed(XSD_STRING) => self.dataset.literal(text, rdf::Kind::Plain),
            kind => self.dataset.literal(text, kind),
        }
    }

    fn fraction(&self, fraction: f64) -> Result<String, JsonLdError> {
        #[expect(clippy::float_cmp, reason = "a whole number is one exactly")]
        let whole = fraction.trunc() == fraction;
        if whole {
            return Err(self.refuse("a whole number has no decimal point: write 5, not 5.0"));
        }
        let text = double(fraction);
        let mantissa = text.split('E').next().unwrap_or_default();
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
        if digits > MAX_DIGITS || fraction.abs() < MIN_FRACTION {
            return Err(self
                .refuse("engines write this number differently: at most 15 digits, no exponent"));
        }
        Ok(text)
    }

    /// Refuses what is no absolute IRI. Blank node identifiers are none: their names are not signed.
    pub(super) fn absolute<'v>(
        &self,
        iri: Option<Cow<'v, str>>,
    ) -> Result<Cow<'v, str>, JsonLdError> {
        match iri {
            Some(iri) if iri::is_absolute(&iri) => Ok(iri),
            other => Err(self.undefined(other.as_deref())),
        }
    }

    /// Why something is no absolute IRI.
    pub(super) fn undefined(&self, iri: Option<&str>) -> JsonLdError {
        let Some(iri) = iri else {
            return self.refuse("it stands for nothing and would be dropped");
        };
        let short: String = iri.chars().take(80).collect();
        if iri.starts_with('@') {
            return self.refuse(format!("\"{short}\" is a keyword, not an identifier"));
        }
        if iri.starts_with("_:") {
            return self.refuse(format!(
                "the name \"{short}\" would not be signed: give a URL or a DID"
            ));
        }
        self.refuse(format!(
            "\"{short}\" is not defined and no absolute identifier, so it would be dropped"
        ))
    }

    /// Tags as BCP 47 forms them, in lower case; others would be dropped.
    pub(super) fn language_tag(&self, tag: &str) -> Result<String, JsonLdError> {
        iri::language_tag(tag).ok_or_else(|| {
            let short: String = tag.chars().take(40).collect();
            self.refuse(format!("\"{short}\" is no language tag"))
        })
    }
}

/// The canonical form of `xsd:double`: `6.5E0`.
fn double(value: f64) -> String {
    let text = format!("{value:E}");
    match text.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        _ => text,
    }
}
