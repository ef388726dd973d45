//! A template: a document in which some strings may be others, and what its canonical form is then.

use std::borrow::Cow;

use hashbrown::HashSet;
use schemas::json::{Limits, Tree, parse_tree};

use super::{
    render::{Form, Scratch},
    skeleton::{self, Skeleton},
};
use crate::{
    contexts::Contexts,
    json_ld,
    json_ld::Mode,
    rdf::{Dataset, Term, escape},
};

/// What stands behind the value of a slot while a template is made.
pub(super) const MARK: &str = "__kualik_slot_";

/// What making a template needs.
#[derive(Clone, Copy)]
pub(super) struct Making<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) limits: Limits,
    pub(super) mode: Mode,
    /// Whether the documents have a proof.
    pub(super) secured: bool,
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The text of a literal.
    Literal,
    /// An identifier that begins so: with its scheme, and `//` where the sample has that, so that no context reads it
    /// otherwise.
    Iri(Box<str>),
    /// A string of the proof, which is no part of the document.
    OfProof,
}

/// A form for documents of one kind.
#[derive(Debug)]
pub(super) struct Template {
    /// The places of the slots among the sample's leaves.
    slots: Vec<usize>,
    /// With the slots as its only leaves.
    skeleton: Skeleton,
    kinds: Vec<Kind>,
    form: Form,
    /// Slots that are subjects of statements. Each must differ from the others, and from the subjects that are fixed.
    subjects: Vec<usize>,
    fixed_subjects: HashSet<Box<str>>,
    /// The sample, with marks in its slots.
    sample: Tree<'static>,
}

impl Template {
    /// Makes a template of a document, secured or not, by putting marks into the slots and looking for them in its
    /// statements; `None` when one of them shows elsewhere than as a whole term, or not at all.
    pub(super) fn make(sample: &Skeleton, slots: &[usize], making: &Making<'_>) -> Option<Self> {
        let skeleton = sample.with_slots(slots);
        let marked = skeleton.marked(|slot, text| {
            text.push_str(MARK);
            text.push_str(&slot.to_string());
            text.push_str("__");
        });
        // Marks make it longer.
        let mut limits = making.limits;
        limits.bytes = limits.bytes.saturating_add(marked.len());
        let sample = parse_tree(marked.as_bytes(), limits).ok()?.into_owned();
        let mut unsecured = sample.clone();
        let mut of_proof = Vec::new();
        if let Some(proof) = unsecured.take("proof") {
            marks(&proof, &mut of_proof);
        }
        let dataset = json_ld::to_rdf(&unsecured, making.contexts, making.mode).ok()?;
        let values: Vec<Cow<'_, str>> = skeleton
            .leaves()
            .iter()
            .map(|leaf| skeleton::read(leaf))
            .collect::<Option<_>>()?;
        let (kinds, subjects) = kinds(&dataset, &values, &of_proof)?;
        let form = Form::of(&dataset, |term| match slot_of(term, &values) {
            Found::Slot(open, slot, behind) => Some((open.to_owned(), slot, behind)),
            Found::Nothing | Found::Part => None,
        })?;
        let fixed = dataset.quads().iter().map(|quad| quad.subject);
        let fixed = fixed.map(|subject| dataset.text(subject));
        let fixed_subjects = fixed
            .filter(|text| !text.is_empty() && !text.contains(MARK))
            .map(|text| text[1..text.len() - 1].into())
            .collect();
        Some(Self {
            slots: slots.to_vec(),
            skeleton,
            kinds,
            form,
            subjects,
            fixed_subjects,
            sample,
        })
    }

    pub(super) fn slots(&self) -> &[usize] {
        &self.slots
    }

    pub(super) fn skeleton(&self) -> &Skeleton {
        &self.skeleton
    }

    /// The sample's context, which all documents have.
    pub(super) fn context(&self) -> Option<&Tree<'static>> {
        self.sample.get("@context")
    }

    /// The sample, and where each slot's string stands in it.
    pub(super) fn tree(&self) -> (Tree<'static>, Vec<Vec<usize>>) {
        let mut found = vec![Vec::new(); self.slots.len()];
        places(&self.sample, &mut Vec::new(), &mut found);
        (self.sample.clone(), found)
    }

    /// What the slots say; `None` when a string is none that JSON has, or an identifier that is not read as the sample's.
    pub(super) fn values<'t>(&self, leaves: &[&'t str]) -> Option<Vec<Cow<'t, str>>> {
        let mut values = Vec::with_capacity(leaves.len());
        for (leaf, kind) in leaves.iter().zip(&self.kinds) {
            let value = skeleton::read(leaf)?;
            match kind {
                Kind::Iri(scheme) if !fits(&value, scheme) => return None,
                _ => values.push(value),
            }
        }
        Some(values)
    }

    /// The SHA-256 of the document's canonical N-Quads; `None` when it takes the ordinary path to be certain.
    pub(super) fn document_hash(
        &self,
        values: &[Cow<'_, str>],
        scratch: &mut Scratch,
    ) -> Option<[u8; 32]> {
        let subject = |slot: &usize| &*values[*slot];
        for (place, slot) in self.subjects.iter().enumerate() {
            let own = subject(slot);
            let others = &mut self.subjects[..place].iter();
            if self.fixed_subjects.contains(own) || others.any(|other| subject(other) == own) {
                return None;
            }
        }
        let written = values
            .iter()
            .zip(&self.kinds)
            .map(|(value, kind)| match kind {
                Kind::Literal => escaped(Cow::Borrowed(value)),
                _ => Cow::Borrowed(&**value),
            });
        let written: Vec<Cow<'_, str>> = written.collect();
        let written: Vec<&str> = written.iter().map(|value| &**value).collect();
        self.form.hash(&written, scratch)
    }
}

