//! The shipped examples: each valid one passes its JSON Schema and our types, each invalid one is refused for the
//! one thing that it breaks, at the place that it names.

mod shared_data;

use std::{collections::BTreeSet, fs, path::Path};

use jsonschema::{Draft, Resource, Validator};
use schemas::{
    base_url::BaseUrl,
    certificate::Certificate,
    competency::Competency,
    context,
    credit::Credits,
    grade::{Grade, GradeScale},
    number::CertificateNumber,
    problem::Problem,
    programme::{Programme, rules::Rule},
    report::{Reason, VerificationReport},
    schema,
    status::CertificateStatus,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use shared_data::shared;

/// An invalid example: what to change in a valid one, and who notices.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Invalid {
    /// The rule that is broken, in words.
    #[serde(rename = "breaks")]
    _breaks: String,
    /// The valid document, within `examples/`.
    base: String,
    /// What to put where: a JSON Pointer whose last segment may be new, or `-` for the end of a list.
    #[serde(default)]
    set: Map<String, Value>,
    /// What to take out.
    #[serde(default)]
    remove: Vec<String>,
    refused_by: Refusal,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Refusal {
    /// The places of the errors under the JSON Schema.
    schema: Vec<String>,
    /// Whether our type cannot be read from it.
    #[serde(rename = "type")]
    by_type: bool,
    /// The broken rules of content.
    rules: Vec<Broken>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Broken {
    pointer: String,
    rule: String,
}

fn examples(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(folder);
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, value)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn registry() -> BaseUrl {
    "https://registry.kualik.invalid".parse().unwrap()
}

/// The schema named `name`, with the others at hand for its references.
fn validator(name: &str) -> Validator {
    let resources = schema::SCHEMAS.iter().map(|(name, text)| {
        let contents = serde_json::from_str(text).unwrap();
        (urn(name), Resource::from_contents(contents).unwrap())
    });
    let text = match name {
        "certificate" => context::mc_schema_v1(&registry()),
        _ => schema_text(name).to_owned(),
    };
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_resources(resources)
        .build(&serde_json::from_str(&text).unwrap())
        .unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn schema_text(name: &str) -> &'static str {
    let found = schema::SCHEMAS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no schema {name}")).1
}

fn urn(name: &str) -> String {
    format!("urn:kualik:schema:{name}:v1")
}

/// The name of the schema that an example follows: what stands before the first full stop.
fn schema_of(example: &str) -> &str {
    example.split('.').next().unwrap()
}

/// The document as our types write it again, or why they cannot read it.
fn through_types(schema: &str, document: &Value) -> Result<Value, serde_json::Error> {
    fn through<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
        serde_json::to_value(T::deserialize(value)?)
    }
    match schema {
        "certificate" => through::<Certificate>(document),
        "certificate-number" => through::<CertificateNumber>(document),
        "competency" => through::<Competency>(document),
        "credits" => through::<Credits>(document),
        "grade" => through::<Grade>(document),
        "grade-scale" => through::<GradeScale>(document),
        "problem" => through::<Problem>(document),
        "programme" => through::<Programme>(document),
        "report" => through::<VerificationReport>(document),
        "status" => through::<CertificateStatus>(document),
        other => panic!("no type for {other}"),
    }
}

fn errors(schema: &Validator, document: &Value) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors.map(|e| e.instance_path.to_string()).collect()
}

fn broken_rules(schema: &str, document: &Value) -> Vec<Broken> {
    let Ok(programme) = Programme::deserialize(document) else {
        return Vec::new();
    };
    assert_eq!(schema, "programme");
    let broken = programme.broken_rules();
    let named = broken.into_iter().map(|b| Broken {
        rule: b.code(),
        pointer: b.pointer,
    });
    named.collect()
}

#[test]
fn valid_examples_pass_their_schema_and_our_types_unchanged() {
    let programmes = examples("programmes")
        .into_iter()
        .map(|(name, value)| (format!("programme.{name}"), value));
    for (name, document) in examples("valid").into_iter().chain(programmes) {
        let schema = schema_of(&name);
        assert_eq!(errors(&validator(schema), &document), [""; 0], "{name}");
        assert_eq!(
            through_types(schema, &document).unwrap(),
            document,
            "{name}"
        );
    }
}

