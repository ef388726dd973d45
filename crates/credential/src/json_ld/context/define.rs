//! Definitions of terms ([Create Term Definition](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Active, Container, Direction, Kind, OfText, Term, broken,
    limits::{Defined, short_enough},
    next_id,
};
use crate::json_ld::{
    JsonLdError,
    iri::is_absolute,
    keyword::{Keyword, keyword_form},
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
                self.vocab = self.expand_iri(vocab, true).map(Into::into);
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
        let mut term = Term {
            id: next_id(),
            ..Term::default()
        };
        let reversed = definition.get("@reverse").and_then(Value::as_str);
        let iri = match (reversed, id) {
            (Some(reversed), _) => {
                term.reverse = true;
                self.expand_in(reversed, local, defined)?
            }
            (None, Some(Value::Null)) => None,
            (None, Some(Value::String(id))) if id != name => {
                let iri = self.expand_in(id, local, defined)?;
                let delimited = iri
                    .as_deref()
                    .is_some_and(|iri| iri.ends_with([':', '/', '?', '#', '[', ']', '@']));
                term.prefix = value.is_string() && delimited && !name.contains([':', '/']);
                iri
            }
            (None, Some(Value::String(_)) | None) => {
                self.expand_in_without_itself(name, local, defined)?
            }
            (None, Some(_)) => return Err(broken("the @id of a term is no string")),
        };
        short_enough(iri.as_deref())?;
        term.keyword = iri.as_deref().and_then(Keyword::read);
        if term.keyword == Some(Keyword::Context) {
            return Err(broken("a term cannot stand for @context"));
        }
        term.written = iri
            .as_deref()
            .filter(|iri| is_absolute(iri))
            .map(|iri| format!("<{iri}>").into());
        term.iri = iri.map(Into::into);
        term.kind = self.kind(definition, local, defined)?;
        term.container = container(definition)?;
        term.index = match definition.get("@index") {
            None => None,
            Some(Value::String(index)) => Some(index.as_str().into()),
            Some(_) => return Err(broken("@index of a term is no string")),
        };
        term.language = match definition.get("@language") {
            None => OfText::OfContext,
            Some(Value::Null) => OfText::Nothing,
            Some(Value::String(tag)) => OfText::Own(tag.as_str().into()),
            Some(_) => return Err(broken("@language of a term is no string")),
        };
        term.direction = direction(definition.get("@direction"))?;
        term.context = definition.get("@context").cloned().map(Arc::new);
        if let Some(prefix) = definition.get("@prefix").and_then(Value::as_bool) {
            term.prefix = prefix;
        }
        let protected = definition
            .get("@protected")
            .or_else(|| local.get("@protected"));
        term.protected = protected.and_then(Value::as_bool).unwrap_or_default();
        self.terms.insert(name.into(), Arc::new(term));
        defined.end(name);
        Ok(())
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
            None | Some("@none") => Kind::Plain,
            Some("@id") => Kind::Id,
            Some("@vocab") => Kind::Vocab,
            Some("@json") => Kind::Json,
            Some(iri) => Kind::Datatype(iri.into()),
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

fn container(definition: &Map<String, Value>) -> Result<Container, JsonLdError> {
    let names: Vec<&str> = match definition.get("@container") {
        None | Some(Value::Null) => return Ok(Container::Set),
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or_else(|| broken("@container is neither string nor an array of them"))?,
        Some(_) => return Err(broken("@container is neither string nor an array of them")),
    };
    let beside_set: Vec<&str> = names.into_iter().filter(|name| *name != "@set").collect();
    Ok(match beside_set[..] {
        [] => Container::Set,
        ["@list"] => Container::List,
        ["@language"] => Container::Language,
        ["@index"] => Container::Index,
        ["@graph"] => Container::Graph,
        _ => Container::Unsupported,
    })
}
