//! Why something cannot happen to a programme now.

use serde::{Deserialize, Serialize};

use super::{EventKind, Stage};
use crate::{digest::Digest, language::Language, text};

/// Why an event was refused. Nothing was changed. In words through the message `programme-refused-<code>` of
/// `texts/*.ftl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Refusal {
    /// There is no draft yet.
    NotDrafted,
    /// It cannot happen where the version stands.
    NotNow {
        /// Where it stands.
        stage: Stage,
        /// What was to happen.
        event: EventKind,
    },
    /// The event is about another content than the present one.
    OtherContent {
        /// The content that it names.
        named: Digest,
        /// The present one.
        present: Digest,
    },
    /// The document is the present one already.
    Unchanged,
    /// An external review before the internal one is positive.
    InternalReviewFirst,
    /// The same statement was entered before.
    StatementTwice,
    /// A body that reviewed the same content in another role.
    ReviewerInTwoRoles {
        /// Its address.
        reviewer: String,
    },
    /// A review that is not positive, a return or a withdrawal, without a word why.
    RemarksMissing,
    /// More reviews than are kept.
    TooManyReviews,
    /// A review that is not positive stands.
    ObjectionStands {
        /// Whose.
        reviewer: String,
    },
    /// No positive internal review stands.
    InternalReviewMissing,
    /// No positive review of an employer stands.
    EmployerReviewMissing,
    /// The version is not to be changed any more.
    VersionClosed {
        /// The version.
        version: u32,
        /// Where it stands.
        stage: Stage,
        /// The number of the next one.
        next: u32,
    },
    /// The version before it is still being worked on.
    VersionUnfinished {
        /// That version.
        version: u32,
        /// Where it stands.
        stage: Stage,
    },
    /// Versions follow one another.
    VersionOutOfOrder {
        /// The number given.
        found: u32,
        /// The latest version.
        latest: u32,
    },
    /// The code with the version's number behind it is too long for the register.
    CodeTooLong {
        /// The code.
        programme: String,
    },
}

impl Refusal {
    /// The refusal in words.
    pub fn words(&self, language: Language) -> String {
        let mut fields = serde_json::to_value(self).unwrap_or_default();
        let code = fields["code"].as_str().unwrap_or_default().to_owned();
        fields["code"] = format!("programme-refused-{code}").into();
        if let Self::NotNow { stage, event } = self {
            fields["stage"] = stage.words(language).into();
            fields["event"] = event.words(language).into();
        }
        if let Self::VersionClosed { stage, .. } | Self::VersionUnfinished { stage, .. } = self {
            fields["stage"] = stage.words(language).into();
        }
        text::shared()
            .of_tagged(language, &fields, "code", None)
            .unwrap_or(code)
    }

    /// The refusal's code, such as `other-content`.
    pub fn code(&self) -> String {
        let fields = serde_json::to_value(self).unwrap_or_default();
        fields["code"].as_str().unwrap_or_default().to_owned()
    }

    /// One of each, for tests and documentation of the words.
    ///
    /// # Panics
    /// Never: the digest is one.
    pub fn samples() -> Vec<Self> {
        let digest: Digest = "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ"
            .parse()
            .expect("a digest");
        let reviewer = || "https://employer/".to_owned();
        vec![
            Self::NotDrafted,
            Self::NotNow {
                stage: Stage::Admitted,
                event: EventKind::Changed,
            },
            Self::OtherContent {
                named: digest.clone(),
                present: digest,
            },
            Self::Unchanged,
            Self::InternalReviewFirst,
            Self::StatementTwice,
            Self::ReviewerInTwoRoles {
                reviewer: reviewer(),
            },
            Self::RemarksMissing,
            Self::TooManyReviews,
            Self::ObjectionStands {
                reviewer: reviewer(),
            },
            Self::InternalReviewMissing,
            Self::EmployerReviewMissing,
            Self::VersionClosed {
                version: 1,
                stage: Stage::Admitted,
                next: 2,
            },
            Self::VersionUnfinished {
                version: 1,
                stage: Stage::Drafted,
            },
            Self::VersionOutOfOrder {
                found: 5,
                latest: 1,
            },
            Self::CodeTooLong {
                programme: "MC".to_owned(),
            },
        ]
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(Language::En))
    }
}

impl std::error::Error for Refusal {}
