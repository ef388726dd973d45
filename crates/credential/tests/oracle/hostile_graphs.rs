//! Graphs made to take for ever are refused at once, and those that credentials have are not.

use std::time::{Duration, Instant};

use credential::{
    rdf::{Dataset, Quad, Term},
    rdfc::{RdfcError, canonicalize},
};
use serde_json::{Value, json};

use super::{compare::ours, generator};

/// A graph of blank nodes by its edges.
fn graph(nodes: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Dataset {
    let mut dataset = Dataset::default();
    let blanks: Vec<Term> = (0..nodes).map(|_| dataset.blank()).collect();
    let predicate = dataset.iri("https://x.kz/p");
    for (from, to) in edges {
        dataset.push(Quad {
            subject: blanks[from as usize],
            predicate,
            object: blanks[to as usize],
            graph: Term::DEFAULT_GRAPH,
        });
    }
    dataset
}

fn clique(size: u32) -> Dataset {
    let pairs = (0..size).flat_map(move |a| (0..size).map(move |b| (a, b)));
    graph(size, pairs.filter(|(a, b)| a != b))
}

fn ring(size: u32) -> Dataset {
    graph(size, (0..size).map(|node| (node, (node + 1) % size)))
}

/// Paths of blank nodes, side by side and alike.
fn chains(count: u32, length: u32) -> Dataset {
    let edges = (0..count).flat_map(move |chain| {
        (1..length).map(move |at| (chain * length + at - 1, chain * length + at))
    });
    graph(count * length, edges)
}

/// A tree of so many levels in which every node has so many children.
fn tree(children: u32, levels: u32) -> Dataset {
    let nodes: u32 = (0..levels).map(|level| children.pow(level)).sum();
    graph(nodes, (1..nodes).map(|node| ((node - 1) / children, node)))
}

/// A cube of so many dimensions, each edge in both directions.
fn cube(dimensions: u32) -> Dataset {
    let edges = (0..1 << dimensions)
        .flat_map(move |node: u32| (0..dimensions).map(move |bit| (node, node ^ (1 << bit))));
    graph(1 << dimensions, edges)
}

/// Two layers in which everybody is linked with everybody.
fn layers(size: u32) -> Dataset {
    let edges = (0..size).flat_map(move |a| (0..size).map(move |b| (a, size + b)));
    graph(2 * size, edges)
}

/// Nodes in twos that share their neighbours: a ladder of so many rungs.
fn ladder(rungs: u32) -> Dataset {
    let edges = (1..rungs).flat_map(|rung| {
        let (below, above) = (2 * (rung - 1), 2 * rung);
        [
            (below, above),
            (below, above + 1),
            (below + 1, above),
            (below + 1, above + 1),
        ]
    });
    graph(2 * rungs, edges)
}

/// The graphs that are refused, under their names.
fn hostile() -> Vec<(String, Dataset)> {
    let mut all: Vec<(String, Dataset)> = Vec::new();
    for size in [7, 8, 10, 20, 50, 200] {
        all.push((format!("clique {size}"), clique(size)));
        all.push((format!("layers {size}"), layers(size)));
    }
    for (count, length) in [(100, 100), (1000, 100), (2, 5000), (1, 20_000)] {
        all.push((format!("chains {count} x {length}"), chains(count, length)));
    }
    for (children, levels) in [(6, 5), (8, 4), (10, 4), (30, 3)] {
        all.push((
            format!("tree {children} x {levels}"),
            tree(children, levels),
        ));
    }
    for size in [2000, 10_000, 100_000] {
        all.push((format!("ring {size}"), ring(size)));
    }
    for dimensions in [4, 6, 10] {
        all.push((format!("cube {dimensions}"), cube(dimensions)));
    }
    for rungs in [20, 40, 1000] {
        all.push((format!("ladder {rungs}"), ladder(rungs)));
    }
    all
}

#[test]
fn hostile_graphs_are_refused_at_once() {
    let mut slowest = (Duration::ZERO, String::new());
    for (name, dataset) in hostile() {
        let start = Instant::now();
        let outcome = canonicalize(&dataset).map(|_| ());
        let took = start.elapsed();
        println!("{name}: {outcome:?} in {took:?}");
        // A machine under load is slow; without a limit these take minutes to years.
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        if outcome == Err(RdfcError::Poisoned) {
            slowest = slowest.max((took, name));
        }
    }
    println!("slowest refusal: {slowest:?}");
    for poisoned in [clique(8), layers(20), tree(6, 5), cube(6), ring(10_000)] {
        assert_eq!(canonicalize(&poisoned), Err(RdfcError::Poisoned));
    }
}

#[test]
fn objects_without_ids_are_no_attack() {
    let list = |size: usize| {
        let items: Vec<Value> = (0..size)
            .map(|_| json!({ "https://x.kz/p": "same" }))
            .collect();
        json!({ "https://x.kz/l": { "@list": items } }).to_string()
    };
    let set = |size: usize| {
        let items: Vec<Value> = (0..size)
            .map(|place| json!({ "https://x.kz/p": place }))
            .collect();
        json!({ "https://x.kz/l": items }).to_string()
    };
    let alike = json!({ "https://x.kz/l": [{}, {}, {}, {}] }).to_string();
    let empty = json!({ "https://x.kz/l": { "@list": vec![json!({}); 100] } }).to_string();
    for (name, document) in [
        ("list", list(100)),
        ("empty", empty),
        ("set", set(5000)),
        ("alike", alike),
    ] {
        let start = Instant::now();
        let outcome = ours(&document).map(|_| ());
        println!("{name}: {outcome:?} in {:?}", start.elapsed());
        assert_eq!(outcome, Ok(()), "{name}");
    }
}

/// Twenty certificates in one presentation; all their results, modules and pictures have no ids.
#[test]
fn a_presentation_of_twenty_certificates_is_no_attack() {
    let text =
        include_str!("../../../../schemas/examples/valid/certificate.bound-to-a-wallet.json");
    let certificate: Value = serde_json::from_str(text).unwrap();
    let contexts = certificate["@context"].clone();
    let certificates: Vec<Value> = (0..20)
        .map(|number| {
            let mut one = certificate.clone();
            one["id"] = json!(format!("{}/certificates/{number}", generator::REGISTRY));
            one
        })
        .collect();
    let presentation = json!({
        "@context": contexts, "type": "VerifiablePresentation", "verifiableCredential": certificates,
    });
    let start = Instant::now();
    ours(&presentation.to_string()).unwrap();
    println!("{:?}", start.elapsed());
}
