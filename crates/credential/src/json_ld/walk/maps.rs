//! Maps by language and by index, and graphs of their own.

use std::sync::Arc;

use schemas::json::Tree;

use super::{Target, Walk};
use crate::{
    json_ld::{
        JsonLdError, Mode,
        context::{Active, Direction, OfText, Term as Definition},
        keyword::Keyword,
        place::Part,
    },
    rdf::{Kind, Term},
};

impl<'w, 'd> Walk<'w, 'd> {
    /// A language map: each key a language, each value a string or an array of strings.
    pub(super) fn language_map(
        &mut self,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        term: &'w Arc<Definition>,
        target: Target,
    ) -> Result<(), JsonLdError> {
        let Tree::Object(map) = value else {
            return self.each(value, |walk, item| {
                walk.value(item, active, Some(term), target)
            });
        };
        self.not_empty(map.is_empty())?;
        self.without_context(term)?;
        let direction = match &term.direction {
            OfText::OfContext => active.direction,
            OfText::Nothing => None,
            OfText::Own(direction) => Some(*direction),
        };
        for (tag, texts) in map {
            self.path.enter_member(tag);
            let language = match active.keyword(tag) {
                Some(Keyword::None) => None,
                _ => Some(self.language_tag(tag)?),
            };
            self.each(texts, |walk, text| {
                let Tree::Text(text) = text else {
                    return Err(walk.refuse("a text in a language is a string"));
                };
                let literal = walk.text(text, language.as_deref(), direction);
                walk.put(target, literal)
            })?;
            self.path.leave();
        }
        Ok(())
    }

    /// An index map. Its keys are values of a property where the term says so, and otherwise stand in no statement.
    pub(super) fn index_map(
        &mut self,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        term: &'w Arc<Definition>,
        target: Target,
    ) -> Result<(), JsonLdError> {
        let Tree::Object(map) = value else {
            return Err(self.refuse("an index map is an object"));
        };
        self.not_empty(map.is_empty())?;
        self.without_context(term)?;
        let by_property = match term.index.as_deref() {
            None | Some("@index") => None,
            Some(name) => Some((name, self.absolute(active.expand_iri(name, true))?)),
        };
        for (index, values) in map {
            self.path.enter_member(index);
            let none = active.keyword(index) == Some(Keyword::None);
            if by_property.is_none() && !none && self.mode == Mode::Strict {
                return Err(self.refuse("the key of this map would not be signed"));
            }
            let begin = self.items.len();
            let nodes = by_property.is_some() && !none;
            self.each(values, |walk, item| {
                walk.value(item, active, Some(term), Target::Mapped { nodes })
            })?;
            for item in self.items.split_off(begin) {
                if let Some((name, iri)) = by_property.as_ref().filter(|_| !none) {
                    if self.dataset.text(item).starts_with('"') {
                        return Err(self.refuse("only an object can be indexed by a property"));
                    }
                    let predicate = self.dataset.iri(iri);
                    let index = Tree::Text(index.as_ref().into());
                    let key = self.expanded(&index, active, active.term(name))?;
                    self.quad(item, predicate, key)?;
                }
                self.put(target, item)?;
            }
            self.path.leave();
        }
        Ok(())
    }

    /// Objects with a graph of their own.
    pub(super) fn graphs(
        &mut self,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        term: &'w Arc<Definition>,
        target: Target,
    ) -> Result<(), JsonLdError> {
        self.each(value, |walk, item| {
            let Tree::Object(members) = item else {
                return Err(walk.refuse("only an object has a graph of its own"));
            };
            let name = walk.blank(Part::Graph)?;
            walk.put(target, name)?;
            let before = walk.dataset.quads().len();
            let outer = std::mem::replace(&mut walk.graph, name);
            walk.object(members, active, Some(term), None)?;
            walk.graph = outer;
            if walk.dataset.quads().len() == before {
                return Err(walk.refuse("the object states nothing, so it would be dropped"));
            }
            Ok(())
        })
    }

    /// Whether keys of a map belong to the scoped context of its term, the specification and engines answer differently.
    fn without_context(&self, term: &Definition) -> Result<(), JsonLdError> {
        if term.context.is_some() {
            return Err(
                self.refuse("a map whose term has a context is read differently by engines")
            );
        }
        Ok(())
    }

    fn not_empty(&self, empty: bool) -> Result<(), JsonLdError> {
        if empty && self.mode == Mode::Strict {
            return Err(self.refuse("an empty object would be dropped: leave it out"));
        }
        Ok(())
    }

    /// A string in a language, with a direction as an i18n datatype.
    pub(super) fn text(
        &mut self,
        text: &str,
        language: Option<&str>,
        direction: Option<Direction>,
    ) -> Term {
        match (language, direction) {
            (None, None) => self.dataset.literal(text, Kind::Plain),
            (Some(tag), None) => self.dataset.literal(text, Kind::Language(tag)),
            (tag, Some(direction)) => {
                let tag = tag.unwrap_or_default();
                let direction = direction.as_str();
                let datatype = format!("https://www.w3.org/ns/i18n#{tag}_{direction}");
                self.dataset.literal(text, Kind::Typed(&datatype))
            }
        }
    }
}
