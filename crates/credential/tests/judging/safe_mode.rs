//! JSON-LD in safe mode, and graphs made to take for ever.

use std::time::{Duration, Instant};

use credential::eddsa_rdfc_2022::transformation;
use serde_json::{Value, json};

use crate::world::World;

fn refused(document: &Value) -> String {
    let world = World::new();
    match transformation(document, &world.contexts) {
        Ok(canonical) => panic!("not refused: {document}\n{canonical}"),
        Err(error) => error.to_string(),
    }
}

/// A small document with one more member.
fn with(name: &str, value: Value) -> Value {
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", {
            "p": "https://x.kz/p", "q": { "@id": "https://x.kz/q", "@type": "@id" },
            "v": { "@id": "https://x.kz/v", "@type": "@vocab" },
            "l": { "@id": "https://x.kz/l", "@container": "@list" },
            "m": { "@id": "https://x.kz/m", "@container": "@language" },
            "i": { "@id": "https://x.kz/i", "@container": "@index" },
            "j": { "@id": "https://x.kz/j", "@type": "@json" },
            "r": { "@reverse": "https://x.kz/r" }, "nothing": null,
        }],
        "id": "https://x.kz/1",
        "p": "x",
    });
    document[name] = value;
    document
}

#[test]
fn the_document_without_the_fault_is_fine() {
    let world = World::new();
    for (name, value) in [
        (
            "p",
            json!(["x", 5, 2.5, true, { "@value": "y", "@language": "kk" }, { "p": "z" }]),
        ),
        ("q", json!("https://x.kz/2")),
        ("l", json!([])),
        ("l", json!(["a", { "id": "https://x.kz/3" }])),
        ("m", json!({ "kk": "a", "ru": ["b", "c"] })),
        ("v", json!("https://x.kz/4")),
        ("p", json!({ "@set": ["x"] })),
        ("l", json!(["x", ["y"]])),
        ("p", json!({ "@list": ["x", { "@list": ["y"] }] })),
        ("p", json!({ "@value": "x", "@direction": "rtl" })),
        ("j", json!({ "a": ["x", null, 2.5] })),
    ] {
        let document = with(name, value);
        transformation(&document, &world.contexts).unwrap_or_else(|e| panic!("{document}: {e}"));
    }
}

#[test]
fn whatever_would_be_dropped_or_read_differently_is_refused() {
    let cases = [
        ("undefined", json!("x"), "/undefined"),
        ("nothing", json!("x"), "/nothing"),
        ("@unknown", json!("x"), "/@unknown"),
        ("@index", json!("x"), "/@index"),
        ("@included", json!([{ "p": "x" }]), "/@included"),
        ("@graph", json!([{ "p": "x" }]), "/@graph"),
        ("_:b", json!("x"), "/_:b"),
        ("p", json!(null), "/p"),
        ("p", json!([]), "/p"),
        ("p", json!(["x", null]), "/p/1"),
        ("p", json!([["x"]]), "/p/0"),
        ("p", json!({ "@list": ["x", ["y"]] }), "/p/@list/1"),
        ("p", json!({ "deep": { "p": "x" } }), "/p/deep"),
        (
            "p",
            json!({ "p": { "p": { "undefined": 1 } } }),
            "/p/p/p/undefined",
        ),
        ("p", json!({ "@set": ["x"], "@type": "X" }), "/p"),
        ("p", json!({ "@list": ["x"], "p": "x" }), "/p"),
        ("p", json!({ "@set": [] }), "/p/@set"),
        ("p", json!({ "@value": null }), "/p"),
        (
            "p",
            json!({ "@value": "x", "@direction": "up" }),
            "/p/@direction",
        ),
        ("p", json!({ "@value": 5, "@direction": "rtl" }), "/p"),
        ("p", json!({ "@value": "x", "@index": "y" }), "/p/@index"),
        (
            "p",
            json!({ "@value": "x", "@type": "relative" }),
            "/p/@type",
        ),
        (
            "p",
            json!({ "@value": "x", "@language": "no tag" }),
            "/p/@language",
        ),
        ("p", json!({ "@value": 5, "@language": "kk" }), "/p"),
        ("p", json!({ "id": "relative" }), "/p/id"),
        ("p", json!({ "id": "_:b0", "p": "x" }), "/p/id"),
        ("p", json!({ "id": null }), "/p/id"),
        (
            "p",
            json!({ "id": "https://x.kz/2", "@id": "https://x.kz/3" }),
            "/p/@id",
        ),
        ("p", json!({ "type": "Undefined" }), "/p/type"),
        ("p", json!({ "type": [] }), "/p/type"),
        ("p", json!({ "type": ["_:b0"] }), "/p/type/"),
        (
            "type",
            json!(["https://www.w3.org/2018/credentials#VerifiableCredential"]),
            "/type/0",
        ),
        ("p", json!(5.0), "/p"),
        ("p", json!(1e-7), "/p"),
        ("p", json!(1e21), "/p"),
        ("p", json!(0.123_456_789_012_345_6), "/p"),
        ("p", json!(9_007_199_254_740_993_i64), "/p"),
        ("q", json!("relative"), "/q"),
        ("q", json!("_:b0"), "/q"),
        ("q", json!("https://x.kz/with space"), "/q"),
        ("v", json!("Undefined"), "/v"),
        ("m", json!({ "kk": null }), "/m/kk"),
        ("m", json!({ "not a tag": "x" }), "/m/not a tag"),
        ("m", json!({}), "/m"),
        ("i", json!({ "a": "x" }), "/i"),
        ("j", json!({ "a": 9_007_199_254_740_993_i64 }), "/j"),
        ("r", json!({ "id": "https://x.kz/2" }), "/r"),
        ("verifiableCredential", json!([]), "/verifiableCredential"),
    ];
    for (name, value, pointer) in cases {
        let document = with(name, value.clone());
        let error = refused(&document);
        let pointer = pointer.trim_end_matches('/');
        assert!(error.starts_with(pointer), "{name} = {value}: {error}");
    }
}

