//! What a group of entries changes in the tables, written in a few statements.

use sqlx::PgConnection;

use super::{
    api_keys::KeyRows,
    certificates::{Numbers, Other, Registrations, Revocations},
    dictionaries,
    facts::Register,
    submissions,
};
use crate::{
    dictionaries::DictionaryText,
    numbers::NumberBase,
    store::entry::{Entry, OfKey},
};
use schemas::{award::AwardingBody, programme::RegisteredProgramme, rights::ApiKeyId};

/// Rows to be written, a column each.
#[derive(Default)]
pub(super) struct Rows {
    entries: Entries,
    bodies: Vec<(AwardingBody, Option<ApiKeyId>)>,
    issued_keys: Vec<(String, ApiKeyId)>,
    api_keys: KeyRows,
    /// With the statements of its reviews, when it comes into the register.
    programmes: Vec<(RegisteredProgramme, Option<String>)>,
    /// In their order.
    submissions: Vec<submissions::Change>,
    dictionaries: Vec<DictionaryText>,
    numbers: Numbers,
    registrations: Registrations,
    revocations: Revocations,
    /// In their order: one certificate may be held, released and held again in a group.
    others: Vec<Other>,
}

#[derive(Default)]
struct Entries {
    positions: Vec<i64>,
    texts: Vec<String>,
    hashes: Vec<Vec<u8>>,
}

