//! The first sheet of an XLSX workbook.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use jiff::civil::Date;

use super::{
    Limits,
    table::{ImportError, Table},
};

/// How many times larger than the largest file an unpacked workbook may be.
const UNPACKED: usize = 10;

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, ImportError> {
    check_unpacked(bytes, limits.bytes * UNPACKED)?;
    let unreadable = |problem: calamine::XlsxError| ImportError::WorkbookUnreadable {
        problem: problem.to_string().chars().take(200).collect(),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = workbook
        .sheets_metadata()
        .iter()
        .find(|s| s.visible == SheetVisible::Visible)
        .map(|s| s.name.clone())
        .ok_or(ImportError::EmptyFile)?;
    let mut reader = workbook
        .worksheet_cells_reader(&sheet)
        .map_err(unreadable)?;
    // Cell by cell: a sheet with one cell in its far corner would fill the memory as a rectangle.
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= limits.columns {
            return Err(ImportError::TooManyColumns {
                limit: limits.columns,
            });
        }
        let line = row.saturating_add(1);
        if rows.last().is_none_or(|(last, _)| *last != line) {
            rows.push((line, Vec::new()));
            if rows.len() > limits.rows + super::columns::HEADER_WITHIN {
                return Err(ImportError::TooManyRows { limit: limits.rows });
            }
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    Ok(Table {
        format: format!("XLSX, \"{}\"", sheet.chars().take(40).collect::<String>()),
        rows,
        ambiguous_letters: false,
    })
}

/// Unpacks everything once into nothing, and stops at the limit.
fn check_unpacked(bytes: &[u8], limit: usize) -> Result<(), ImportError> {
    let unreadable = |problem: &dyn std::fmt::Display| ImportError::WorkbookUnreadable {
        problem: problem.to_string().chars().take(200).collect(),
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let mut left = limit as u64;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|e| unreadable(&e))?;
        let mut entry = entry.take(left + 1);
        let read = std::io::copy(&mut entry, &mut std::io::sink()).map_err(|e| unreadable(&e))?;
        left = left
            .checked_sub(read)
            .ok_or(ImportError::UnpacksTooLarge { limit })?;
    }
    Ok(())
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            civil(year, month, day).map_or_else(|| at.as_f64().to_string(), |d| d.to_string())
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn civil(year: u16, month: u8, day: u8) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    Date::new(year, month, day).ok()
}
