//! The command line: the same functions as the server's, for the operator of this program.

mod backup;
mod commands;
mod correction;
mod init;
mod programme;
mod show;
mod status;

use std::{
    io::{self, IsTerminal as _, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser, Subcommand};
use schemas::{
    identifier::BatchId,
    language::Language,
    number::CertificateNumber,
    problem::Violation,
    status::{HoldReason, RevocationReason},
};
use serde::Serialize;
use service::telemetry;

use crate::{
    app::{ImportFailure, StartError},
    batch::RunError,
    registry::RegistryError,
    status::StatusError,
    store::StoreError,
};

/// Awards micro-qualifications: imports a group's results, has each certificate numbered by the operator, signs,
/// registers, delivers, replaces and revokes.
#[derive(Debug, Parser)]
#[command(name = "issuer", version, after_long_help = EXIT_CODES)]
pub struct Cli {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        default_value = "issuer.toml",
        env = "ISSUER_CONFIG"
    )]
    config: PathBuf,
    /// Answers in JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    /// The language of previews and reasons: kk, ru or en.
    #[arg(
        long,
        visible_alias = "language",
        global = true,
        default_value = "en",
        env = "ISSUER_LANG"
    )]
    lang: Language,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  failed for another reason
  2  wrong usage
  3  the file cannot be imported, or none of its rows was accepted
  4  some rows were refused; the others were accepted and wait for confirmation
  5  the registry cannot be reached; nothing is lost, resume later
  6  the registry refuses: credential, accreditation, rules
  7  the record is in use by another process, most likely `issuer serve`";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes a sample configuration and a staff token.
    Init {
        /// The folder to write to.
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Signing keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Programmes: drafts, reviews, approval, and the register.
    #[command(subcommand)]
    Programme(programme::ProgrammeCommand),
    /// Previews a file of results (CSV or XLSX) and records it as a batch; nothing is numbered.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Confirms a batch and issues its certificates.
    Issue {
        /// The batch, as `import` names it.
        #[arg(value_parser = batch_id)]
        batch: BatchId,
    },
    /// Takes up batches that were interrupted, and changes of status that the registry has not answered.
    Resume {
        /// The batch; without it, all that have not come to their end.
        #[arg(value_parser = batch_id)]
        batch: Option<BatchId>,
    },
    /// Revokes a certificate for good.
    Revoke {
        /// The certificate's number.
        number: CertificateNumber,
        /// data-error, issued-in-error, result-annulled, replaced, key-compromised or holder-request.
        #[arg(long)]
        reason: RevocationReason,
    },
    /// Puts a certificate on hold: it is not to be relied upon until it is released, or revoked.
    Hold {
        /// The certificate's number.
        number: CertificateNumber,
        /// under-review, key-incident or holder-request.
        #[arg(long)]
        reason: HoldReason,
    },
    /// Releases a certificate from its hold: it is in force again.
    Release {
        /// The certificate's number.
        number: CertificateNumber,
    },
    /// Writes a file that replaces certificates when its rows are corrected and it is imported.
    ///
    /// It is a CSV file with the columns of an import and the column "Replaces". Correct what is wrong and import
    /// it: each row becomes a certificate with a new number, and the old one is revoked as replaced when the new one is
    /// registered. A cell that is left empty stands for what the old certificate shows; "-" takes the wallet away.
    Replace {
        /// The numbers of the certificates.
        #[arg(required = true)]
        numbers: Vec<CertificateNumber>,
    },
    /// What is recorded: all batches, one batch, or one certificate.
    Status {
        /// A batch, or a certificate's number.
        what: Option<String>,
    },
    /// Backs the record up, also while it is served; the keys are backed up apart.
    Backup {
        /// The folder to write to: new or empty.
        #[arg(long)]
        to: PathBuf,
    },
    /// Puts a backup in the place of the record: into an empty folder.
    Restore {
        /// The folder that a backup was written to.
        #[arg(long)]
        from: PathBuf,
    },
    /// Serves the staff's pages, the API and the deliveries.
    Serve,
    /// Writes shell completions.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Writes the manual page.
    Man,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Makes a key. Earlier keys stay.
    New {
        /// Its name; without it, the one that the configuration signs with.
        name: Option<String>,
    },
    /// Lists the keys.
    List,
    /// Shows a key: what the operator needs to know of it.
    Show {
        /// Its name; without it, the one that the configuration signs with.
        name: Option<String>,
    },
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] service::config::ConfigError),
    #[error("{0}. To begin: issuer init")]
    NoConfig(service::config::ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] ImportFailure),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Status(#[from] StatusError),
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    #[error("{path} cannot be read or written: {source}. Check the path and its permissions")]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Backup(#[from] service::ledger::backup::BackupError),
    #[error(
        "cannot serve metrics on {address}: {source}. Choose another address in the configuration's key metrics_listen"
    )]
    ListenMetrics {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("{path} cannot be used: {problem}. Correct the file and enter it again")]
    Document { path: PathBuf, problem: String },
    /// Told in the reader's language.
    #[error("{words}")]
    InWords {
        words: String,
        violations: Vec<Violation>,
        exit_code: u8,
    },
    #[error(
        "cannot listen on {address}: {source}. Choose another address in the configuration's key listen"
    )]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("{0}")]
    Usage(String),
    #[error("writing the answer failed: {0}")]
    Output(#[from] io::Error),
    /// Said already in another way; only the exit code counts.
    #[error("")]
    Told(u8),
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Told(code) => *code,
            Self::InWords { exit_code, .. } => *exit_code,
            Self::Usage(_) => 2,
            Self::Import(ImportFailure::File(_)) => 3,
            Self::Run(RunError::WaitedTooLong { .. })
            | Self::Status(StatusError::Store(StoreError::ChangeWaits(_))) => 5,
            Self::Registry(e)
            | Self::Import(ImportFailure::Registry(e))
            | Self::Run(RunError::Registry(e))
            | Self::Status(
                StatusError::Registry { source: e, .. } | StatusError::Waits { source: e, .. },
            )
            | Self::Start(StartError::Registry(e)) => {
                if e.is_temporary() {
                    5
                } else {
                    6
                }
            }
            Self::Run(RunError::Standing(_)) => 6,
            Self::Store(StoreError::InUse { .. })
            | Self::Start(StartError::Store(StoreError::InUse { .. }))
            | Self::Import(ImportFailure::Store(StoreError::InUse { .. }))
            | Self::Run(RunError::Store(StoreError::InUse { .. }))
            | Self::Status(StatusError::Store(StoreError::InUse { .. })) => 7,
            _ => 1,
        }
    }
}

