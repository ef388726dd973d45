//! The command line of the awarding body.

use std::process::ExitCode;

fn main() -> ExitCode {
    issuer::cli::main()
}
