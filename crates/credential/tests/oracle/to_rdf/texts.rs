//! Languages, directions and JSON literals.

use serde_json::json;

use super::{check, plain, refused, with};

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
