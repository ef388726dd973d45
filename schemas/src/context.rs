//! JSON-LD contexts that this project ships: our own, as a template over the register's base URL, and the Open
//! Badges terms; and the JSON Schema of certificates, a template likewise.
//!
//! Our context and schema are immutable under their URLs: a change of meaning gets a new version beside them.

use serde_json::{Map, Value, json};

use crate::{base_url::BaseUrl, schema};

/// What stands for the register's base URL in a template.
const REGISTRY: &str = "{registry}";
/// What stands for it within a regular expression.
const REGISTRY_PATTERN: &str = "{registry-pattern}";

/// Our context, `<registry>/contexts/mc/v1.jsonld`, with every IRI built from the register's base URL.
pub fn mc_v1(registry: &BaseUrl) -> String {
    of_register(include_str!("../contexts/mc-v1.jsonld"), registry)
}

/// Our context of reviews of programmes, `<registry>/contexts/mc-review/v1.jsonld`, likewise.
pub fn mc_review_v1(registry: &BaseUrl) -> String {
    of_register(include_str!("../contexts/mc-review-v1.jsonld"), registry)
}

/// Our JSON Schema (2020-12) of certificates, `<registry>/schemas/mc/v1.json`.
pub fn mc_schema_v1(registry: &BaseUrl) -> String {
    of_register(schema::CERTIFICATE_TEMPLATE, registry)
}

/// `template` with the register's base URL put in. A base URL has no character that JSON escapes.
fn of_register(template: &str, registry: &BaseUrl) -> String {
    let url = registry.as_str();
    // Of what a base URL is made of, the full stop alone means something in a regular expression: one backslash
    // there, two in the JSON string that holds it.
    let pattern = url.replace('.', r"\\.");
    template
        .replace(REGISTRY, url)
        .replace(REGISTRY_PATTERN, &pattern)
}

/// The context of Open Badges 3.0, revision 3.0.3: our transcription, equal in meaning to the published one.
pub fn open_badges_v3p0() -> String {
    let mut terms = scope();
    let table = include_str!("../contexts/open-badges-v3p0.txt");
    for term in table.lines().filter_map(Term::read) {
        let definition = term.definition();
        let scope = match term.within {
            None => &mut terms,
            Some(kind) => scope_of(&mut terms, kind),
        };
        scope.insert(term.name.to_owned(), definition);
    }
    json!({ "@context": terms }).to_string()
}

/// The context of the types that 1EdTech adds to the VC data model.
pub fn open_badges_extensions() -> String {
    let specifications = [
        ("1EdTechJsonSchemaValidator2019", "vccs"),
        ("1EdTechRevocationList", "vcrl"),
        ("1EdTechCredentialRefresh", "vccr"),
    ];
    let mut terms = aliases();
    for (kind, specification) in specifications {
        let iri =
            format!("https://purl.imsglobal.org/spec/{specification}/v1p0/context.json#{kind}");
        terms.insert(kind.to_owned(), iri.into());
    }
    json!({ "@context": terms }).to_string()
}

/// One line of the table of terms.
struct Term<'a> {
    /// The type in whose scope it is defined; `None`: everywhere.
    within: Option<&'a str>,
    name: &'a str,
    iri: String,
    value: Option<String>,
    container: Option<String>,
}

impl<'a> Term<'a> {
    /// Reads a line; `None` when it is blank or a comment.
    fn read(line: &'a str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let mut columns = line.split_ascii_whitespace();
        let mut column = || columns.next().map(|text| (text != "-").then_some(text));
        let (within, name, iri) = (column()?, column()??, column()??);
        let (value, container) = (column()?, column()?);
        Some(Self {
            within,
            name,
            iri: expand(iri),
            value: value.map(expand),
            container: container.map(|name| format!("@{name}")),
        })
    }

    fn definition(&self) -> Value {
        let mut definition = Map::new();
        definition.insert("@id".to_owned(), self.iri.clone().into());
        if let Some(value) = &self.value {
            definition.insert("@type".to_owned(), value.clone().into());
        }
        if let Some(container) = &self.container {
            definition.insert("@container".to_owned(), container.clone().into());
        }
        definition.into()
    }
}

/// The IRI that an abbreviation of the table stands for.
fn expand(short: &str) -> String {
    let vocabularies = [
        ("ob:", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
        ("schema:", "https://schema.org/"),
        ("xsd:", "https://www.w3.org/2001/XMLSchema#"),
        ("=", ""),
    ];
    let expanded = vocabularies
        .iter()
        .find_map(|(prefix, iri)| Some(format!("{iri}{}", short.strip_prefix(prefix)?)));
    expanded.unwrap_or_else(|| format!("@{short}"))
}

/// `id` and `type`, as every context of the family names them.
fn aliases() -> Map<String, Value> {
    let names = ["id", "type"].map(|name| (name.to_owned(), format!("@{name}").into()));
    names.into_iter().collect()
}

/// An empty protected context.
fn scope() -> Map<String, Value> {
    let mut terms = Map::new();
    terms.insert("@protected".to_owned(), true.into());
    terms.extend(aliases());
    terms
}

/// The context in the scope of the type `kind`.
fn scope_of<'a>(terms: &'a mut Map<String, Value>, kind: &str) -> &'a mut Map<String, Value> {
    let definition = terms[kind].as_object_mut();
    let within = definition
        .expect("never: a term's definition is an object")
        .entry("@context")
        .or_insert_with(|| scope().into());
    within
        .as_object_mut()
        .expect("never: made as an object just above")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_and_well_formed() {
        let registry: BaseUrl = "https://register.invalid".parse().unwrap();
        for text in [
            mc_v1(&registry),
            mc_review_v1(&registry),
            mc_schema_v1(&registry),
        ] {
            assert!(!text.contains(REGISTRY) && !text.contains(REGISTRY_PATTERN));
            assert!(text.contains("https://register.invalid/"));
            serde_json::from_str::<Value>(&text).unwrap();
        }
    }

    #[test]
    fn no_line_of_the_table_is_passed_over() {
        let table = include_str!("../contexts/open-badges-v3p0.txt");
        for line in table
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            assert!(Term::read(line).is_some(), "{line}");
        }
    }
}
