//! A person's name as it will stand on the certificate.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
const MAX_LENGTH: usize = 150;

/// A person's name: letters of one script in each word, spaces, hyphens, apostrophes and full stops, in Unicode
/// normalisation form C. `Debug` does not show it: names never reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a text is no person's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Blank.
    #[error("the name is missing")]
    Missing,
    /// Longer than 150 characters.
    #[error("the name has {found} characters, at most 150 fit on a certificate")]
    TooLong {
        /// Its length in characters.
        found: usize,
    },
    /// Not a single letter.
    #[error("the name has no letter")]
    NoLetter,
    /// A control character, such as a line break.
    #[error("the name has a control character")]
    Control,
    /// A character that names do not have.
    #[error("\"{0}\" does not belong into a name")]
    Character(char),
    /// Latin and Cyrillic letters in one word, which look alike and are not.
    #[error("one word of the name mixes Latin and Cyrillic letters: \"{0}\"")]
    MixedScripts(char),
}

impl PersonName {
    /// Reads a name: white space is made single, the form is normalised.
    pub fn read(text: &str) -> Result<Self, InvalidName> {
        if text.chars().any(|c| c.is_control() && c != '\t') {
            return Err(InvalidName::Control);
        }
        let words: Vec<_> = text.split_whitespace().collect();
        let name = ComposingNormalizerBorrowed::new_nfc()
            .normalize(&words.join(" "))
            .into_owned();
        if name.is_empty() {
            return Err(InvalidName::Missing);
        }
        let found = name.chars().count();
        if found > MAX_LENGTH {
            return Err(InvalidName::TooLong { found });
        }
        if let Some(c) = name.chars().find(|c| !belongs(*c)) {
            return Err(InvalidName::Character(c));
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(InvalidName::NoLetter);
        }
        for word in name.split([' ', '-']) {
            let cyrillic = word.chars().any(is_cyrillic);
            if let Some(c) = word.chars().find(|c| cyrillic && is_latin(*c)) {
                return Err(InvalidName::MixedScripts(c));
            }
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For comparing: lower case, without full stops and hyphens.
    pub fn folded(&self) -> String {
        let plain = self.0.to_lowercase().replace(['.', '-', '‐', '‑'], " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn belongs(c: char) -> bool {
    // Combining marks that have no composed form stay beside their letter.
    c.is_alphabetic()
        || matches!(c, ' ' | '-' | '‐' | '‑' | '\'' | '’' | 'ʼ' | '‘' | '.')
        || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{250}'
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(..)")
    }
}

impl TryFrom<String> for PersonName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::read(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kazakh_names_are_kept_and_normalised() {
        let name = PersonName::read("  Әйгерім   Сейітқызы Құрманғали ").unwrap();
        assert_eq!(name.as_str(), "Әйгерім Сейітқызы Құрманғали");
        // й as one character and as и with a breve is one name.
        let composed = PersonName::read("Байтұрсынұлы").unwrap();
        let decomposed = PersonName::read("Баи\u{306}тұрсынұлы").unwrap();
        assert_eq!(composed, decomposed);
        assert_eq!(
            PersonName::read("Нұр-Сұлтан ӘЛИ").unwrap().folded(),
            PersonName::read("нұр сұлтан Әли").unwrap().folded()
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(PersonName::read("  "), Err(InvalidName::Missing));
        assert_eq!(PersonName::read("- ."), Err(InvalidName::NoLetter));
        assert_eq!(PersonName::read("А\nБ"), Err(InvalidName::Control));
        assert_eq!(PersonName::read("Мар?ан"), Err(InvalidName::Character('?')));
        assert_eq!(PersonName::read("Али 2"), Err(InvalidName::Character('2')));
        assert_eq!(
            PersonName::read("Серiк"),
            Err(InvalidName::MixedScripts('i'))
        );
        assert_eq!(
            PersonName::read(&"а".repeat(151)),
            Err(InvalidName::TooLong { found: 151 })
        );
    }

    proptest! {
        #[test]
        fn reading_again_changes_nothing(text in "\\PC{0,40}") {
            if let Ok(name) = PersonName::read(&text) {
                prop_assert_eq!(PersonName::read(name.as_str()), Ok(name));
            }
        }
    }
}
