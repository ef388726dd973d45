//! Templates: the text that documents of one kind have in common, with places for what differs.

#[cfg(feature = "encode")]
mod write;

use std::collections::BTreeMap;

use schemas::json;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    bits::{BitReader, OutOfBits},
    letters::{self, NoLetter, SEPARATOR},
    payload::MAX_DOCUMENT,
    place::{Kind, width},
};

#[cfg(feature = "encode")]
pub(crate) use self::write::Written;

/// How deep alternatives may lie in one another.
const MAX_DEPTH: usize = 4;

/// A text with places, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template {
    parts: Vec<Part>,
}

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// This text.
    Passage(String),
    /// A text that differs from document to document.
    Place {
        /// The name under which it can stand again.
        place: String,
        /// What can stand here.
        kind: Kind,
    },
    /// The text of an earlier place once more, also of the template before.
    Again {
        /// The name of the place.
        again: String,
    },
    /// The first of these that fits.
    Either {
        /// At least two, and at most 16.
        either: Vec<Vec<Part>>,
    },
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The members of a part that is no text.
        #[derive(Deserialize)]
        struct Members {
            place: Option<String>,
            kind: Option<Kind>,
            again: Option<String>,
            either: Option<Vec<Vec<Part>>>,
        }

        let members = match Value::deserialize(deserializer)? {
            Value::String(passage) => return Ok(Self::Passage(passage)),
            other => json::typed::<Members>(&other).map_err(D::Error::custom)?,
        };
        if let (Some(place), Some(kind)) = (members.place, members.kind) {
            return Ok(Self::Place { place, kind });
        }
        let again = members.again.map(|again| Self::Again { again });
        let part = again.or(members.either.map(|either| Self::Either { either }));
        part.ok_or_else(|| D::Error::custom("a part is a text, a place, again or either"))
    }
}

/// Why a template is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A text place without a passage behind it would not end.
    #[error("behind the text \"{place}\" there is no passage that ends it")]
    Endless {
        /// The name of the place.
        place: String,
    },
    /// An empty passage.
    #[error("a passage is empty")]
    Empty,
    /// Too few or too many alternatives, or too deep.
    #[error(
        "there are 2 to 16 alternatives, not {found}, and at most {MAX_DEPTH} lie in one another"
    )]
    Alternatives {
        /// How many there are.
        found: usize,
    },
    /// A kind of place for nothing.
    #[error("nothing can stand at \"{place}\"")]
    Nothing {
        /// The name of the place.
        place: String,
    },
}

/// Why the places of a template cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// The bits end too early.
    #[error("the code is cut off: scan it again, or copy it whole")]
    CutOff,
    /// The bits stand for nothing that the place can hold.
    #[error("what stands at \"{place}\" is no value for it: the code is damaged, scan it again")]
    Value {
        /// The name of the place.
        place: String,
    },
    /// There are fewer texts than places for them.
    #[error("the text at \"{place}\" is missing: the code is damaged, scan it again")]
    TextMissing {
        /// The name of the place.
        place: String,
    },
    /// A text is none.
    #[error(transparent)]
    Letter(#[from] NoLetter),
    /// The digest of the certificate is asked for and cannot be computed.
    #[error(
        "the digest of the certificate, which its receipt names, cannot be computed: the code is damaged, or none of ours"
    )]
    NoDigest,
    /// The document becomes longer than any may be.
    #[error("the document has more than {limit} bytes, which no certificate needs: refused")]
    TooLong {
        /// How many bytes are taken.
        limit: usize,
    },
}

impl From<OutOfBits> for FillError {
    fn from(_: OutOfBits) -> Self {
        Self::CutOff
    }
}

/// What documents are read from.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) bits: BitReader<'a>,
    texts: std::vec::IntoIter<&'a [u8]>,
    /// Whether there are no texts at all, or one that is empty.
    no_texts: bool,
    named: BTreeMap<String, String>,
    /// The digest of the certificate, where it is known.
    pub(crate) digest: Option<String>,
}

impl<'a> Reading<'a> {
    /// From these bits, and the texts that were compressed.
    pub(crate) fn new(bits: &'a [u8], texts: &'a [u8]) -> Self {
        let no_texts = texts.is_empty();
        let texts: Vec<_> = texts.split(|byte| *byte == SEPARATOR).collect();
        Self {
            bits: BitReader::new(bits),
            texts: texts.into_iter(),
            no_texts,
            named: BTreeMap::new(),
            digest: None,
        }
    }

