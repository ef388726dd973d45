//! The program `vc-jose-cose`. The one place where it takes the time and random numbers from the machine.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;
use conformance::jose_cose_command::{Cli, run};
use jiff::Timestamp;
use rand_core::CryptoRng;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (now, mut rng) = of_the_machine();
    match run(&cli, now, &mut rng, &mut io::stderr()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be said when the terminal is gone.
            let _ = writeln!(io::stderr(), "vc-jose-cose: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the command from which time and randomness come"
)]
fn of_the_machine() -> (Timestamp, impl CryptoRng) {
    (Timestamp::now(), rand::rng())
}
