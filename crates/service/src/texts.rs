//! The words of this crate: titles of problems, the frame of pages.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};

/// The catalogue.
pub(crate) fn ours() -> &'static Catalogue {
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_language_has_the_same_messages() {
        let ids = |source: &str| -> BTreeSet<String> {
            let lines = source.lines();
            lines
                .filter_map(|line| line.split_once(" ="))
                .map(|(id, _)| id.to_owned())
                .collect()
        };
        let kk = ids(include_str!("../texts/kk.ftl"));
        assert_eq!(kk, ids(include_str!("../texts/ru.ftl")));
        assert_eq!(kk, ids(include_str!("../texts/en.ftl")));
        for id in &kk {
            for language in Language::ALL {
                assert!(ours().message(language, id, &[]).is_some(), "{id}");
            }
        }
    }
}
