//! `vectors/rdf-canon`: RDFC-1.0 with SHA-256.

use std::time::{Duration, Instant};

use credential::rdfc::{RdfcError, canonicalize};
use oxrdf::{Dataset, Quad};

const FOLDER: &str = "vectors/rdf-canon";

/// Graphs whose nodes without ids no credential has: symmetric ones, which the guard takes for hostile.
const REFUSED: &[&str] = &[
    "rdfc10/test044-in.nq",
    "rdfc10/test045-in.nq",
    "rdfc10/test046-in.nq",
];

fn read(path: &str) -> Dataset {
    let text = crate::text(&format!("{FOLDER}/{path}")).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            line.parse::<Quad>()
                .unwrap_or_else(|e| panic!("{path}: {line}: {e}"))
        })
        .collect()
}

#[test]
fn every_case_is_right_or_refused() {
    let Some(manifest) = crate::json(&format!("{FOLDER}/manifest.jsonld")) else {
        return;
    };
    let mut refused = Vec::new();
    let mut right = 0;
    for case in manifest["entries"].as_array().unwrap() {
        let other_hash = case.get("hashAlgorithm").is_some();
        let (Some(action), Some(result)) = (case["action"].as_str(), case["result"].as_str())
        else {
            continue;
        };
        if other_hash || case["type"] != "rdfc:RDFC10EvalTest" {
            continue;
        }
        match canonicalize(&read(action)) {
            Ok(canonical) => {
                let expected = crate::text(&format!("{FOLDER}/{result}")).unwrap();
                assert_eq!(canonical, expected, "{action}");
                right += 1;
            }
            Err(RdfcError::Poisoned) => refused.push(action.to_owned()),
            Err(error) => panic!("{action}: {error}"),
        }
    }
    assert_eq!(refused, REFUSED);
    assert!(right > 50, "{right}");
}

#[test]
fn the_poisoned_graph_is_refused_at_once() {
    if crate::shared_data().is_none() {
        return;
    }
    let poisoned = read("rdfc10/test074-in.nq");
    let start = Instant::now();
    assert_eq!(canonicalize(&poisoned), Err(RdfcError::Poisoned));
    assert!(start.elapsed() < Duration::from_millis(500));
}
