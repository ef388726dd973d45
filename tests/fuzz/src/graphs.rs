//! Graphs made from bytes, canonicalised by several engines.

use std::collections::HashSet;

use credential::{
    rdf::{self, Dataset, Kind},
    rdfc::{RdfcError, canonicalize},
};
use itertools::Itertools;
use sophia_api::{
    quad::Spog,
    term::{BnodeId, IriRef, LanguageTag, SimpleTerm},
};

use crate::{compare, generator::Choices};

/// Beyond so many, the other engines may take for ever.
const MAX_QUADS: usize = 24;
const BLANKS: usize = 8;
const AS_NUMBERED: [usize; BLANKS] = [0, 1, 2, 3, 4, 5, 6, 7];
const REVERSED: [usize; BLANKS] = [7, 6, 5, 4, 3, 2, 1, 0];
const IRIS: [&str; 3] = ["https://x.kz/a", "https://x.kz/b", "urn:x:c"];
const TEXTS: [&str; 4] = ["", "a \"b\"\\\n", "Үлгі\u{7f}", "\u{10ffff}\t"];
const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Term {
    Iri(&'static str),
    Blank(usize),
    Plain(&'static str),
    Typed(&'static str),
    InKazakh(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Quad {
    subject: Term,
    predicate: Term,
    object: Term,
    graph: Option<Term>,
}

impl Quad {
    /// The blank nodes, with the place and the predicate by which they are related to the others.
    fn blanks(&self) -> impl Iterator<Item = (char, Option<Term>, Term)> {
        let places = [
            ('s', Some(self.predicate), Some(self.subject)),
            ('o', Some(self.predicate), Some(self.object)),
            ('g', None, self.graph),
        ];
        places
            .into_iter()
            .filter_map(|(place, by, term)| match term {
                Some(blank @ Term::Blank(_)) => Some((place, by, blank)),
                _ => None,
            })
    }

    /// Whether the graph is all that tells this relation of blank nodes from another one.
    fn is_tied(&self) -> bool {
        self.graph.is_some() && self.blanks().count() > 1
    }

    fn has_one_blank_twice(&self) -> bool {
        let all: Vec<Term> = self.blanks().map(|(_, _, blank)| blank).collect();
        all.len() > all.iter().collect::<HashSet<_>>().len()
    }
}

/// All engines give the same canonical form, or one of them refuses the work, or RDFC-1.0 itself leaves it open.
pub fn rdfc_agrees(bytes: &[u8]) {
    let quads = quads(&mut Choices::of(bytes));
    let forms = [AS_NUMBERED, REVERSED].map(|numbers| form(&quads, &numbers));
    let [Some(canonical), Some(reversed)] = forms else {
        return;
    };
    if canonical != reversed {
        assert!(quads.iter().any(Quad::is_tied), "{canonical}\n{reversed}");
        return;
    }
    if related_twice(&quads) {
        return;
    }
    let agree = |expected: &str, whose: &str| {
        if canonical != expected && !is_left_open(&quads, &canonical) {
            assert_eq!(canonical, expected, "by {whose}");
        }
    };
    if let Some(expected) = compare::canonical(compare::read(&canonical)) {
        agree(&expected, "oxrdf");
    }
    // sophia_c14n 0.10 counts a statement twice for a blank node that stands in it twice.
    let mut expected = Vec::new();
    if !quads.iter().any(Quad::has_one_blank_twice)
        && sophia_c14n::rdfc10::normalize(&in_sophia(&quads), &mut expected).is_ok()
    {
        agree(&String::from_utf8_lossy(&expected), "sophia");
    }
}

/// Our canonical form of the quads, or `None` where it is refused as too much work. `numbers` says which blank node is
/// which.
fn form(quads: &[Quad], numbers: &[usize]) -> Option<String> {
    match canonicalize(&dataset(quads, numbers)) {
        Ok(canonical) => Some(canonical.nquads),
        Err(RdfcError::Poisoned) => None,
        Err(other) => panic!("{other}"),
    }
}

/// Whether the form depends on the order in which the blank nodes come. RDFC-1.0 is at its end where nodes are told
/// apart by nothing but the graph in which two of them are related, or which of them is the graph's name: the hash of a
/// related node (section 4.7.3) leaves the graph out.
fn is_left_open(quads: &[Quad], canonical: &str) -> bool {
    quads.iter().any(Quad::is_tied)
        && AS_NUMBERED
            .into_iter()
            .permutations(BLANKS)
            .filter_map(|numbers| form(quads, &numbers))
            .any(|other| other != canonical)
}
/// Whether a blank node is related to another one twice in one way: by two statements in one graph, or by one in two
/// graphs. The specification makes a list of them, and `rdf-canonize` too; the engines here make a set.
fn related_twice(quads: &[Quad]) -> bool {
    let quads: HashSet<&Quad> = quads.iter().collect();
    let mut seen = HashSet::new();
    quads.iter().any(|quad| {
        let nodes: HashSet<Term> = quad.blanks().map(|(_, _, blank)| blank).collect();
        nodes.iter().any(|node| {
            let mut others = quad.blanks().filter(|(_, _, other)| other != node);
            others.any(|relation| !seen.insert((*node, relation)))
        })
    })
}

fn quads(choices: &mut Choices<'_>) -> Vec<Quad> {
    let blanks = 1 + choices.below(BLANKS);
    let mut quads: Vec<Quad> = Vec::new();
    for _ in 0..1 + choices.below(MAX_QUADS) {
        if choices.chance(16)
            && let Some(quad) = quads.last().copied()
        {
            quads.push(quad);
            continue;
        }
        let quad = Quad {
            subject: resource(choices, blanks),
            predicate: Term::Iri(choices.one(&IRIS)),
            object: match choices.below(8) {
                0 => literal(choices),
                _ => resource(choices, blanks),
            },
            graph: choices.chance(64).then(|| resource(choices, blanks)),
        };
        quads.push(quad);
    }
    quads
}

fn resource(choices: &mut Choices<'_>, blanks: usize) -> Term {
    if choices.chance(32) {
        return Term::Iri(choices.one(&IRIS));
    }
    Term::Blank(choices.below(blanks))
}

fn literal(choices: &mut Choices<'_>) -> Term {
    let text = choices.one(&TEXTS);
    match choices.below(3) {
        0 => Term::Plain(text),
        1 => Term::Typed(text),
        _ => Term::InKazakh(text),
    }
}

/// The quads in our notation; `numbers` says which blank node is which.
fn dataset(quads: &[Quad], numbers: &[usize]) -> Dataset {
    let mut dataset = Dataset::default();
    let blanks: Vec<rdf::Term> = (0..BLANKS).map(|_| dataset.blank()).collect();
    for quad in quads {
        let mut term = |term: Term| match term {
            Term::Iri(iri) => dataset.iri(iri),
            Term::Blank(blank) => blanks[numbers[blank]],
            Term::Plain(text) => dataset.literal(text, Kind::Plain),
            Term::Typed(text) => dataset.literal(text, Kind::Typed(IRIS[0])),
            Term::InKazakh(text) => dataset.literal(text, Kind::Language("kk")),
        };
        let quad = rdf::Quad {
            subject: term(quad.subject),
            predicate: term(quad.predicate),
            object: term(quad.object),
            graph: quad.graph.map_or(rdf::Term::DEFAULT_GRAPH, term),
        };
        dataset.push(quad);
    }
    dataset
}

/// The quads in sophia's notation.
fn in_sophia(quads: &[Quad]) -> HashSet<Spog<SimpleTerm<'static>>> {
    let iri = |iri: &'static str| IriRef::new_unchecked(iri.into());
    let term = |term: Term| match term {
        Term::Iri(text) => SimpleTerm::Iri(iri(text)),
        Term::Blank(blank) => {
            SimpleTerm::BlankNode(BnodeId::new_unchecked(format!("b{blank}").into()))
        }
        Term::Plain(text) => SimpleTerm::LiteralDatatype(text.into(), iri(STRING)),
        Term::Typed(text) => SimpleTerm::LiteralDatatype(text.into(), iri(IRIS[0])),
        Term::InKazakh(text) => {
            SimpleTerm::LiteralLanguage(text.into(), LanguageTag::new_unchecked("kk".into()), None)
        }
    };
    let quad = |quad: &Quad| {
        let spo = [quad.subject, quad.predicate, quad.object].map(term);
        (spo, quad.graph.map(term))
    };
    quads.iter().map(quad).collect()
}
