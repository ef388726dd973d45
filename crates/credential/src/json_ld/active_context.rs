//! Active contexts ([JSON-LD 1.1 Processing Algorithms, sections 4 and 5](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)),
//! what a key means, and how its values are read.
//!
//! `oxjsonld` 0.2.7 cannot be asked: of a node's several types it applies only the last one's scoped context.

mod limits;

use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value};

use self::limits::{Defined, short_enough};
use super::JsonLdError;
use crate::contexts::Contexts;

/// More contexts in one array are refused.
const MAX_ENTRIES: usize = 32;
/// Contexts may name other pinned ones, so deep and no deeper.
const MAX_REMOTE: usize = 8;

/// How a context comes into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// By `@context` in the document.
    Embedded,
    /// By the property that leads to the node; protected terms may be redefined.
    Property,
    /// By the node's type; it ends with the node.
    Type,
}

/// What keys and values mean at one place of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Active {
    pub(super) vocab: Option<String>,
    pub(super) language: Option<String>,
    terms: HashMap<String, Arc<Term>>,
    /// The context to return to below a node whose type brought this one.
    pub(super) previous: Option<Arc<Active>>,
}

/// A term's definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Term {
    /// What the term stands for: an IRI or a keyword; `None` when it was unmapped.
    pub(super) iri: Option<String>,
    prefix: bool,
    protected: bool,
    /// A reverse or nested property.
    pub(super) unsupported: bool,
    pub(super) kind: Option<String>,
    pub(super) containers: Vec<String>,
    pub(super) language: TermLanguage,
    /// The scoped context.
    pub(super) context: Option<Value>,
}

/// The language of a term's strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum TermLanguage {
    /// That of the context.
    #[default]
    OfContext,
    /// None, whatever the context says.
    None,
    /// Its own.
    Tag(String),
}

/// Whether `text` is one of JSON-LD's keywords or looks like one.
pub(super) fn keyword_form(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphabetic()))
}

impl Active {
    /// What the value of a document's `@context` means.
    pub(crate) fn of(context: &Value, contexts: &Contexts) -> Result<Arc<Self>, JsonLdError> {
        Arc::<Self>::default().process(context, Scope::Embedded, contexts)
    }

    /// How many terms are defined.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether nothing is defined.
    pub(super) fn is_initial(&self) -> bool {
        self.terms.is_empty()
            && self.vocab.is_none()
            && self.language.is_none()
            && self.previous.is_none()
    }

    /// The definition of a term.
    pub(super) fn term(&self, name: &str) -> Option<&Arc<Term>> {
        self.terms.get(name)
    }

    /// IRI Expansion ([section 5.2](https://www.w3.org/TR/json-ld11-api/#iri-expansion)) without a base IRI: the
    /// result may be relative. `None`: the value is dropped.
    pub(super) fn expand_iri(&self, value: &str, vocab: bool) -> Option<String> {
        if keyword_form(value) {
            return is_keyword(value).then(|| value.to_owned());
        }
        if let Some(term) = self.terms.get(value) {
            let names_keyword = term.iri.as_deref().is_some_and(keyword_form);
            if vocab || names_keyword {
                return term.iri.clone();
            }
        }
        if let Some((prefix, suffix)) = value.split_once(':')
            && !prefix.is_empty()
        {
            if prefix == "_" || suffix.starts_with("//") {
                return Some(value.to_owned());
            }
            if let Some(Term {
                iri: Some(iri),
                prefix: true,
                ..
            }) = self.terms.get(prefix).map(|t| &**t)
            {
                return Some(format!("{iri}{suffix}"));
            }
            return Some(value.to_owned());
        }
        match &self.vocab {
            Some(base) if vocab => Some(format!("{base}{value}")),
            _ => Some(value.to_owned()),
        }
    }

    /// Context Processing ([section 4.1](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)).
    pub(super) fn process(
        self: &Arc<Self>,
        local: &Value,
        scope: Scope,
        contexts: &Contexts,
    ) -> Result<Arc<Self>, JsonLdError> {
        self.process_below(local, scope, contexts, 0)
    }

