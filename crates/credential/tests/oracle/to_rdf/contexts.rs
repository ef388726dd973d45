//! Scoped contexts, and those in the document.

use serde_json::{Value, json};

use super::{check, plain, refused, with};

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

/// A list or set object ends the context of a type, and with it the term of its values.
#[test]
fn values_in_objects_whose_term_is_gone() {
    let typed = with(json!({
        "T": { "@id": "x:T", "@context": { "v": { "@id": "x:v", "@type": "@vocab", "@context": { "a": "x:a" } } } },
    }));
    check(
        typed.clone(),
        json!({ "@id": "x:1", "@type": "T", "v": ["a"] }),
        &["<x:1> <rdf:type> <x:T>", "<x:1> <x:v> <x:a>"],
    );
    for value in [json!({ "@set": ["a"] }), json!({ "@list": ["a"] })] {
        refused(
            typed.clone(),
            json!({ "@id": "x:1", "@type": "T", "v": value }),
            "use an array",
        );
    }
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
