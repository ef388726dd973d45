//! What every operation of the committed OpenAPI documents says.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

const SERVERS: [&str; 3] = ["registry", "issuer", "verifier"];

/// The operations of a server's document: method, address, operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
    });
    all.collect()
}

fn document(server: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/openapi");
    let text = fs::read_to_string(root.join(format!("{server}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_and_a_tag_of_the_document() {
    for server in SERVERS {
        let document = document(server);
        let tags = document["tags"].as_array().unwrap().iter();
        let tags: Vec<_> = tags.map(|tag| &tag["name"]).collect();
        let mut names = BTreeSet::new();
        for (method, path, operation) in operations(&document) {
            let at = format!("{server}: {method} {path}");
            let name = operation["operationId"].as_str().unwrap_or_default();
            assert!(!name.is_empty() && names.insert(name), "{at}: {name:?}");
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(summary.ends_with('.'), "{at}: {summary:?}");
            let of_operation = operation["tags"].as_array().unwrap();
            assert!(of_operation.iter().all(|tag| tags.contains(&tag)), "{at}");
        }
    }
}

#[test]
fn every_operation_says_whose_credential_it_needs_even_if_nobodys() {
    for server in SERVERS {
        let document = document(server);
        let schemes = &document["components"]["securitySchemes"];
        for (method, path, operation) in operations(&document) {
            let at = format!("{server}: {method} {path}");
            let security = operation["security"].as_array();
            let security = security.unwrap_or_else(|| panic!("{at} has no `security`"));
            assert!(!security.is_empty(), "{at}");
            let named = security.iter().filter_map(Value::as_object);
            for credential in named.flat_map(|one| one.keys()) {
                assert!(schemes[credential].is_object(), "{at}: {credential}");
            }
        }
    }
}

#[test]
fn every_parameter_in_an_address_is_described_with_its_form() {
    for server in SERVERS {
        let document = document(server);
        for (method, path, operation) in operations(&document) {
            let at = format!("{server}: {method} {path}");
            let parameters = operation["parameters"].as_array();
            let in_path = parameters.into_iter().flatten();
            let in_path: Vec<_> = in_path.filter(|p| p["in"] == "path").collect();
            assert_eq!(in_path.len(), path.matches('{').count(), "{at}");
            for parameter in in_path {
                let schema = &parameter["schema"];
                let name = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next());
                let schema = name.map_or(schema, |name| &document["components"]["schemas"][name]);
                let held = schema["pattern"].is_string() || schema["format"].is_string();
                assert!(held, "{at}: {parameter}");
            }
        }
    }
}

#[test]
fn every_refusal_lists_its_codes() {
    for server in SERVERS {
        let document = document(server);
        for (method, path, operation) in operations(&document) {
            for (status, answer) in operation["responses"].as_object().unwrap() {
                if !status.starts_with(['4', '5']) {
                    continue;
                }
                let at = format!("{server}: {method} {path}: {status}");
                let schema = &answer["content"]["application/problem+json"]["schema"];
                let codes = schema["allOf"][1]["properties"]["type"]["enum"].as_array();
                let codes = codes.unwrap_or_else(|| panic!("{at}: {answer}"));
                let known = |code: &Value| {
                    let code = code.as_str().unwrap_or_default();
                    code.strip_prefix("urn:kualik:problem:").is_some_and(|c| {
                        !c.is_empty() && c.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                    })
                };
                assert!(!codes.is_empty() && codes.iter().all(known), "{at}");
            }
        }
    }
}
