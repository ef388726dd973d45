//! What a command says: tables and sentences for people, JSON for programs.

use std::io::{self, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableComponent, presets};
use schemas::language::Language;
use serde_json::{Value, json};

use crate::{Exit, WalletError, cli::Cli, texts};

/// What a command says when it was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// How the program ends.
    pub exit: Exit,
    /// The answer for people.
    pub text: String,
    /// The answer for programs.
    pub json: Value,
    /// The answer itself is a document (a presentation, a man page): it goes out as it is.
    pub raw: bool,
    /// Remarks for people that are no part of the answer; they go to standard error.
    pub remarks: Vec<String>,
}

impl Reply {
    /// A reply of a command that was carried out.
    pub fn fine(text: impl Into<String>, json: Value) -> Self {
        Self {
            exit: Exit::Fine,
            text: text.into(),
            json,
            raw: false,
            remarks: Vec::new(),
        }
    }

    /// A document that goes out as it is, with `--json` too.
    pub fn raw(text: String) -> Self {
        Self {
            raw: true,
            ..Self::fine(text, Value::Null)
        }
    }

    /// The same with another end of the program.
    #[must_use]
    pub fn ending(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// The same with remarks.
    #[must_use]
    pub fn with_remarks(self, remarks: Vec<String>) -> Self {
        Self { remarks, ..self }
    }
}

/// Writes a reply.
pub fn show(
    reply: &Reply,
    cli: &Cli,
    out: &mut impl Write,
    remarks: &mut impl Write,
) -> io::Result<()> {
    for remark in &reply.remarks {
        writeln!(remarks, "{}", clean(remark))?;
    }
    if reply.raw {
        out.write_all(reply.text.as_bytes())?;
    } else if cli.json {
        writeln!(out, "{:#}", reply.json)?;
    } else if !reply.text.is_empty() {
        writeln!(out, "{}", clean(&reply.text))?;
    }
    out.flush()
}

/// Writes an error: what happened, then what to do.
pub fn show_error(error: &WalletError, cli: &Cli, out: &mut impl Write) -> io::Result<()> {
    let language = cli.language();
    let (message, advice) = (error.words(language), error.advice(language));
    if cli.json {
        let problem = json!({ "code": error.code(), "message": message, "advice": advice });
        return writeln!(out, "{:#}", json!({ "error": problem }));
    }
    let label = texts::words(language, "error-label", &[]);
    writeln!(out, "{label}: {}", clean(&message))?;
    match advice {
        Some(advice) => writeln!(out, "{}", clean(&advice)),
        None => Ok(()),
    }
}

/// The width of tables where there is no terminal, in characters.
const WIDTH: u16 = 100;

/// A table with a header, no wider than the terminal. The columns in `whole` are not broken into lines.
pub fn table(
    header: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
    whole: &[usize],
) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(WIDTH);
    }
    if !header.is_empty() {
        table.set_header(header);
    }
    for row in rows {
        let cells = row.iter().map(|cell| clean(cell).replace('\n', " "));
        table.add_row(cells.collect::<Vec<_>>());
    }
    for place in whole {
        if let Some(column) = table.column_mut(*place) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt()
}

/// Names of columns in a language, by the ids of their messages.
pub fn header<const N: usize>(language: Language, ids: [&str; N]) -> Vec<String> {
    ids.iter()
        .map(|id| texts::words(language, id, &[]))
        .collect()
}

/// A text that can do nothing to a terminal. What a certificate says comes from outside, and escape sequences or
/// marks of writing direction in it could show something else than it says. Line ends stay.
pub fn clean(text: &str) -> String {
    let harmless = |c: char| match c {
        '\n' => true,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            false
        }
        c => !c.is_control(),
    };
    text.chars()
        .map(|c| if harmless(c) { c } else { '\u{fffd}' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        assert_eq!(
            clean("Әлия\u{1b}[2J\u{202e}\r\u{9b}"),
            "Әлия\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(
            clean("Қазақ тілі\nрусский — ok"),
            "Қазақ тілі\nрусский — ok"
        );
    }

    #[test]
    fn columns_of_cyrillic_are_straight() {
        let rows = [
            vec!["Әлімбек".to_owned(), "1".to_owned()],
            vec!["Ann".to_owned(), "2".to_owned()],
        ];
        let table = table(&["Аты".to_owned(), "n".to_owned()], rows, &[]);
        let places: Vec<_> = table
            .lines()
            .filter_map(|line| {
                line.chars()
                    .position(|c| matches!(c, 'n' | '1' | '2') && !line.contains('─'))
            })
            .collect();
        assert_eq!(places[0], places[1], "{table}");
    }
}