/// Reads the command line, carries it out, says what happened.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: the program cannot start: {error}");
            return ExitCode::from(1);
        }
    };
    let json = cli.json;
    match runtime.block_on(commands::carry_out(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&failure, json);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn tell(failure: &Failure, json: bool) {
    if matches!(failure, Failure::Told(_)) || telemetry::log_end("issuer", failure) {
        return;
    }
    // Nothing is left to be done when standard error is closed.
    let _ = if json {
        #[derive(Serialize)]
        struct Told<'a> {
            error: String,
            exit_code: u8,
            #[serde(skip_serializing_if = "<[Violation]>::is_empty")]
            violations: &'a [Violation],
        }
        let violations = match failure {
            Failure::InWords { violations, .. } => violations.as_slice(),
            _ => &[],
        };
        let told = Told {
            error: failure.to_string(),
            exit_code: failure.exit_code(),
            violations,
        };
        let line = serde_json::to_string(&told).unwrap_or_default();
        writeln!(io::stderr(), "{line}")
    } else {
        let mut text = format!("error: {failure}\n");
        if let Failure::InWords { violations, .. } = failure {
            for violation in violations {
                text = format!("{text}  {}: {}\n", violation.pointer, violation.message);
            }
        }
        io::stderr().write_all(text.as_bytes())
    };
}

fn batch_id(text: &str) -> Result<BatchId, &'static str> {
    let told = "this is no batch's id: `issuer status` lists the batches";
    text.parse().map_err(|_| told)
}

fn completions(shell: clap_complete::Shell) {
    clap_complete::generate(shell, &mut Cli::command(), "issuer", &mut io::stdout());
}

fn man() -> io::Result<()> {
    clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())
}

fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
