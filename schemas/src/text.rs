//! Words in three languages: [Fluent](https://projectfluent.org) messages, compiled into the program.
//!
//! *In scope*: messages and attributes of texts, variables that are texts, and choices by them.
//!
//! *Out of scope*: numbers in words, plurals, functions, terms, messages in messages. Nothing here says any, and what they need,
//! rules and tables of all languages, is larger than our texts. A source that has one of them is not opened.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey},
    parser,
    unicode::unescape_unicode_to_string,
};
use serde::Serialize;
use serde_json::Value;

use crate::{civil_time, date_time_stamp, language::Language};

type Messages = BTreeMap<&'static str, Message<&'static str>>;

/// Messages in all three languages. Every program has one of its own beside [`shared`].
pub struct Catalogue {
    messages: BTreeMap<Language, Messages>,
}

impl Catalogue {
    /// Reads one Fluent source per language, which the program ships.
    ///
    /// # Panics
    /// When a source is malformed, names a message twice or has what is out of scope, or when a message is not in every
    /// language; a test of each program opens its catalogue.
    pub fn new(sources: [(Language, &'static str); 3]) -> Self {
        let [first, others @ ..] = sources;
        for (language, source) in others {
            let missing = ids(first.1)
                .symmetric_difference(&ids(source))
                .next()
                .copied();
            assert!(missing.is_none(), "{language} or {}: {missing:?}", first.0);
        }
        let mut messages = BTreeMap::new();
        for (language, source) in sources {
            messages.insert(language, read(language, source));
        }
        Self { messages }
    }

    /// The message `id` with its arguments put in; `None` when the catalogue has no such message.
    pub fn message(
        &self,
        language: Language,
        id: &str,
        arguments: &[(&str, &str)],
    ) -> Option<String> {
        self.format(language, id, None, arguments)
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
        let mut values = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| *name != tag) {
            let text = match value {
                Value::String(text) => match date_time_stamp::parse(text) {
                    Ok(instant) => civil_time::moment(instant, language),
                    Err(_) => text.clone(),
                },
                other => other.to_string(),
            };
            values.push((name.as_str(), text));
        }
        let arguments: Vec<_> = values.iter().map(|(name, text)| (*name, &**text)).collect();
        self.format(language, id, attribute, &arguments)
    }

    fn format(
        &self,
        language: Language,
        id: &str,
        attribute: Option<&str>,
        arguments: &[(&str, &str)],
    ) -> Option<String> {
        let message = self.messages.get(&language)?.get(id)?;
        let pattern = match attribute {
            Some(name) => &message.attributes.iter().find(|a| a.id.name == name)?.value,
            None => message.value.as_ref()?,
        };
        let mut text = String::new();
        let complete = write(pattern, arguments, &mut text);
        debug_assert!(complete, "{language} {id}: an argument is missing");
        Some(text)
    }
}

/// The messages of a source.
fn read(language: Language, source: &'static str) -> Messages {
    let resource = parser::parse_runtime(source)
        .unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let mut messages = Messages::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            panic!("{language}: a term");
        };
        let id = message.id.name;
        let attributes = message.attributes.iter().map(|a| &a.value);
        let mut patterns = message.value.iter().chain(attributes);
        assert!(patterns.all(in_scope), "{language}: {id} is out of scope");
        let known = messages.insert(id, message);
        assert!(known.is_none(), "{language}: {id} stands twice");
    }
    messages
}

/// Whether a pattern has texts, variables and choices by them, and nothing else.
fn in_scope(pattern: &Pattern<&str>) -> bool {
    let inline = |expression: &InlineExpression<&str>| {
        matches!(
            expression,
            InlineExpression::StringLiteral { .. } | InlineExpression::VariableReference { .. }
        )
    };
    pattern.elements.iter().all(|element| match element {
        PatternElement::TextElement { .. } => true,
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(expression) => inline(expression),
            Expression::Select { selector, variants } => {
                let by_variable = matches!(selector, InlineExpression::VariableReference { .. });
                by_variable && variants.iter().all(|variant| in_scope(&variant.value))
            }
        },
    })
}

