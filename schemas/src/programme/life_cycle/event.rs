//! What can happen to a version, and where it can stand.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{digest::Digest, language::Language, programme::review::SignedReview, text};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $prefix:literal { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in JSON, in message ids and in the drawing.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// The name in words.
            pub fn words(self, language: Language) -> String {
                text::shared().words(language, &format!(concat!($prefix, "{}"), self.name()), &[])
            }
        }
    };
}

named!(
    /// Where a version stands.
    Stage, "programme-stage-" {
        /// It is being written.
        Drafted = "drafted",
        /// The HEI's own review is positive.
        InternallyReviewed = "internally-reviewed",
        /// So is that of an employer.
        ExternallyReviewed = "externally-reviewed",
        /// The HEI has approved it.
        Approved = "approved",
        /// It is sent to the register, whose answer is awaited.
        Submitted = "submitted",
        /// It is in the register.
        Admitted = "admitted",
        /// The register returned it with remarks.
        Returned = "returned",
        /// It is given up, or taken out of the register.
        Withdrawn = "withdrawn",
        /// A newer version is in the register.
        Superseded = "superseded",
    }
);

impl Stage {
    /// Whether the document can still be changed.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Drafted
                | Self::InternallyReviewed
                | Self::ExternallyReviewed
                | Self::Approved
                | Self::Returned
        )
    }
}

named!(
    /// What can happen to a version.
    EventKind, "programme-event-" {
        /// Its first document.
        Drafted = "drafted",
        /// Another document.
        Changed = "changed",
        /// A signed review.
        Reviewed = "reviewed",
        /// The HEI's approval.
        Approved = "approved",
        /// The approval is taken back, since there is something new to be said.
        ApprovalLifted = "approval-lifted",
        /// It goes to the register.
        Submitted = "submitted",
        /// The register admits it.
        Admitted = "admitted",
        /// The register returns it.
        Returned = "returned",
        /// The HEI takes it back while it waits for the register's answer.
        TakenBack = "taken-back",
        /// It is given up, or taken out of the register.
        Withdrawn = "withdrawn",
        /// The register admits a newer version.
        Superseded = "superseded",
    }
);

/// A remark of the register about a submitted document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Remark {
    /// JSON Pointer into the document; empty: the whole of it.
    #[serde(default)]
    pub pointer: String,
    /// In words.
    pub message: String,
    /// The language of the words; absent: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// Something that happened to a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// Its first document.
    Drafted {
        /// The digest of the content.
        content: Digest,
    },
    /// Another document.
    Changed {
        /// The digest of the content.
        content: Digest,
    },
    /// A signed review.
    Reviewed {
        /// The review.
        review: Box<SignedReview>,
    },
    /// The HEI's approval.
    Approved {
        /// The digest of the content that is approved.
        content: Digest,
    },
    /// The approval is taken back.
    ApprovalLifted,
    /// It goes to the register.
    Submitted {
        /// The digest of the content that is submitted.
        content: Digest,
    },
    /// The register admits it.
    Admitted,
    /// The register returns it.
    Returned {
        /// What it says; not empty.
        remarks: Vec<Remark>,
        /// When the operator returned it, by the register's clock; absent: its rules did at once.
        #[serde(
            default,
            with = "crate::date_time_stamp::optional",
            skip_serializing_if = "Option::is_none"
        )]
        at: Option<Timestamp>,
    },
    /// The HEI takes it back while it waits for the register's answer.
    TakenBack {
        /// When, by the register's clock.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
    },
    /// It is given up, or taken out of the register.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// The register admits a newer version.
    Superseded {
        /// The newer version.
        by: u32,
    },
}

impl Event {
    /// Which kind of event it is.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Drafted { .. } => EventKind::Drafted,
            Self::Changed { .. } => EventKind::Changed,
            Self::Reviewed { .. } => EventKind::Reviewed,
            Self::Approved { .. } => EventKind::Approved,
            Self::ApprovalLifted => EventKind::ApprovalLifted,
            Self::Submitted { .. } => EventKind::Submitted,
            Self::Admitted => EventKind::Admitted,
            Self::Returned { .. } => EventKind::Returned,
            Self::TakenBack { .. } => EventKind::TakenBack,
            Self::Withdrawn { .. } => EventKind::Withdrawn,
            Self::Superseded { .. } => EventKind::Superseded,
        }
    }
}
