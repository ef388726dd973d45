//! Active contexts ([JSON-LD 1.1 Processing Algorithms, section 4](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm))
//! in the form in which a document is walked: what a key means is looked up once, and stands ready to be written.

mod cache;
mod define;
mod definition;
mod limits;

use std::{
    borrow::Cow,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use hashbrown::HashMap;
use serde_json::Value;

pub(crate) use self::cache::{Cache, Key, Snapshot};
use super::{
    JsonLdError,
    keyword::{Keyword, keyword_form},
    own_names::Looked,
};
use crate::contexts::Contexts;

/// More contexts in one array are refused.
const MAX_ENTRIES: usize = 32;
/// Contexts may name other pinned ones, so deep and no deeper.
const MAX_REMOTE: usize = 8;

/// How a context comes into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// By `@context` in the document.
    Embedded,
    /// By the property that leads to the node; protected terms may be redefined.
    Property,
    /// By the property of a text, number or boolean.
    Scalar,
    /// By the node's type; it ends with the node.
    Type,
}

/// The direction of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Self::Ltr),
            "rtl" => Some(Self::Rtl),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// What keys and values mean at one place of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Active {
    /// No two active contexts have the same.
    pub(super) id: u64,
    /// Nothing in it comes from a document, all from pinned contexts.
    pub(super) pinned: bool,
    pub(super) vocab: Option<Box<str>>,
    pub(super) language: Option<Box<str>>,
    pub(super) direction: Option<Direction>,
    terms: HashMap<Box<str>, Arc<Term>>,
    /// The names that stand for keywords, such as `id` and `type`.
    pub(super) aliases: Aliases,
    /// The context to return to below a node whose type brought this one.
    pub(super) previous: Option<Arc<Active>>,
}

/// The names that stand for keywords, few and short, so that most keys are told from them by their length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aliases {
    names: Vec<(Box<str>, Keyword)>,
    /// A bit for each length of a name.
    lengths: u64,
}

impl Aliases {
    fn of(terms: &HashMap<Box<str>, Arc<Term>>) -> Self {
        let keywords = terms
            .iter()
            .filter_map(|(name, term)| Some((name.clone(), term.keyword?)));
        let mut names: Vec<_> = keywords.collect();
        names.sort_unstable();
        let lengths = names.iter().map(|(name, _)| Self::length(name));
        let lengths = lengths.fold(0, |all, one| all | one);
        Self { names, lengths }
    }

    fn length(name: &str) -> u64 {
        1 << name.len().min(63)
    }

    fn get(&self, name: &str) -> Option<Keyword> {
        if self.lengths & Self::length(name) == 0 {
            return None;
        }
        let found = self.names.iter().find(|(alias, _)| **alias == *name);
        found.map(|(_, keyword)| *keyword)
    }
}

/// How the values of a term are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// As they are.
    #[default]
    Plain,
    /// Strings are identifiers.
    Id,
    /// Strings are identifiers or terms.
    Vocab,
    /// Any JSON, as a literal.
    Json,
    /// Strings have this datatype.
    Datatype(Box<str>),
}

/// What holds the values of a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Container {
    /// Nothing, or a set.
    #[default]
    Set,
    List,
    Language,
    Index,
    Graph,
    /// One that credentials do not use.
    Unsupported,
}

/// What a term says of a text's language or direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum OfText<T> {
    /// That of the context.
    #[default]
    OfContext,
    /// None, whatever the context says.
    Nothing,
    /// Its own.
    Own(T),
}

/// A term's definition.
#[derive(Clone, Debug, Default)]
pub(super) struct Term {
    /// No two definitions have the same.
    pub(super) id: u64,
    /// The term.
    pub(super) name: Box<str>,
    /// What the term stands for: an IRI or a keyword; `None` when it was unmapped.
    pub(super) iri: Option<Box<str>>,
    pub(super) keyword: Option<Keyword>,
    /// The IRI as N-Quads writes it, when it is an absolute one.
    pub(super) written: Option<Box<str>>,
    /// Whether readers of JSON look for it.
    pub(super) looked: Looked,
    prefix: bool,
    protected: bool,
    pub(super) reverse: bool,
    pub(super) kind: Kind,
    pub(super) container: Container,
    /// How the container and the nesting were written: another way makes another definition.
    written_form: [Box<str>; 2],
    pub(super) language: OfText<Box<str>>,
    pub(super) direction: OfText<Direction>,
    /// The property that the keys of an index map are values of, as a context names it.
    pub(super) index: Option<Box<str>>,
    /// The scoped context.
    pub(super) context: Option<Arc<Value>>,
}

impl Term {
    /// Whether a simple definition makes the term a prefix: what it stands for ends with a delimiter.
    fn may_be_prefix(&self) -> bool {
        let delimited = |iri: &str| iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        self.iri.as_deref().is_some_and(delimited) && !self.name.contains([':', '/'])
    }