/// The slots whose marks stand in a part of a document.
fn marks(tree: &Tree<'_>, found: &mut Vec<usize>) {
    match tree {
        Tree::Text(text) => {
            if let Some((_, behind)) = text.split_once(MARK)
                && let Some((number, _)) = behind.split_once("__")
            {
                found.extend(number.parse::<usize>());
            }
        }
        Tree::Array(items) => items.iter().for_each(|item| marks(item, found)),
        Tree::Object(members) => members.iter().for_each(|(_, member)| marks(member, found)),
        _ => {}
    }
}

/// The way to each mark: places of items and members.
fn places(tree: &Tree<'_>, way: &mut Vec<usize>, found: &mut [Vec<usize>]) {
    let mut below = |place: usize, tree: &Tree<'_>| {
        way.push(place);
        places(tree, way, found);
        way.pop();
    };
    match tree {
        Tree::Text(_) => {
            let mut slots = Vec::new();
            marks(tree, &mut slots);
            for slot in slots {
                if let Some(found) = found.get_mut(slot) {
                    found.clone_from(way);
                }
            }
        }
        Tree::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(p, item)| below(p, item)),
        Tree::Object(members) => {
            for (place, (_, member)) in members.iter().enumerate() {
                below(place, member);
            }
        }
        _ => {}
    }
}

/// The notation of a literal's text in N-Quads.
fn escaped(value: Cow<'_, str>) -> Cow<'_, str> {
    // As `escape` finds out what it has to look at.
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\' | 0x7f | 0xef);
    if value.bytes().all(plain) {
        return value;
    }
    let mut text = String::with_capacity(value.len() + 8);
    escape(&value, &mut text);
    Cow::Owned(text)
}

/// Whether an identifier is read as the sample's was.
fn fits(value: &str, scheme: &str) -> bool {
    let slashes = scheme.ends_with("//");
    value
        .strip_prefix(scheme)
        .is_some_and(|rest| slashes || !rest.starts_with("//"))
        && json_ld::is_absolute(value)
}

/// What a term has of the slots.
enum Found {
    Nothing,
    /// A whole literal's text or a whole identifier, with the text before and behind it.
    Slot(&'static str, usize, String),
    /// A mark in another place.
    Part,
}

fn slot_of(term: &str, values: &[Cow<'_, str>]) -> Found {
    let Some((before, marked)) = term.split_once(MARK) else {
        return Found::Nothing;
    };
    let (open, close) = match before.as_bytes().first() {
        Some(b'"') => ("\"", "\""),
        _ => ("<", ">"),
    };
    let found = || {
        let (number, behind) = marked.split_once("__")?;
        let slot: usize = number.parse().ok()?;
        let own = values.get(slot)?.clone();
        let own = if open == "\"" { escaped(own) } else { own };
        let ends = behind.strip_prefix(close)?;
        let whole = before.strip_prefix(open)? == own
            && !behind.contains(MARK)
            && (open == "\"" || ends.is_empty());
        whole.then(|| Found::Slot(open, slot, behind.to_owned()))
    };
    found().unwrap_or(Found::Part)
}

/// What each slot holds, and which are subjects.
fn kinds(
    dataset: &Dataset,
    values: &[Cow<'_, str>],
    of_proof: &[usize],
) -> Option<(Vec<Kind>, Vec<usize>)> {
    let mut kinds: Vec<Option<Kind>> = vec![None; values.len()];
    for slot in of_proof {
        *kinds.get_mut(*slot)? = Some(Kind::OfProof);
    }
    let mut subjects = Vec::new();
    for quad in dataset.quads() {
        if dataset.text(quad.predicate).contains(MARK) {
            return None;
        }
        for term in [quad.subject, quad.object, quad.graph] {
            if term == Term::DEFAULT_GRAPH || term.as_blank().is_some() {
                continue;
            }
            let (open, slot) = match slot_of(dataset.text(term), values) {
                Found::Nothing => continue,
                Found::Part => return None,
                Found::Slot(open, slot, _) => (open, slot),
            };
            let kind = match open {
                "\"" => Kind::Literal,
                _ => Kind::Iri(scheme(&values[slot])?.into()),
            };
            if kinds[slot].as_ref().is_some_and(|known| *known != kind) {
                return None;
            }
            kinds[slot] = Some(kind);
            if term == quad.subject && !subjects.contains(&slot) {
                subjects.push(slot);
            }
        }
    }
    Some((kinds.into_iter().collect::<Option<_>>()?, subjects))
}

/// The scheme of an identifier with its colon, and the slashes behind it.
fn scheme(iri: &str) -> Option<&str> {
    let colon = iri.find(':')?;
    let slashes = iri[colon + 1..].starts_with("//");
    Some(&iri[..colon + 1 + if slashes { 2 } else { 0 }])
}