    fn process_below(
        self: &Arc<Self>,
        local: &Value,
        scope: Scope,
        contexts: &Contexts,
        remote: usize,
    ) -> Result<Arc<Self>, JsonLdError> {
        let override_protected = scope == Scope::Property;
        let propagate = match local.get("@propagate") {
            None => scope != Scope::Type,
            Some(Value::Bool(own)) => *own,
            Some(_) => return Err(broken("@propagate is neither true nor false")),
        };
        if local
            .as_array()
            .is_some_and(|list| list.len() > MAX_ENTRIES)
        {
            return Err(broken("too many contexts in one array"));
        }
        let mut result = Self::clone(self);
        if !propagate && result.previous.is_none() {
            result.previous = Some(Arc::clone(self));
        }
        let entries = match local {
            Value::Array(entries) => entries.as_slice(),
            single => std::slice::from_ref(single),
        };
        for entry in entries {
            match entry {
                Value::Null => {
                    if !override_protected && self.terms.values().any(|term| term.protected) {
                        return Err(broken("a context with protected terms cannot be emptied"));
                    }
                    let previous = (!propagate).then(|| Arc::new(result));
                    result = Self {
                        previous,
                        ..Self::default()
                    };
                }
                Value::String(url) => {
                    let pinned = contexts.context(url).filter(|_| remote < MAX_REMOTE);
                    let pinned = pinned.ok_or_else(|| JsonLdError::UnknownContext {
                        url: url.chars().take(200).collect(),
                    })?;
                    let next = Arc::new(result);
                    let next = next.process_below(pinned, Scope::Embedded, contexts, remote + 1)?;
                    result = Arc::unwrap_or_clone(next);
                }
                Value::Object(definitions) => result.define_all(definitions, override_protected)?,
                _ => return Err(broken("a context is neither a URL nor an object nor null")),
            }
        }
        Ok(Arc::new(result))
    }

    fn define_all(
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
        refuse_direction(local)?;
        match local.get("@vocab") {
            None => {}
            Some(Value::Null) => self.vocab = None,
            Some(Value::String(vocab)) => self.vocab = self.expand_iri(vocab, true),
            Some(_) => return Err(broken("@vocab is no string")),
        }
        short_enough(self.vocab.as_deref())?;
        if let Some(language) = local.get("@language") {
            self.language = language.as_str().map(str::to_owned);
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
            let same = self.terms.get(name).is_some_and(|now| {
                let protected = Term {
                    protected: true,
                    ..Term::clone(now)
                };
                protected == **before
            });
            if !same {
                return Err(broken(&format!("the protected term {name} is redefined")));
            }
            self.terms.insert(name.clone(), Arc::clone(before));
        }
        Ok(())
    }

    /// Create Term Definition ([section 4.2](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).
    fn define(
        &mut self,
        name: &str,
        local: &Map<String, Value>,
        defined: &mut Defined,
    ) -> Result<(), JsonLdError> {
        const OF_CONTEXTS: [&str; 9] = [
            "@base",
            "@direction",
            "@import",
            "@language",
            "@propagate",
            "@protected",
            "@type",
            "@version",
            "@vocab",
        ];
        if keyword_form(name) {
            let redefined = is_keyword(name) && !OF_CONTEXTS.contains(&name);
            return if redefined {
                Err(broken(&format!("{name} cannot be redefined")))
            } else {
                Ok(())
            };
        }
        let Some(value) = local.get(name) else {
            return Ok(());
        };
        if !defined.begin(name)? {
            return Ok(());
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
        refuse_direction(definition)?;
        let mut term = Term::default();
        let reversed = definition.get("@reverse").and_then(Value::as_str);
        term.iri = match (reversed, id) {
            (Some(reversed), _) => {
                term.unsupported = true;
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
            _ => self.expand_in_without_itself(name, local, defined)?,
        };
        if let Some(kind) = definition.get("@type").and_then(Value::as_str) {
            term.kind = self.expand_in(kind, local, defined)?;
        }
        short_enough(term.iri.as_deref())?;
        short_enough(term.kind.as_deref())?;
        term.containers = match definition.get("@container") {
            Some(Value::String(container)) => vec![container.clone()],
            Some(Value::Array(containers)) => containers
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ => vec![],
        };
        term.language = match definition.get("@language") {
            None => TermLanguage::OfContext,
            Some(Value::String(tag)) => TermLanguage::Tag(tag.clone()),
            Some(_) => TermLanguage::None,
        };
        term.unsupported |= definition.contains_key("@nest");
        term.context = definition.get("@context").cloned();
        if let Some(prefix) = definition.get("@prefix").and_then(Value::as_bool) {
            term.prefix = prefix;
        }
        let protected = definition
            .get("@protected")
            .or_else(|| local.get("@protected"));
        term.protected = protected.and_then(Value::as_bool).unwrap_or_default();
        self.terms.insert(name.to_owned(), Arc::new(term));
        defined.end(name);
        Ok(())
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
        Ok(self.expand_iri(value, true))
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
        Ok(self.expand_iri(name, true))
    }
}

fn is_keyword(text: &str) -> bool {
    const KEYWORDS: [&str; 22] = [
        "@base",
        "@container",
        "@context",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@vocab",
    ];
    KEYWORDS.contains(&text)
}

fn refuse_direction(definitions: &Map<String, Value>) -> Result<(), JsonLdError> {
    match definitions.get("@direction") {
        None | Some(Value::Null) => Ok(()),
        Some(_) => Err(broken(
            "@direction has no form in RDF that is signed everywhere",
        )),
    }
}

fn broken(problem: &str) -> JsonLdError {
    JsonLdError::Broken {
        problem: problem.to_owned(),
    }
}
