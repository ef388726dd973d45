//! `vectors/rdf-canon`: RDFC-1.0, canonical forms and labels.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use credential::{
    rdf::{self, Kind, Term},
    rdfc::{Canonical, RdfcError, canonicalize, canonicalize_with},
};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term as Object};
use sha2::Sha384;

const FOLDER: &str = "vectors/rdf-canon";

/// A dataset, and the names of its blank nodes in the order of their numbers.
fn read(path: &str) -> (rdf::Dataset, Vec<String>) {
    let text = crate::shared(&format!("{FOLDER}/{path}")).unwrap();
    let mut dataset = rdf::Dataset::default();
    let mut blanks: HashMap<String, Term> = HashMap::new();
    let mut names = Vec::new();
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let quad: Quad = line
            .parse()
            .unwrap_or_else(|e| panic!("{path}: {line}: {e}"));
        let mut blank = |name: &str, dataset: &mut rdf::Dataset| {
            *blanks.entry(name.to_owned()).or_insert_with(|| {
                names.push(name.to_owned());
                dataset.blank()
            })
        };
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(iri) => dataset.iri(iri.as_str()),
            NamedOrBlankNode::BlankNode(node) => blank(node.as_str(), &mut dataset),
        };
        let object = match &quad.object {
            Object::NamedNode(iri) => dataset.iri(iri.as_str()),
            Object::BlankNode(node) => blank(node.as_str(), &mut dataset),
            Object::Literal(literal) => match (literal.language(), literal.datatype()) {
                (Some(tag), _) => dataset.literal(literal.value(), Kind::Language(tag)),
                (None, oxrdf::vocab::xsd::STRING) => dataset.literal(literal.value(), Kind::Plain),
                (None, iri) => dataset.literal(literal.value(), Kind::Typed(iri.as_str())),
            },
        };
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => Term::DEFAULT_GRAPH,
            GraphName::NamedNode(iri) => dataset.iri(iri.as_str()),
            GraphName::BlankNode(node) => blank(node.as_str(), &mut dataset),
        };
        let predicate = dataset.iri(quad.predicate.as_str());
        dataset.push(rdf::Quad {
            subject,
            predicate,
            object,
            graph,
        });
    }
    (dataset, names)
}

#[test]
fn every_case_is_right() {
    let Some(manifest) = crate::json(&format!("{FOLDER}/manifest.jsonld")) else {
        return;
    };
    let (mut forms, mut maps) = (0, 0);
    for case in manifest["entries"].as_array().unwrap() {
        let (Some(action), Some(result)) = (case["action"].as_str(), case["result"].as_str())
        else {
            continue;
        };
        let (dataset, names) = read(action);
        let canonical = match case.get("hashAlgorithm").and_then(|name| name.as_str()) {
            None => canonicalize(&dataset),
            Some("SHA384") => canonicalize_with::<Sha384>(&dataset),
            Some(other) => panic!("{action}: {other}"),
        };
        let Canonical { nquads, labels } =
            canonical.unwrap_or_else(|error| panic!("{action}: {error}"));
        if case["type"] == "rdfc:RDFC10MapTest" {
            let expected = crate::json(&format!("{FOLDER}/{result}")).unwrap();
            for (name, label) in names.iter().zip(&labels) {
                assert_eq!(expected[name], format!("c14n{label}"), "{action}: {name}");
            }
            assert_eq!(expected.as_object().unwrap().len(), labels.len());
            maps += 1;
        } else {
            let expected = crate::shared(&format!("{FOLDER}/{result}")).unwrap();
            assert_eq!(nquads, expected, "{action}");
            forms += 1;
        }
    }
    assert!(forms > 60 && maps > 20, "{forms} forms, {maps} maps");
}

#[test]
fn the_poisoned_graph_is_refused_at_once() {
    if crate::shared_data::folder().is_none() {
        return;
    }
    let (poisoned, _) = read("rdfc10/test074-in.nq");
    let start = Instant::now();
    assert_eq!(canonicalize(&poisoned), Err(RdfcError::Poisoned));
    assert!(start.elapsed() < Duration::from_millis(500));
}