/// Appends a pattern with its arguments put in, and says whether all were there; in the place of a missing one stands its name.
fn write(pattern: &Pattern<&str>, arguments: &[(&str, &str)], text: &mut String) -> bool {
    let mut complete = true;
    for element in &pattern.elements {
        let expression = match element {
            PatternElement::TextElement { value } => {
                text.push_str(value);
                continue;
            }
            PatternElement::Placeable { expression } => expression,
        };
        complete &= match expression {
            Expression::Inline(InlineExpression::StringLiteral { value }) => {
                text.push_str(&unescape_unicode_to_string(value));
                true
            }
            Expression::Inline(inline) => {
                let found = argument(inline, arguments);
                text.push_str(found.unwrap_or_else(|name| name));
                found.is_ok()
            }
            Expression::Select { selector, variants } => {
                let selected = argument(selector, arguments);
                let fits = |key: &VariantKey<&str>| match key {
                    VariantKey::Identifier { name: value }
                    | VariantKey::NumberLiteral { value } => selected == Ok(value),
                };
                let variant = variants.iter().find(|variant| fits(&variant.key));
                let variant = variant.or_else(|| variants.iter().find(|variant| variant.default));
                variant.is_some_and(|variant| write(&variant.value, arguments, text))
                    && selected.is_ok()
            }
        };
    }
    complete
}

/// The argument that a variable stands for, or the variable's name.
fn argument<'a>(
    expression: &InlineExpression<&'a str>,
    arguments: &[(&str, &'a str)],
) -> Result<&'a str, &'a str> {
    let InlineExpression::VariableReference { id } = expression else {
        return Err("");
    };
    let argument = arguments.iter().find(|(name, _)| *name == id.name);
    argument.map(|(_, value)| *value).ok_or(id.name)
}

/// The names of the messages of a source.
fn ids(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().filter(|l| !l.starts_with(['#', ' ']));
    let mut ids = BTreeSet::new();
    ids.extend(lines.filter_map(|l| Some(l.split_once(" =")?.0)));
    ids
}

/// The words of reports on certificates: verdicts, checks, their reasons.
pub fn reports() -> &'static Catalogue {
    static REPORTS: std::sync::LazyLock<Catalogue> = std::sync::LazyLock::new(|| {
        Catalogue::new([
            (Language::Kk, include_str!("../texts/reports.kk.ftl")),
            (Language::Ru, include_str!("../texts/reports.ru.ftl")),
            (Language::En, include_str!("../texts/reports.en.ftl")),
        ])
    });
    &REPORTS
}

/// What else several programs say: rules of programmes and their life, reasons of revocations, status in the register.
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

    fn catalogue(russian: &'static str) -> Catalogue {
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
    fn arguments_and_choices_are_put_in() {
        let texts = catalogue(
            "a = А{\" \"}{ $x }\\u0041\nb = { $x ->\n    [one] Б { $y }\n   *[other] В\n        Г\n }\n    .more = Д\n",
        );
        let say = |id, arguments: &[_]| texts.words(Language::Ru, id, arguments);
        assert_eq!(say("a", &[("x", "y")]), "А y\\u0041");
        assert_eq!(say("b", &[("x", "one"), ("y", "z")]), "Б z");
        assert_eq!(say("b", &[("x", "two")]), "В\nГ");
        let value = serde_json::json!({ "code": "b", "x": "one" });
        let more = texts.of_tagged(Language::Ru, &value, "code", Some("more"));
        assert_eq!(more.as_deref(), Some("Д"));
    }

    #[test]
    #[should_panic(expected = "ru: a is out of scope")]
    fn what_is_out_of_scope_is_found() {
        catalogue("a = { NUMBER($x) }\nb = Б\n");
    }

    #[test]
    #[should_panic(expected = "ru: a stands twice")]
    fn a_message_that_stands_twice_is_found() {
        catalogue("a = А\na = А\nb = Б\n");
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
