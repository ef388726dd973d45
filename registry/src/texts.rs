//! The words of this program's pages, in three languages.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};

/// The message `id`.
pub fn words(language: Language, id: &str) -> String {
    ours().words(language, id, &[])
}

/// The message `id` with its arguments.
pub fn words_with(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    ours().words(language, id, arguments)
}

fn ours() -> &'static Catalogue {
    static OURS: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::new([
            (Language::Kk, include_str!("../texts/kk.ftl")),
            (Language::Ru, include_str!("../texts/ru.ftl")),
            (Language::En, include_str!("../texts/en.ftl")),
        ])
    });
    &OURS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<&str> {
        let lines = source.lines().filter_map(|line| line.split_once(" ="));
        lines
            .map(|(id, _)| id)
            .filter(|id| !id.starts_with('#'))
            .collect()
    }

    #[test]
    fn each_language_has_the_same_messages() {
        let kk = ids(include_str!("../texts/kk.ftl"));
        assert_eq!(kk, ids(include_str!("../texts/ru.ftl")));
        assert_eq!(kk, ids(include_str!("../texts/en.ftl")));
        let arguments = [
            "number",
            "found",
            "credits",
            "hours",
            "from",
            "until",
            "problem",
            "signer",
            "issuer",
            "key",
            "at",
            "submitted",
        ];
        let arguments: Vec<_> = arguments.map(|name| (name, "")).into();
        for language in Language::ALL {
            for id in &kk {
                let message = ours().message(language, id, &arguments);
                assert!(message.is_some(), "{language} {id}");
            }
        }
    }
}
