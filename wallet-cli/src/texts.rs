//! The wallet's words in three languages.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};
use serde::Serialize;

/// The catalogue of `texts/*.ftl`.
pub fn ours() -> &'static Catalogue {
    static OURS: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::new([
            (Language::Kk, include_str!("../texts/kk.ftl")),
            (Language::Ru, include_str!("../texts/ru.ftl")),
            (Language::En, include_str!("../texts/en.ftl")),
        ])
    });
    &OURS
}

/// The message `id` with its arguments.
pub fn words(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    ours().words(language, id, arguments)
}

/// An error in words: its tag `code` is the message's id, its fields are the arguments.
pub fn of_error(language: Language, error: &impl Serialize) -> String {
    let said = ours().of_tagged(language, error, "code", None);
    said.unwrap_or_else(|| serde_json::to_string(error).unwrap_or_default())
}

/// What to do about an error.
pub fn advice_of_error(language: Language, error: &impl Serialize) -> Option<String> {
    ours().of_tagged(language, error, "code", Some("advice"))
}

/// An error in English, for `Display`.
pub fn english(error: &impl Serialize) -> String {
    of_error(Language::En, error)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(source: &str) -> BTreeSet<String> {
        let mut message = String::new();
        let mut found = BTreeSet::new();
        for line in source.lines() {
            let Some((id, _)) = line.split_once(" =") else {
                continue;
            };
            match id.trim().strip_prefix('.') {
                Some(attribute) => found.insert(format!("{message}.{attribute}")),
                None if id.starts_with(' ') || id.starts_with('#') => continue,
                None => {
                    id.clone_into(&mut message);
                    found.insert(message.clone())
                }
            };
        }
        found
    }

    #[test]
    fn each_language_has_the_same_messages() {
        let kk = ids(include_str!("../texts/kk.ftl"));
        assert_eq!(kk, ids(include_str!("../texts/ru.ftl")));
        assert_eq!(kk, ids(include_str!("../texts/en.ftl")));
        let _ = ours();
    }

    /// Every source file of this crate.
    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    fn kebab(variant: &str) -> String {
        let mut id = String::new();
        for c in variant.chars() {
            if c.is_ascii_uppercase() && !id.is_empty() {
                id.push('-');
            }
            id.push(c.to_ascii_lowercase());
        }
        id
    }

    #[test]
    fn every_error_has_words_and_advice_and_every_named_message_exists() {
        let known = ids(include_str!("../texts/en.ftl"));
        let mut files = Vec::new();
        sources(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        let mut errors = 0;
        for file in &files {
            // Errors: the variants of enums with a tag `code`.
            let tagged = file.split("#[serde(tag = \"code\"").skip(1);
            for body in tagged.filter_map(|rest| rest.split_once("{\n")?.1.split_once("\n}")) {
                let variants = body.0.lines().filter_map(|line| line.strip_prefix("    "));
                let names =
                    variants.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
                for name in names.filter_map(|line| line.split([' ', ',']).next()) {
                    let id = kebab(name);
                    assert!(
                        known.contains(&id) && known.contains(&format!("{id}.advice")),
                        "{id}"
                    );
                    errors += 1;
                }
            }
            // Messages named where they are used.
            for text in file.split('"').skip(1).step_by(2) {
                let groups = [
                    "field-",
                    "column-",
                    "received-",
                    "trust-",
                    "prompt-",
                    "amount-",
                    "bound-",
                ];
                let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                let named = groups
                    .iter()
                    .any(|group| text.len() > group.len() && text.starts_with(group));
                assert!(!plain || !named || known.contains(text), "{text}");
            }
        }
        assert!(errors > 30, "{errors}");
    }
}