impl Rows {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.positions.is_empty()
    }

    /// Adds what an entry at `position` changes, certificates by their places in `base`; answers with its text in the log.
    ///
    /// # Panics
    /// Never: entries are plain data with text keys.
    pub(super) fn add(&mut self, entry: &Entry, position: u64, base: &NumberBase) -> String {
        let mut issued = None;
        for of_key in entry.of_keys() {
            if let OfKey::Made(key) = &of_key {
                issued = Some(key.id);
            }
            self.api_keys.add(of_key, position);
        }
        self.submissions.extend(submissions::Change::of(entry));
        self.programmes.extend(programme(entry));
        match entry {
            Entry::HeiAccredited { body, .. } => {
                self.bodies.push((*body.clone(), issued));
            }
            Entry::AccreditationEnded { body, .. }
            | Entry::AccreditationSuspended { body, .. }
            | Entry::SuspensionEnded { body, .. }
            | Entry::KeyAdded { body, .. }
            | Entry::KeyEnded { body, .. } => self.bodies.push((*body.clone(), None)),
            Entry::ApiKeyRenewed { code, .. } => {
                let issued = issued.map(|id| (code.to_string(), id));
                self.issued_keys.extend(issued);
            }
            Entry::RegisterOpened { .. }
            | Entry::ProgrammeSubmitted { .. }
            | Entry::ProgrammeReturned { .. }
            | Entry::ProgrammeTakenBack { .. }
            | Entry::ProgrammeAdmitted { .. }
            | Entry::ProgrammeWithdrawn { .. }
            | Entry::ApiKeyCreated { .. }
            | Entry::ApiKeyRevoked { .. }
            | Entry::ApiKeyRotated { .. } => {}
            Entry::DictionaryKept { document, .. } => self.dictionaries.push(document.clone()),
            Entry::NumbersAllocated {
                at,
                hei,
                first,
                allocations,
                ..
            } => {
                for (sequence, allocation) in (*first..).zip(allocations) {
                    self.numbers.add(*at, hei, sequence, allocation);
                }
            }
            Entry::CertificatesRecorded { at, records, .. } => {
                for record in records {
                    let sequence = base.sequence(record.number);
                    self.registrations.add(*at, sequence, record);
                }
            }
            Entry::CertificateHeld {
                at, number, reason, ..
            } => self.others.push(Other::Held {
                sequence: base.sequence(*number),
                at: at.to_string(),
                reason: reason.to_string(),
            }),
            Entry::CertificateReleased { number, .. } => self.others.push(Other::Released {
                sequence: base.sequence(*number),
            }),
            Entry::CertificateReplaced {
                number, successor, ..
            } => self.others.push(Other::Replaced {
                sequence: base.sequence(*number),
                by: successor.to_string(),
            }),
            Entry::StatusChanged {
                at,
                number,
                reason,
                place,
                ..
            } => {
                let (sequence, version) = (base.sequence(*number), position + 1);
                self.revocations
                    .add((sequence, *reason, *at), &place.list, version);
            }
        }
        serde_json::to_string(entry).expect("plain data is JSON")
    }

    /// Adds the row of an entry itself.
    pub(super) fn add_entry(&mut self, position: u64, text: String, hash: [u8; 32]) {
        self.entries.positions.push(bigint(position));
        self.entries.texts.push(text);
        self.entries.hashes.push(hash.to_vec());
    }

    /// Writes everything, and the register's row as it then stands.
    pub(super) async fn write(
        self,
        connection: &mut PgConnection,
        register: &Register,
    ) -> Result<(), sqlx::Error> {
        self.entries.write(connection).await?;
        for (body, issued_key) in &self.bodies {
            write_body(connection, body, *issued_key).await?;
        }
        for (code, issued_key) in &self.issued_keys {
            sqlx::query("UPDATE awarding_body SET issued_key = $2 WHERE code = $1")
                .bind(code)
                .bind(issued_key.to_string())
                .execute(&mut *connection)
                .await?;
        }
        self.api_keys.write(connection).await?;
        for (programme, statements) in &self.programmes {
            sqlx::query(
                "INSERT INTO programme (code, awarding_body, programme, statements) VALUES ($1, $2, $3::json, $4::json)
                 ON CONFLICT (code) DO UPDATE SET programme = EXCLUDED.programme",
            )
            .bind(programme.programme.code.as_str())
            .bind(programme.awarding_body.as_str())
            .bind(json(programme))
            .bind(statements)
            .execute(&mut *connection)
            .await?;
        }
        for change in self.submissions {
            change.write(connection).await?;
        }
        for text in self.dictionaries {
            dictionaries::write(connection, text).await?;
        }
        self.numbers.write(connection).await?;
        self.registrations.write(connection).await?;
        self.revocations.write(connection).await?;
        for other in self.others {
            other.write(connection).await?;
        }
        sqlx::query(
            "UPDATE register SET next_position = $1, head = $2, next_sequence = $3, lists = $4::json, bodies_version = $5,
                 keys_version = $6, last_at = $7, evidence_version = $8",
        )
        .bind(bigint(register.next_position))
        .bind(register.head.as_slice())
        .bind(bigint(register.next_sequence))
        .bind(json(&register.lists))
        .bind(bigint(register.bodies_version))
        .bind(bigint(register.keys_version))
        .bind(register.last_at.map(|at| at.to_string()))
        .bind(bigint(register.evidence_version))
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// The programme that comes into the register, with its statements, or changes there.
fn programme(entry: &Entry) -> Option<(RegisteredProgramme, Option<String>)> {
    match entry {
        Entry::ProgrammeAdmitted {
            programme,
            statements,
            ..
        } => {
            let statements = (!statements.is_empty()).then(|| json(statements));
            Some((*programme.clone(), statements))
        }
        Entry::ProgrammeWithdrawn { programme, .. } => Some((*programme.clone(), None)),
        _ => None,
    }
}

async fn write_body(
    connection: &mut PgConnection,
    body: &AwardingBody,
    issued_key: Option<ApiKeyId>,
) -> Result<(), sqlx::Error> {
    let Some(issued_key) = issued_key else {
        let update = sqlx::query("UPDATE awarding_body SET body = $2::json WHERE code = $1");
        let update = update.bind(body.code.as_str()).bind(json(body));
        return update.execute(connection).await.map(drop);
    };
    let insert = sqlx::query(
        "INSERT INTO awarding_body (code, did, body, issued_key) VALUES ($1, $2, $3::json, $4)
         ON CONFLICT (code) DO UPDATE SET body = EXCLUDED.body, issued_key = EXCLUDED.issued_key",
    );
    insert
        .bind(body.code.as_str())
        .bind(body.id.as_str())
        .bind(json(body))
        .bind(issued_key.to_string())
        .execute(connection)
        .await
        .map(drop)
}

impl Entries {
    async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO entry (position, entry, hash)
             SELECT position, entry::json, hash FROM unnest($1::bigint[], $2::text[], $3::bytea[])
                 AS new (position, entry, hash)",
        )
        .bind(self.positions)
        .bind(self.texts)
        .bind(self.hashes)
        .execute(connection)
        .await
        .map(drop)
    }
}

/// Positions and sequences are far below 2^63.
pub(super) fn bigint(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// # Panics
/// Never: these are plain data with text keys.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}
