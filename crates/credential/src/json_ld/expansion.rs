//! Expansion ([section 5.1](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)) in safe mode: what would be
//! dropped, or read differently by different engines, on the way to RDF is refused.
//!
//! Some things are refused because the credentials of this project never need them: `@graph`, `@included`,
//! `@index`, `@json`, `@list` and `@set` objects, `@nest`, `@reverse`, `@direction`, blank node identifiers.

mod effort;
mod foretold;
mod scalar;

use std::{cell::Cell, collections::HashMap, sync::Arc};

use serde_json::{Map, Value, json};

use self::effort::values;
pub(super) use self::foretold::Foretold;
use super::{
    JsonLdError,
    active_context::{Active, Scope, Term, keyword_form},
};
use crate::contexts::Contexts;

/// The expanded document, and the statements that must come out of it.
pub(super) fn expand(
    document: &Value,
    contexts: &Contexts,
) -> Result<(Value, Foretold), JsonLdError> {
    let mut walk = Walk {
        contexts,
        path: Vec::new(),
        foretold: Foretold::default(),
        scoped: HashMap::new(),
        copied_terms: 0,
        written: Cell::new(0),
        graph: 0,
        graphs: 1,
        described: HashMap::new(),
    };
    let Value::Object(node) = document else {
        return Err(walk.refuse("the document is no object"));
    };
    let expanded = walk.node(node, &Arc::default(), None)?;
    if walk.foretold.len() == 0 {
        return Err(walk.refuse("the document states nothing that could be signed"));
    }
    Ok((expanded, walk.foretold))
}

/// A scoped context that was processed; the first two keep the addresses in the key alive.
type Scoped = (Arc<Active>, Arc<Term>, Arc<Active>);

struct Walk<'a> {
    contexts: &'a Contexts,
    path: Vec<String>,
    foretold: Foretold,
    scoped: HashMap<(usize, usize, Scope), Scoped>,
    copied_terms: usize,
    written: Cell<usize>,
    /// The graph in which the walk is, and how many there are.
    graph: usize,
    graphs: usize,
    /// What was said of each node with an id, in all of its descriptions: they become one in RDF.
    described: HashMap<(usize, String), HashMap<&'a str, &'a Value>>,
}

impl<'a> Walk<'a> {
    fn refuse(&self, problem: impl Into<String>) -> JsonLdError {
        let escaped = self
            .path
            .iter()
            .map(|s| s.replace('~', "~0").replace('/', "~1"));
        JsonLdError::Unsafe {
            pointer: escaped.fold(String::new(), |p, s| p + "/" + &s),
            problem: problem.into(),
        }
    }

    fn at<T>(
        &mut self,
        step: impl Into<String>,
        walk: impl FnOnce(&mut Self) -> Result<T, JsonLdError>,
    ) -> Result<T, JsonLdError> {
        self.path.push(step.into());
        let result = walk(self)?;
        self.path.pop();
        Ok(result)
    }

    /// A scoped context, processed once for each active context that it meets.
    fn scope(
        &mut self,
        active: &Arc<Active>,
        term: &Arc<Term>,
        scope: Scope,
    ) -> Result<Arc<Active>, JsonLdError> {
        let Some(context) = &term.context else {
            return Ok(Arc::clone(active));
        };
        let key = (
            Arc::as_ptr(active) as usize,
            Arc::as_ptr(term) as usize,
            scope,
        );
        if let Some((_, _, known)) = self.scoped.get(&key) {
            return Ok(Arc::clone(known));
        }
        let processed = self.process(active, context, scope)?;
        let kept = (Arc::clone(active), Arc::clone(term), Arc::clone(&processed));
        self.scoped.insert(key, kept);
        Ok(processed)
    }

    /// Processes a context, as long as hostile ones do not make it long.
    fn process(
        &mut self,
        active: &Arc<Active>,
        context: &Value,
        scope: Scope,
    ) -> Result<Arc<Active>, JsonLdError> {
        let entries = context.as_array().map_or(1, Vec::len);
        self.copied(active.len().saturating_mul(entries + 1) + values(context))?;
        let processed = active.process(context, scope, self.contexts)?;
        self.copied(processed.len().saturating_mul(entries))?;
        Ok(processed)
    }

