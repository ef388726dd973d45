//! Finding what differs in a document.

use std::collections::BTreeMap;

use super::{Part, Template, TemplateError};
use crate::{
    bits::BitWriter,
    letters::{self, SEPARATOR},
    place::{Kind, width},
};

/// What is written of documents: the bits, and the texts one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) bits: BitWriter,
    texts: Vec<u8>,
    text_count: usize,
    named: BTreeMap<String, String>,
    /// The digest of the certificate, where it is known.
    pub(crate) digest: Option<String>,
}

impl Written {
    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) {
        if self.text_count > 0 {
            self.texts.push(SEPARATOR);
        }
        self.text_count += 1;
        letters::encode(text, &mut self.texts);
    }

    /// The bits, and the texts that are to be compressed.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        (self.bits.into_bytes(), self.texts)
    }
}

impl Template {
    /// A template of these parts, when they can be told apart.
    pub(crate) fn new(parts: Vec<Part>) -> Result<Self, TemplateError> {
        let template = Self { parts };
        template.check()?;
        Ok(template)
    }

    /// Writes what differs in `text`; `None` when it has another form: then `written` holds a part of it, of no use.
    pub(crate) fn write(&self, text: &str, written: &mut Written) -> Option<()> {
        let rest = write_parts(&self.parts, text, written)?;
        rest.is_empty().then_some(())
    }
}

/// Writes the beginning of `rest` that has the form of `parts`, and gives what is left.
fn write_parts<'t>(parts: &[Part], mut rest: &'t str, written: &mut Written) -> Option<&'t str> {
    for (at, part) in parts.iter().enumerate() {
        rest = match part {
            Part::Passage(passage) => rest.strip_prefix(passage.as_str())?,
            Part::Again { again } => rest.strip_prefix(written.named.get(again)?.as_str())?,
            Part::Place { place, kind } => {
                let text = match (kind, parts.get(at + 1)) {
                    (Kind::Text, Some(Part::Passage(end))) => &rest[..rest.find(end.as_str())?],
                    (Kind::CertificateDigest, _) => {
                        let digest = written.digest.as_deref()?;
                        &rest[..rest.starts_with(digest).then_some(digest.len())?]
                    }
                    _ => kind.extent(rest)?,
                };
                match kind {
                    Kind::Text => written.text(text),
                    Kind::CertificateDigest => {}
                    _ => kind.write(text, &mut written.bits)?,
                }
                written.named.insert(place.clone(), text.to_owned());
                &rest[text.len()..]
            }
            Part::Either { either } => either.iter().enumerate().find_map(|(chosen, parts)| {
                let mut trial = written.clone();
                trial.bits.put(chosen as u64, width(either.len() as u64));
                let behind = write_parts(parts, rest, &mut trial)?;
                *written = trial;
                Some(behind)
            })?,
        };
    }
    Some(rest)
}
