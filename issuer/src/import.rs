//! Import of a group's results: a CSV or XLSX file becomes a preview in which every row is accepted, or refused
//! with row, column, value and reason. A preview numbers nothing and stores nothing.

mod cell;
mod columns;
pub mod correction;
mod csv;
mod grade_cell;
mod person;
mod predecessor;
mod reason;
mod row;
mod table;
mod xlsx;

use jiff::{Timestamp, civil::Date};
use schemas::{
    credit::Credits,
    did::Did,
    grade::{Grade, GradeScale},
    identifier::{DraftId, LocalCode, ProgrammeCode},
    number::CertificateNumber,
    programme::RegisteredProgramme,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use self::grade_cell::written;
pub use self::{
    person::{InvalidName, PersonName},
    predecessor::Predecessor,
    reason::{RefusalReason, Refused},
    table::ImportError,
};

/// How much of a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes; an XLSX file may unpack to ten times as much.
    pub bytes: usize,
    /// The most rows below the header.
    pub rows: usize,
    /// The most columns.
    pub columns: usize,
    /// The longest value of a cell, in characters.
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 10 << 20,
            rows: 10_000,
            columns: 200,
            cell: 500,
        }
    }
}

/// What rows are judged by.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The HEI's programmes in the register, withdrawn ones too.
    pub programmes: &'a [RegisteredProgramme],
    /// The grade scale of those programmes.
    pub scale: &'a GradeScale,
    /// The day at the HEI.
    pub today: Date,
    /// The instant.
    pub now: Timestamp,
    /// How much is read.
    pub limits: Limits,
    /// The draft of an earlier batch by which somebody holds, or is about to get, a certificate of a programme.
    pub known: &'a (dyn Fn(&PersonKey) -> Option<DraftId> + Sync),
    /// What was issued here under a number.
    pub issued: &'a (dyn Fn(CertificateNumber) -> Option<Predecessor> + Sync),
}

/// Who somebody is within one programme, for finding the same person twice: nothing that leaves the HEI.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonKey(String);

impl PersonKey {
    /// By name (normalised and case-folded) and, for namesakes, the HEI's own record number.
    pub fn of_name(programme: &ProgrammeCode, person: &PersonName, record: Option<&str>) -> Self {
        let record = record.unwrap_or_default().to_lowercase();
        Self(format!("{programme}/name/{}/{record}", person.folded()))
    }

    /// By wallet.
    pub fn of_holder(programme: &ProgrammeCode, holder: &Did) -> Self {
        Self(format!("{programme}/did/{holder}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One course's grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModuleGrade {
    /// The course's code in the programme.
    pub module: LocalCode,
    /// The grade.
    pub grade: Grade,
}

/// A row that can become a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedRow {
    /// Where it stands in the file, from 1.
    pub row: u32,
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonName,
    /// The HEI's own number of the person's record, for telling namesakes apart. Stays at the HEI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The person's wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Did>,
    /// The programme.
    pub programme: ProgrammeCode,
    /// First day of study.
    pub start: Date,
    /// Last day of study: the final attestation.
    pub end: Date,
    /// The volume that the certificate will show.
    pub credits: Credits,
    /// Grades of the courses, in the order of the programme.
    pub modules: Vec<ModuleGrade>,
    /// The final grade.
    pub grade: Grade,
    /// The certificate in whose place this one comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<CertificateNumber>,
}

impl AcceptedRow {
    /// The keys under which this person counts as known in this programme.
    pub fn keys(&self) -> Vec<PersonKey> {
        let by_name = PersonKey::of_name(&self.programme, &self.person, self.record.as_deref());
        let by_holder = self
            .holder
            .as_ref()
            .map(|holder| PersonKey::of_holder(&self.programme, holder));
        std::iter::once(by_name).chain(by_holder).collect()
    }
}

/// A row that cannot become a certificate, with every reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedRow {
    /// Where it stands in the file, from 1.
    pub row: u32,
    /// The name as it stands in the file, shortened.
    pub name: String,
    /// The programme as it stands in the file, shortened.
    pub programme: String,
    /// Every reason, in the order of the columns.
    pub refusals: Vec<Refused>,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The file's name.
    pub file_name: String,
    /// How the file was read, such as `CSV, Windows-1251, ";"`.
    pub format: String,
    /// Columns that no rule uses, by their headings.
    pub ignored_columns: Vec<String>,
    /// Rows that can become certificates.
    pub accepted: Vec<AcceptedRow>,
    /// Rows that cannot.
    pub refused: Vec<RefusedRow>,
}

/// Reads a file of results and judges every row of it.
pub fn preview(bytes: &[u8], file_name: &str, rules: &Rules<'_>) -> Result<Preview, ImportError> {
    let table = table::read(bytes, &rules.limits)?;
    let columns = columns::Columns::find(&table, rules)?;
    let mut preview = Preview {
        file_name: file_name.chars().take(120).collect(),
        format: table.format.clone(),
        ignored_columns: columns.ignored.clone(),
        accepted: Vec::new(),
        refused: Vec::new(),
    };
    let mut seen = row::Seen::default();
    for (line, cells) in columns.rows(&table) {
        match row::judge(line, cells, &columns, rules, &mut seen) {
            Ok(accepted) => preview.accepted.push(accepted),
            Err(refused) => preview.refused.push(refused),
        }
    }
    if preview.accepted.is_empty() && preview.refused.is_empty() {
        return Err(ImportError::NoRows);
    }
    Ok(preview)
}
