//! Lists, maps, graphs and nesting.

use serde_json::json;

use super::{check, plain, refused, statements, with};

#[test]
fn lists() {
    let list = with(json!({ "l": { "@id": "x:l", "@container": "@list" } }));
    let of_one = &[
        "_:c14n0 <x:l> _:c14n1",
        r#"_:c14n1 <rdf:first> "a""#,
        "_:c14n1 <rdf:rest> <rdf:nil>",
    ];
    check(list.clone(), json!({ "l": "a" }), of_one);
    check(list.clone(), json!({ "l": ["a"] }), of_one);
    check(list.clone(), json!({ "l": { "@list": ["a"] } }), of_one);
    check(list.clone(), json!({ "l": { "@set": ["a"] } }), of_one);
    check(
        list.clone(),
        json!({ "l": [] }),
        &["_:c14n0 <x:l> <rdf:nil>"],
    );
    check(
        plain(),
        json!({ "p": { "@list": [] } }),
        &["_:c14n0 <x:p> <rdf:nil>"],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "p": { "@list": ["a", "a"] } }),
        &[
            "<x:1> <x:p> _:c14n1",
            r#"_:c14n1 <rdf:first> "a""#,
            "_:c14n1 <rdf:rest> _:c14n0",
            r#"_:c14n0 <rdf:first> "a""#,
            "_:c14n0 <rdf:rest> <rdf:nil>",
        ],
    );
    let nested = [
        json!([["a"]]),
        json!([{ "@list": ["a"] }]),
        json!({ "@list": [["a"]] }),
        json!({ "@list": [{ "@list": ["a"] }] }),
    ];
    let forms = nested.map(|value| statements(&list, json!({ "@id": "x:1", "l": value })).unwrap());
    assert!(forms.iter().all(|form| *form == forms[0]), "{forms:#?}");
    assert_eq!(forms[0].lines().count(), 5);
    refused(
        plain(),
        json!({ "p": { "@list": [["a"]] } }),
        "array in an array",
    );
    refused(
        plain(),
        json!({ "p": { "@list": ["a"], "@id": "x:1" } }),
        "beside",
    );
}

#[test]
fn index_maps() {
    let index = with(json!({
        "i": { "@id": "x:i", "@container": "@index" },
        "k": { "@id": "x:k", "@container": "@index", "@index": "x:key" },
        "n": { "@id": "x:n", "@container": "@index", "@index": "ref" }, "ref": { "@id": "x:ref", "@type": "@id" },
    }));
    check(
        index.clone(),
        json!({ "i": { "one": "a", "two": ["b", "c"] } }),
        &[
            r#"_:c14n0 <x:i> "a""#,
            r#"_:c14n0 <x:i> "b""#,
            r#"_:c14n0 <x:i> "c""#,
        ],
    );
    check(
        index.clone(),
        json!({ "k": { "one": { "@id": "x:2" } } }),
        &["_:c14n0 <x:k> <x:2>", r#"<x:2> <x:key> "one""#],
    );
    check(
        index.clone(),
        json!({ "k": { "@none": { "@id": "x:2" } } }),
        &["_:c14n0 <x:k> <x:2>"],
    );
    check(
        index.clone(),
        json!({ "n": { "x:3": { "@id": "x:2" } } }),
        &["_:c14n0 <x:n> <x:2>", "<x:2> <x:ref> <x:3>"],
    );
    refused(
        index.clone(),
        json!({ "k": { "one": "a" } }),
        "indexed by a property",
    );
    refused(
        index.clone(),
        json!({ "k": { "one": { "@list": ["a"] } } }),
        "indexed by a property",
    );
    refused(
        with(json!({ "i": { "@id": "x:i", "@index": "x:key" } })),
        json!({ "p": "a" }),
        "@index",
    );
    refused(
        with(json!({ "i": { "@id": "x:i", "@container": "@index", "@index": "@id" } })),
        json!({ "p": "a" }),
        "@index",
    );
}

#[test]
fn graphs() {
    let graph = with(json!({ "g": { "@id": "x:g", "@container": "@graph" } }));
    check(
        graph.clone(),
        json!({ "@id": "x:1", "g": { "@id": "x:2", "p": "a" } }),
        &["<x:1> <x:g> _:c14n0", r#"<x:2> <x:p> "a" _:c14n0"#],
    );
    check(
        graph.clone(),
        json!({ "@id": "x:1", "g": [{ "@id": "x:2", "p": "a" }, { "@id": "x:2", "p": "b" }] }),
        &[
            "<x:1> <x:g> _:c14n0",
            "<x:1> <x:g> _:c14n1",
            r#"<x:2> <x:p> "a" _:c14n1"#,
            r#"<x:2> <x:p> "b" _:c14n0"#,
        ],
    );
    check(
        graph.clone(),
        json!({ "@id": "x:1", "g": { "@id": "x:2", "g": { "@id": "x:3", "p": "a" } } }),
        &[
            "<x:1> <x:g> _:c14n0",
            "<x:2> <x:g> _:c14n1 _:c14n0",
            r#"<x:3> <x:p> "a" _:c14n1"#,
        ],
    );
    refused(
        graph.clone(),
        json!({ "p": "a", "g": { "@id": "x:2" } }),
        "would be dropped",
    );
    refused(plain(), json!({ "@graph": [{ "p": "a" }] }), "@graph");
}

#[test]
fn nesting() {
    let nest = with(json!({
        "n": "@nest", "m": { "@id": "@nest", "@context": { "p": "x:other" } }, "r": { "@id": "x:r", "@nest": "n" },
    }));
    check(
        nest.clone(),
        json!({ "n": { "p": "a" }, "q": "b" }),
        &[r#"_:c14n0 <x:p> "a""#, r#"_:c14n0 <x:q> "b""#],
    );
    check(
        nest.clone(),
        json!({ "@nest": [{ "p": "a" }, { "p": "b" }] }),
        &[r#"_:c14n0 <x:p> "a""#, r#"_:c14n0 <x:p> "b""#],
    );
    check(
        nest.clone(),
        json!({ "n": { "n": { "r": "a" } } }),
        &[r#"_:c14n0 <x:r> "a""#],
    );
    // The term's own context holds in it, and not beside it.
    check(
        nest.clone(),
        json!({ "m": { "p": "a" }, "p": "b" }),
        &[r#"_:c14n0 <x:other> "a""#, r#"_:c14n0 <x:p> "b""#],
    );
    for value in [json!("a"), json!(true), json!(5), json!({ "@value": "a" })] {
        refused(nest.clone(), json!({ "n": value, "p": "a" }), "");
    }
    refused(
        with(json!({ "r": { "@id": "x:r", "@nest": "@id" } })),
        json!({ "p": "a" }),
        "@nest",
    );
}
