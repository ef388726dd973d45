//! Submitted programmes in their table.

use sqlx::{PgConnection, postgres::PgRow};

use super::row;
use crate::{
    admission::{KeptSubmission, Outcome},
    store::{StoreError, entry::Entry},
};

/// Those of some codes (`$1`).
pub(super) const OF_CODES: &str =
    "SELECT submission::text, outcome::text FROM submission WHERE code = ANY($1)";
/// Those of an awarding body (`$1`), or all.
pub(super) const ALL: &str = "SELECT submission::text, outcome::text FROM submission
    WHERE $1::text IS NULL OR awarding_body = $1 ORDER BY code COLLATE \"C\"";

/// A row of these.
pub(super) fn kept(found: &PgRow) -> Result<KeptSubmission, StoreError> {
    let kept: KeptSubmission = row::document(found, 0)?;
    let outcome = row::optional_document(found, 1)?;
    Ok(KeptSubmission { outcome, ..kept })
}

/// A change of the table.
pub(super) enum Change {
    Submitted(Box<KeptSubmission>),
    Settled { code: String, outcome: Outcome },
    Admitted { code: String },
}

impl Change {
    /// What an entry changes in it.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        match entry {
            Entry::ProgrammeSubmitted { .. } => entry
                .submission()
                .map(|kept| Self::Submitted(Box::new(kept))),
            Entry::ProgrammeAdmitted { programme, .. } => Some(Self::Admitted {
                code: programme.programme.code.to_string(),
            }),
            _ => entry.outcome().map(|(code, outcome)| Self::Settled {
                code: code.to_string(),
                outcome,
            }),
        }
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let change = match self {
            Self::Submitted(kept) => sqlx::query(
                "INSERT INTO submission (code, awarding_body, submission) VALUES ($1, $2, $3::json)
                 ON CONFLICT (code) DO UPDATE
                 SET awarding_body = EXCLUDED.awarding_body, submission = EXCLUDED.submission, outcome = NULL",
            )
            .bind(kept.programme.code.to_string())
            .bind(kept.awarding_body.to_string())
            .bind(super::rows::json(&kept)),
            Self::Settled { code, outcome } => {
                sqlx::query("UPDATE submission SET outcome = $2::json WHERE code = $1")
                    .bind(code)
                    .bind(super::rows::json(&outcome))
            }
            Self::Admitted { code } => {
                sqlx::query("DELETE FROM submission WHERE code = $1").bind(code)
            }
        };
        change.execute(connection).await.map(drop)
    }
}
