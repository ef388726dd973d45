//! A dictionary as it is kept and handed out: its document, to the byte.

use std::fmt;

use qr::{DictionaryId, dictionary::MAX_DOCUMENT};
use serde::{Deserialize, Serialize};

/// The document of a dictionary: one line of text, at most [`MAX_DOCUMENT`] bytes long.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DictionaryText(String);

/// The text cannot be that of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// It is too long.
    #[error(
        "the dictionary has {found} bytes, at most {MAX_DOCUMENT} are kept: shorten the programme's texts"
    )]
    TooLong {
        /// How long it is.
        found: usize,
    },
    /// It is not one line, as a part of the offline bundle has to be.
    #[error("the dictionary is not one line of text: it was not made by this program")]
    NotOneLine,
}

impl DictionaryText {
    /// Its address.
    pub fn id(&self) -> DictionaryId {
        DictionaryId::of(self.0.as_bytes())
    }

    /// The document.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DictionaryText {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        let found = text.len();
        if found > MAX_DOCUMENT {
            return Err(InvalidText::TooLong { found });
        }
        if text.is_empty() || text.contains(['\n', '\r']) {
            return Err(InvalidText::NotOneLine);
        }
        Ok(Self(text))
    }
}

impl TryFrom<&[u8]> for DictionaryText {
    type Error = InvalidText;

    fn try_from(document: &[u8]) -> Result<Self, InvalidText> {
        let text = std::str::from_utf8(document).map_err(|_| InvalidText::NotOneLine)?;
        text.to_owned().try_into()
    }
}

impl From<DictionaryText> for String {
    fn from(text: DictionaryText) -> Self {
        text.0
    }
}

impl fmt::Debug for DictionaryText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DictionaryText({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_one_line_that_is_not_too_long() {
        let text = |text: &str| DictionaryText::try_from(text.to_owned());
        let longest = "x".repeat(MAX_DOCUMENT);
        assert_eq!(text(&longest).unwrap().as_str(), longest);
        let found = MAX_DOCUMENT + 1;
        assert_eq!(
            text(&format!("{longest}x")),
            Err(InvalidText::TooLong { found })
        );
        for bad in ["", "{\n}", "{}\n", "{}\r"] {
            assert_eq!(text(bad), Err(InvalidText::NotOneLine), "{bad:?}");
        }
        assert!(DictionaryText::try_from(&b"\xff"[..]).is_err());
    }

    #[test]
    fn it_is_written_to_the_byte_and_read_only_when_it_fits() {
        let text = "{\"a\": \"\\u0000\u{2028}\\n\"}";
        let kept = DictionaryText::try_from(text.to_owned()).unwrap();
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<DictionaryText>(&json).unwrap(), kept);
        assert!(serde_json::from_str::<DictionaryText>(r#""a\nb""#).is_err());
    }
}
