//! Words in three languages: Fluent messages, compiled into the program.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde::Serialize;
use serde_json::Value;

use crate::{civil_time, language::Language};

/// Messages in all three languages. Every program has one of its own beside [`shared`].
pub struct Catalogue {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
}

impl Catalogue {
    /// Reads one Fluent source per language, which the program ships.
    ///
    /// # Panics
    /// When a source is malformed or names a message twice, or when a message is not in every language; a test of each program
    /// opens its catalogue.
    pub fn new(sources: [(Language, &str); 3]) -> Self {
        let [first, others @ ..] = sources;
        for (language, source) in others {
            let missing = ids(first.1)
                .symmetric_difference(&ids(source))
                .next()
                .copied();
            assert!(missing.is_none(), "{language} or {}: {missing:?}", first.0);
        }
        let bundles = sources.into_iter().map(|(language, source)| {
            let resource = FluentResource::try_new(source.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
            let tag = language.tag().parse().expect("a language tag");
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            // Isolation marks are for mixed writing directions, which these languages do not have.
            bundle.set_use_isolating(false);
            bundle
                .add_resource(resource)
                .unwrap_or_else(|e| panic!("{language}: {e:?}"));
            (language, bundle)
        });
        Self {
            bundles: bundles.collect(),
        }
    }

    /// The message `id` with its arguments put in; `None` when the catalogue has no such message.
    pub fn message(
        &self,
        language: Language,
        id: &str,
        arguments: &[(&str, &str)],
    ) -> Option<String> {
        let mut values = FluentArgs::new();
        for (name, value) in arguments {
            values.set(*name, FluentValue::from(*value));
        }
        self.format(language, id, None, &values)
    }

    /// As [`Self::message`]; where there is none, the id itself, so that a page shows a word rather than fail.
    pub fn words(&self, language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
        self.message(language, id, arguments)
            .unwrap_or_else(|| id.to_owned())
    }

    /// The message of a value that serialises to an object with a tag field: the tag is the message's id, the
    /// other fields are its arguments, instants among them as [`civil_time::moment`] writes them. With `attribute`, that attribute of the message.
    pub fn of_tagged(
        &self,
        language: Language,
        value: &impl Serialize,
        tag: &str,
        attribute: Option<&str>,
    ) -> Option<String> {
        let fields = serde_json::to_value(value).ok()?;
        let fields = fields.as_object()?;
        let id = fields.get(tag)?.as_str()?;
        let mut values = FluentArgs::new();
        for (name, value) in fields.iter().filter(|(name, _)| *name != tag) {
            let text = match value {
                Value::String(text) => match text.parse() {
                    Ok(instant) => civil_time::moment(instant, language),
                    Err(_) => text.clone(),
                },
                other => other.to_string(),
            };
            values.set(name.clone(), FluentValue::from(text));
        }
        self.format(language, id, attribute, &values)
    }

    fn format(
        &self,
        language: Language,
        id: &str,
        attribute: Option<&str>,
        arguments: &FluentArgs<'_>,
    ) -> Option<String> {
        let bundle = self.bundles.get(&language)?;
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(arguments), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{language} {id}: {errors:?}");
        Some(text)
    }
}

/// The messages of a source.
fn ids(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().filter(|l| !l.starts_with(['#', ' ']));
    let named = lines.filter_map(|l| l.split_once(" ="));
    named.map(|(id, _)| id).collect()
}

/// The words that several programs use: verdicts, reasons of checks, rules of programmes, reasons of
/// revocations, grades, amounts.
pub fn shared() -> &'static Catalogue {
    static SHARED: std::sync::LazyLock<Catalogue> = std::sync::LazyLock::new(|| {
        Catalogue::new([
            (Language::Kk, include_str!("../texts/kk.ftl")),
            (Language::Ru, include_str!("../texts/ru.ftl")),
            (Language::En, include_str!("../texts/en.ftl")),
        ])
    });
    &SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(russian: &str) -> Catalogue {
        let source = "# words\na = A\nb = { $x ->\n    [one] B\n   *[other] C\n }\n";
        Catalogue::new([
            (Language::Kk, source),
            (Language::Ru, russian),
            (Language::En, source),
        ])
    }

    #[test]
    fn what_is_in_every_language_is_said() {
        assert_eq!(
            catalogue("b = Б\na = А\n").words(Language::Ru, "a", &[]),
            "А"
        );
    }

    #[test]
    #[should_panic(expected = "ru or kk: Some(\"b\")")]
    fn a_message_that_a_language_does_not_have_is_found() {
        catalogue("a = А\n");
    }

    #[test]
    #[should_panic(expected = "Some(\"c\")")]
    fn a_message_that_only_one_language_has_is_found() {
        catalogue("a = А\nb = Б\nc = В\n");
    }
}
