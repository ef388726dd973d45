//! Contexts: few names, so that definitions meet, and every feature of a definition.

use serde_json::{Map, Value, json};

use super::Choices;

/// The terms, each mostly of one role.
pub(super) const TERMS: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "j", "n", "s"];
pub(super) const TYPES: [&str; 3] = ["T", "U", "W"];
/// What terms stand for; the last ones only sometimes well.
const IRIS: [&str; 9] = [
    "https://x.kz/p",
    "https://ex.kz/a",
    "https://x.kz/q#",
    "urn:x:y",
    "urn:x:y:",
    "ex:a",
    "a",
    "local",
    "@type",
];
const DATATYPES: [&str; 8] = [
    "http://www.w3.org/2001/XMLSchema#date",
    "https://x.kz/datatype",
    "http://www.w3.org/2001/XMLSchema#integer",
    "http://www.w3.org/2001/XMLSchema#double",
    "http://www.w3.org/2001/XMLSchema#boolean",
    "http://www.w3.org/2001/XMLSchema#string",
    "@none",
    "ex:datatype",
];
const TAGS: [&str; 5] = ["kk", "ru-RU", "en", "zh-Hant", "no tag"];

/// A context that is an object, with scoped contexts down to `depth`.
pub(super) fn object(choices: &mut Choices<'_>, depth: usize) -> Value {
    let mut context = Map::new();
    if depth == 3 || choices.chance(64) {
        context.insert("ex".to_owned(), json!("https://ex.kz/"));
        context.insert(
            "p".to_owned(),
            json!({ "@id": "https://p.kz/ns#", "@prefix": true }),
        );
    }
    if depth == 3 || choices.chance(32) {
        let aliases = [
            ("id", "@id"),
            ("type", "@type"),
            ("val", "@value"),
            ("lang", "@language"),
            ("none", "@none"),
            ("nest", "@nest"),
            ("items", "@list"),
            ("all", "@set"),
        ];
        context.extend(aliases.map(|(name, keyword)| (name.to_owned(), json!(keyword))));
    }
    let keyword = |choices: &mut Choices<'_>| match choices.below(8) {
        0 => ("@version", json!(1.1)),
        1 | 2 => (
            "@vocab",
            choices
                .one(&[Some("https://v.kz/"), Some("https://v.kz/x#"), None])
                .into(),
        ),
        3 => ("@language", language(choices)),
        4 => ("@direction", direction(choices)),
        5 => ("@propagate", json!(choices.chance(128))),
        6 => ("@protected", json!(choices.chance(128))),
        _ => ("@base", Value::Null),
    };
    for _ in 0..choices.below(3) {
        let (name, value) = keyword(choices);
        context.insert(name.to_owned(), value);
    }
    let few = if depth == 3 { 10 } else { 4 };
    for _ in 0..choices.below(few) {
        let name = choices.one(&TERMS);
        let definition = definition(choices, name, depth);
        context.insert(name.to_owned(), definition);
    }
    for name in TYPES {
        if depth == 3 || choices.chance(32) {
            let definition = of_type(choices, name, depth);
            context.insert(name.to_owned(), definition);
        }
    }
    Value::Object(context)
}

/// What a term stands for, mostly well.
fn iri(choices: &mut Choices<'_>) -> &'static str {
    let most = if choices.chance(32) { 9 } else { 5 };
    choices.one(&IRIS[..most])
}

fn of_type(choices: &mut Choices<'_>, name: &str, depth: usize) -> Value {
    let iri = format!("https://x.kz/{name}");
    if depth == 0 || choices.chance(128) {
        return json!(iri);
    }
    json!({ "@id": iri, "@context": object(choices, depth - 1) })
}

fn definition(choices: &mut Choices<'_>, name: &str, depth: usize) -> Value {
    match choices.below(16) {
        0 => return json!(iri(choices)),
        1 if choices.chance(64) => return Value::Null,
        _ => {}
    }
    let mut definition = Map::new();
    let mut set = |name: &str, value: Value| definition.insert(name.to_owned(), value);
    set("@id", json!(format!("https://x.kz/{name}")));
    // The role of the name, or any.
    let role = if choices.chance(16) {
        choices.one(&TERMS)
    } else {
        name
    };
    match role {
        "b" => _ = set("@type", json!(choices.one(&["@id", "@vocab"]))),
        "c" => _ = set("@container", json!("@list")),
        "d" => _ = set("@container", json!("@language")),
        "e" => {
            set("@container", json!("@index"));
            if choices.chance(224) {
                set(
                    "@index",
                    json!(choices.one(&["https://x.kz/i", "https://x.kz/i", "ex:index", "a", "b"])),
                );
            }
        }
        "f" => _ = set("@type", json!(choices.one(&DATATYPES))),
        "g" => _ = set("@container", json!("@graph")),
        "j" => _ = set("@type", json!("@json")),
        "n" if choices.chance(128) => _ = set("@id", json!("@nest")),
        "s" => _ = set("@container", json!("@set")),
        _ => {}
    }
    let typed = matches!(role, "b" | "f" | "j");
    for _ in 0..choices.below(4) {
        match choices.below(12) {
            0 => _ = set("@protected", json!(choices.chance(192))),
            1 if !typed => _ = set("@language", language(choices)),
            2 if !typed => _ = set("@direction", direction(choices)),
            3 | 4 if depth > 0 => _ = set("@context", object(choices, depth - 1)),
            5 => _ = set("@id", json!(iri(choices))),
            6 if choices.chance(128) => _ = set("@prefix", json!(choices.chance(128))),
            7 if choices.chance(64) => {
                set("@type", json!(choices.one(&["@id", "@vocab", "@none"])));
            }
            8 if matches!(role, "a" | "d" | "g" | "s" | "e") => {
                let container = match role {
                    "d" => json!(["@set", "@language"]),
                    "e" => json!(["@index", "@set"]),
                    "g" => json!(["@graph", "@set"]),
                    _ => json!("@set"),
                };
                set("@container", container);
            }
            9 => _ = set("@nest", json!(choices.one(&["@nest", "nest", "a"]))),
            10 if choices.chance(16) => _ = set("@container", json!("@id")),
            11 if choices.chance(16) => {
                return json!({ "@reverse": "https://x.kz/r" });
            }
            _ => {}
        }
    }
    if choices.chance(8) {
        definition.shift_remove("@id");
    }
    Value::Object(definition)
}

pub(super) fn language(choices: &mut Choices<'_>) -> Value {
    if choices.chance(48) {
        return Value::Null;
    }
    json!(tag(choices))
}

pub(super) fn tag(choices: &mut Choices<'_>) -> &'static str {
    let most = if choices.chance(16) { 5 } else { 4 };
    choices.one(&TAGS[..most])
}

pub(super) fn direction(choices: &mut Choices<'_>) -> Value {
    json!(choices.one(&[Some("ltr"), Some("rtl"), None]))
}
