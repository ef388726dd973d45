//! The program `wallet`. The one place where the wallet takes the time and random numbers from the machine.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use jiff::Timestamp;
use rand_core::CryptoRng;
use wallet_cli::{Exit, World, cli, execute, output, passphrase::Passphrase};

fn main() -> ExitCode {
    let language = cli::language_of_environment(|name| std::env::var(name).ok());
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match cli::parse(arguments, language) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; nothing can be said when the terminal is gone.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::WrongUse.into()
            } else {
                Exit::Fine.into()
            };
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(io::stderr(), "wallet: {error}");
            return Exit::Files.into();
        }
    };
    let (now, mut rng) = of_the_machine();
    let mut world = World {
        now,
        rng: &mut rng,
        terminal_width: terminal_width(),
        passphrase: std::env::var("WALLET_PASSPHRASE")
            .ok()
            .map(Passphrase::from),
    };
    let result = runtime.block_on(execute(&cli, &mut world));
    let shown = match &result {
        Ok(reply) => output::show(reply, &cli, &mut io::stdout(), &mut io::stderr()),
        Err(error) => output::show_error(error, &cli, &mut io::stderr()),
    };
    let exit = match result {
        Ok(reply) => reply.exit,
        Err(error) => error.exit(),
    };
    match shown {
        Ok(()) => exit.into(),
        // A reader that has seen enough (`wallet list | head -1`) is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit.into(),
        Err(_) => Exit::Files.into(),
    }
}

fn terminal_width() -> Option<u16> {
    let out = io::stdout();
    if !out.is_terminal() {
        return None;
    }
    // A terminal that does not say how wide it is is as wide as they were.
    let size = rustix::termios::tcgetwinsize(&out).ok();
    Some(size.map_or(80, |size| size.ws_col))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the wallet from which time and randomness come"
)]
fn of_the_machine() -> (Timestamp, impl CryptoRng) {
    (Timestamp::now(), rand::rng())
}
