//! Certificates in their table: numbered, registered, revoked, held, replaced.

use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    identifier::{HeiCode, StatusListName},
    status::RevocationReason,
};
use sqlx::PgConnection;

use super::rows::bigint;
use crate::store::entry::Recorded;

/// Numbers that are given to drafts, a column each.
#[derive(Default)]
pub(super) struct Numbers {
    given: Vec<String>,
    sequences: Vec<i64>,
    bodies: Vec<String>,
    drafts: Vec<String>,
    programmes: Vec<String>,
    at: Vec<String>,
    lists: Vec<String>,
    places: Vec<i32>,
    supersedes: Vec<Option<String>>,
}

/// Certificates that are registered, a column each.
#[derive(Default)]
pub(super) struct Registrations {
    sequences: Vec<i64>,
    at: Vec<String>,
    digests: Vec<String>,
    receipts: Vec<String>,
}

/// Certificates that are revoked, a column each.
#[derive(Default)]
pub(super) struct Revocations {
    sequences: Vec<i64>,
    at: Vec<String>,
    reasons: Vec<String>,
    lists: Vec<String>,
    versions: Vec<i64>,
}

/// A change of one certificate.
pub(super) enum Other {
    Held {
        sequence: u64,
        at: String,
        reason: String,
    },
    Released {
        sequence: u64,
    },
    Replaced {
        sequence: u64,
        by: String,
    },
}

impl Numbers {
    /// Adds the number with a place in the sequence.
    pub(super) fn add(
        &mut self,
        at: Timestamp,
        hei: &HeiCode,
        sequence: u64,
        allocation: &NumberAllocation,
    ) {
        self.given.push(allocation.number.to_string());
        self.sequences.push(bigint(sequence));
        self.bodies.push(hei.to_string());
        self.drafts.push(allocation.draft.to_string());
        self.programmes.push(allocation.programme.to_string());
        self.at.push(at.to_string());
        self.lists.push(allocation.status.list.to_string());
        let place = i32::try_from(allocation.status.index).unwrap_or(i32::MAX);
        self.places.push(place);
        let supersedes = allocation.supersedes.map(|number| number.to_string());
        self.supersedes.push(supersedes);
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.given.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO certificate
                 (number, sequence, awarding_body, draft, programme, allocated_at, list, place, supersedes)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::uuid[], $5::text[],
                                  $6::text[], $7::text[], $8::integer[], $9::text[])",
        )
        .bind(self.given)
        .bind(self.sequences)
        .bind(self.bodies)
        .bind(self.drafts)
        .bind(self.programmes)
        .bind(self.at)
        .bind(self.lists)
        .bind(self.places)
        .bind(self.supersedes)
        .execute(connection)
        .await
        .map(drop)
    }
}

impl Registrations {
    /// Adds the certificate with a place in the sequence, which is registered at `at`.
    pub(super) fn add(&mut self, at: Timestamp, sequence: u64, record: &Recorded) {
        self.sequences.push(bigint(sequence));
        self.at.push(at.to_string());
        self.digests.push(record.digest.clone());
        self.receipts.push(record.receipt.to_string());
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.sequences.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE certificate c SET registered_at = new.at, digest = new.digest, receipt = new.receipt::json
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS new (sequence, at, digest, receipt)
             WHERE c.sequence = new.sequence",
        )
        .bind(self.sequences)
        .bind(self.at)
        .bind(self.digests)
        .bind(self.receipts)
        .execute(connection)
        .await
        .map(drop)
    }
}

impl Revocations {
    /// Adds the certificate with a place in the sequence, which is revoked, and the version that its list has by that.
    pub(super) fn add(
        &mut self,
        (sequence, reason, at): (u64, RevocationReason, Timestamp),
        list: &StatusListName,
        version: u64,
    ) {
        self.sequences.push(bigint(sequence));
        self.at.push(at.to_string());
        self.reasons.push(reason.to_string());
        self.lists.push(list.to_string());
        self.versions.push(bigint(version));
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.sequences.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE certificate c SET revoked_at = new.at, reason = new.reason
             FROM unnest($1::bigint[], $2::text[], $3::text[]) AS new (sequence, at, reason)
             WHERE c.sequence = new.sequence",
        )
        .bind(self.sequences)
        .bind(self.at)
        .bind(self.reasons)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO status_list (list, version)
             SELECT list, max(version) FROM unnest($1::text[], $2::bigint[]) AS new (list, version) GROUP BY list
             ON CONFLICT (list) DO UPDATE SET version = EXCLUDED.version",
        )
        .bind(self.lists)
        .bind(self.versions)
        .execute(connection)
        .await
        .map(drop)
    }
}

impl Other {
    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let update = match self {
            Self::Held {
                sequence,
                at,
                reason,
            } => sqlx::query(
                "UPDATE certificate SET held_at = $2, hold_reason = $3 WHERE sequence = $1",
            )
            .bind(bigint(sequence))
            .bind(at)
            .bind(reason),
            Self::Released { sequence } => sqlx::query(
                "UPDATE certificate SET held_at = NULL, hold_reason = NULL WHERE sequence = $1",
            )
            .bind(bigint(sequence)),
            Self::Replaced { sequence, by } => {
                sqlx::query("UPDATE certificate SET replaced_by = $2 WHERE sequence = $1")
                    .bind(bigint(sequence))
                    .bind(by)
            }
        };
        update.execute(connection).await.map(drop)
    }
}
