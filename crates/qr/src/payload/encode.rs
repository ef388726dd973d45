//! Writing payloads.

use std::iter;

use super::{
    Carried, MAX_DOCUMENT, MAX_PAYLOAD, MAX_TEXTS, Payload, PayloadError, TAKEN_OUT,
    WITH_GENERAL_DICTIONARY, WITH_PROGRAMME_DICTIONARY,
};
use crate::{
    deflate::deflate,
    dictionary::Dictionary,
    template::{Template, Written},
};

/// Why no payload was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A document is longer than what readers take.
    #[error(
        "a certificate or receipt of {found} bytes is too long for a code: at most {MAX_DOCUMENT} are taken"
    )]
    DocumentTooLong {
        /// How long it is.
        found: usize,
    },
    /// What is a certificate's own is more than what readers take.
    #[error(
        "the texts of the certificate and its receipt have {found} bytes, which is too long for a code: at most {MAX_TEXTS} are taken"
    )]
    TextsTooLong {
        /// How many bytes they have, before they are compressed.
        found: usize,
    },
    /// A document has a character that no JSON text has.
    #[error(
        "the certificate or receipt has a NUL character, so it is no JSON: give it as it was signed"
    )]
    Nul,
    /// The payload is longer than what readers take.
    #[error(
        "the certificate needs a code of {found} bytes, at most {MAX_PAYLOAD} fit: shorten the programme's texts"
    )]
    TooLong {
        /// How long it is.
        found: usize,
    },
    /// What was written is not read as it was.
    #[error(
        "the code that was made would not be read as the same certificate ({0}): this is a fault of this program"
    )]
    Unreadable(String),
}

/// The payload that carries these documents by `dictionary`. `digest` is that of the certificate, as its receipt names it;
/// where it is not known the receipt takes 32 bytes more. What is returned was read again, to the byte.
pub fn encode(
    carried: &Carried,
    dictionary: &Dictionary,
    digest: Option<&str>,
) -> Result<Vec<u8>, EncodeError> {
    for text in iter::once(&carried.certificate).chain(&carried.receipt) {
        let found = text.len();
        if found > MAX_DOCUMENT {
            return Err(EncodeError::DocumentTooLong { found });
        }
        if text.contains('\0') {
            return Err(EncodeError::Nul);
        }
    }
    let mut written = Written::default();
    write_document(&dictionary.certificate, &carried.certificate, &mut written);
    written.bits.put(u64::from(carried.receipt.is_some()), 1);
    if let Some(receipt) = &carried.receipt {
        written.digest = digest.map(str::to_owned);
        write_document(&dictionary.receipt, receipt, &mut written);
    }
    let (bits, texts) = written.into_parts();
    let found = texts.len();
    if found > MAX_TEXTS {
        return Err(EncodeError::TextsTooLong { found });
    }
    let mut payload = Vec::new();
    if dictionary.is_general() {
        payload.push(WITH_GENERAL_DICTIONARY);
    } else {
        payload.push(WITH_PROGRAMME_DICTIONARY);
        payload.extend(dictionary.id().as_bytes());
    }
    payload.extend(deflate(&texts, &dictionary.window));
    payload.extend(bits);
    let found = payload.len();
    if found > MAX_PAYLOAD {
        return Err(EncodeError::TooLong { found });
    }
    match read_again(&payload, dictionary, digest) {
        Ok(read) if read == *carried => Ok(payload),
        Ok(_) => Err(EncodeError::Unreadable("it reads otherwise".to_owned())),
        Err(error) => Err(EncodeError::Unreadable(error.to_string())),
    }
}

fn read_again(
    payload: &[u8],
    dictionary: &Dictionary,
    digest: Option<&str>,
) -> Result<Carried, PayloadError> {
    let digest = |_: &str| digest.map(str::to_owned);
    Payload::read(payload)?.open(dictionary, &digest)
}

/// Writes a document in the form that `template` describes, or whole.
fn write_document(template: &Template, text: &str, written: &mut Written) {
    let mut described = written.clone();
    described.bits.put(1, 1);
    if template.write(text, &mut described).is_some() {
        *written = described;
        return;
    }
    written.bits.put(0, 1);
    // Read in their order, the last is put back last: they are taken out the other way round.
    let mut text = text.to_owned();
    let mut taken = Vec::new();
    for (mark, kind) in TAKEN_OUT.iter().rev() {
        taken.push(take_out(&mut text, mark, kind));
    }
    written.text(&text);
    for ((_, kind), value) in TAKEN_OUT.iter().zip(taken.iter().rev()) {
        written.bits.put(u64::from(value.is_some()), 1);
        if let Some(value) = value {
            // Never fails: it was tried when the value was taken out.
            let _ = kind.write(value, &mut written.bits);
        }
    }
}

/// Takes the value behind the first `mark` out of `text`, when it is of `kind`.
fn take_out(text: &mut String, mark: &str, kind: &crate::place::Kind) -> Option<String> {
    let at = text.find(mark)? + mark.len();
    let value = kind.extent(&text[at..])?.to_owned();
    kind.write(&value, &mut crate::bits::BitWriter::default())?;
    text.replace_range(at..at + value.len(), "");
    // Where the mark would then be found elsewhere, the value would be put back elsewhere.
    if text.find(mark)? + mark.len() != at {
        text.insert_str(at, &value);
        return None;
    }
    Some(value)
}
