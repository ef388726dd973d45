//! Comma-separated values as spreadsheets write them: `,`, `;` or tab between the fields, UTF-8 with or without
//! a byte order mark, or Windows-1251.

use std::borrow::Cow;

use super::{
    Limits,
    table::{ImportError, Table},
};

/// Bytes that Windows-1251 and the Kazakh code page KZ-1048 read as different letters.
const KZ_1048_DIFFERS: &[u8] = &[
    0x8D, 0x8E, 0x9D, 0x9E, 0xA1, 0xA2, 0xA3, 0xA5, 0xAA, 0xAF, 0xB4, 0xBA, 0xBC, 0xBD, 0xBE, 0xBF,
];

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, ImportError> {
    let (text, encoding) = decode(bytes);
    let ambiguous_letters =
        encoding == "Windows-1251" && bytes.iter().any(|b| KZ_1048_DIFFERS.contains(b));
    let (body, named) = separator_line(&text);
    let separator = named.unwrap_or_else(|| detect_separator(body));
    let first_line = 1 + u32::from(named.is_some());
    if let Some(line) = open_quote(body, separator) {
        return Err(ImportError::QuoteNotClosed {
            line: line + first_line - 1,
        });
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| ImportError::CsvUnreadable {
            problem: e.to_string(),
        })?;
        if record.len() > limits.columns {
            return Err(ImportError::TooManyColumns {
                limit: limits.columns,
            });
        }
        let cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let line = record.position().map_or(1, ::csv::Position::line);
        rows.push((
            u32::try_from(line).unwrap_or(u32::MAX) + first_line - 1,
            cells,
        ));
        // The header and a few lines above it come on top.
        if rows.len() > limits.rows + super::columns::HEADER_WITHIN {
            return Err(ImportError::TooManyRows { limit: limits.rows });
        }
    }
    let separator = match separator {
        b'\t' => "tab".to_owned(),
        other => format!("\"{}\"", char::from(other)),
    };
    Ok(Table {
        format: format!("CSV, {encoding}, {separator}"),
        rows,
        ambiguous_letters,
    })
}

fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(unmarked) {
        (Cow::Borrowed(text), "UTF-8")
    } else {
        let (text, _) = encoding_rs::WINDOWS_1251.decode_without_bom_handling(unmarked);
        (text, "Windows-1251")
    }
}

/// A first line `sep=;` as some spreadsheets write it names the separator.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let named = text
        .strip_prefix("sep=")
        .and_then(|rest| rest.split_once('\n'))
        .and_then(|(sign, body)| match sign.trim_end_matches('\r') {
            ";" => Some((body, b';')),
            "," => Some((body, b',')),
            "\t" => Some((body, b'\t')),
            _ => None,
        });
    match named {
        Some((body, separator)) => (body, Some(separator)),
        None => (text, None),
    }
}

/// The separator that stands most often outside quotes in the first lines.
fn detect_separator(text: &str) -> u8 {
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for b in text.bytes() {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines += 1;
                if lines == super::columns::HEADER_WITHIN {
                    break;
                }
            }
            b if !quoted => {
                if let Some(entry) = counts.iter_mut().find(|(sign, _)| *sign == b) {
                    entry.1 += 1;
                }
            }
            _ => {}
        }
    }
    // `;` before `,` where they are equal: decimal commas are common in the files that use `;`.
    let mut best = counts[0];
    for other in &counts[1..] {
        if other.1 > best.1 {
            best = *other;
        }
    }
    best.0
}

/// The line of a quotation mark that opens a field and is never closed.
fn open_quote(text: &str, separator: u8) -> Option<u32> {
    let mut line = 1;
    let mut opened = None;
    let mut field_begins = true;
    let mut bytes = text.bytes().peekable();
    while let Some(b) = bytes.next() {
        if b == b'\n' {
            line += 1;
        }
        if opened.is_some() {
            if b == b'"' {
                if bytes.peek() == Some(&b'"') {
                    bytes.next();
                } else {
                    opened = None;
                }
            }
            continue;
        }
        if b == b'"' && field_begins {
            opened = Some(line);
        }
        field_begins = b == separator || b == b'\n' || b == b'\r';
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found_outside_quotes() {
        assert_eq!(detect_separator("\"a,b,c,d\";x\n"), b';');
        assert_eq!(detect_separator("a,b,c;d\n"), b',');
        assert_eq!(detect_separator("a\tb\tc\n"), b'\t');
        assert_eq!(separator_line("sep=,\r\na,b").1, Some(b','));
    }

    #[test]
    fn an_open_quote_is_found_at_its_line() {
        assert_eq!(open_quote("a,b\n\"c,d\ne,f\n", b','), Some(2));
        assert_eq!(open_quote("a,\"b \"\"x\"\" \"\n", b','), None);
        assert_eq!(open_quote("a,b\"c\n", b','), None);
    }
}
