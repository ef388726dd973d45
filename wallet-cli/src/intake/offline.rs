//! An offline bundle in place of the register: nobody is asked.

use std::path::Path;

use credential::{
    Trust,
    offline::{BundleError, BundleText},
};
use jiff::Timestamp;
use resolver::BundleFileError;
use schemas::{api::registry::offline::PATH, language::Language};
use serde::Serialize;

use crate::{Exit, texts};

/// Why a bundle is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum OfflineError {
    /// There is no such file.
    BundleMissing {
        /// Which file.
        path: String,
        /// Where the register serves one.
        address: String,
    },
    /// It cannot be read.
    BundleUnreadable {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// It is larger than any bundle.
    BundleTooLarge {
        /// Which file.
        path: String,
        /// Where the register serves one.
        address: String,
    },
    /// It is another register's.
    BundleOfOtherRegister {
        /// Whose.
        found: String,
        /// The trusted one.
        trusted: String,
        /// Where that one serves one.
        address: String,
    },
    /// The trusted operator did not sign it.
    BundleNotSigned {
        /// Which file.
        path: String,
        /// Where the register serves one.
        address: String,
    },
    /// It is damaged, cut off, or something else.
    BundleDamaged {
        /// Which file.
        path: String,
        /// Where the register serves one.
        address: String,
    },
}

impl OfflineError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::BundleMissing { .. } | Self::BundleUnreadable { .. } => Exit::Files,
            _ => Exit::WrongUse,
        }
    }
}

/// Of when an offline answer is.
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

/// The text of the bundle in the file at `path`.
pub fn read_bundle(path: &Path, trust: &Trust) -> Result<String, OfflineError> {
    let address = trust.registry.join(PATH);
    resolver::read_bundle(path).map_err(|error| match error {
        BundleFileError::Missing { path } => OfflineError::BundleMissing { path, address },
        BundleFileError::Unreadable { path, problem } => {
            OfflineError::BundleUnreadable { path, problem }
        }
        BundleFileError::TooLarge { path } => OfflineError::BundleTooLarge { path, address },
        BundleFileError::NoText { path } => OfflineError::BundleDamaged { path, address },
    })
}

/// Verifies the bundle and every part of it. `path` is where it was read.
pub fn open_bundle<'t>(
    text: &'t str,
    path: &Path,
    trust: &Trust,
) -> Result<BundleText<'t>, OfflineError> {
    let (path, address) = (path.display().to_string(), trust.registry.join(PATH));
    BundleText::read(text, trust).map_err(|error| match error {
        BundleError::TooLarge { .. } => OfflineError::BundleTooLarge { path, address },
        BundleError::OtherRegister { found, trusted } => OfflineError::BundleOfOtherRegister {
            found,
            trusted,
            address,
        },
        BundleError::Unsigned { .. } => OfflineError::BundleNotSigned { path, address },
        BundleError::Empty
        | BundleError::Unreadable { .. }
        | BundleError::Parts { .. }
        | BundleError::Damaged { .. } => OfflineError::BundleDamaged { path, address },
    })
}

/// Of when answers by a bundle are.
pub fn as_of(bundle: &BundleText<'_>, now: Timestamp) -> AsOf {
    let manifest = bundle.bundle().manifest();
    AsOf {
        as_of: manifest.as_of,
        valid_until: manifest.valid_until,
        stale: bundle.bundle().is_stale(now),
    }
}

/// What an answer by a bundle says of its age.
pub fn age(as_of: AsOf, trust: &Trust, language: Language) -> Vec<String> {
    let moment = |at| schemas::civil_time::moment(at, language);
    let mut lines = vec![texts::words(
        language,
        "offline-as-of",
        &[("moment", &moment(as_of.as_of))],
    )];
    if as_of.stale {
        let arguments = [
            ("moment", &*moment(as_of.valid_until)),
            ("address", &trust.registry.join(PATH)),
        ];
        lines.push(texts::words(language, "offline-stale", &arguments));
    }
    lines
}
