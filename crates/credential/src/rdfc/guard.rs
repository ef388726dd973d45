//! Refuses graphs on which RDFC-1.0 would take too long, before it starts
//! ([Dataset Poisoning](https://www.w3.org/TR/rdf-canon/#dataset-poisoning)).
//!
//! The algorithm is quick for a blank node that its own statements tell apart from all others. The others are
//! explored through their neighbours of the same kind, in every order of those that look alike. That effort is
//! estimated from above.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxrdf::{BlankNodeRef, Dataset, GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};

use super::RdfcError;

const MAX_QUADS: usize = 200_000;
/// Steps of Hash N-Degree Quads that are affordable, some microseconds each.
const MAX_EFFORT: u64 = 20_000;

/// Refuses `dataset` when canonicalising it could take more than a fraction of a second.
pub(super) fn check(dataset: &Dataset) -> Result<(), RdfcError> {
    if dataset.len() > MAX_QUADS {
        return Err(RdfcError::TooLarge {
            found: dataset.len(),
            limit: MAX_QUADS,
        });
    }
    let statements = statements_of_blank_nodes(dataset);
    let looks: HashMap<_, _> = statements
        .iter()
        .map(|(node, quads)| (*node, look(*node, quads)))
        .collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for look in looks.values() {
        *count.entry(look).or_default() += 1;
    }
    let alike = |node: &BlankNodeRef<'_>| count[&*looks[node]] > 1;
    let mut seen = HashSet::new();
    let mut effort = 0_u64;
    for start in statements.keys().filter(|n| alike(n)) {
        if !seen.insert(*start) {
            continue;
        }
        // One component of nodes that look like others.
        let (mut size, mut orders) = (0_u64, 1_u64);
        let mut open = vec![*start];
        while let Some(node) = open.pop() {
            size += 1;
            let mut groups: BTreeMap<(String, &str), u64> = BTreeMap::new();
            for quad in &statements[&node] {
                for (place, neighbour) in blank_nodes(*quad) {
                    if neighbour == node || !alike(&neighbour) {
                        continue;
                    }
                    // As Hash Related Blank Node: a graph's name without the predicate.
                    let predicate = if place == 'g' {
                        ""
                    } else {
                        quad.predicate.as_str()
                    };
                    let group = groups
                        .entry((format!("{place}{predicate}"), &*looks[&neighbour]))
                        .or_default();
                    *group += 1;
                    orders = orders.saturating_mul(*group);
                    if seen.insert(neighbour) {
                        open.push(neighbour);
                    }
                }
            }
        }
        effort = effort.saturating_add(size.saturating_mul(size).saturating_mul(orders));
        if effort > MAX_EFFORT {
            return Err(RdfcError::Poisoned);
        }
    }
    Ok(())
}

fn statements_of_blank_nodes(dataset: &Dataset) -> HashMap<BlankNodeRef<'_>, Vec<QuadRef<'_>>> {
    let mut statements: HashMap<_, Vec<_>> = HashMap::new();
    for quad in dataset {
        let nodes: HashSet<_> = blank_nodes(quad).map(|(_, node)| node).collect();
        for node in nodes {
            statements.entry(node).or_default().push(quad);
        }
    }
    statements
}

fn blank_nodes(quad: QuadRef<'_>) -> impl Iterator<Item = (char, BlankNodeRef<'_>)> {
    let subject = match quad.subject {
        NamedOrBlankNodeRef::BlankNode(node) => Some(('s', node)),
        NamedOrBlankNodeRef::NamedNode(_) => None,
    };
    let object = match quad.object {
        TermRef::BlankNode(node) => Some(('o', node)),
        _ => None,
    };
    let graph = match quad.graph_name {
        GraphNameRef::BlankNode(node) => Some(('g', node)),
        _ => None,
    };
    [subject, object, graph].into_iter().flatten()
}

/// What Hash First Degree Quads digests: the node's statements with the node as `a` and other blank nodes as `z`
/// ([section 4.6](https://www.w3.org/TR/rdf-canon/#hash-1d-quads)).
fn look(node: BlankNodeRef<'_>, quads: &[QuadRef<'_>]) -> String {
    let mut lines: Vec<String> = quads
        .iter()
        .map(|quad| {
            let mut line = format!(
                "{} {} {} {}\n",
                quad.subject, quad.predicate, quad.object, quad.graph_name
            );
            let blank: HashSet<_> = blank_nodes(*quad).collect();
            if !blank.is_empty() {
                let name = |b: Option<BlankNodeRef<'_>>, other: String| match b {
                    Some(b) if b == node => "_:a".to_owned(),
                    Some(_) => "_:z".to_owned(),
                    None => other,
                };
                let at = |place| blank.iter().find(|(p, _)| *p == place).map(|(_, b)| *b);
                line = format!(
                    "{} {} {} {}\n",
                    name(at('s'), quad.subject.to_string()),
                    quad.predicate,
                    name(at('o'), quad.object.to_string()),
                    name(at('g'), quad.graph_name.to_string()),
                );
            }
            line
        })
        .collect();
    lines.sort_unstable();
    lines.concat()
}
