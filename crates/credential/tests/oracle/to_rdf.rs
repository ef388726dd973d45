//! What JSON-LD's own tests of `toRdf` establish, feature by feature, on documents of our own.

use serde_json::{Value, json};

use super::compare;

/// The canonical form under a context.
fn statements(context: &Value, mut document: Value) -> Result<String, String> {
    document["@context"] = context.clone();
    compare::ours(&document.to_string())
}

/// Short for the identifiers of these tests: `x:a` is `https://x.kz/a`.
fn long(line: &str) -> String {
    let shorts = [
        ("<x:", "<https://x.kz/"),
        ("<v:", "<https://v.kz/"),
        ("<rdf:", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("<xsd:", "<http://www.w3.org/2001/XMLSchema#"),
        ("<i18n:", "<https://www.w3.org/ns/i18n#"),
    ];
    let line = shorts.iter().fold(line.to_owned(), |line, (short, long)| {
        line.replace(short, long)
    });
    format!("{line} .\n")
}

#[track_caller]
fn check(context: Value, document: Value, expected: &[&str]) {
    let found =
        statements(&context, document.clone()).unwrap_or_else(|e| panic!("{document}: {e}"));
    let lines: String = expected.iter().map(|line| long(line)).collect();
    // The blank nodes have other labels here.
    let expected = compare::canonical(compare::read(&lines)).expect("a small graph");
    assert_eq!(found, expected, "{context} {document}");
}

#[track_caller]
fn refused(context: Value, document: Value, part: &str) {
    match statements(&context, document.clone()) {
        Ok(found) => panic!("not refused: {context} {document}\n{found}"),
        Err(error) => assert!(error.contains(part), "{error}"),
    }
}

fn plain() -> Value {
    json!({ "x": "https://x.kz/", "p": "x:p", "q": "x:q" })
}

fn with(more: Value) -> Value {
    let mut context = plain();
    let Value::Object(more) = more else {
        panic!("no object")
    };
    context.as_object_mut().unwrap().extend(more);
    context
}

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
    // A term without an identifier is one of the vocabulary, or a compact one.
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

#[test]
fn languages() {
    let language = with(json!({
        "@language": "kk", "ru": { "@id": "x:ru", "@language": "ru" }, "none": { "@id": "x:none", "@language": null },
        "t": { "@id": "x:t", "@type": "x:T" }, "u": { "@id": "x:u", "@type": "@none" },
        "m": { "@id": "x:m", "@container": "@language" },
    }));
    check(
        language.clone(),
        json!({ "p": "a" }),
        &[r#"_:c14n0 <x:p> "a"@kk"#],
    );
    check(
        language.clone(),
        json!({ "ru": "a" }),
        &[r#"_:c14n0 <x:ru> "a"@ru"#],
    );
    check(
        language.clone(),
        json!({ "none": "a" }),
        &[r#"_:c14n0 <x:none> "a""#],
    );
    check(
        language.clone(),
        json!({ "t": "a" }),
        &[r#"_:c14n0 <x:t> "a"^^<x:T>"#],
    );
    check(
        language.clone(),
        json!({ "u": "a" }),
        &[r#"_:c14n0 <x:u> "a"@kk"#],
    );
    check(
        language.clone(),
        json!({ "p": { "@value": "a" } }),
        &[r#"_:c14n0 <x:p> "a""#],
    );
    check(
        language.clone(),
        json!({ "p": 5 }),
        &[r#"_:c14n0 <x:p> "5"^^<xsd:integer>"#],
    );
    check(
        language.clone(),
        json!({ "m": { "en": ["a", "b"], "@none": "c" } }),
        &[
            r#"_:c14n0 <x:m> "a"@en"#,
            r#"_:c14n0 <x:m> "b"@en"#,
            r#"_:c14n0 <x:m> "c""#,
        ],
    );
    check(language, json!({ "m": "a" }), &[r#"_:c14n0 <x:m> "a"@kk"#]);
    check(
        json!([{ "@language": "kk" }, { "@language": null, "p": "https://x.kz/p" }]),
        json!({ "p": "a" }),
        &[r#"_:c14n0 <x:p> "a""#],
    );
}

#[test]
fn directions() {
    let direction = with(json!({
        "@direction": "rtl", "none": { "@id": "x:none", "@direction": null },
        "ltr": { "@id": "x:ltr", "@direction": "ltr", "@language": "en" },
        "m": { "@id": "x:m", "@container": "@language" },
    }));
    check(
        direction.clone(),
        json!({ "p": "a" }),
        &[r#"_:c14n0 <x:p> "a"^^<i18n:_rtl>"#],
    );
    check(
        direction.clone(),
        json!({ "none": "a" }),
        &[r#"_:c14n0 <x:none> "a""#],
    );
    check(
        direction.clone(),
        json!({ "ltr": "a" }),
        &[r#"_:c14n0 <x:ltr> "a"^^<i18n:en_ltr>"#],
    );
    check(
        direction,
        json!({ "m": { "ar": "a" } }),
        &[r#"_:c14n0 <x:m> "a"^^<i18n:ar_rtl>"#],
    );
    check(
        plain(),
        json!({ "p": { "@value": "a", "@language": "AR-eg", "@direction": "rtl" } }),
        &[r#"_:c14n0 <x:p> "a"^^<i18n:ar-eg_rtl>"#],
    );
    refused(
        with(json!({ "@direction": "up" })),
        json!({ "p": "a" }),
        "@direction",
    );
}

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

#[test]
fn json_literals() {
    let typed = with(json!({ "j": { "@id": "x:j", "@type": "@json" } }));
    let form = |value: &str| format!(r#"_:c14n0 <x:j> "{value}"^^<rdf:JSON>"#);
    for (value, canonical) in [
        (json!(true), "true"),
        (json!(null), "null"),
        (json!(5.0), "5"),
        (json!("a"), r#"\"a\""#),
        (
            json!({ "b": [], "a": { "@id": null } }),
            r#"{\"a\":{\"@id\":null},\"b\":[]}"#,
        ),
        (json!([1e21, "\u{8}"]), r#"[1e+21,\"\\b\"]"#),
    ] {
        check(typed.clone(), json!({ "j": value }), &[&form(canonical)]);
    }
    check(
        plain(),
        json!({ "x:j": { "@value": { "a": 1 }, "@type": "@json" } }),
        &[&form(r#"{\"a\":1}"#)],
    );
    refused(typed, json!({ "j": 9_007_199_254_740_993_i64 }), "digits");
}

#[test]
fn contexts_of_properties() {
    let scoped = with(json!({
        "s": { "@id": "x:s", "@context": { "p": "x:inner", "t": "x:t" } },
        "e": { "@id": "x:e", "@context": {} },
        "k": { "@id": "x:k", "@context": { "@language": "kk" } },
        "self": { "@id": "x:self", "@type": "@id", "@context": { "self": "x:else" } },
    }));
    check(
        scoped.clone(),
        json!({ "@id": "x:1", "s": { "@id": "x:2", "p": "a", "t": "b", "q": { "@id": "x:3", "p": "c" } }, "p": "d" }),
        &[
            "<x:1> <x:s> <x:2>",
            r#"<x:1> <x:p> "d""#,
            r#"<x:2> <x:inner> "a""#,
            r#"<x:2> <x:t> "b""#,
            "<x:2> <x:q> <x:3>",
            r#"<x:3> <x:inner> "c""#,
        ],
    );
    check(
        scoped.clone(),
        json!({ "e": { "@id": "x:2", "p": "a" } }),
        &["_:c14n0 <x:e> <x:2>", r#"<x:2> <x:p> "a""#],
    );
    check(
        scoped.clone(),
        json!({ "k": "a" }),
        &[r#"_:c14n0 <x:k> "a"@kk"#],
    );
    check(
        scoped.clone(),
        json!({ "k": { "@list": ["a"] } }),
        &[
            "_:c14n0 <x:k> _:c14n1",
            r#"_:c14n1 <rdf:first> "a"@kk"#,
            "_:c14n1 <rdf:rest> <rdf:nil>",
        ],
    );
    // What a value is read by is the term as its own context leaves it.
    check(
        scoped,
        json!({ "self": "x:2" }),
        &[r#"_:c14n0 <x:self> "x:2""#],
    );
    check(
        with(json!({ "s": { "@id": "x:s", "@context": { "@propagate": false, "p": "x:inner" } } })),
        json!({ "@id": "x:1", "s": { "@id": "x:2", "p": "a", "q": { "@id": "x:3", "p": "b" } } }),
        &[
            "<x:1> <x:s> <x:2>",
            r#"<x:2> <x:inner> "a""#,
            "<x:2> <x:q> <x:3>",
            r#"<x:3> <x:p> "b""#,
        ],
    );
}

#[test]
fn contexts_of_types() {
    let typed = with(json!({
        "type": "@type",
        "T": { "@id": "x:T", "@context": { "p": "x:t", "deep": { "@id": "x:deep", "@context": { "p": "x:d" } } } },
        "U": { "@id": "x:U", "@context": { "p": "x:u", "T": "x:T2" } },
        "N": { "@id": "x:N", "@context": null },
        "V": { "@id": "x:V", "@context": { "@vocab": "https://v.kz/" } },
        "S": { "@id": "x:S", "@context": { "@propagate": true, "p": "x:stays" } },
        "i": { "@id": "x:i", "@container": "@index" },
        "D": { "@id": "x:D", "@context": { "D": "x:D2" } },
    }));
    let id = |more: Value| {
        let mut node = json!({ "@id": "x:1" });
        node.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        node
    };
    check(
        typed.clone(),
        id(json!({ "type": "T", "p": "a" })),
        &["<x:1> <rdf:type> <x:T>", r#"<x:1> <x:t> "a""#],
    );
    // The context of the type ends with the node; that of a property in it does not.
    check(
        typed.clone(),
        id(json!({ "type": "T", "q": { "@id": "x:2", "p": "a" } })),
        &[
            "<x:1> <rdf:type> <x:T>",
            "<x:1> <x:q> <x:2>",
            r#"<x:2> <x:p> "a""#,
        ],
    );
    check(
        typed.clone(),
        id(json!({ "type": "T", "deep": { "@id": "x:2", "q": { "@id": "x:3", "p": "a" } } })),
        &[
            "<x:1> <rdf:type> <x:T>",
            "<x:1> <x:deep> <x:2>",
            "<x:2> <x:q> <x:3>",
            r#"<x:3> <x:d> "a""#,
        ],
    );
    check(
        typed.clone(),
        id(json!({ "type": "S", "q": { "@id": "x:2", "p": "a" } })),
        &[
            "<x:1> <rdf:type> <x:S>",
            "<x:1> <x:q> <x:2>",
            r#"<x:2> <x:stays> "a""#,
        ],
    );
    // Several types: in the order of their names, each type by the context before all of them.
    for types in [json!(["T", "U"]), json!(["U", "T"])] {
        check(
            typed.clone(),
            id(json!({ "type": types, "p": "a", "deep": { "@id": "x:2", "p": "b" } })),
            &[
                "<x:1> <rdf:type> <x:T>",
                "<x:1> <rdf:type> <x:U>",
                r#"<x:1> <x:u> "a""#,
                "<x:1> <x:deep> <x:2>",
                r#"<x:2> <x:d> "b""#,
            ],
        );
    }
    check(
        typed.clone(),
        id(json!({ "type": "V", "a": "b" })),
        &["<x:1> <rdf:type> <x:V>", r#"<x:1> <v:a> "b""#],
    );
    refused(typed.clone(), id(json!({ "type": "N", "p": "a" })), "@type");
    // A value object's type is one by the context before its own.
    check(
        typed.clone(),
        json!({ "p": { "@value": "a", "type": "D" } }),
        &[r#"_:c14n0 <x:p> "a"^^<x:D>"#],
    );
    // Neither a reference nor a value ends the context of the type; nor does a map.
    check(
        with(json!({ "T": { "@id": "x:T", "@context": { "ref": "@id", "val": "@value" } } })),
        id(json!({ "@type": "T", "p": { "ref": "x:2" }, "q": { "val": "a" } })),
        &[
            "<x:1> <rdf:type> <x:T>",
            "<x:1> <x:p> <x:2>",
            r#"<x:1> <x:q> "a""#,
        ],
    );
    check(
        typed,
        id(json!({ "type": "T", "i": { "k": { "@id": "x:2", "p": "a" } } })),
        &[
            "<x:1> <rdf:type> <x:T>",
            "<x:1> <x:i> <x:2>",
            r#"<x:2> <x:t> "a""#,
        ],
    );
}

#[test]
fn contexts_in_the_document() {
    check(
        plain(),
        json!({ "@id": "x:1", "q": { "@id": "x:2", "@context": { "p": "x:inner" }, "p": "a" }, "p": "b" }),
        &[
            "<x:1> <x:q> <x:2>",
            r#"<x:2> <x:inner> "a""#,
            r#"<x:1> <x:p> "b""#,
        ],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "q": { "@id": "https://x.kz/2", "@context": [null, { "p": "https://x.kz/new" }], "p": "a" } }),
        &["<x:1> <x:q> <x:2>", r#"<x:2> <x:new> "a""#],
    );
    check(
        plain(),
        json!({ "@id": "x:1", "q": { "@id": "x:2", "@context": { "@propagate": false, "p": "x:here" }, "p": "a",
            "q": { "@id": "x:3", "p": "b" } } }),
        &[
            "<x:1> <x:q> <x:2>",
            r#"<x:2> <x:here> "a""#,
            "<x:2> <x:q> <x:3>",
            r#"<x:3> <x:p> "b""#,
        ],
    );
    refused(
        json!([plain(), { "@propagate": false }]),
        json!({ "p": "a" }),
        "@propagate",
    );
    refused(
        with(json!({ "@propagate": "no" })),
        json!({ "p": "a" }),
        "@propagate",
    );
    refused(
        with(json!({ "@version": "1.1" })),
        json!({ "p": "a" }),
        "@version",
    );
}

#[test]
fn protected_terms() {
    let protected = with(json!({
        "keep": { "@id": "x:keep", "@protected": true },
        "s": { "@id": "x:s", "@context": { "keep": "x:free" } },
        "T": { "@id": "x:T", "@context": { "keep": "x:free" } },
        "none": { "@id": "x:none", "@context": null },
    }));
    check(
        protected.clone(),
        json!({ "keep": "a" }),
        &[r#"_:c14n0 <x:keep> "a""#],
    );
    check(
        json!([protected, { "keep": { "@id": "x:keep" } }]),
        json!({ "keep": "a" }),
        &[r#"_:c14n0 <x:keep> "a""#],
    );
    check(
        protected.clone(),
        json!({ "s": { "@id": "x:2", "keep": "a" } }),
        &["_:c14n0 <x:s> <x:2>", r#"<x:2> <x:free> "a""#],
    );
    for changed in [
        json!({ "keep": "x:other" }),
        json!({ "keep": { "@id": "x:keep", "@type": "@id" } }),
        json!({ "keep": { "@id": "x:keep", "@container": "@set" } }),
        json!({ "keep": { "@id": "x:keep", "@context": {} } }),
        json!({ "keep": null }),
        json!(null),
    ] {
        refused(
            json!([protected, changed]),
            json!({ "p": "a" }),
            "protected",
        );
    }
    refused(
        protected.clone(),
        json!({ "@type": "T", "p": "a" }),
        "protected",
    );
    refused(protected.clone(), json!({ "s": "a" }), "protected");
    refused(protected.clone(), json!({ "none": "a" }), "protected");
    check(
        protected,
        json!({ "none": { "@id": "https://x.kz/2", "https://x.kz/p": "a" } }),
        &["_:c14n0 <x:none> <x:2>", r#"<x:2> <x:p> "a""#],
    );
}

#[test]
fn definitions_that_are_none() {
    for (definition, part) in [
        (
            json!({ "@id": "x:a", "@container": "@context" }),
            "@container",
        ),
        (
            json!({ "@id": "x:a", "@container": ["@list", "@set"] }),
            "@container",
        ),
        (json!({ "@id": "x:a", "@type": "T" }), "@type"),
        (json!({ "@id": "x:a", "@type": "@value" }), "@type"),
        (json!({ "@id": "x:a", "@language": 5 }), "@language"),
        (json!({ "@id": "x:a", "@prefix": "yes" }), "@prefix"),
        (json!({ "@id": "x:a", "@protected": 1 }), "@protected"),
        (json!({ "@id": "x:a", "@unknown": 1 }), "@unknown"),
        (json!({ "@id": 5 }), "@id"),
        (json!({ "@id": "no-identifier" }), "no absolute"),
        (json!({ "@id": "x:a", "@reverse": "x:r" }), "@reverse"),
        (json!(5), "definition"),
        (json!("b"), "by itself"),
    ] {
        refused(
            with(json!({ "a": definition, "b": "a" })),
            json!({ "p": "a" }),
            part,
        );
    }
    // A compact identifier stands for what it says.
    refused(
        with(json!({ "x:a": "x:b" })),
        json!({ "p": "a" }),
        "something else",
    );
    check(
        with(json!({ "x:a": "https://x.kz/a" })),
        json!({ "x:a": "b" }),
        &[r#"_:c14n0 <x:a> "b""#],
    );
    // Names with the form of a keyword are nothing.
    refused(
        with(json!({ "@word": "x:a" })),
        json!({ "@word": "b" }),
        "dropped",
    );
    refused(
        with(json!({ "a": { "@id": "@word" } })),
        json!({ "a": "b" }),
        "dropped",
    );
}