    /// A node object. `outer` is the active context at its place, `property` the term by which it is reached.
    fn node(
        &mut self,
        node: &'a Map<String, Value>,
        outer: &Arc<Active>,
        property: Option<&Arc<Term>>,
    ) -> Result<Value, JsonLdError> {
        let active = self.context_of(node, outer, property)?;
        let scope = Arc::clone(&active);
        let active = self.context_of_types(node, active)?;
        let mut expanded = Map::new();
        for (key, value) in node {
            if key == "@context" {
                continue;
            }
            self.at(key, |walk| {
                let Some(meaning) = active.expand_iri(key, true) else {
                    return Err(walk.refuse("the term is not defined, or defined as nothing"));
                };
                if !keyword_form(&meaning) {
                    let values = walk.property(key, &meaning, value, &active)?;
                    let known = expanded.entry(meaning).or_insert_with(|| json!([]));
                    // Two terms may stand for one property, such as a name and its language map.
                    known
                        .as_array_mut()
                        .into_iter()
                        .for_each(|k| k.extend(values.clone()));
                    return Ok(());
                }
                if expanded.contains_key(&meaning) {
                    return Err(walk.refuse(format!("{meaning} stands twice in one object")));
                }
                let value = match &*meaning {
                    "@id" => walk.id(node, value, &active)?.into(),
                    "@type" => walk.types(value, &scope)?.into(),
                    other => return Err(walk.refuse(format!("{other} is not supported here"))),
                };
                expanded.insert(meaning, value);
                Ok(())
            })?;
        }
        Ok(Value::Object(expanded))
    }

    /// Steps 7 to 9 of expansion: back to the previous context, the property's context, the node's own.
    fn context_of(
        &mut self,
        node: &Map<String, Value>,
        outer: &Arc<Active>,
        property: Option<&Arc<Term>>,
    ) -> Result<Arc<Active>, JsonLdError> {
        let means =
            |key: &str, keyword: &str| outer.expand_iri(key, true).as_deref() == Some(keyword);
        let has_value = node.keys().any(|key| means(key, "@value"));
        let only_id = node.len() == 1 && node.keys().all(|key| means(key, "@id"));
        let mut active = match &outer.previous {
            Some(previous) if !has_value && !only_id => Arc::clone(previous),
            _ => Arc::clone(outer),
        };
        if let Some(term) = property {
            active = self.scope(&active, term, Scope::Property)?;
        }
        match node.get("@context") {
            None => Ok(active),
            // At the top, and in the certificates of a presentation.
            Some(own) if active.is_initial() => {
                self.copied(values(own))?;
                let processed = self.contexts.processed(own)?;
                self.copied(processed.len())?;
                Ok(processed)
            }
            Some(own) => self.process(&active, own, Scope::Embedded),
        }
    }

    /// Steps 10 and 11: the contexts of the node's types, in the order of the types' names.
    fn context_of_types(
        &mut self,
        node: &Map<String, Value>,
        active: Arc<Active>,
    ) -> Result<Arc<Active>, JsonLdError> {
        let scope = Arc::clone(&active);
        let mut active = active;
        let mut keys: Vec<_> = node
            .keys()
            .filter(|key| scope.expand_iri(key, true).as_deref() == Some("@type"))
            .collect();
        keys.sort_unstable();
        for key in keys {
            let mut types: Vec<&str> = match &node[key] {
                Value::String(name) => vec![name],
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                _ => vec![],
            };
            types.sort_unstable();
            for name in types {
                if let Some(term) = scope.term(name) {
                    let term = Arc::clone(term);
                    active = self.scope(&active, &term, Scope::Type)?;
                }
            }
        }
        Ok(active)
    }

    fn id(
        &mut self,
        node: &'a Map<String, Value>,
        value: &Value,
        active: &Active,
    ) -> Result<String, JsonLdError> {
        let Value::String(text) = value else {
            return Err(self.refuse("an identifier is a string"));
        };
        let id = self.absolute(active.expand_iri(text, false))?;
        if node.len() == 1 {
            return Ok(id);
        }
        let said = self.described.entry((self.graph, id.clone())).or_default();
        let contradiction = node
            .iter()
            .any(|(key, value)| *said.entry(key).or_insert(value) != value);
        if contradiction {
            return Err(self.refuse(
                "another object with the same identifier says something else: the two would become one",
            ));
        }
        Ok(id)
    }

    fn types(&mut self, value: &Value, scope: &Active) -> Result<Vec<String>, JsonLdError> {
        let names = match value {
            Value::Array(names) if names.is_empty() => {
                return Err(self.refuse("an empty array would be dropped"));
            }
            Value::Array(names) => names.as_slice(),
            name => std::slice::from_ref(name),
        };
        let mut types = Vec::new();
        for name in names {
            let Value::String(name) = name else {
                return Err(self.refuse("a type is a string"));
            };
            types.push(self.absolute(scope.expand_iri(name, true))?);
            self.foretold.count(foretold::RDF_TYPE);
        }
        Ok(types)
    }

