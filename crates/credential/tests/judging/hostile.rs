//! Hostile documents of up to a megabyte are answered soon, and end no program. Each of these took many seconds,
//! much memory, or the whole stack.

use std::time::{Duration, Instant};

use credential::presentation;
use schemas::report::Verdict;
use serde_json::{Map, Value, json};

use crate::world::{World, outcome};

/// Far more than is needed, on slow machines and without optimisation too.
const SOON: Duration = Duration::from_secs(10);

/// The outcomes of shape and proof of the genuine certificate after a change.
fn judged(change: impl FnOnce(&mut Value)) -> [String; 2] {
    let world = World::new();
    let genuine = world.signed();
    let evidence = world.evidence(&genuine);
    let mut altered = genuine;
    change(&mut altered);
    let start = Instant::now();
    let report = world.report(&altered, &evidence);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    assert_eq!(report.verdict, Verdict::NotGenuine);
    [outcome(&report.checks.shape), outcome(&report.checks.proof)]
}

#[test]
fn an_array_of_many_different_items() {
    let types: Vec<String> = (0..100_000).map(|n| format!("{n:05x}")).collect();
    let [shape, _] = judged(|d| d["type"] = json!(types));
    assert_eq!(shape, "failed: shape-broken");
}

#[test]
fn many_descriptions_of_one_node() {
    let partner = json!({ "id": "a:b", "type": ["Profile"] });
    let [_, proof] = judged(|d| {
        d["credentialSubject"]["achievement"]["partner"] = json!(vec![partner; 20_000]);
    });
    assert_eq!(proof, "failed: signature-invalid");
}

#[test]
fn a_chain_of_terms() {
    let chain: Map<String, Value> = (0..50_000)
        .map(|n| (format!("t{n}"), json!(format!("t{}", n + 1))))
        .collect();
    let [_, proof] = judged(|d| d["@context"] = json!([d["@context"][0], chain]));
    assert_eq!(proof, "failed: unsignable-data");
}

#[test]
fn short_terms_for_long_identifiers() {
    for length in [500_000, 2_000] {
        let long = format!("https://x.kz/{}", "y".repeat(length));
        let [_, proof] = judged(|d| {
            d["@context"] = json!([d["@context"][0], { "p": long }]);
            d["type"] = json!(vec!["p"; 100_000]);
        });
        assert_eq!(proof, "failed: unsignable-data");
    }
}

/// A few long terms, each in many statements: of 160 KB gigabytes would be written.
#[test]
fn long_terms_in_many_statements() {
    let long = format!("https://x.kz/{}", "y".repeat(2_000));
    let node = json!({ "id": format!("urn:{}", "z".repeat(50_000)), "type": vec!["p"; 20_000] });
    let [_, proof] = judged(|d| {
        d["@context"] = json!([d["@context"][0], { "p": long }]);
        d["credentialSubject"]["achievement"]["partner"] = node;
    });
    assert_eq!(proof, "failed: unsignable-data");
}

#[test]
fn large_contexts_for_many_nodes() {
    let terms: Map<String, Value> = (0..5_000)
        .map(|n| (format!("t{n}"), json!("x:y")))
        .collect();
    let deep = json!({ "u": { "@id": "x:u", "@context": terms } });
    for scoped in [json!(terms), json!([terms, null]), deep] {
        let node = json!({ "@context": {}, "@type": "T" });
        let [_, proof] = judged(|d| {
            *d = json!({
                "@context": { "T": { "@id": "x:T", "@context": scoped }, "p": "x:p" },
                "p": vec![node; 10_000],
                "proof": d["proof"],
            });
        });
        assert_eq!(proof, "failed: unsignable-data");
    }
    let lists = (0..5_000).map(|n| json!({ "@context": [{ format!("a{n}"): "x:a" }, "https://www.w3.org/ns/credentials/v2"] }));
    let [_, proof] =
        judged(|d| *d = json!({ "x:p": lists.collect::<Vec<_>>(), "proof": d["proof"] }));
    assert_eq!(proof, "failed: unsignable-data");
}

#[test]
fn a_presentation_of_very_many_credentials() {
    let world = World::new();
    let receipt = json!({ "type": "RegistrationReceipt", "credentialSubject": { "id": "y" } });
    for credentials in [
        vec![json!({}); 100_000],
        [vec![json!({ "id": "x" }); 10_000], vec![receipt; 10_000]].concat(),
    ] {
        let presented = presentation::present(
            &[],
            &world.holder,
            "c",
            "https://verifier.kz",
            world.now,
            &world.contexts,
        );
        let mut presented = presented.unwrap_or_else(|_| json!({}));
        presented["verifiableCredential"] = json!(credentials);
        let start = Instant::now();
        assert!(!presentation::certificates(&presented).is_empty());
        let report = presentation::verify(
            &presented,
            &[],
            None,
            &world.trust,
            &world.contexts,
            world.now,
        );
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        assert_eq!(report.verdict, Verdict::NotGenuine);
        assert_eq!(outcome(&report.checks.shape), "failed: shape-broken");
        assert!(report.certificates.is_empty());
    }
}
