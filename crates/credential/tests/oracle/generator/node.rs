//! Node objects and what stands in them.

use serde_json::{Map, Value, json};

use super::{
    Choices,
    context::{self, TERMS, TYPES, direction, tag},
};

const IRIS: [&str; 10] = [
    "https://x.kz/1",
    "https://x.kz/2",
    "ex:n",
    "p:m",
    "did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT",
    "urn:x:1",
    "https://x.kz/3?q=1#f",
    "T",
    "relative",
    "_:b0",
];
const TEXTS: [&str; 8] = [
    "",
    "x",
    "y \"z\"\\",
    "Үлгі\n\t",
    "\u{7f}\u{0}\u{1f}",
    "\u{10ffff}\u{e000}",
    "2026-11-20",
    "T",
];

/// A node object, with others down to `depth` below it.
pub(super) fn object(choices: &mut Choices<'_>, depth: usize) -> Map<String, Value> {
    let mut node = Map::new();
    if choices.chance(20) && depth > 0 {
        let own = if choices.chance(32) {
            Value::Null
        } else {
            context::object(choices, 1)
        };
        node.insert("@context".to_owned(), own);
    }
    if choices.chance(96) {
        let key = choices.one(&["id", "@id"]);
        node.insert(key.to_owned(), json!(iri(choices)));
    }
    if choices.chance(112) {
        let key = choices.one(&["type", "@type"]);
        let one = choices.one(&TYPES);
        let types = match choices.below(8) {
            0 => json!([one, "https://x.kz/Z"]),
            1 if choices.chance(64) => json!([one, choices.one(&TYPES)]),
            2 if choices.chance(128) => json!([choices.one(&["p:t", "ex:t", "relative", "a"])]),
            _ => json!(one),
        };
        node.insert(key.to_owned(), types);
    }
    for _ in 0..choices.below(5) {
        let name = match choices.below(32) {
            28 => "ex:other",
            29 | 30 => "https://x.kz/other",
            31 => choices.one(&["undefined", "nest", "@nest", "@index", "none", "p:c"]),
            _ => choices.one(&TERMS),
        };
        let value = of_role(choices, name, depth);
        if value.as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        node.insert(name.to_owned(), value);
    }
    node
}

fn iri(choices: &mut Choices<'_>) -> &'static str {
    let most = if choices.chance(16) { 10 } else { 7 };
    choices.one(&IRIS[..most])
}

/// A value as the term of this name mostly wants it.
fn of_role(choices: &mut Choices<'_>, name: &str, depth: usize) -> Value {
    if depth == 0 {
        return json!("x");
    }
    if choices.chance(24) {
        return value(choices, depth - 1);
    }
    match name {
        "b" => json!(iri(choices)),
        "d" => map(choices, |choices| {
            let key = match choices.below(8) {
                0 => choices.one(&["@none", "none"]),
                _ => tag(choices),
            };
            (key, texts(choices))
        }),
        "e" => map(choices, |choices| {
            let key = choices.one(&["x", "y", "https://x.kz/k", "@none", "none", "T"]);
            let below = json!(object(choices, depth - 1));
            (key, below)
        }),
        "g" | "n" | "nest" | "@nest" => json!(object(choices, depth - 1)),
        "@index" => json!("x"),
        "j" => json_literal(choices, 3),
        _ => value(choices, depth - 1),
    }
}

fn map<'k>(
    choices: &mut Choices<'_>,
    mut member: impl FnMut(&mut Choices<'_>) -> (&'k str, Value),
) -> Value {
    let mut map = Map::new();
    for _ in 0..choices.below(4) {
        let (key, value) = member(choices);
        map.insert(key.to_owned(), value);
    }
    Value::Object(map)
}

fn texts(choices: &mut Choices<'_>) -> Value {
    let one = choices.one(&TEXTS);
    match choices.below(4) {
        0 => json!([one, choices.one(&TEXTS)]),
        1 if choices.chance(32) => json!({ "@value": one }),
        _ => json!(one),
    }
}

/// Any value.
pub(super) fn value(choices: &mut Choices<'_>, depth: usize) -> Value {
    match choices.below(16) {
        4 => number(choices),
        5 => json!(choices.chance(128)),
        6 => json!(iri(choices)),
        7 if choices.chance(8) => Value::Null,
        8 => value_object(choices, depth),
        9 | 10 if depth > 0 => {
            let items = (0..choices.below(4)).map(|_| value(choices, depth - 1));
            items.collect()
        }
        11 if depth > 0 => {
            let items = value(choices, depth - 1);
            json!({ choices.one(&["@list", "items"]): items })
        }
        12 if depth > 0 => {
            let items = value(choices, depth - 1);
            json!({ choices.one(&["@set", "all"]): items })
        }
        13..=15 if depth > 0 => json!(object(choices, depth)),
        _ => json!(choices.one(&TEXTS)),
    }
}

fn number(choices: &mut Choices<'_>) -> Value {
    match choices.below(8) {
        0 => json!(0),
        1 => json!(-7),
        2 => json!(2.5),
        3 => json!(f64::from(choices.byte()) / 8.0),
        4 => json!(9_007_199_254_740_992_i64),
        5 => json!(0.000_012_5),
        6 => json!(123_456.75),
        _ if !choices.chance(32) => json!(12),
        _ => choices.one(&[1e21, 5.0, 1e-7, -0.0, 0.1 + 0.2]).into(),
    }
}

fn value_object(choices: &mut Choices<'_>, depth: usize) -> Value {
    let mut object = Map::new();
    let mut set = |name: &str, value: Value| object.insert(name.to_owned(), value);
    let inner = match choices.below(6) {
        0 => number(choices),
        1 => json!(choices.chance(128)),
        2 if choices.chance(64) => value(choices, depth.saturating_sub(1)),
        _ => json!(choices.one(&TEXTS)),
    };
    set(choices.one(&["@value", "val"]), inner);
    match choices.below(8) {
        0 => {
            set(
                "@type",
                json!(choices.one(&[
                    "https://x.kz/dt",
                    "@json",
                    "https://x.kz/dt",
                    "@json",
                    "ex:datatype",
                    "T"
                ])),
            );
        }
        1 => {
            let xsd = choices.one(&["date", "double", "integer", "string"]);
            set(
                "@type",
                json!(format!("http://www.w3.org/2001/XMLSchema#{xsd}")),
            );
        }
        2 | 3 => {
            set(choices.one(&["@language", "lang"]), json!(tag(choices)));
        }
        4 => {
            set("@language", json!(tag(choices)));
            set("@direction", direction(choices));
        }
        5 => _ = set("@direction", direction(choices)),
        6 if choices.chance(64) => _ = set("@index", json!("x")),
        _ => {}
    }
    Value::Object(object)
}

fn json_literal(choices: &mut Choices<'_>, depth: usize) -> Value {
    match choices.below(8) {
        0 => json!(choices.one(&TEXTS)),
        1 => number(choices),
        2 => Value::Null,
        3 => json!(true),
        4 | 5 if depth > 0 => (0..choices.below(4))
            .map(|_| json_literal(choices, depth - 1))
            .collect(),
        6 | 7 if depth > 0 => map(choices, |choices| {
            let key = choices.one(&["b", "a", "@id", "\u{e000}", "", "é"]);
            let below = json_literal(choices, depth - 1);
            (key, below)
        }),
        _ => json!([]),
    }
}