    fn property(
        &mut self,
        key: &str,
        predicate: &str,
        value: &'a Value,
        active: &Arc<Active>,
    ) -> Result<Vec<Value>, JsonLdError> {
        self.absolute(Some(predicate.to_owned()))?;
        let undefined = Arc::default();
        let term = active.term(key).unwrap_or(&undefined);
        if term.unsupported {
            return Err(self.refuse("reverse and nested properties are not supported"));
        }
        if term.kind.as_deref() == Some("@json") {
            return Err(self.refuse("JSON literals are not supported"));
        }
        let containers: Vec<&str> = term.containers.iter().map(|c| &**c).collect();
        match containers[..] {
            [] | ["@set"] => self.values(predicate, value, active, term),
            ["@list"] => self.list(predicate, value, active, term),
            ["@language"] | ["@language", "@set"] | ["@set", "@language"] => {
                self.language_map(predicate, value, active, term)
            }
            ["@graph"] | ["@graph", "@set"] | ["@set", "@graph"] => {
                self.graphs(predicate, value, active, term)
            }
            _ => Err(self.refuse("containers of this kind are not supported")),
        }
    }

    /// Each item of an array, or the one value that stands without an array.
    fn each(
        &mut self,
        value: &'a Value,
        mut walk: impl FnMut(&mut Self, &'a Value) -> Result<Value, JsonLdError>,
    ) -> Result<Vec<Value>, JsonLdError> {
        let Value::Array(items) = value else {
            return Ok(vec![walk(self, value)?]);
        };
        let mut expanded = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            expanded.push(self.at(place.to_string(), |this| walk(this, item))?);
        }
        Ok(expanded)
    }

    fn refuse_empty(&self, value: &Value) -> Result<(), JsonLdError> {
        if value.as_array().is_some_and(Vec::is_empty) {
            return Err(self.refuse("an empty array would be dropped: leave it out"));
        }
        Ok(())
    }

    fn values(
        &mut self,
        predicate: &str,
        value: &'a Value,
        active: &Arc<Active>,
        term: &Arc<Term>,
    ) -> Result<Vec<Value>, JsonLdError> {
        self.refuse_empty(value)?;
        self.each(value, |walk, item| {
            walk.foretold.count(predicate);
            walk.value(item, active, term)
        })
    }

    fn list(
        &mut self,
        predicate: &str,
        value: &'a Value,
        active: &Arc<Active>,
        term: &Arc<Term>,
    ) -> Result<Vec<Value>, JsonLdError> {
        self.foretold.count(predicate);
        let items = self.each(value, |walk, item| {
            walk.foretold.count(foretold::RDF_FIRST);
            walk.foretold.count(foretold::RDF_REST);
            walk.value(item, active, term)
        })?;
        Ok(vec![json!({ "@list": items })])
    }

    fn graphs(
        &mut self,
        predicate: &str,
        value: &'a Value,
        active: &Arc<Active>,
        term: &Arc<Term>,
    ) -> Result<Vec<Value>, JsonLdError> {
        self.refuse_empty(value)?;
        self.each(value, |walk, item| {
            let Value::Object(node) = item else {
                return Err(walk.refuse("only an object has a graph of its own"));
            };
            walk.foretold.count(predicate);
            let before = walk.foretold.len();
            let outer = std::mem::replace(&mut walk.graph, walk.graphs);
            walk.graphs += 1;
            let expanded = walk.node(node, active, Some(term))?;
            walk.graph = outer;
            if walk.foretold.len() == before {
                return Err(walk.refuse("the object states nothing, so it would be dropped"));
            }
            Ok(json!({ "@graph": [expanded] }))
        })
    }

    /// A value that is no array: a node object, a value object, or a scalar.
    fn value(
        &mut self,
        value: &'a Value,
        active: &Arc<Active>,
        term: &Arc<Term>,
    ) -> Result<Value, JsonLdError> {
        match value {
            Value::Array(_) => Err(self.refuse("an array in an array is not supported")),
            Value::Object(object) => {
                let is = |key: &str| active.expand_iri(key, true).as_deref() == Some("@value");
                if object.keys().any(|key| is(key)) {
                    self.value_object(object, active)
                } else {
                    self.node(object, active, Some(term))
                }
            }
            scalar => {
                let active = self.scope(active, term, Scope::Property)?;
                self.scalar(scalar, &active, term)
            }
        }
    }
}
