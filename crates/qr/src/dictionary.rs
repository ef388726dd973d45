//! Dictionaries: what certificates of one kind have in common, which so need not stand in the symbol.
//!
//! A dictionary is a JSON document that never changes. It is addressed by the first 8 bytes of the SHA-256 of its bytes. That
//! is enough to find it again; nothing rests on it, since what is restored carries the signatures of the awarding body and
//! of the operator.

#[cfg(feature = "encode")]
mod programme;

use std::{fmt, str::FromStr, sync::LazyLock};

use schemas::json::{self, JsonError, Limits};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

#[cfg(feature = "encode")]
pub use self::programme::{MakeError, Specimen};
use crate::{
    letters,
    template::{Template, TemplateError},
};

/// How many bytes the document of a dictionary has at most.
pub const MAX_DOCUMENT: usize = 512 * 1024;
/// How far back DEFLATE looks: 32 KB, less what zlib keeps for looking ahead.
const WINDOW: usize = 32 * 1024 - 262;
/// Names of people in Kazakhstan and words of certificates, the more frequent ones later. Part of the format: another list
/// needs another format byte.
const WORDS: &str = include_str!("../dictionaries/words-1.txt");
/// The general dictionary. Part of the format, like the words.
const GENERAL: &str = include_str!("../dictionaries/general-1.json");

/// The address of a dictionary: 8 bytes, written as 16 hexadecimal digits in small letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DictionaryId([u8; 8]);

impl DictionaryId {
    /// The address of a document.
    pub fn of(document: &[u8]) -> Self {
        let digest = Sha256::digest(document);
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        Self(id)
    }

    /// Of its bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for DictionaryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl fmt::Debug for DictionaryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no address of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is no address of a dictionary: it has 16 digits from 0 to 9 and a to f")]
pub struct NoDictionaryId {
    found: String,
}

impl FromStr for DictionaryId {
    type Err = NoDictionaryId;

