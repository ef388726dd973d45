//! Graphs made from bytes, canonicalised by two engines.

use std::collections::HashSet;

use credential::{
    rdf::{Dataset, Kind, Quad, Term},
    rdfc::{RdfcError, canonicalize},
};
use sophia_api::{
    quad::Spog,
    term::{BnodeId, IriRef, SimpleTerm},
};

use crate::{compare, generator::Choices};

/// Beyond so many, the other engine may take for ever.
const MAX_QUADS: usize = 24;
const IRIS: [&str; 3] = ["https://x.kz/a", "https://x.kz/b", "urn:x:c"];
const TEXTS: [&str; 4] = ["", "a \"b\"\\\n", "Үлгі\u{7f}", "\u{10ffff}\t"];

/// One term in the notation of both.
type Both = (Term, SimpleTerm<'static>);

/// Both engines give the same canonical form, or one of them refuses the work.
pub fn rdfc_agrees(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let mut ours = Dataset::default();
    let mut theirs: HashSet<Spog<SimpleTerm<'static>>> = HashSet::new();
    let mut blanks = Vec::new();
    for _ in 0..1 + choices.below(8) {
        blanks.push(ours.blank());
    }
    let mut quads = Vec::new();
    for _ in 0..1 + choices.below(MAX_QUADS) {
        if choices.chance(16)
            && let Some(quad) = quads.last()
        {
            // The same statement twice.
            ours.push(*quad);
            continue;
        }
        let subject = resource(&mut choices, &mut ours, &blanks);
        let predicate = iri(&mut choices, &mut ours);
        let object = match choices.below(8) {
            0 => literal(&mut choices, &mut ours),
            _ => resource(&mut choices, &mut ours, &blanks),
        };
        let graph = choices
            .chance(64)
            .then(|| resource(&mut choices, &mut ours, &blanks));
        let quad = Quad {
            subject: subject.0,
            predicate: predicate.0,
            object: object.0,
            graph: graph.as_ref().map_or(Term::DEFAULT_GRAPH, |graph| graph.0),
        };
        ours.push(quad);
        quads.push(quad);
        theirs.insert((
            [subject.1, predicate.1, object.1],
            graph.map(|graph| graph.1),
        ));
    }
    let canonical = match canonicalize(&ours) {
        Ok(canonical) => canonical.nquads,
        Err(RdfcError::Poisoned) => return,
        Err(other) => panic!("{other}"),
    };
    if related_twice(&theirs) {
        return;
    }
    if let Some(expected) = compare::canonical(compare::read(&canonical)) {
        assert_eq!(canonical, expected, "by oxrdf");
    }
    // sophia_c14n 0.10 counts a statement twice for a blank node that stands in it twice.
    let mut expected = Vec::new();
    if !theirs.iter().any(has_one_blank_twice)
        && sophia_c14n::rdfc10::normalize(&theirs, &mut expected).is_ok()
    {
        assert_eq!(canonical, String::from_utf8_lossy(&expected), "by sophia");
    }
}

/// Whether a blank node is related to another one twice in one way: by two statements in one graph, or by one in two
/// graphs. The specification makes a list of them, and `rdf-canonize` too; these two engines make a set.
fn related_twice(quads: &HashSet<Spog<SimpleTerm<'static>>>) -> bool {
    let mut seen = HashSet::new();
    for ([subject, predicate, object], graph) in quads {
        let places = [
            ('s', Some(predicate), Some(subject)),
            ('o', Some(predicate), Some(object)),
            ('g', None, graph.as_ref()),
        ];
        let blanks =
            places.map(|(place, by, term)| (place, by, term.filter(|term| is_blank(term))));
        let all: HashSet<_> = blanks.iter().filter_map(|(_, _, term)| *term).collect();
        for one in all {
            for (place, by, other) in &blanks {
                let other = other.filter(|other| *other != one);
                if other.is_some() && !seen.insert((one, *place, *by, other)) {
                    return true;
                }
            }
        }
    }
    false
}

fn is_blank(term: &SimpleTerm<'_>) -> bool {
    matches!(term, SimpleTerm::BlankNode(_))
}

fn has_one_blank_twice(([subject, _, object], graph): &Spog<SimpleTerm<'static>>) -> bool {
    let same = |a: &SimpleTerm<'_>, b: Option<&SimpleTerm<'_>>| is_blank(a) && Some(a) == b;
    same(subject, Some(object)) || same(subject, graph.as_ref()) || same(object, graph.as_ref())
}

fn iri(choices: &mut Choices<'_>, ours: &mut Dataset) -> Both {
    let iri = choices.one(&IRIS);
    (
        ours.iri(iri),
        SimpleTerm::Iri(IriRef::new_unchecked(iri.into())),
    )
}

fn resource(choices: &mut Choices<'_>, ours: &mut Dataset, blanks: &[Term]) -> Both {
    if choices.chance(32) {
        return iri(choices, ours);
    }
    let blank = blanks[choices.below(blanks.len())];
    let name = format!("b{}", blank.as_blank().unwrap_or_default());
    (
        blank,
        SimpleTerm::BlankNode(BnodeId::new_unchecked(name.into())),
    )
}

fn literal(choices: &mut Choices<'_>, ours: &mut Dataset) -> Both {
    use sophia_api::term::LanguageTag;
    const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    let text = choices.one(&TEXTS);
    let typed = |iri: &'static str| {
        SimpleTerm::LiteralDatatype(text.into(), IriRef::new_unchecked(iri.into()))
    };
    match choices.below(3) {
        0 => (ours.literal(text, Kind::Plain), typed(STRING)),
        1 => (ours.literal(text, Kind::Typed(IRIS[0])), typed(IRIS[0])),
        _ => (
            ours.literal(text, Kind::Language("kk")),
            SimpleTerm::LiteralLanguage(text.into(), LanguageTag::new_unchecked("kk".into()), None),
        ),
    }
}
