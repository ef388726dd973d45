//! `replace`: a file to be corrected and imported.

use std::io::{self, Write as _};

use schemas::number::CertificateNumber;

use super::Failure;
use crate::{app, config::Config, import::correction};

/// Writes the file to standard output.
pub(super) fn write(numbers: &[CertificateNumber], config: &Config) -> Result<(), Failure> {
    let store = app::open_store(config)?;
    let file = correction::file(numbers, &store)?;
    Ok(io::stdout().write_all(&file)?)
}
