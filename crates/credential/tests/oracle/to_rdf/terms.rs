//! Nodes, literals, terms and keywords.

use serde_json::json;

use super::{check, long, plain, refused, with};
use crate::compare;

#[test]
fn nodes_and_literals() {
    let subject = "https://x.kz/1";
    check(
        json!({}),
        json!({ "@id": subject, "https://x.kz/p": "a" }),
        &[r#"<x:1> <x:p> "a""#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "x:p": "a" }),
        &[r#"<x:1> <x:p> "a""#],
    );
    check(plain(), json!({ "p": "a" }), &[r#"_:c14n0 <x:p> "a""#]);
    check(
        plain(),
        json!({ "@id": "x:", "p": "a" }),
        &[r#"<x:> <x:p> "a""#],
    );
    check(
        plain(),
        json!({ "p": { "@value": "a", "@language": "KK" } }),
        &[r#"_:c14n0 <x:p> "a"@kk"#],
    );
    check(
        plain(),
        json!({ "p": "Үлгі" }),
        &[r#"_:c14n0 <x:p> "Үлгі""#],
    );
    check(
        plain(),
        json!({ "p": { "@value": "a", "@type": "x:T" } }),
        &[r#"_:c14n0 <x:p> "a"^^<x:T>"#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "@type": "x:T" }),
        &["<x:1> <rdf:type> <x:T>"],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "@type": ["x:T", "x:U"] }),
        &["<x:1> <rdf:type> <x:T>", "<x:1> <rdf:type> <x:U>"],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "p": { "@id": "x:2", "q": "a" } }),
        &["<x:1> <x:p> <x:2>", r#"<x:2> <x:q> "a""#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "p": { "q": "a" } }),
        &["<x:1> <x:p> _:c14n0", r#"_:c14n0 <x:q> "a""#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "p": ["a", "b", "a"] }),
        &[r#"<x:1> <x:p> "a""#, r#"<x:1> <x:p> "b""#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "p": { "@set": ["a", "b"] } }),
        &[r#"<x:1> <x:p> "a""#, r#"<x:1> <x:p> "b""#],
    );
}

#[test]
fn numbers_and_booleans() {
    let typed = with(json!({
        "d": { "@id": "x:d", "@type": "http://www.w3.org/2001/XMLSchema#double" },
        "i": { "@id": "x:i", "@type": "http://www.w3.org/2001/XMLSchema#integer" },
        "t": { "@id": "x:t", "@type": "x:T" },
        "n": { "@id": "x:n", "@type": "@id" },
    }));
    check(
        plain(),
        json!({ "p": 5 }),
        &[r#"_:c14n0 <x:p> "5"^^<xsd:integer>"#],
    );
    check(
        plain(),
        json!({ "p": 5.3 }),
        &[r#"_:c14n0 <x:p> "5.3E0"^^<xsd:double>"#],
    );
    check(
        plain(),
        json!({ "p": true }),
        &[r#"_:c14n0 <x:p> "true"^^<xsd:boolean>"#],
    );
    check(
        plain(),
        json!({ "p": -0.125 }),
        &[r#"_:c14n0 <x:p> "-1.25E-1"^^<xsd:double>"#],
    );
    check(
        typed.clone(),
        json!({ "d": 5 }),
        &[r#"_:c14n0 <x:d> "5.0E0"^^<xsd:double>"#],
    );
    check(
        typed.clone(),
        json!({ "d": 100 }),
        &[r#"_:c14n0 <x:d> "1.0E2"^^<xsd:double>"#],
    );
    check(
        typed.clone(),
        json!({ "i": "5" }),
        &[r#"_:c14n0 <x:i> "5"^^<xsd:integer>"#],
    );
    check(
        typed.clone(),
        json!({ "t": 5 }),
        &[r#"_:c14n0 <x:t> "5"^^<x:T>"#],
    );
    check(
        typed.clone(),
        json!({ "t": false }),
        &[r#"_:c14n0 <x:t> "false"^^<x:T>"#],
    );
    check(
        typed.clone(),
        json!({ "t": 2.5 }),
        &[r#"_:c14n0 <x:t> "2.5E0"^^<x:T>"#],
    );
    check(
        typed,
        json!({ "n": true }),
        &[r#"_:c14n0 <x:n> "true"^^<xsd:boolean>"#],
    );
}

#[test]
fn terms_prefixes_and_vocabularies() {
    let coerced = with(json!({
        "i": { "@id": "x:i", "@type": "@id" }, "v": { "@id": "x:v", "@type": "@vocab" },
        "term": "x:other", "@vocab": "https://v.kz/",
    }));
    check(
        coerced.clone(),
        json!({ "i": "x:2" }),
        &["_:c14n0 <x:i> <x:2>"],
    );
    check(
        coerced.clone(),
        json!({ "v": "term" }),
        &["_:c14n0 <x:v> <x:other>"],
    );
    check(
        coerced.clone(),
        json!({ "v": "else" }),
        &["_:c14n0 <x:v> <v:else>"],
    );
    check(
        coerced.clone(),
        json!({ "v": "x:2" }),
        &["_:c14n0 <x:v> <x:2>"],
    );
    refused(
        coerced.clone(),
        json!({ "i": "term" }),
        "no absolute identifier",
    );
    check(
        coerced.clone(),
        json!({ "@type": "else" }),
        &["_:c14n0 <rdf:type> <v:else>"],
    );
    check(
        coerced.clone(),
        json!({ "else": "a" }),
        &[r#"_:c14n0 <v:else> "a""#],
    );
    refused(
        coerced.clone(),
        json!({ "@id": "else", "p": "a" }),
        "no absolute identifier",
    );
    check(
        coerced,
        json!({ "i": "https://x.kz/2" }),
        &["_:c14n0 <x:i> <x:2>"],
    );
    // Not a compact identifier: what follows the colon begins with two slashes.
    check(
        json!({ "https": "x:" , "p": "urn:p"}),
        json!({ "@id": "https://x.kz/1", "p": "a" }),
        &[r#"<x:1> <urn:p> "a""#],
    );
    // A definition with keys is a prefix only when it says so, a simple one when it ends with a delimiter.
    check(
        json!({ "y": { "@id": "https://x.kz/", "@prefix": true } }),
        json!({ "y:p": "a" }),
        &[r#"_:c14n0 <x:p> "a""#],
    );
    check(
        json!({ "y": { "@id": "https://x.kz/" } }),
        json!({ "y:p": "a" }),
        &[r#"_:c14n0 <y:p> "a""#],
    );
    check(
        json!({ "y": "https://x.kz/y" }),
        json!({ "y:p": "a" }),
        &[r#"_:c14n0 <y:p> "a""#],
    );
}

#[test]
fn terms_without_an_identifier() {
    // One of the vocabulary, or a compact one.
    check(
        json!({ "@vocab": "https://v.kz/", "a": { "@type": "@id" } }),
        json!({ "a": "https://x.kz/2" }),
        &["_:c14n0 <v:a> <x:2>"],
    );
    check(
        json!({ "x": "https://x.kz/", "x:a": { "@type": "@id" } }),
        json!({ "x:a": "x:2" }),
        &["_:c14n0 <x:a> <x:2>"],
    );
    // The vocabulary of an earlier context, as a compact identifier and as a term.
    check(
        json!([{ "x": "https://x.kz/" }, { "@vocab": "x:v/" }]),
        json!({ "a": "b" }),
        &[r#"_:c14n0 <x:v/a> "b""#],
    );
    check(
        json!([{ "x": "https://x.kz/" }, { "@vocab": "x" }]),
        json!({ "a": "b" }),
        &[r#"_:c14n0 <x:a> "b""#],
    );
    check(
        json!([{ "@vocab": "https://v.kz/" }, { "@vocab": null, "p": "https://x.kz/p" }]),
        json!({ "p": "a" }),
        &[r#"_:c14n0 <x:p> "a""#],
    );
    // Two terms for one property, and one that a context takes back.
    check(
        with(json!({ "also": "x:p" })),
        json!({ "p": "a", "also": "b" }),
        &[r#"_:c14n0 <x:p> "a""#, r#"_:c14n0 <x:p> "b""#],
    );
    refused(
        with(json!({ "@vocab": "https://v.kz/", "gone": null })),
        json!({ "gone": "a" }),
        "stands for nothing",
    );
}

#[test]
fn order_in_the_document_is_nothing() {
    let document = r#"{"p":{"q":"a","@id":"x:2"},"@id":"x:1","@context":{"q":"x:q","p":"x:p","x":"https://x.kz/"}}"#;
    let expected = [long("<x:1> <x:p> <x:2>"), long(r#"<x:2> <x:q> "a""#)].concat();
    assert_eq!(compare::ours(document), Ok(expected));
}

#[test]
fn aliases_of_keywords() {
    let aliases = with(json!({
        "id": "@id", "type": "@type", "val": "@value", "lang": "@language", "items": "@list", "all": "@set", "also": "id",
    }));
    check(
        aliases.clone(),
        json!({ "id": "x:1", "type": "x:T" }),
        &["<x:1> <rdf:type> <x:T>"],
    );
    check(
        aliases.clone(),
        json!({ "also": "x:1", "p": "a" }),
        &[r#"<x:1> <x:p> "a""#],
    );
    check(
        aliases.clone(),
        json!({ "p": { "val": "a", "lang": "ru" } }),
        &[r#"_:c14n0 <x:p> "a"@ru"#],
    );
    check(
        aliases.clone(),
        json!({ "p": { "items": [] } }),
        &["_:c14n0 <x:p> <rdf:nil>"],
    );
    check(
        aliases.clone(),
        json!({ "p": { "all": "a" } }),
        &[r#"_:c14n0 <x:p> "a""#],
    );
    refused(
        aliases,
        json!({ "id": "x:1", "@id": "x:1", "p": "a" }),
        "twice",
    );
    refused(
        with(json!({ "c": "@context" })),
        json!({ "p": "a" }),
        "@context",
    );
    refused(
        with(json!({ "@type": "x:T" })),
        json!({ "p": "a" }),
        "redefined",
    );
    refused(
        with(json!({ "@type": {} })),
        json!({ "p": "a" }),
        "redefined",
    );
}
