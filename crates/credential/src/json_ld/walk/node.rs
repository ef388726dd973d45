//! Objects: nodes, and the objects that stand for values, lists and sets.

use std::sync::Arc;

use hashbrown::hash_map::Entry;
use schemas::json::Tree;

use super::{Members, Said, Target, Walk};
use crate::{
    json_ld::{
        JsonLdError, Mode,
        context::{Active, Scope, Term as Definition},
        keyword::Keyword,
        own_names::Looked,
        place::Part,
    },
    rdf::Term,
};

impl<'w, 'd> Walk<'w, 'd> {
    /// An object. `outer` is the active context at its place, `property` the term by which it is reached. Answers
    /// whether it was a list object.
    pub(super) fn object(
        &mut self,
        members: &'d Members<'d>,
        outer: &'w Arc<Active>,
        property: Option<&'w Arc<Definition>>,
        target: Option<Target>,
    ) -> Result<bool, JsonLdError> {
        let from_map = matches!(target, Some(Target::Mapped { .. }));
        let scope = self.context_of(members, outer, property, from_map)?;
        let begin = self.keywords.len();
        self.classify(members, scope, begin);
        let active = self.context_of_types(members, scope, begin)?;
        if active.aliases != scope.aliases {
            let types = |walk: &Self| {
                let kinds = walk.keywords[begin..].iter();
                kinds.filter(|kind| **kind == Some(Keyword::Type)).count()
            };
            let before = types(self);
            self.classify(members, active, begin);
            if types(self) != before {
                return Err(self.refuse("a type's context changes which key is @type"));
            }
        }
        let done = self.object_in(members, scope, active, property, target, begin);
        self.keywords.truncate(begin);
        done
    }

    /// An object whose contexts are known: `scope` without those of its types, `active` with them.
    fn object_in(
        &mut self,
        members: &'d Members<'d>,
        scope: &'w Arc<Active>,
        active: &'w Arc<Active>,
        property: Option<&'w Arc<Definition>>,
        target: Option<Target>,
        begin: usize,
    ) -> Result<bool, JsonLdError> {
        for (place, (key, value)) in members.iter().enumerate() {
            match (self.keywords[begin + place], target) {
                (Some(Keyword::Value), Some(target)) => {
                    let literal = self.value_object(members, scope, active)?;
                    self.put(target, literal)?;
                    return Ok(false);
                }
                (Some(Keyword::List), Some(target)) => {
                    self.alone(members, active, Keyword::List)?;
                    if let Target::Mapped { nodes: true } = target {
                        return Err(self.refuse("only an object can be indexed by a property"));
                    }
                    let property = self.property_here(property, active)?;
                    self.path.enter_member(key);
                    let list = self.list(value, active, property)?;
                    self.path.leave();
                    self.put(target, list)?;
                    return Ok(true);
                }
                (Some(Keyword::Set), Some(target)) => {
                    self.alone(members, active, Keyword::Set)?;
                    let target = match target {
                        Target::Mapped { nodes: true } => {
                            return Err(self.refuse("only an object can be indexed by a property"));
                        }
                        Target::OneOfList | Target::Mapped { nodes: false } => Target::Items,
                        other => other,
                    };
                    let property = self.property_here(property, active)?;
                    self.path.enter_member(key);
                    self.each(value, |walk, item| {
                        walk.value(item, active, property, target)
                    })?;
                    self.path.leave();
                    return Ok(false);
                }
                _ => {}
            }
        }
        let subject = self.node(members, scope, active, begin)?;
        if let Some(target) = target {
            self.put(target, subject)?;
        }
        Ok(false)
    }

