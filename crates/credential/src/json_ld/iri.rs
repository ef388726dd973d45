//! Absolute IRIs ([RFC 3987](https://www.rfc-editor.org/rfc/rfc3987)) and language tags.

/// Whether `text` is an IRI with a scheme.
pub(crate) fn is_absolute(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok()
}

/// A language tag as BCP 47 forms them, in lower case.
pub(super) fn language_tag(tag: &str) -> Option<String> {
    let subtag =
        |s: &str| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    let alphabetic = primary.len() >= 2 && primary.bytes().all(|b| b.is_ascii_alphabetic());
    (alphabetic && tag.split('-').all(subtag)).then(|| tag.to_ascii_lowercase())
}
