//! Definitions of terms ([Create Term Definition](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Active, Direction, Kind, OfText, Term, broken, definition,
    limits::{Defined, short_enough},
    next_id,
};
use crate::json_ld::{
    JsonLdError,
    iri::is_absolute,
    keyword::{Keyword, keyword_form},
    own_names::Looked,
};

impl Active {
    /// Takes over every definition of a local context.
    pub(super) fn define_all(
        &mut self,
        local: &Map<String, Value>,
        override_protected: bool,
    ) -> Result<(), JsonLdError> {
        if local
            .get("@version")
            .is_some_and(|v| v.as_f64() != Some(1.1))
        {
            return Err(broken("@version is not 1.1"));
        }
        if local.get("@propagate").is_some_and(|own| !own.is_boolean()) {
            return Err(broken("@propagate is neither true nor false"));
        }
        if local.get("@protected").is_some_and(|own| !own.is_boolean()) {
            return Err(broken("@protected is neither true nor false"));
        }
        if local.contains_key("@import") {
            return Err(broken("@import in a context is not supported"));
        }
        if local.get("@base").is_some_and(|base| !base.is_null()) {
            return Err(broken("@base is not supported: write absolute identifiers"));
        }
        match local.get("@vocab") {
            None => {}
            Some(Value::Null) => self.vocab = None,
            Some(Value::String(vocab)) => {
                let vocab = self.expand_iri(vocab, true);
                let vocab = vocab.filter(|iri| iri.contains(':') && !iri.starts_with("_:"));
                let vocab = vocab.ok_or_else(|| broken("@vocab is no absolute identifier"))?;
                self.vocab = Some(vocab.into());
            }
            Some(_) => return Err(broken("@vocab is no string")),
        }
        short_enough(self.vocab.as_deref())?;
        match local.get("@language") {
            None => {}
            Some(Value::Null) => self.language = None,
            Some(Value::String(tag)) => self.language = Some(tag.as_str().into()),
            Some(_) => return Err(broken("@language is no string")),
        }
        match direction(local.get("@direction"))? {
            OfText::OfContext => {}
            OfText::Nothing => self.direction = None,
            OfText::Own(direction) => self.direction = Some(direction),
        }
        let earlier = self.terms.clone();
        let mut defined = Defined::default();
        for name in local.keys() {
            self.define(name, local, &mut defined)?;
        }
        if override_protected {
            return Ok(());
        }
        for (name, before) in earlier.iter().filter(|(_, term)| term.protected) {
            if !self.terms.get(name).is_some_and(|now| now.same(before)) {
                return Err(broken(&format!("the protected term {name} is redefined")));
            }
            self.terms.insert(name.clone(), Arc::clone(before));
        }
        Ok(())
    }

