//! The verifier's own messages, in three languages. What reports say stands in the crate `report`.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new([
        (Language::Kk, include_str!("../texts/kk.ftl")),
        (Language::Ru, include_str!("../texts/ru.ftl")),
        (Language::En, include_str!("../texts/en.ftl")),
    ])
});

/// A message of this program.
pub(crate) fn say(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    CATALOGUE.words(language, id, arguments)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn ids(source: &str) -> BTreeSet<&str> {
        let lines = source.lines().filter(|l| !l.starts_with(['#', ' ']));
        lines
            .filter_map(|l| l.split_once(" ="))
            .map(|(id, _)| id)
            .collect()
    }

    #[test]
    fn every_message_is_in_every_language() {
        let sources = [
            include_str!("../texts/kk.ftl"),
            include_str!("../texts/ru.ftl"),
            include_str!("../texts/en.ftl"),
        ];
        let [kk, ru, en] = sources.map(ids);
        assert_eq!(kk, ru);
        assert_eq!(ru, en);
    }
}