    /// The next text; `None` when there is no more.
    pub(crate) fn text(&mut self) -> Result<Option<String>, NoLetter> {
        self.texts.next().map(letters::decode).transpose()
    }

    /// Whether nothing is left over.
    pub(crate) fn ends_here(self) -> bool {
        (self.no_texts || self.texts.as_slice().is_empty()) && self.bits.ends_here()
    }
}

impl Template {
    /// Whether a template that was read holds what [`Template::new`] promises.
    pub(crate) fn check(&self) -> Result<(), TemplateError> {
        check(&self.parts, 0)
    }

    /// The passages, one after another.
    pub(crate) fn passages(&self) -> String {
        let mut text = String::new();
        gather_passages(&self.parts, &mut text);
        text
    }

    /// The text of what was written.
    pub(crate) fn fill(&self, reading: &mut Reading<'_>) -> Result<String, FillError> {
        let mut text = String::new();
        fill_parts(&self.parts, reading, &mut text)?;
        Ok(text)
    }
}

fn check(parts: &[Part], depth: usize) -> Result<(), TemplateError> {
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Passage(text) if text.is_empty() => return Err(TemplateError::Empty),
            Part::Passage(_) | Part::Again { .. } => {}
            Part::Place { place, kind } => match kind {
                Kind::Text if !matches!(parts.get(at + 1), Some(Part::Passage(_))) => {
                    let place = place.clone();
                    return Err(TemplateError::Endless { place });
                }
                Kind::Below(0) => {
                    return Err(TemplateError::Nothing {
                        place: place.clone(),
                    });
                }
                Kind::OneOf(texts) if texts.is_empty() => {
                    return Err(TemplateError::Nothing {
                        place: place.clone(),
                    });
                }
                _ => {}
            },
            Part::Either { either } => {
                let found = either.len();
                if !(2..=16).contains(&found) || depth == MAX_DEPTH {
                    return Err(TemplateError::Alternatives { found });
                }
                for alternative in either {
                    check(alternative, depth + 1)?;
                }
            }
        }
    }
    Ok(())
}

fn gather_passages(parts: &[Part], text: &mut String) {
    for part in parts {
        match part {
            Part::Passage(passage) => text.push_str(passage),
            Part::Place { .. } | Part::Again { .. } => {}
            Part::Either { either } => {
                for alternative in either {
                    gather_passages(alternative, text);
                }
            }
        }
    }
}

fn fill_parts(
    parts: &[Part],
    reading: &mut Reading<'_>,
    text: &mut String,
) -> Result<(), FillError> {
    for part in parts {
        match part {
            Part::Passage(passage) => text.push_str(passage),
            Part::Again { again } => {
                let value = reading.named.get(again);
                let value = value.ok_or_else(|| FillError::Value {
                    place: again.clone(),
                })?;
                text.push_str(value);
            }
            Part::Place { place, kind } => {
                let value = read_place(place, kind, reading)?;
                text.push_str(&value);
                reading.named.insert(place.clone(), value);
            }
            Part::Either { either } => {
                let chosen = reading.bits.take(width(either.len() as u64))?;
                let chosen = usize::try_from(chosen).ok().and_then(|c| either.get(c));
                let parts = chosen.ok_or_else(|| FillError::Value {
                    place: "either".to_owned(),
                })?;
                fill_parts(parts, reading, text)?;
            }
        }
        if text.len() > MAX_DOCUMENT {
            let limit = MAX_DOCUMENT;
            return Err(FillError::TooLong { limit });
        }
    }
    Ok(())
}

fn read_place(place: &str, kind: &Kind, reading: &mut Reading<'_>) -> Result<String, FillError> {
    let place = || place.to_owned();
    match kind {
        Kind::Text => {
            let text = reading.text()?;
            text.ok_or_else(|| FillError::TextMissing { place: place() })
        }
        Kind::CertificateDigest => reading.digest.clone().ok_or(FillError::NoDigest),
        _ => {
            let value = kind.read(&mut reading.bits)?;
            value.ok_or_else(|| FillError::Value { place: place() })
        }
    }
}
