//! Offline: everything comes from a bundle that was fetched before, and nobody is asked.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use credential::{
    Evidence, Trust,
    offline::{BundleText, MAX_BUNDLE},
    presentation,
};
use qr::{Dictionary, DictionaryId, Payload};
use schemas::api::registry::offline::PartKind;
use serde_json::Value;

use crate::gather::{MAX_CERTIFICATES, TOO_MANY};

/// Why the file of an offline bundle was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleFileError {
    /// There is no such file.
    #[error("there is no offline bundle {path}: fetch one from the register")]
    Missing {
        /// Which file.
        path: String,
    },
    /// It cannot be read.
    #[error("the offline bundle {path} cannot be read ({problem}): see who may read it")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// It is longer than any bundle.
    #[error(
        "{path} has more than {MAX_BUNDLE} bytes, so it is no offline bundle: fetch one from the register"
    )]
    TooLarge {
        /// Which file.
        path: String,
    },
    /// It is no text.
    #[error("{path} is no text, so it is no offline bundle: fetch one from the register")]
    NoText {
        /// Which file.
        path: String,
    },
}

/// Why a code cannot be read with what a bundle holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundledDictionaryError {
    /// The bundle does not hold the dictionary that the code names.
    #[error(
        "the offline bundle does not hold the dictionary {id}, with which this code is read: fetch a newer bundle"
    )]
    NotThere {
        /// Which dictionary.
        id: DictionaryId,
    },
    /// What the bundle holds under this name is another dictionary, or none.
    #[error(
        "the dictionary {id} of the offline bundle cannot be used ({problem}): fetch the bundle again"
    )]
    Unusable {
        /// Which dictionary.
        id: DictionaryId,
        /// What is wrong with it.
        problem: String,
    },
}

/// The text of the bundle in a file, of at most [`MAX_BUNDLE`] bytes. Nothing of it is verified: see
/// [`BundleText::read`].
pub fn read_bundle(path: &Path) -> Result<String, BundleFileError> {
    let shown = || path.display().to_string();
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => BundleFileError::Missing { path: shown() },
        _ => BundleFileError::Unreadable {
            path: shown(),
            problem: error.to_string(),
        },
    };
    let file = File::open(path).map_err(|e| failed(&e))?;
    let too_large = |length: u64| length > MAX_BUNDLE as u64;
    let announced = file.metadata().map_err(|e| failed(&e))?.len();
    if too_large(announced) {
        return Err(BundleFileError::TooLarge { path: shown() });
    }
    let mut text = Vec::new();
    let read = file.take(MAX_BUNDLE as u64 + 1).read_to_end(&mut text);
    if too_large(read.map_err(|e| failed(&e))? as u64) {
        return Err(BundleFileError::TooLarge { path: shown() });
    }
    String::from_utf8(text).map_err(|_| BundleFileError::NoText { path: shown() })
}

/// The dictionary that `payload` is read with, out of `bundle`, or the one that every reader has.
pub fn dictionary_in(
    bundle: &BundleText<'_>,
    payload: &Payload<'_>,
) -> Result<Dictionary, BundledDictionaryError> {
    let Some(id) = payload.dictionary() else {
        return Ok(Dictionary::general().clone());
    };
    let text = bundle.part(PartKind::Dictionary, &id.to_string());
    let text = text.ok_or(BundledDictionaryError::NotThere { id })?;
    let unusable = |problem: String| BundledDictionaryError::Unusable { id, problem };
    let dictionary = Dictionary::read(text.as_bytes()).map_err(|e| unusable(e.to_string()))?;
    let found = dictionary.id();
    if found != id {
        return Err(unusable(format!("it is the dictionary {found}")));
    }
    Ok(dictionary)
}

/// The evidence about each certificate in a presentation, in their order, out of `bundle`.
pub fn presented_in(bundle: &BundleText<'_>, presentation: &Value, trust: &Trust) -> Vec<Evidence> {
    let certificates = presentation::certificates(presentation).into_iter();
    certificates
        .enumerate()
        .map(|(place, (certificate, receipt))| {
            if place < MAX_CERTIFICATES {
                bundle.evidence(&certificate, receipt, trust)
            } else {
                Evidence::none(TOO_MANY)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn each_file_that_is_no_bundle_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let shown = |path: &Path| path.display().to_string();
        let missing = folder.join("missing");
        assert_eq!(
            read_bundle(&missing),
            Err(BundleFileError::Missing {
                path: shown(&missing)
            })
        );
        let picture = file("picture", b"\x89PNG\r\n\xff");
        assert_eq!(
            read_bundle(&picture),
            Err(BundleFileError::NoText {
                path: shown(&picture)
            })
        );
        // Takes no room on the disk.
        let large = folder.join("large");
        let length = MAX_BUNDLE as u64 + 1;
        File::create(&large).unwrap().set_len(length).unwrap();
        assert_eq!(
            read_bundle(&large),
            Err(BundleFileError::TooLarge {
                path: shown(&large)
            })
        );
        assert!(matches!(
            read_bundle(folder),
            Err(BundleFileError::Unreadable { .. })
        ));
        assert_eq!(read_bundle(&file("text", b"{}")).as_deref(), Ok("{}"));
    }
}
