//! Certificates as rows of a file that, corrected and imported, replaces them.

use std::collections::BTreeMap;

use schemas::{identifier::LocalCode, number::CertificateNumber};

use super::{AcceptedRow, written};
use crate::store::{Store, StoreError};

/// The file: CSV in UTF-8 with a byte order mark, by which spreadsheet programs know it, semicolons, and the headings of an
/// import in English.
///
/// # Errors
/// When a certificate was not issued here, or the record cannot be read.
pub fn file(numbers: &[CertificateNumber], store: &dyn Store) -> Result<Vec<u8>, StoreError> {
    let mut shown = Vec::with_capacity(numbers.len());
    for number in numbers {
        let record = store.by_number(*number)?;
        let record = record.ok_or(StoreError::UnknownNumber(*number))?;
        shown.push((*number, record.draft.result));
    }
    let mut modules: Vec<&LocalCode> = Vec::new();
    for graded in shown.iter().flat_map(|(_, shown)| &shown.modules) {
        if !modules.contains(&&graded.module) {
            modules.push(&graded.module);
        }
    }
    let written = write(&shown, &modules);
    written.map_err(|e| StoreError::Failed(format!("the file cannot be written ({e})")))
}

fn write(
    shown: &[(CertificateNumber, AcceptedRow)],
    modules: &[&LocalCode],
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let fixed = [
        "Replaces",
        "Full name",
        "Record number",
        "Programme",
        "Start",
        "End",
    ];
    let fixed = fixed.into_iter();
    let headings = fixed.chain(modules.iter().map(|code| code.as_str()));
    writer.write_record(headings.chain(["Final", "DID"]))?;
    for (number, row) in shown {
        let by_module: BTreeMap<_, _> = row.modules.iter().map(|g| (&g.module, &g.grade)).collect();
        let mut cells = vec![
            // In groups it stays a text: spreadsheet programs round long numbers.
            number.grouped(),
            row.person.as_str().to_owned(),
            row.record.clone().unwrap_or_default(),
            row.programme.to_string(),
            row.start.to_string(),
            row.end.to_string(),
        ];
        let grades = modules.iter().map(|code| by_module.get(code).copied());
        cells.extend(grades.map(|grade| grade.map(written).unwrap_or_default()));
        cells.push(written(&row.grade));
        cells.push(
            row.holder
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        writer.write_record(cells)?;
    }
    Ok(writer.into_inner()?)
}
