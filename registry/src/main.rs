//! The binary `registry`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            service::telemetry::fatal("registry", &error);
            ExitCode::FAILURE
        }
    }
}
