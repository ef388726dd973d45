//! The register's offline bundle, whole: fetched from the register, or read from a file that was fetched before.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    time::Duration,
};

use credential::{
    Trust,
    offline::{Bundle, BundleError, MAX_BUNDLE},
};
use jiff::Timestamp;
use schemas::{
    api::registry::offline::{MEDIA_TYPE, PATH},
    base_url::BaseUrl,
};
use serde::Serialize;

use crate::{
    FetchError, Resolver,
    fetch::{Asked, host_of_text},
};

/// The time for all of a bundle: it is larger than anything else.
const TIMEOUT: Duration = Duration::from_mins(2);

impl Resolver {
    /// The offline bundle of the register at `registry`, as text. Nothing of it is verified, and nothing kept here.
    pub async fn offline_bundle(&self, registry: &BaseUrl) -> Result<String, FetchError> {
        let url = registry.join(PATH);
        let asked = Asked {
            accept: MEDIA_TYPE,
            bytes: MAX_BUNDLE,
            timeout: TIMEOUT,
        };
        let body = self.inner.fetcher.get(&url, asked).await?;
        String::from_utf8(body.bytes).map_err(|_| FetchError::Unreadable {
            host: host_of_text(&url),
            problem: "it is no text".to_owned(),
        })
    }
}

/// Of when an answer by an offline bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AsOf {
    /// When the bundle was made.
    pub as_of: Timestamp,
    /// Until when it says that a certificate stands.
    pub valid_until: Timestamp,
    /// Whether that is past.
    pub stale: bool,
}

impl AsOf {
    /// Of when the answers by `bundle` are that are given at `now`.
    pub fn of(bundle: &Bundle<'_>, now: Timestamp) -> Self {
        let manifest = bundle.manifest();
        Self {
            as_of: manifest.as_of,
            valid_until: manifest.valid_until,
            stale: bundle.is_stale(now),
        }
    }

    /// Since when the bundle no longer says that certificates stand, if it is so.
    pub fn stale_since(&self) -> Option<Timestamp> {
        self.stale.then_some(self.valid_until)
    }
}

/// Why the file of an offline bundle is not used.
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
    /// It is another register's.
    #[error(
        "the offline bundle {path} is of the register {found}, trusted is {trusted}: fetch one from that"
    )]
    OfOtherRegister {
        /// Which file.
        path: String,
        /// Whose.
        found: String,
        /// The trusted one.
        trusted: String,
    },
    /// The trusted operator did not sign it.
    #[error(
        "the offline bundle {path} is not signed by the trusted operator ({problem}): fetch it from the register itself"
    )]
    NotSigned {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// It is damaged, cut off, or something else.
    #[error("{path} is no whole offline bundle ({problem}): fetch it from the register again")]
    Damaged {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

/// A file with an offline bundle, read whole. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    path: String,
    text: String,
}

impl BundleFile {
    /// Reads a file of at most [`MAX_BUNDLE`] bytes.
    pub fn read(path: &Path) -> Result<Self, BundleFileError> {
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
        let text = String::from_utf8(text).map_err(|_| BundleFileError::Damaged {
            path: shown(),
            problem: "it is no text".to_owned(),
        })?;
        Ok(Self {
            path: shown(),
            text,
        })
    }

    /// The bundle, verified with every part of it.
    pub fn open(&self, trust: &Trust) -> Result<Bundle<'_>, BundleFileError> {
        let path = self.path.clone();
        Bundle::read(&self.text, trust).map_err(|error| match error {
            BundleError::TooLarge { .. } => BundleFileError::TooLarge { path },
            BundleError::OtherRegister { found, trusted } => BundleFileError::OfOtherRegister {
                path,
                found,
                trusted,
            },
            BundleError::Unsigned { problem } => BundleFileError::NotSigned { path, problem },
            BundleError::Empty
            | BundleError::Unreadable { .. }
            | BundleError::Parts { .. }
            | BundleError::Damaged { .. } => BundleFileError::Damaged {
                path,
                problem: error.to_string(),
            },
        })
    }
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
            BundleFile::read(&missing),
            Err(BundleFileError::Missing {
                path: shown(&missing)
            })
        );
        let picture = file("picture", b"\x89PNG\r\n\xff");
        assert_eq!(
            BundleFile::read(&picture),
            Err(BundleFileError::Damaged {
                path: shown(&picture),
                problem: "it is no text".to_owned(),
            })
        );
        // Takes no room on the disk.
        let large = folder.join("large");
        let length = MAX_BUNDLE as u64 + 1;
        File::create(&large).unwrap().set_len(length).unwrap();
        assert_eq!(
            BundleFile::read(&large),
            Err(BundleFileError::TooLarge {
                path: shown(&large)
            })
        );
        assert!(matches!(
            BundleFile::read(folder),
            Err(BundleFileError::Unreadable { .. })
        ));
        let text = file("text", b"{}");
        let (path, content) = (shown(&text), "{}".to_owned());
        assert_eq!(
            BundleFile::read(&text),
            Ok(BundleFile {
                path,
                text: content
            })
        );
    }
}
