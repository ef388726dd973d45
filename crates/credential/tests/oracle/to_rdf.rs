//! What JSON-LD's own tests of `toRdf` establish, feature by feature, on documents of our own.

mod containers;
mod contexts;
mod definitions;
mod terms;
mod texts;

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
#[expect(
    clippy::needless_pass_by_value,
    reason = "documents are written where they are checked"
)]
fn check(context: Value, document: Value, expected: &[&str]) {
    let found =
        statements(&context, document.clone()).unwrap_or_else(|e| panic!("{document}: {e}"));
    let lines: String = expected.iter().map(|line| long(line)).collect();
    // The blank nodes have other labels here.
    let expected = compare::canonical(compare::read(&lines)).expect("a small graph");
    assert_eq!(found, expected, "{context} {document}");
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "documents are written where they are checked"
)]
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
