//! The issuer's words in Kazakh, Russian and English.

use std::sync::LazyLock;

use schemas::{language::Language, text::Catalogue};
use serde::Serialize;

/// The issuer's own messages.
pub fn catalogue() -> &'static Catalogue {
    static OWN: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::new([
            (Language::Kk, include_str!("../texts/kk.ftl")),
            (Language::Ru, include_str!("../texts/ru.ftl")),
            (Language::En, include_str!("../texts/en.ftl")),
        ])
    });
    &OWN
}

/// The message `id`.
pub fn words(language: Language, id: &str) -> String {
    catalogue().words(language, id, &[])
}

/// The message `<kind>-<code>` of a value that serialises to an object with the field `code`.
pub fn of_coded(language: Language, kind: &str, value: &impl Serialize) -> String {
    let code = code_of(value);
    let mut fields = serde_json::to_value(value).unwrap_or_default();
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("code".to_owned(), format!("{kind}-{code}").into());
    }
    catalogue()
        .of_tagged(language, &fields, "code", None)
        .unwrap_or(code)
}

/// The field `code` of a value that serialises to an object.
pub fn code_of(value: &impl Serialize) -> String {
    let fields = serde_json::to_value(value).unwrap_or_default();
    fields["code"].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_languages_have_the_same_messages() {
        // Else it panics.
        super::catalogue();
    }
}
