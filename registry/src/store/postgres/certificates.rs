//! Certificates in their table: numbered, registered, revoked, held, replaced.

use jiff::Timestamp;
use schemas::{
    api::registry::NumberAllocation,
    identifier::{HeiCode, StatusListName},
    number::CertificateNumber,
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
    numbers: Vec<String>,
    at: Vec<String>,
    digests: Vec<String>,
    receipts: Vec<String>,
}

/// Certificates that are revoked, a column each.
#[derive(Default)]
pub(super) struct Revocations {
    numbers: Vec<String>,
    at: Vec<String>,
    reasons: Vec<String>,
    lists: Vec<String>,
    versions: Vec<i64>,
}

/// A change of one certificate.
pub(super) enum Other {
    Held {
        number: String,
        at: String,
        reason: String,
    },
    Released {
        number: String,
    },
    Replaced {
        number: String,
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
    /// Adds a certificate that is registered at `at`.
    pub(super) fn add(&mut self, at: Timestamp, record: &Recorded) {
        self.numbers.push(record.number.to_string());
        self.at.push(at.to_string());
        self.digests.push(record.digest.clone());
        self.receipts.push(record.receipt.to_string());
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE certificate c SET registered_at = new.at, digest = new.digest, receipt = new.receipt::json
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS new (number, at, digest, receipt)
             WHERE c.number = new.number",
        )
        .bind(self.numbers)
        .bind(self.at)
        .bind(self.digests)
        .bind(self.receipts)
        .execute(connection)
        .await
        .map(drop)
    }
}

impl Revocations {
    /// Adds a certificate that is revoked, and the version that its list has by that.
    pub(super) fn add(
        &mut self,
        (number, reason, at): (CertificateNumber, RevocationReason, Timestamp),
        list: &StatusListName,
        version: u64,
    ) {
        self.numbers.push(number.to_string());
        self.at.push(at.to_string());
        self.reasons.push(reason.to_string());
        self.lists.push(list.to_string());
        self.versions.push(bigint(version));
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE certificate c SET revoked_at = new.at, reason = new.reason
             FROM unnest($1::text[], $2::text[], $3::text[]) AS new (number, at, reason)
             WHERE c.number = new.number",
        )
        .bind(self.numbers)
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
            Self::Held { number, at, reason } => sqlx::query(
                "UPDATE certificate SET held_at = $2, hold_reason = $3 WHERE number = $1",
            )
            .bind(number)
            .bind(at)
            .bind(reason),
            Self::Released { number } => sqlx::query(
                "UPDATE certificate SET held_at = NULL, hold_reason = NULL WHERE number = $1",
            )
            .bind(number),
            Self::Replaced { number, by } => {
                sqlx::query("UPDATE certificate SET replaced_by = $2 WHERE number = $1")
                    .bind(number)
                    .bind(by)
            }
        };
        update.execute(connection).await.map(drop)
    }
}
