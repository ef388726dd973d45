//! A file as rows of texts, whatever its format.

use schemas::language::Language;
use serde::{Deserialize, Serialize};

use super::{Limits, csv, xlsx};
use crate::texts;

/// A file's rows, the empty ones left out.
pub(super) struct Table {
    /// How it was read.
    pub(super) format: String,
    /// Each row with its number in the file, from 1.
    pub(super) rows: Vec<(u32, Vec<String>)>,
    /// Letters of an eight-bit file that two code pages read differently.
    pub(super) ambiguous_letters: bool,
}

/// Why a whole file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ImportError {
    /// Larger than the limit.
    #[error("{}", self.words(Language::En))]
    FileTooLarge {
        /// Its size in bytes.
        found: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Unpacks to more than the limit.
    #[error("{}", self.words(Language::En))]
    UnpacksTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Too many rows.
    #[error("{}", self.words(Language::En))]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// Too many columns.
    #[error("{}", self.words(Language::En))]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// Nothing in it.
    #[error("{}", self.words(Language::En))]
    EmptyFile,
    /// Neither CSV nor XLSX: binary data, UTF-16, the old XLS format.
    #[error("{}", self.words(Language::En))]
    UnknownFormat {
        /// What it looks like.
        found: String,
    },
    /// Damaged XLSX.
    #[error("{}", self.words(Language::En))]
    WorkbookUnreadable {
        /// What is wrong with it.
        problem: String,
    },
    /// A quotation mark that opens a field and is never closed.
    #[error("{}", self.words(Language::En))]
    QuoteNotClosed {
        /// Where it stands.
        line: u32,
    },
    /// Malformed CSV.
    #[error("{}", self.words(Language::En))]
    CsvUnreadable {
        /// What is wrong with it.
        problem: String,
    },
    /// No row with the headings.
    #[error("{}", self.words(Language::En))]
    HeaderNotFound {
        /// What stands in the first row.
        found: String,
    },
    /// A needed column is missing.
    #[error("{}", self.words(Language::En))]
    ColumnMissing {
        /// Headings that are understood for it.
        headings: String,
    },
    /// Two columns for one thing.
    #[error("{}", self.words(Language::En))]
    ColumnTwice {
        /// The first heading.
        first: String,
        /// The second heading.
        second: String,
    },
    /// No row below the headings.
    #[error("{}", self.words(Language::En))]
    NoRows,
}

impl ImportError {
    /// The error in words: what is wrong and what to do.
    pub fn words(&self, language: Language) -> String {
        texts::of_coded(language, "import", self)
    }

    /// The error's code, such as `file-too-large`.
    pub fn code(&self) -> String {
        texts::code_of(self)
    }
}

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, ImportError> {
    if bytes.len() > limits.bytes {
        return Err(ImportError::FileTooLarge {
            found: bytes.len(),
            limit: limits.bytes,
        });
    }
    let unknown = |found: &str| {
        Err(ImportError::UnknownFormat {
            found: found.to_owned(),
        })
    };
    match bytes {
        [] => Err(ImportError::EmptyFile),
        [b'P', b'K', 3, 4, ..] => xlsx::read(bytes, limits),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => unknown("XLS"),
        [b'%', b'P', b'D', b'F', ..] => unknown("PDF"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => unknown("UTF-16"),
        _ if bytes.contains(&0) => unknown("binary"),
        _ => csv::read(bytes, limits),
    }
}