    fn from_str(text: &str) -> Result<Self, NoDictionaryId> {
        let value = u64::from_str_radix(text, 16).ok();
        value
            .map(|value| Self(value.to_be_bytes()))
            // Each address has one notation.
            .filter(|id| id.to_string() == text)
            .ok_or_else(|| NoDictionaryId {
                found: text.chars().take(40).collect(),
            })
    }
}

/// What stands in the document of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    /// `QrDictionary`.
    #[serde(rename = "type")]
    kind: DocumentKind,
    /// Certificates.
    certificate: Template,
    /// The operator's receipts for them.
    receipt: Template,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum DocumentKind {
    QrDictionary,
}

/// Why a document is no dictionary.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// It is too long.
    #[error(
        "the dictionary has {found} bytes, at most {MAX_DOCUMENT} are taken: fetch it again from the register"
    )]
    TooLong {
        /// How long it is.
        found: usize,
    },
    /// It is not in the form of a dictionary.
    #[error("this is no dictionary ({0}): fetch it again from the register")]
    Form(#[from] serde_json::Error),
    /// It is no JSON.
    #[error("this is no dictionary ({0}): fetch it again from the register")]
    Json(#[from] JsonError),
    /// A template in it cannot be used.
    #[error("the dictionary cannot be used: {0}. Fetch it again from the register")]
    Template(#[from] TemplateError),
}

/// A dictionary, ready for use.
#[derive(Clone)]
pub struct Dictionary {
    document: Vec<u8>,
    id: DictionaryId,
    pub(crate) certificate: Template,
    pub(crate) receipt: Template,
    /// What lies before the compressed texts.
    pub(crate) window: Vec<u8>,
}

impl Dictionary {
    /// Reads the document of a dictionary. Whether it is the one that was asked for, its [`id`](Self::id) tells.
    pub fn read(document: &[u8]) -> Result<Self, DictionaryError> {
        let found = document.len();
        if found > MAX_DOCUMENT {
            return Err(DictionaryError::TooLong { found });
        }
        let Document {
            certificate,
            receipt,
            ..
        } = json::typed(&json::parse(document, Limits::CREDENTIAL)?)?;
        certificate.check()?;
        receipt.check()?;
        let mut window = Vec::new();
        for text in [&certificate.passages(), &receipt.passages(), WORDS] {
            letters::encode(text, &mut window);
        }
        window.drain(..window.len().saturating_sub(WINDOW));
        Ok(Self {
            document: document.to_vec(),
            id: DictionaryId::of(document),
            certificate,
            receipt,
            window,
        })
    }

    /// The dictionary that every reader has: for extracts, and for whatever no other fits.
    ///
    /// # Panics
    /// Never: the shipped document is read by a test.
    pub fn general() -> &'static Self {
        static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
            Dictionary::read(GENERAL.as_bytes()).expect("the shipped dictionary is well-formed")
        });
        &DICTIONARY
    }

    /// Its address.
    pub fn id(&self) -> DictionaryId {
        self.id
    }

    /// The document, to the byte.
    pub fn document(&self) -> &[u8] {
        &self.document
    }

    /// Whether it is the one that every reader has.
    pub fn is_general(&self) -> bool {
        self.id == Self::general().id
    }

    /// A dictionary of these templates.
    #[cfg(feature = "encode")]
    fn write(certificate: Template, receipt: Template) -> Result<Self, DictionaryError> {
        let kind = DocumentKind::QrDictionary;
        let document = serde_json::to_vec(&Document {
            kind,
            certificate,
            receipt,
        })?;
        Self::read(&document)
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_reader_has_never_changes() {
        // Codes on paper are read with these: a change would make them unreadable.
        assert_eq!(
            DictionaryId::of(GENERAL.as_bytes()).to_string(),
            "94630078555f5cc3"
        );
        assert_eq!(
            DictionaryId::of(WORDS.as_bytes()).to_string(),
            "bd2d3f2cdecd1e2a"
        );
        assert!(Dictionary::general().is_general());
    }

    #[test]
    fn an_address_is_read_as_it_is_written() {
        let id = DictionaryId::of(b"x");
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in [
            "",
            "2D711642B726B044",
            "2d711642b726b04",
            "+d711642b726b044",
        ] {
            assert!(bad.parse::<DictionaryId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_dictionary_is_refused() {
        for bad in [
            "",
            "{}",
            r#"{"type":"QrDictionary","certificate":[]}"#,
            r#"{"type":"QrDictionary","certificate":[],"receipt":[],"more":1}"#,
            r#"{"type":"Other","certificate":[],"receipt":[]}"#,
            r#"{"type":"QrDictionary","certificate":[""],"receipt":[]}"#,
            r#"{"type":"QrDictionary","certificate":[{"place":"a","kind":"text"}],"receipt":[]}"#,
            r#"{"type":"QrDictionary","certificate":[{"place":"a","kind":{"below":0}}],"receipt":[]}"#,
            r#"{"type":"QrDictionary","certificate":[{"place":"a","kind":{"oneOf":[]}}],"receipt":[]}"#,
            r#"{"type":"QrDictionary","certificate":[{"either":[[]]}],"receipt":[]}"#,
        ] {
            assert!(Dictionary::read(bad.as_bytes()).is_err(), "{bad}");
        }
        let deep = (0..5).fold("[]".to_owned(), |inner, _| {
            format!(r#"[{{"either":[{inner},[]]}}]"#)
        });
        let deep = format!(r#"{{"type":"QrDictionary","certificate":{deep},"receipt":[]}}"#);
        assert!(matches!(
            Dictionary::read(deep.as_bytes()),
            Err(DictionaryError::Template(
                TemplateError::Alternatives { .. }
            ))
        ));
        let long = vec![b' '; MAX_DOCUMENT + 1];
        assert!(matches!(
            Dictionary::read(&long),
            Err(DictionaryError::TooLong { .. })
        ));
    }
}