    /// The term of the values in a list or set object. By the specification it is what the object's own context makes of
    /// it, and nothing where the context of a type has ended; engines keep the term.
    fn property_here(
        &self,
        property: Option<&'w Arc<Definition>>,
        active: &'w Active,
    ) -> Result<Option<&'w Arc<Definition>>, JsonLdError> {
        let Some(term) = property else {
            return Ok(None);
        };
        match active.term(&term.name) {
            Some(here) if Arc::ptr_eq(here, term) || here.same(term) => Ok(Some(here)),
            _ => Err(self.refuse(format!(
                "engines read values of {} differently in a list or set object: use an array",
                term.name
            ))),
        }
    }

    /// A list or set object has nothing else in it.
    fn alone(
        &self,
        members: &Members<'d>,
        active: &Active,
        keyword: Keyword,
    ) -> Result<(), JsonLdError> {
        let fits = |key: &str| {
            let found = active.keyword(key);
            found == Some(keyword) || (found == Some(Keyword::Context))
        };
        if members.iter().all(|(key, _)| fits(key)) {
            return Ok(());
        }
        Err(self.refuse(format!(
            "an object with {} has nothing beside it",
            keyword.as_str()
        )))
    }

    /// A node object: the node. `scope` is the context without those of its types.
    fn node(
        &mut self,
        members: &'d Members<'d>,
        scope: &'w Arc<Active>,
        active: &'w Arc<Active>,
        begin: usize,
    ) -> Result<Term, JsonLdError> {
        let mut subject = None;
        for (place, (key, value)) in members.iter().enumerate() {
            if self.keywords[begin + place] == Some(Keyword::Id) {
                self.path.enter_member(key);
                if subject.is_some() {
                    return Err(self.refuse("@id stands twice in one object"));
                }
                subject = Some(self.id(members, value, active)?);
                self.path.leave();
            }
        }
        let subject = match subject {
            Some(subject) => subject,
            None => self.blank(Part::Node)?,
        };
        self.top.get_or_insert(subject);
        let mut typed = false;
        for (place, (key, value)) in members.iter().enumerate() {
            self.path.enter_member(key);
            match self.keywords[begin + place] {
                None => self.property(key, value, active, subject)?,
                Some(Keyword::Context | Keyword::Id) => {}
                Some(Keyword::Type) if typed => {
                    return Err(self.refuse("@type stands twice in one object"));
                }
                Some(Keyword::Type) => {
                    typed = true;
                    self.types(value, scope, subject)?;
                }
                Some(Keyword::Nest) => self.nested(key, value, active, subject)?,
                Some(Keyword::Index) if self.mode == Mode::Safe && value.as_str().is_some() => {}
                Some(Keyword::Index) => {
                    return Err(self.refuse("@index says nothing that would be signed"));
                }
                Some(other) => {
                    return Err(self.refuse(format!("{} is not supported here", other.as_str())));
                }
            }
            self.path.leave();
        }
        Ok(subject)
    }

    fn id(
        &mut self,
        members: &'d Members<'d>,
        value: &'d Tree<'d>,
        active: &'w Active,
    ) -> Result<Term, JsonLdError> {
        let Tree::Text(text) = value else {
            return Err(self.refuse("an identifier is a string"));
        };
        let id = self.absolute(active.expand_iri(text, false))?;
        let subject = self.dataset.iri(&id);
        if members.len() == 1 || self.mode == Mode::Safe {
            return Ok(subject);
        }
        if self.contradicts((self.graph, id.into_owned()), members) {
            return Err(self.refuse(
                "another object with the same identifier says something else: the two would become one",
            ));
        }
        Ok(subject)
    }

    /// Whether an object says of its node something else than earlier ones did.
    fn contradicts(&mut self, node: (Term, String), members: &'d Members<'d>) -> bool {
        let mut said = match self.described.entry(node) {
            Entry::Vacant(first) => {
                first.insert(Said::Once(members));
                return false;
            }
            Entry::Occupied(said) => said,
        };
        if let Said::Once(first) = *said.get() {
            let first = first.iter().map(|(key, value)| (key.as_ref(), value));
            said.insert(Said::Often(first.collect()));
        }
        let Said::Often(said) = said.get_mut() else {
            return false;
        };
        members
            .iter()
            .any(|(key, value)| *said.entry(key.as_ref()).or_insert(value) != value)
    }

    fn types(
        &mut self,
        value: &'d Tree<'d>,
        scope: &'w Active,
        subject: Term,
    ) -> Result<(), JsonLdError> {
        self.each(value, |walk, name| {
            let Tree::Text(name) = name else {
                return Err(walk.refuse("a type is a string"));
            };
            let term = scope.term(name);
            let written = term.and_then(|term| Some((term, term.written.as_deref()?)));
            let iri = if let Some((term, written)) = written {
                walk.under_its_own_name(term.looked, written)?;
                walk.dataset.written(written)
            } else {
                let iri = walk.absolute(scope.expand_iri(name, true))?;
                walk.under_its_own_name(Looked::for_name(name, &iri), &iri)?;
                walk.dataset.iri(&iri)
            };
            let predicate = walk.rdf_type;
            walk.put(Target::Property { subject, predicate }, iri)
        })
    }

    /// `@nest`: its members are the node's, in the context of the term that stands for it.
    fn nested(
        &mut self,
        key: &'d str,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        subject: Term,
    ) -> Result<(), JsonLdError> {
        let active = match active.term(key) {
            Some(term) => self.scoped(active, term, active, Scope::Property)?,
            None => active,
        };
        self.each(value, |walk, nest| {
            let Tree::Object(members) = nest else {
                return Err(walk.refuse("a nested value is an object"));
            };
            for (key, value) in members {
                walk.path.enter_member(key);
                match active.keyword(key) {
                    None => {
                        walk.not_nested(active.term(key))?;
                        walk.property(key, value, active, subject)?;
                    }
                    Some(Keyword::Nest) => walk.nested(key, value, active, subject)?,
                    Some(other) => {
                        let other = other.as_str();
                        return Err(walk.refuse(format!("{other} is not supported in @nest")));
                    }
                }
                walk.path.leave();
            }
            Ok(())
        })
    }
}
