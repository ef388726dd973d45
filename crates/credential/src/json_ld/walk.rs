//! From the document to statements: expansion ([section 5.1](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)), node
//! map generation and deserialization in one walk.

mod contexts;
mod literal;
mod looked_for;
mod maps;
mod node;
mod path;

use std::sync::Arc;

use hashbrown::HashMap;
use schemas::json::Tree;
use typed_arena::Arena;

use self::path::Path;
use super::{
    JsonLdError, Mode,
    context::{Active, Container, Key, Kind, Snapshot, Term as Definition},
    keyword::Keyword,
    own_names::Looked,
    place::{Part, Place},
};
use crate::{
    contexts::Contexts,
    rdf::{Dataset, Quad, Term},
};

const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
const RDF_FIRST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
const RDF_REST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
const RDF_NIL: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";

/// The most bytes of terms: a few short keys may stand for much.
const MAX_WRITTEN: usize = 16 << 20;
/// The most bytes of statements, in which a term may stand often, and of the places of blank nodes.
const MAX_STATED: usize = 32 << 20;

/// The statements of `document`, under `context` where it has none of its own.
pub(super) fn to_rdf(
    document: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Dataset, JsonLdError> {
    run(document, context, contexts, mode, None).map(|(dataset, _)| dataset)
}

/// The statements of `document` and the place of each blank node.
pub(super) fn to_rdf_with_places(
    document: &Tree<'_>,
    contexts: &Contexts,
    mode: Mode,
) -> Result<(Dataset, Vec<Place>), JsonLdError> {
    let (dataset, places) = run(document, None, contexts, mode, Some(Vec::new()))?;
    Ok((dataset, places.unwrap_or_default()))
}

fn run(
    document: &Tree<'_>,
    context: Option<&Tree<'_>>,
    contexts: &Contexts,
    mode: Mode,
    places: Option<Vec<Place>>,
) -> Result<(Dataset, Option<Vec<Place>>), JsonLdError> {
    let snapshot = contexts.cache().snapshot();
    let arena = Arena::new();
    let mut dataset = Dataset::with_room_for(if context.is_some() { 8 } else { 128 });
    let rdf_type = dataset.written(RDF_TYPE);
    let mut walk = Walk {
        contexts,
        known: &snapshot,
        arena: &arena,
        found: HashMap::new(),
        copied_terms: 0,
        stated: 0,
        top: None,
        mode,
        path: Path::default(),
        dataset,
        places,
        rdf_type,
        graph: Term::DEFAULT_GRAPH,
        items: Vec::new(),
        keywords: Vec::new(),
        described: HashMap::new(),
    };
    let Tree::Object(members) = document else {
        return Err(walk.refuse("the document is no object"));
    };
    let outer = match context {
        Some(context) => walk.own_context(Active::initial(), context)?,
        None => Active::initial(),
    };
    walk.object(members, outer, None, None)?;
    if walk.dataset.quads().is_empty() {
        return Err(walk.refuse("the document states nothing that could be signed"));
    }
    let Walk {
        found,
        dataset,
        places,
        ..
    } = walk;
    let pinned = found.into_iter().filter(|(_, active)| active.pinned);
    let pinned = pinned.map(|(key, active)| (key, Arc::clone(active)));
    contexts.cache().keep(pinned.collect());
    Ok((dataset, places))
}

/// The members of an object.
type Members<'d> = [(std::borrow::Cow<'d, str>, Tree<'d>)];

/// What was said of a node with an id, in one object or in several.
enum Said<'d> {
    Once(&'d Members<'d>),
    Often(HashMap<&'d str, &'d Tree<'d>>),
}

/// Where a value belongs.
#[derive(Clone, Copy)]
enum Target {
    /// To a property of a node.
    Property { subject: Term, predicate: Term },
    /// To the list, or another collection, whose items stand in [`Walk::items`].
    Items,
    /// Likewise, as the one value of a term that makes lists: a list is that value itself.
    OneOfList,
    /// Likewise, as a value in an index map, which is no list where the `nodes` of the map have its key for a property.
    Mapped { nodes: bool },
}

struct Walk<'w, 'd> {
    contexts: &'w Contexts,
    /// Contexts that earlier walks processed.
    known: &'w Snapshot,
    /// Those that this one processed.
    arena: &'w Arena<Arc<Active>>,
    found: HashMap<Key, &'w Arc<Active>>,
    copied_terms: usize,
    /// Bytes of the statements and places so far.
    stated: usize,
    /// The node that the document is.
    top: Option<Term>,
    mode: Mode,
    path: Path<'d>,
    dataset: Dataset,
    /// Of each blank node, where they are asked for.
    places: Option<Vec<Place>>,
    rdf_type: Term,
    /// The graph in which the walk is.
    graph: Term,
    items: Vec<Term>,
    /// The keywords that the keys of the objects stand for, in which the walk is.
    keywords: Vec<Option<Keyword>>,
    /// The descriptions of each node with an id: they become one in RDF.
    described: HashMap<(Term, String), Said<'d>>,
}

impl<'w, 'd> Walk<'w, 'd> {
    fn refuse(&self, problem: impl Into<String>) -> JsonLdError {
        JsonLdError::Unsafe {
            pointer: self.path.to_string(),
            problem: problem.into(),
        }
    }

    fn quad(&mut self, subject: Term, predicate: Term, object: Term) -> Result<(), JsonLdError> {
        let graph = self.graph;
        let terms = [subject, predicate, object, graph];
        let length: usize = terms.into_iter().map(Term::length).sum();
        self.dataset.push(Quad {
            subject,
            predicate,
            object,
            graph,
        });
        self.book(length)
    }

    /// Books what is stated, as long as little of the document does not make much.
    fn book(&mut self, stated: usize) -> Result<(), JsonLdError> {
        self.stated += stated;
        if self.stated > MAX_STATED || self.dataset.size() > MAX_WRITTEN {
            return Err(self.refuse("the document becomes too large when its terms are expanded"));
        }
        Ok(())
    }

    /// A new blank node for what stands here.
    fn blank(&mut self, part: Part) -> Result<Term, JsonLdError> {
        if let Some(places) = &mut self.places {
            let pointer = self.path.to_string();
            let length = pointer.len();
            places.push(Place { pointer, part });
            self.book(length)?;
        }
        Ok(self.dataset.blank())
    }

    fn put(&mut self, target: Target, value: Term) -> Result<(), JsonLdError> {
        match target {
            Target::Property { subject, predicate } => self.quad(subject, predicate, value),
            Target::Items | Target::OneOfList | Target::Mapped { .. } => {
                self.items.push(value);
                self.book(0)
            }
        }
    }

    /// Each item of an array with its place on the path, or the one value that stands without an array.
    fn each(
        &mut self,
        value: &'d Tree<'d>,
        mut walk: impl FnMut(&mut Self, &'d Tree<'d>) -> Result<(), JsonLdError>,
    ) -> Result<(), JsonLdError> {
        let Tree::Array(items) = value else {
            return walk(self, value);
        };
        if items.is_empty() && self.mode == Mode::Strict {
            return Err(self.refuse("an empty array would be dropped: leave it out"));
        }
        for (place, item) in items.iter().enumerate() {
            self.path.enter_item(place);
            walk(self, item)?;
            self.path.leave();
        }
        Ok(())
    }

    /// The values of a key that is no keyword.
    fn property(
        &mut self,
        key: &'d str,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        subject: Term,
    ) -> Result<(), JsonLdError> {
        let definition = active.term(key);
        let predicate = if let Some(term) = definition {
            let written = term.written.as_deref();
            let written = written.ok_or_else(|| self.undefined(term.iri.as_deref()))?;
            if term.looked != Looked::NotFor {
                self.stands_where_it_is_looked_for(term.looked, written, subject)?;
            }
            self.dataset.written(written)
        } else {
            let iri = self.absolute(active.expand_iri(key, true))?;
            self.under_its_own_name(Looked::for_name(key, &iri), &iri)?;
            self.dataset.iri(&iri)
        };
        self.book(0)?;
        let target = Target::Property { subject, predicate };
        let Some(term) = definition else {
            return self.each(value, |walk, item| walk.value(item, active, None, target));
        };
        if term.reverse {
            return Err(self.refuse("reverse properties are not supported"));
        }
        if term.kind == Kind::Json {
            let literal = self.json(value)?;
            return self.put(target, literal);
        }
        match term.container {
            Container::Set => self.each(value, |walk, item| {
                walk.value(item, active, Some(term), target)
            }),
            Container::List => {
                let list = match value {
                    Tree::Object(members) => self.list_of_one(members, active, term)?,
                    _ => self.list(value, active, Some(term))?,
                };
                self.put(target, list)
            }
            Container::Language => self.language_map(value, active, term, target),
            Container::Index => self.index_map(value, active, term, target),
            Container::Graph => self.graphs(value, active, term, target),
            Container::Unsupported => Err(self.refuse("containers of this kind are not supported")),
        }
    }

    /// A value that is no array: a node object, a value object, a list or set object, or a scalar.
    fn value(
        &mut self,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        term: Option<&'w Arc<Definition>>,
        target: Target,
    ) -> Result<(), JsonLdError> {
        match value {
            Tree::Array(_) => Err(self.refuse("an array in an array is not supported")),
            Tree::Object(members) => {
                self.object(members, active, term, Some(target))?;
                Ok(())
            }
            scalar => {
                let literal = self.scalar(scalar, active, term)?;
                self.put(target, literal)
            }
        }
    }

    /// The head of a list with the items of `value`; a list in a list is one of its items.
    fn list(
        &mut self,
        value: &'d Tree<'d>,
        active: &'w Arc<Active>,
        term: Option<&'w Arc<Definition>>,
    ) -> Result<Term, JsonLdError> {
        let begin = self.items.len();
        if let Tree::Array(items) = value {
            for (place, item) in items.iter().enumerate() {
                self.path.enter_item(place);
                // Other arrays in arrays are of one list to some engines, and of two to others.
                let nests = term.is_some_and(|term| term.container == Container::List);
                if nests && let Tree::Array(_) = item {
                    let inner = self.list(item, active, term)?;
                    self.put(Target::Items, inner)?;
                } else {
                    self.value(item, active, term, Target::Items)?;
                }
                self.path.leave();
            }
        } else {
            self.value(value, active, term, Target::Items)?;
        }
        let items = self.items.split_off(begin);
        self.linked(items)
    }

    /// The list that an object in the place of a list is, or that has it as its only item.
    fn list_of_one(
        &mut self,
        members: &'d Members<'d>,
        active: &'w Arc<Active>,
        term: &'w Arc<Definition>,
    ) -> Result<Term, JsonLdError> {
        let begin = self.items.len();
        let is_list = self.object(members, active, Some(term), Some(Target::OneOfList))?;
        let mut items = self.items.split_off(begin);
        match items.pop() {
            Some(list) if is_list => Ok(list),
            last => {
                items.extend(last);
                self.linked(items)
            }
        }
    }

    /// The head of a list of `items`.
    fn linked(&mut self, items: Vec<Term>) -> Result<Term, JsonLdError> {
        let mut rest = self.dataset.written(RDF_NIL);
        let [to_first, to_rest] = [RDF_FIRST, RDF_REST].map(|iri| self.dataset.written(iri));
        for (place, item) in items.into_iter().enumerate().rev() {
            let cell = self.blank(Part::Cell(place))?;
            self.quad(cell, to_first, item)?;
            self.quad(cell, to_rest, rest)?;
            rest = cell;
        }
        Ok(rest)
    }
}
