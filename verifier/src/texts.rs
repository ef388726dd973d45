//! The verifier's own messages, in three languages; in files of their own those that are said in the browser, too. What reports
//! say stands in the crate `report`.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new([
        (
            Language::Kk,
            concat!(
                include_str!("../texts/kk.ftl"),
                include_str!("../texts/browser.kk.ftl")
            ),
        ),
        (
            Language::Ru,
            concat!(
                include_str!("../texts/ru.ftl"),
                include_str!("../texts/browser.ru.ftl")
            ),
        ),
        (
            Language::En,
            concat!(
                include_str!("../texts/en.ftl"),
                include_str!("../texts/browser.en.ftl")
            ),
        ),
    ])
});

/// A message of this program.
pub(crate) fn say(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    CATALOGUE.words(language, id, arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_in_every_language() {
        // Else the catalogue panics when it is opened.
        assert_eq!(say(Language::En, "form-submit", &[]), "Check");
    }
}
