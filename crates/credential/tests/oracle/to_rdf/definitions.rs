//! Protected terms, and definitions that are none.

use serde_json::json;

use super::{check, refused, with};

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
