//! The form of a term's definition, whatever else its context says.

use serde_json::{Map, Value};

use super::{Container, broken};
use crate::json_ld::{
    JsonLdError,
    keyword::{Keyword, keyword_form},
};

/// Refuses keys that no definition has, and values of the wrong kind.
pub(super) fn well_formed(definition: &Map<String, Value>) -> Result<(), JsonLdError> {
    for (key, value) in definition {
        let fits = match &**key {
            "@id" | "@reverse" | "@type" | "@container" | "@context" | "@direction" => true,
            "@language" => value.is_string() || value.is_null(),
            "@index" => value.is_string(),
            "@prefix" | "@protected" => value.is_boolean(),
            "@nest" => value.as_str().is_some_and(|nest| {
                nest == "@nest" || !keyword_form(nest) || Keyword::read(nest).is_none()
            }),
            _ => false,
        };
        if !fits {
            return Err(broken(&format!(
                "{key} in a term's definition is unknown or has a wrong value"
            )));
        }
    }
    Ok(())
}

/// The container of a term's values.
pub(super) fn container(
    definition: &Map<String, Value>,
    reverse: bool,
) -> Result<Container, JsonLdError> {
    let names = match definition.get("@container") {
        None => return Ok(Container::Set),
        Some(Value::Null) if reverse => return Ok(Container::Set),
        Some(Value::String(name)) => vec![&**name],
        Some(Value::Array(names)) => {
            let names = names.iter().map(Value::as_str).collect::<Option<_>>();
            names.ok_or_else(|| broken("@container is neither string nor an array of them"))?
        }
        Some(_) => return Err(broken("@container is neither string nor an array of them")),
    };
    let mut beside_set: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| *name != "@set")
        .collect();
    beside_set.sort_unstable();
    let set = beside_set.len() < names.len();
    Ok(match beside_set[..] {
        [] if set => Container::Set,
        ["@list"] if !set && !reverse => Container::List,
        ["@language"] if !reverse => Container::Language,
        ["@index"] => Container::Index,
        ["@graph"] if !reverse => Container::Graph,
        ["@id" | "@type"] | ["@graph", "@id" | "@index"] if !reverse => Container::Unsupported,
        _ => return Err(broken("@container names no container")),
    })
}

/// The container and the nesting as they are compared.
pub(super) fn written_form(definition: &Map<String, Value>) -> [Box<str>; 2] {
    let mut names: Vec<&str> = names(definition).collect();
    names.sort_unstable();
    let nest = definition.get("@nest").and_then(Value::as_str);
    [names.join(" ").into(), nest.unwrap_or_default().into()]
}

/// Whether the container is a map by index.
pub(super) fn is_indexed(definition: &Map<String, Value>) -> bool {
    names(definition).any(|name| name == "@index")
}

/// The names of the container.
fn names(definition: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = definition.get("@container").map_or(&[][..], |container| {
        let several = container.as_array().map(Vec::as_slice);
        several.unwrap_or(std::slice::from_ref(container))
    });
    names.iter().filter_map(Value::as_str)
}