    /// Whether two definitions are the same, whether protected or not.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.iri == other.iri
            && self.prefix == other.prefix
            && self.reverse == other.reverse
            && self.kind == other.kind
            && self.container == other.container
            && self.written_form == other.written_form
            && self.language == other.language
            && self.direction == other.direction
            && self.index == other.index
            && self.context == other.context
    }
}

/// The next number that was not given to a context or a term yet.
fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Active {
    /// What a document begins with.
    pub(super) fn initial() -> &'static Arc<Self> {
        static INITIAL: LazyLock<Arc<Active>> = LazyLock::new(|| {
            Arc::new(Active {
                pinned: true,
                ..Active::default()
            })
        });
        &INITIAL
    }

    /// How many terms are defined.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The definition of a term.
    pub(super) fn term(&self, name: &str) -> Option<&Arc<Term>> {
        self.terms.get(name)
    }

    /// The keyword that a key is or stands for.
    pub(super) fn keyword(&self, key: &str) -> Option<Keyword> {
        if key.starts_with('@') {
            return Keyword::read(key);
        }
        self.aliases.get(key)
    }

    /// IRI Expansion ([section 5.2](https://www.w3.org/TR/json-ld11-api/#iri-expansion)) without a base IRI: the
    /// result may be relative. `None`: the value is dropped.
    pub(super) fn expand_iri<'v>(&'v self, value: &'v str, vocab: bool) -> Option<Cow<'v, str>> {
        if keyword_form(value) {
            return Keyword::read(value).map(|_| Cow::Borrowed(value));
        }
        if vocab {
            if let Some(term) = self.terms.get(value) {
                return term.iri.as_deref().map(Cow::Borrowed);
            }
        } else if let Some(keyword) = self.aliases.get(value) {
            return Some(Cow::Borrowed(keyword.as_str()));
        }
        if let Some((prefix, suffix)) = value.split_once(':')
            && !prefix.is_empty()
        {
            if prefix == "_" || suffix.starts_with("//") {
                return Some(Cow::Borrowed(value));
            }
            if let Some(term) = self.terms.get(prefix)
                && term.prefix
                && let Some(iri) = &term.iri
            {
                return Some(Cow::Owned(format!("{iri}{suffix}")));
            }
            return Some(Cow::Borrowed(value));
        }
        match &self.vocab {
            Some(base) if vocab => Some(Cow::Owned(format!("{base}{value}"))),
            _ => Some(Cow::Borrowed(value)),
        }
    }

    /// Context Processing ([section 4.1](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)).
    /// `pinned`: the local context does not come from a document.
    pub(super) fn process(
        self: &Arc<Self>,
        local: &Value,
        scope: Scope,
        pinned: bool,
        contexts: &Contexts,
    ) -> Result<Arc<Self>, JsonLdError> {
        let mut result = self.process_below(local, scope, pinned, contexts, 0)?;
        result.pinned = pinned;
        Ok(result.finished())
    }

    /// A context in which nothing more is defined, under a number of its own.
    fn finished(mut self) -> Arc<Self> {
        self.id = next_id();
        self.aliases = Aliases::of(&self.terms);
        Arc::new(self)
    }

    fn process_below(
        self: &Arc<Self>,
        local: &Value,
        scope: Scope,
        pinned: bool,
        contexts: &Contexts,
        remote: usize,
    ) -> Result<Self, JsonLdError> {
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
        // What stands on the way may be returned to, as `previous`.
        result.pinned &= pinned;
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
                    if !override_protected && result.terms.values().any(|term| term.protected) {
                        return Err(broken("a context with protected terms cannot be emptied"));
                    }
                    let previous = (!propagate).then(|| result.finished());
                    result = Self {
                        previous,
                        ..Self::default()
                    };
                }
                Value::String(url) => {
                    let known = contexts.context(url).filter(|_| remote < MAX_REMOTE);
                    let known = known.ok_or_else(|| JsonLdError::UnknownContext {
                        url: url.chars().take(200).collect(),
                    })?;
                    let next = result.finished();
                    let embedded = Scope::Embedded;
                    result = next.process_below(known, embedded, pinned, contexts, remote + 1)?;
                }
                Value::Object(members) => {
                    // A context document in the place of a context: its context is meant.
                    let (members, within) = match members.get("@context") {
                        Some(Value::Object(inner)) if members.len() == 1 => (inner, true),
                        _ => (members, local.is_array()),
                    };
                    if within && members.contains_key("@propagate") {
                        return Err(broken(
                            "@propagate in one of several contexts, or in a context document, is read differently by engines",
                        ));
                    }
                    result.define_all(members, override_protected)?;
                }
                _ => return Err(broken("a context is neither a URL nor an object nor null")),
            }
        }
        Ok(result)
    }
}

fn broken(problem: &str) -> JsonLdError {
    JsonLdError::Broken {
        problem: problem.to_owned(),
    }
}
