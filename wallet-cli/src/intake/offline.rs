//! An offline bundle in place of the register: nobody is asked.

use credential::Trust;
use resolver::BundleFileError;
use schemas::api::registry::offline::PATH;
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
    /// Why the file of a bundle is not used, with where the trusted register serves another.
    pub fn of_file(error: BundleFileError, trust: &Trust) -> Self {
        let address = trust.registry.join(PATH);
        match error {
            BundleFileError::Missing { path } => Self::BundleMissing { path, address },
            BundleFileError::Unreadable { path, problem } => {
                Self::BundleUnreadable { path, problem }
            }
            BundleFileError::TooLarge { path } => Self::BundleTooLarge { path, address },
            BundleFileError::OfOtherRegister { found, trusted, .. } => {
                Self::BundleOfOtherRegister {
                    found,
                    trusted,
                    address,
                }
            }
            BundleFileError::NotSigned { path, .. } => Self::BundleNotSigned { path, address },
            BundleFileError::Damaged { path, .. } => Self::BundleDamaged { path, address },
        }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::BundleMissing { .. } | Self::BundleUnreadable { .. } => Exit::Files,
            _ => Exit::WrongUse,
        }
    }
}
