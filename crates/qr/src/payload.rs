//! The payload of a symbol: a certificate and its receipt, restored byte for byte.
//!
//! | part | length |
//! |---|---|
//! | format byte: 1 with a programme's dictionary, 2 with the general one | 1 |
//! | address of the dictionary, in format 1 | 8 |
//! | raw DEFLATE behind the dictionary: the texts, one byte a letter ([`crate::letters`]) | as it ends |
//! | bits: signatures, keys, numbers, dates, grades, raw ([`crate::place::Kind`]) | the rest |
//!
//! The bits tell, for the certificate and then for the receipt, whether the document has the form that the dictionary
//! describes. One that has not stands whole among the texts, but for what compresses badly.
//!
//! A payload has one text in base41, and documents have one run of bits. Of DEFLATE streams there are many for the same texts;
//! nothing rests on which it is, since what is restored is signed.

#[cfg(feature = "encode")]
mod encode;

use crate::{
    bits::OutOfBits,
    dictionary::{Dictionary, DictionaryId},
    inflate::{InflateError, inflate},
    place::Kind,
    template::{FillError, Reading, Template},
};

#[cfg(feature = "encode")]
pub use self::encode::{EncodeError, encode};

/// How many bytes a payload has at most: more than the largest symbol holds.
pub const MAX_PAYLOAD: usize = 3_000;
/// How many bytes the texts have at most, before they are compressed.
const MAX_TEXTS: usize = 64 * 1024;
/// How many bytes a certificate or receipt has at most.
pub const MAX_DOCUMENT: usize = 128 * 1024;

const WITH_PROGRAMME_DICTIONARY: u8 = 1;
const WITH_GENERAL_DICTIONARY: u8 = 2;

/// What compresses badly in a document that stands whole among the texts: each is taken out behind the first such mark.
const TAKEN_OUT: [(&str, Kind); 3] = [
    ("\"proofValue\":\"", Kind::Signature),
    ("#", Kind::Key),
    ("urn:uuid:", Kind::Uuid),
];

/// What a symbol carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The signed certificate, or the extract of one, as minified JSON.
    pub certificate: String,
    /// The operator's receipt, as minified JSON.
    pub receipt: Option<String>,
}

/// Why a payload cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// There is nothing, or too little of it.
    #[error("the code is cut off: scan it again, or copy it whole")]
    CutOff,
    /// There is more than any symbol holds.
    #[error("the code has {found} bytes, at most {MAX_PAYLOAD} are taken: this is none of ours")]
    TooLong {
        /// How many.
        found: usize,
    },
    /// A format that is not known here.
    #[error(
        "the code has the format {found}, known are 1 and 2: it is newer than this program, or none of ours"
    )]
    Format {
        /// The format byte.
        found: u8,
    },
    /// Another dictionary was given than the payload names.
    #[error(
        "the code needs the dictionary {needed}, not {given}: fetch that one from the register"
    )]
    OtherDictionary {
        /// The one that it names.
        needed: DictionaryId,
        /// The one that was given.
        given: DictionaryId,
    },
    /// The texts cannot be inflated.
    #[error(transparent)]
    Inflate(#[from] InflateError),
    /// The documents cannot be put together.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// Something is left over.
    #[error(
        "the code holds more than a certificate and its receipt: it is damaged, or none of ours"
    )]
    LeftOver,
}

impl From<OutOfBits> for PayloadError {
    fn from(_: OutOfBits) -> Self {
        Self::CutOff
    }
}

/// A payload of which only the beginning was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload<'a> {
    dictionary: Option<DictionaryId>,
    rest: &'a [u8],
}

impl<'a> Payload<'a> {
    /// Reads the beginning.
    pub fn read(payload: &'a [u8]) -> Result<Self, PayloadError> {
        let found = payload.len();
        if found > MAX_PAYLOAD {
            return Err(PayloadError::TooLong { found });
        }
        let (&format, rest) = payload.split_first().ok_or(PayloadError::CutOff)?;
        match format {
            WITH_PROGRAMME_DICTIONARY => {
                let (id, rest) = rest.split_first_chunk().ok_or(PayloadError::CutOff)?;
                let dictionary = Some(DictionaryId::from_bytes(*id));
                Ok(Self { dictionary, rest })
            }
            WITH_GENERAL_DICTIONARY => Ok(Self {
                dictionary: None,
                rest,
            }),
            found => Err(PayloadError::Format { found }),
        }
    }

    /// The dictionary that it needs; `None`: the one that every reader has.
    pub fn dictionary(&self) -> Option<DictionaryId> {
        self.dictionary
    }

    /// Restores what it carries by `dictionary`. `digest` computes the digest of a certificate, which its receipt names;
    /// it is asked at most once, with text that nobody has verified.
    pub fn open(
        &self,
        dictionary: &Dictionary,
        digest: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Carried, PayloadError> {
        let needed = self.dictionary.unwrap_or(Dictionary::general().id());
        if dictionary.id() != needed {
            let given = dictionary.id();
            return Err(PayloadError::OtherDictionary { needed, given });
        }
        let (texts, length) = inflate(self.rest, &dictionary.window, MAX_TEXTS)?;
        let mut reading = Reading::new(&self.rest[length..], &texts);
        let certificate = read_document(&dictionary.certificate, &mut reading)?;
        let receipt = if reading.bits.take(1)? == 1 {
            reading.digest = digest(&certificate);
            Some(read_document(&dictionary.receipt, &mut reading)?)
        } else {
            None
        };
        if !reading.ends_here() {
            return Err(PayloadError::LeftOver);
        }
        Ok(Carried {
            certificate,
            receipt,
        })
    }
}

fn read_document(template: &Template, reading: &mut Reading<'_>) -> Result<String, PayloadError> {
    if reading.bits.take(1)? == 1 {
        return Ok(template.fill(reading)?);
    }
    let missing = || FillError::TextMissing {
        place: "document".to_owned(),
    };
    let mut text = reading
        .text()
        .map_err(FillError::from)?
        .ok_or_else(missing)?;
    for (mark, kind) in &TAKEN_OUT {
        if reading.bits.take(1)? == 1 {
            let damaged = || FillError::Value {
                place: (*mark).to_owned(),
            };
            let at = text.find(mark).ok_or_else(damaged)? + mark.len();
            let value = kind.read(&mut reading.bits)?.ok_or_else(damaged)?;
            text.insert_str(at, &value);
        }
    }
    if text.len() > MAX_DOCUMENT {
        let limit = MAX_DOCUMENT;
        return Err(FillError::TooLong { limit }.into());
    }
    Ok(text)
}
