//! The binary `registry`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use service::telemetry;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !telemetry::log_end("registry", &error) {
                eprintln!("registry: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