    /// Create Term Definition.
    fn define(
        &mut self,
        name: &str,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<(), JsonLdError> {
        if keyword_form(name) {
            return match Keyword::read(name) {
                Some(Keyword::Type) => type_definition(local.get(name)),
                Some(keyword) if !keyword.of_contexts() => {
                    Err(broken(&format!("{name} cannot be redefined")))
                }
                _ => Ok(()),
            };
        }
        let Some(value) = local.get(name) else {
            return Ok(());
        };
        if !defined.begin(name)? {
            return Ok(());
        }
        if name.is_empty() {
            return Err(broken("a term has no name"));
        }
        self.terms.remove(name);
        let empty = Map::new();
        let (definition, id) = match value {
            Value::Null => (&empty, Some(&Value::Null)),
            Value::String(_) => (&empty, Some(value)),
            Value::Object(definition) => (definition, definition.get("@id")),
            _ => {
                return Err(broken(
                    "a term's definition is neither string nor object nor null",
                ));
            }
        };
        definition::well_formed(definition)?;
        let kind = self.kind(definition, local, defined)?;
        let iri = match (definition.get("@reverse"), id) {
            (Some(reversed), None) if !definition.contains_key("@nest") => {
                let Some(reversed) = reversed.as_str() else {
                    return Err(broken("the @reverse of a term is no string"));
                };
                self.expand_in(reversed, local, defined)?
            }
            (Some(_), _) => return Err(broken("a term with @reverse has no @id and no @nest")),
            (None, Some(Value::Null)) => None,
            (None, Some(Value::String(id))) if id != name => {
                if keyword_form(id) && Keyword::read(id).is_none() {
                    defined.end(name);
                    return Ok(());
                }
                Some(self.own_iri(name, id, local, defined)?)
            }
            (None, Some(Value::String(_)) | None) => {
                self.expand_in_without_itself(name, local, defined)?
            }
            (None, Some(_)) => return Err(broken("the @id of a term is no string")),
        };
        let mut term = standing_for(name, iri)?;
        term.reverse = definition.contains_key("@reverse");
        term.prefix = match definition.get("@prefix") {
            None => value.is_string() && term.may_be_prefix(),
            Some(Value::Bool(true)) if name.contains([':', '/']) || term.keyword.is_some() => {
                return Err(broken(&format!("the term {name} cannot be a prefix")));
            }
            Some(own) => *own == Value::Bool(true),
        };
        term.kind = kind;
        term.container = definition::container(definition, term.reverse)?;
        term.written_form = definition::written_form(definition);
        if let Some(index) = definition.get("@index").and_then(Value::as_str) {
            let property = self.expand_in(index, local, defined)?;
            if !definition::is_indexed(definition) || !property.is_some_and(|iri| is_absolute(&iri))
            {
                return Err(broken(
                    "@index of a term is a property, and its container @index",
                ));
            }
            term.index = Some(index.into());
        }
        // What type, language and direction say of texts excludes one another.
        if !definition.contains_key("@type") {
            term.language = match definition.get("@language") {
                None => OfText::OfContext,
                Some(Value::String(tag)) => OfText::Own(tag.as_str().into()),
                Some(_) => OfText::Nothing,
            };
            term.direction = direction(definition.get("@direction"))?;
        }
        term.context = definition.get("@context").cloned().map(Arc::new);
        let protected = definition
            .get("@protected")
            .or_else(|| local.get("@protected"));
        term.protected = protected.and_then(Value::as_bool).unwrap_or_default();
        self.terms.insert(name.into(), Arc::new(term));
        defined.end(name);
        Ok(())
    }

    /// The IRI that a definition gives a term. A term that looks like an identifier stands for that one.
    fn own_iri(
        &mut self,
        name: &str,
        id: &str,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<String, JsonLdError> {
        let iri = self.expand_in(id, local, defined)?;
        let fixed = inner_colon(name) || name.contains('/');
        if fixed && self.expand_in_without_itself(name, local, defined)? != iri {
            return Err(broken(&format!(
                "the term {name} stands for something else than it says"
            )));
        }
        iri.ok_or_else(|| broken(&format!("the term {name} stands for nothing")))
    }

    fn kind(
        &mut self,
        definition: &Map<String, Value>,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<Kind, JsonLdError> {
        let kind = match definition.get("@type") {
            None => return Ok(Kind::Plain),
            Some(Value::String(kind)) => self.expand_in(kind, local, defined)?,
            Some(_) => return Err(broken("@type of a term is no string")),
        };
        short_enough(kind.as_deref())?;
        Ok(match kind.as_deref() {
            Some("@none") => Kind::Plain,
            Some("@id") => Kind::Id,
            Some("@vocab") => Kind::Vocab,
            Some("@json") => Kind::Json,
            Some(iri) if is_absolute(iri) => Kind::Datatype(iri.into()),
            _ => return Err(broken("@type of a term is no absolute identifier")),
        })
    }

    /// Expands an IRI inside a context: the terms that it needs are defined first.
    fn expand_in(
        &mut self,
        value: &str,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<Option<String>, JsonLdError> {
        if local.contains_key(value) && !keyword_form(value) {
            self.define(value, local, defined)?;
        }
        if let Some((prefix, suffix)) = value.split_once(':')
            && !suffix.starts_with("//")
            && local.contains_key(prefix)
        {
            self.define(prefix, local, defined)?;
        }
        Ok(self.expand_iri(value, true).map(Into::into))
    }

    /// The IRI of a term whose definition gives none: by its prefix, or by the vocabulary.
    fn expand_in_without_itself(
        &mut self,
        name: &str,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<Option<String>, JsonLdError> {
        if let Some((prefix, _)) = name.split_once(':')
            && local.contains_key(prefix)
        {
            self.define(prefix, local, defined)?;
        }
        Ok(self.expand_iri(name, true).map(Into::into))
    }
}

/// A term and what it stands for, all else as it is without a definition.
fn standing_for(name: &str, iri: Option<String>) -> Result<Term, JsonLdError> {
    short_enough(iri.as_deref())?;
    let mut term = Term {
        id: next_id(),
        name: name.into(),
        keyword: iri.as_deref().and_then(Keyword::read),
        ..Term::default()
    };
    if term.keyword == Some(Keyword::Context) {
        return Err(broken("a term cannot stand for @context"));
    }
    if let Some(iri) = &iri {
        if is_absolute(iri) {
            term.written = Some(format!("<{iri}>").into());
            term.looked = Looked::for_name(name, iri);
        } else if term.keyword.is_none() && !iri.starts_with("_:") {
            return Err(broken(&format!(
                "the term {name} stands for no absolute identifier"
            )));
        }
    }
    term.iri = iri.map(Into::into);
    Ok(term)
}

fn direction(value: Option<&Value>) -> Result<OfText<Direction>, JsonLdError> {
    match value {
        None => Ok(OfText::OfContext),
        Some(Value::Null) => Ok(OfText::Nothing),
        Some(Value::String(text)) => Direction::read(text)
            .map(OfText::Own)
            .ok_or_else(|| broken("@direction is neither ltr nor rtl")),
        Some(_) => Err(broken("@direction is neither ltr nor rtl")),
    }
}

/// What may stand under `@type` in a context: that types are always arrays, or protected.
fn type_definition(value: Option<&Value>) -> Result<(), JsonLdError> {
    let fits = value.and_then(Value::as_object).is_some_and(|definition| {
        !definition.is_empty()
            && definition.iter().all(|(key, value)| match &**key {
                "@container" => value == "@set",
                "@protected" => value.is_boolean(),
                _ => false,
            })
    });
    if fits {
        return Ok(());
    }
    Err(broken("@type cannot be redefined"))
}

/// Whether a colon stands in a name, neither first nor last: it looks like an identifier.
fn inner_colon(name: &str) -> bool {
    let inner = name.strip_suffix(':').unwrap_or(name);
    inner.char_indices().any(|(place, c)| place > 0 && c == ':')
}
