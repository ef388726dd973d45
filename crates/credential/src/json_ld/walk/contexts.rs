//! Which context is in force at an object: steps 7 to 11 of expansion.

use std::sync::Arc;

use schemas::json::Tree;
use serde_json::Value;

use super::{Members, Walk};
use crate::json_ld::{
    JsonLdError,
    context::{Active, Key, Scope, Term as Definition},
    keyword::Keyword,
};

/// Terms that may be copied from context to context, one by one cheap: a presentation of twenty certificates
/// takes some ten thousand.
const MAX_COPIED_TERMS: usize = 1_000_000;
/// The longest list of context URLs that is remembered.
const MAX_OWN: usize = 4096;

impl<'w, 'd> Walk<'w, 'd> {
    /// Steps 7 to 9: back to the previous context, except `from_map`, the property's context, the object's own.
    pub(super) fn context_of(
        &mut self,
        members: &'d Members<'d>,
        outer: &'w Arc<Active>,
        property: Option<&'w Arc<Definition>>,
        from_map: bool,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        let mut active = outer;
        if let Some(previous) = outer.previous.as_ref().filter(|_| !from_map) {
            let is = |keyword: Keyword| {
                move |(key, _): &(std::borrow::Cow<'d, str>, Tree<'d>)| {
                    outer.keyword(key) == Some(keyword)
                }
            };
            let has_value = members.iter().any(is(Keyword::Value));
            let only_id = members.len() == 1 && members.iter().all(is(Keyword::Id));
            if !has_value && !only_id {
                active = previous;
            }
        }
        if let Some(term) = property {
            active = self.scoped(active, term, outer, Scope::Property)?;
        }
        let own = |key: &str| key.starts_with('@') && key == "@context";
        match members.iter().find(|(key, _)| own(key)) {
            None => Ok(active),
            Some((_, own)) => {
                self.path.enter_member("@context");
                let active = self.own_context(active, own)?;
                self.path.leave();
                Ok(active)
            }
        }
    }

    /// What the keys of an object stand for, behind `begin` in [`Walk::keywords`].
    pub(super) fn classify(&mut self, members: &'d Members<'d>, active: &Active, begin: usize) {
        self.keywords.truncate(begin);
        let keywords = members.iter().map(|(key, _)| active.keyword(key));
        self.keywords.extend(keywords);
    }

    /// Steps 10 and 11: the contexts of the object's types, in the order of the types' names.
    pub(super) fn context_of_types(
        &mut self,
        members: &'d Members<'d>,
        scope: &'w Arc<Active>,
        begin: usize,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        let mut active = scope;
        let keywords = self.keywords[begin..].iter().zip(members);
        let typed = |(keyword, _): &(&Option<Keyword>, _)| **keyword == Some(Keyword::Type);
        let mut keys: Vec<&(_, Tree<'_>)> =
            keywords.filter(typed).map(|(_, member)| member).collect();
        keys.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        for (_, value) in keys {
            match value {
                Tree::Text(name) => active = self.context_of_type(name, scope, active)?,
                Tree::Array(names) => {
                    let mut names: Vec<&str> = names.iter().filter_map(Tree::as_str).collect();
                    names.sort_unstable();
                    for name in names {
                        active = self.context_of_type(name, scope, active)?;
                    }
                }
                _ => {}
            }
        }
        Ok(active)
    }

    fn context_of_type(
        &mut self,
        name: &str,
        scope: &'w Arc<Active>,
        active: &'w Arc<Active>,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        match scope.term(name) {
            Some(term) => self.scoped(active, term, scope, Scope::Type),
            None => Ok(active),
        }
    }

    /// A term's scoped context, processed once for each active context that it meets. The term is one of `defining`.
    pub(super) fn scoped(
        &mut self,
        active: &'w Arc<Active>,
        term: &'w Arc<Definition>,
        defining: &Active,
        scope: Scope,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        let Some(context) = &term.context else {
            return Ok(active);
        };
        let key = Key::Scoped(active.id, term.id, scope);
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let pinned = active.pinned && defining.pinned;
        self.process(key, active, context, scope, pinned)
    }

    /// The value of an object's own `@context`.
    pub(super) fn own_context(
        &mut self,
        active: &'w Arc<Active>,
        own: &Tree<'_>,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        let items = own.items();
        let mut urls = String::new();
        for url in items {
            match url.as_str() {
                Some(url) if urls.len() + url.len() < MAX_OWN && !url.contains('\n') => {
                    urls.push_str(url);
                    urls.push('\n');
                }
                _ => {
                    urls.clear();
                    break;
                }
            }
        }
        if urls.is_empty() {
            // Objects among them: they are a stranger's, and remembered nowhere.
            let local = Value::from(own.clone());
            let processed = self.processed(active, &local, Scope::Embedded, false)?;
            return Ok(self.arena.alloc(processed));
        }
        let key = Key::Own(active.id, urls.into());
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let local = Value::from(own.clone());
        self.process(key, active, &local, Scope::Embedded, active.pinned)
    }

    fn known(&self, key: &Key) -> Option<&'w Arc<Active>> {
        self.known.get(key).or_else(|| self.found.get(key).copied())
    }

    fn process(
        &mut self,
        key: Key,
        active: &'w Arc<Active>,
        context: &Value,
        scope: Scope,
        pinned: bool,
    ) -> Result<&'w Arc<Active>, JsonLdError> {
        let processed = self.processed(active, context, scope, pinned)?;
        let processed = self.arena.alloc(processed);
        self.found.insert(key, processed);
        Ok(processed)
    }

    /// Processes a context, as long as hostile ones do not make it long.
    fn processed(
        &mut self,
        active: &Arc<Active>,
        context: &Value,
        scope: Scope,
        pinned: bool,
    ) -> Result<Arc<Active>, JsonLdError> {
        let entries = context.as_array().map_or(1, Vec::len);
        self.copied(active.len().saturating_mul(entries + 1) + values(context))?;
        let processed = active.process(context, scope, pinned, self.contexts)?;
        self.copied(processed.len().saturating_mul(entries))?;
        Ok(processed)
    }

    fn copied(&mut self, terms: usize) -> Result<(), JsonLdError> {
        self.copied_terms = self.copied_terms.saturating_add(terms);
        if self.copied_terms > MAX_COPIED_TERMS {
            return Err(self.refuse("the contexts are too large for the number of objects"));
        }
        Ok(())
    }
}

/// How many values a context is made of, those of scoped contexts in it too.
fn values(context: &Value) -> usize {
    match context {
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(values).sum::<usize>(),
        _ => 1,
    }
}