#[test]
fn invalid_examples_are_refused_for_what_they_break() {
    for (name, example) in examples("invalid") {
        let example = Invalid::deserialize(&example).unwrap_or_else(|e| panic!("{name}: {e}"));
        let document = changed(&example);
        let schema = schema_of(&name);
        let found = Refusal {
            schema: errors(&validator(schema), &document),
            by_type: through_types(schema, &document).is_err(),
            rules: broken_rules(schema, &document),
        };
        assert_eq!(found, example.refused_by, "{name}");
        assert_ne!(found, Refusal::default(), "{name}");
        assert!(found.schema.len() <= 1, "{name}");
    }
}

/// The published schemas that a certificate follows beside ours.
#[test]
fn valid_certificates_pass_the_schemas_of_open_badges_and_of_the_vc_data_model() {
    for file in [
        "schemas/ob_v3p0_achievementcredential_schema.json",
        "schemas/vcdm-verifiable-credential-schema.json",
    ] {
        let Some(published) = shared(file) else {
            return;
        };
        let published = jsonschema::validator_for(&serde_json::from_str(&published).unwrap());
        let published = published.unwrap();
        let certificates = examples("valid").into_iter();
        for (name, certificate) in certificates.filter(|(name, _)| schema_of(name) == "certificate")
        {
            assert_eq!(errors(&published, &certificate), [""; 0], "{file}: {name}");
        }
    }
}

#[test]
fn every_rule_of_programmes_has_an_invalid_example() {
    // One needs more entries than an example should have, the other is not the register's; unit tests hold them.
    let unshown = ["too-many", "labour-market-required"].map(str::to_owned);
    let unshown = BTreeSet::from(unshown);
    let rules = Rule::samples();
    let codes = rules
        .iter()
        .map(|rule| json!(rule)["rule"].as_str().unwrap().to_owned());
    let shown = examples("invalid").into_iter();
    let shown =
        shown.filter_map(|(name, _)| Some(name.strip_prefix("programme.rule-")?.to_owned()));
    let codes: BTreeSet<String> = codes.collect();
    let shown: BTreeSet<String> = shown.collect();
    assert_eq!(&codes - &unshown, shown);
}

/// The valid document with the example's changes.
fn changed(example: &Invalid) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(&example.base);
    let mut document = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for (pointer, value) in &example.set {
        put(&mut document, pointer, value.clone());
    }
    for pointer in &example.remove {
        take(&mut document, pointer);
    }
    document
}

fn put(document: &mut Value, pointer: &str, value: Value) {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        *document = value;
        return;
    };
    match document.pointer_mut(parent).unwrap() {
        Value::Object(entries) => _ = entries.insert(last.to_owned(), value),
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value,
        other => panic!("{pointer}: {other}"),
    }
}

fn take(document: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(entries) => _ = entries.shift_remove(last).unwrap(),
        Value::Array(items) => _ = items.remove(last.parse().unwrap()),
        other => panic!("{pointer}: {other}"),
    }
}

#[test]
fn every_reason_fits_the_schema_of_reports_and_no_other_is_listed() {
    let schema: Value = serde_json::from_str(schema_text("report")).unwrap();
    let reason = &schema["$defs"]["reason"];
    let validator = jsonschema::validator_for(reason).unwrap();
    let samples = Reason::samples();
    for sample in &samples {
        assert!(validator.is_valid(&json!(sample)), "{sample:?}");
    }
    let listed = reason["properties"]["code"]["enum"].as_array().unwrap();
    let codes: Vec<_> = samples.iter().map(|s| json!(s)["code"].clone()).collect();
    assert_eq!(listed, &codes);
}

#[test]
fn every_schema_bears_its_name() {
    for (name, text) in schema::SCHEMAS {
        let schema: Value = serde_json::from_str(text).unwrap();
        assert_eq!(schema["$id"], urn(name));
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
    let ours: Value = serde_json::from_str(&context::mc_schema_v1(&registry())).unwrap();
    assert_eq!(ours["$id"], registry().schema());
}

#[test]
fn the_schema_holds_for_a_register_at_an_ip_address() {
    let registry: BaseUrl = "http://127.0.0.1:8801".parse().unwrap();
    let schema = serde_json::from_str(&context::mc_schema_v1(&registry)).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut valid = examples("valid").into_iter();
    let (_, certificate) = valid
        .find(|(name, _)| schema_of(name) == "certificate")
        .unwrap();
    let moved = certificate
        .to_string()
        .replace("https://registry.kualik.invalid", registry.as_str());
    let moved = serde_json::from_str(&moved).unwrap();
    assert_eq!(errors(&schema, &moved), [""; 0]);
    assert!(!schema.is_valid(&certificate));
}
