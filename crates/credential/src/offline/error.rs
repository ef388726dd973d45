//! Why an offline bundle is not used.

use schemas::api::registry::offline::PartKind;

use super::MAX_BUNDLE;
use crate::data_integrity::ProofError;

/// Why a bundle is not used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BundleError {
    /// There is nothing.
    #[error("the offline bundle is empty: fetch it from the register again")]
    Empty,
    /// More than is read.
    #[error(
        "the offline bundle has {found} bytes, at most {MAX_BUNDLE} are read: this is something else"
    )]
    TooLarge {
        /// How many.
        found: usize,
    },
    /// The first line is no manifest.
    #[error(
        "the first line of the offline bundle is no manifest: {problem}; fetch it from the register again"
    )]
    Unreadable {
        /// What is wrong.
        problem: String,
    },
    /// The manifest is not the operator's.
    #[error("the offline bundle is not signed by the trusted operator: {problem}")]
    Unsigned {
        /// What is wrong.
        problem: String,
    },
    /// It is another register's.
    #[error("the offline bundle is of the register {found}, trusted is {trusted}")]
    OtherRegister {
        /// Whose.
        found: String,
        /// The trusted one.
        trusted: String,
    },
    /// Lines are missing, or more than the manifest names.
    #[error(
        "the offline bundle has {found} parts, its manifest names {named}: it is cut off or was put together wrong, fetch it again"
    )]
    Parts {
        /// How many lines behind the first.
        found: usize,
        /// How many are named.
        named: usize,
    },
    /// A part is another one than the manifest names.
    #[error("the {kind} {name} of the offline bundle is damaged: fetch the bundle again")]
    Damaged {
        /// Its kind.
        kind: PartKind,
        /// Its name.
        name: String,
    },
}

impl From<ProofError> for BundleError {
    fn from(error: ProofError) -> Self {
        Self::Unsigned {
            problem: error.to_string(),
        }
    }
}