/// Two URLs are not one that has a line's end in it.
#[test]
fn contexts_are_told_apart() {
    let mut document = with("p", json!("x"));
    document["@context"] =
        json!([["https://www.w3.org/ns/credentials/v2"], { "p": "https://x.kz/p" }]);
    assert!(refused(&document).contains("neither a URL"));
    let both = json!([
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/security/data-integrity/v2"
    ]);
    let mut document = json!({ "@context": both, "id": "https://x.kz/1", "name": "x" });
    let contexts = World::new().contexts;
    transformation(&document, &contexts).unwrap();
    let joined: Vec<&str> = both
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    document["@context"] = json!([joined.join("\n")]);
    let error = transformation(&document, &contexts)
        .unwrap_err()
        .to_string();
    assert!(error.contains("is not known"), "{error}");
}

#[test]
fn two_descriptions_of_one_identifier_are_refused() {
    let twin = |name: &str| json!({ "id": "https://x.kz/2", "p": name });
    assert!(refused(&with("p", json!([twin("a"), twin("b")]))).contains("would become one"));
    let world = World::new();
    transformation(&with("p", json!([twin("a"), twin("a")])), &world.contexts).unwrap();
}

#[test]
fn contexts_are_never_fetched_and_protected_terms_hold() {
    let mut unknown = with("p", json!("x"));
    unknown["@context"][0] = json!("https://unknown.kz");
    assert!(refused(&unknown).contains("is not known"));
    let mut redefined = with("p", json!("x"));
    redefined["@context"][1]["name"] = json!("https://x.kz/name");
    assert!(refused(&redefined).contains("protected term name"));
    for context in [
        json!({ "@base": "https://x.kz/" }),
        json!({ "@import": "https://x.kz" }),
        json!({ "@direction": "up" }),
        json!({ "a": "b:c", "b": "a:c" }),
        json!({ "@id": "x" }),
        json!({ "@version": 1.0 }),
        json!(null),
        json!(5),
    ] {
        let mut broken = with("p", json!("x"));
        broken["@context"][1] = context.clone();
        refused(&broken);
    }
    assert!(refused(&json!({ "@id": "https://x.kz/1" })).contains("states nothing"));
    refused(&json!([]));
}

#[test]
fn graphs_made_to_take_for_ever_are_refused_at_once() {
    // Nodes without ids, each pointing to all others: some thousand bytes that cost minutes elsewhere.
    for size in [7, 10, 20, 30] {
        let node = |n: usize| {
            let others: Vec<_> = (0..size)
                .filter(|m| *m != n)
                .map(|_| json!({ "p": {} }))
                .collect();
            json!({ "p": others })
        };
        let document = with("p", (0..size).map(node).collect());
        let start = Instant::now();
        assert!(refused(&document).contains("told apart"), "{size}");
        assert!(
            start.elapsed() < Duration::from_millis(1500),
            "{size}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn contexts_made_to_take_for_ever_are_refused_at_once() {
    let terms = (0..5000).map(|n| {
        let term =
            json!({ "@id": format!("https://x.kz/{n}"), "@context": { "a": "https://x.kz/a" } });
        (format!("t{n}"), term)
    });
    let mut document = json!({ "@context": Value::Object(terms.collect()) });
    for n in 0..5000 {
        document[format!("t{n}")] = json!("x");
    }
    let start = Instant::now();
    assert!(refused(&document).contains("too large"));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn deep_documents_are_refused() {
    let mut deep = json!("x");
    for _ in 0..200 {
        deep = json!({ "p": deep });
    }
    assert!(refused(&with("p", deep)).contains("too deep"));
}
