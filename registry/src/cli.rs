//! The command line: what can be asked for, and what is printed.

mod backup;
mod keys;
mod operator;
mod remote;
mod submissions;
mod transfer;

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::{Args, Parser, Subcommand};
use registry::{
    app::{App, Secrets, StartError},
    config::{Config, SAMPLE},
    init::{self, InitError},
    renewal,
    store::{StoreError, transfer::TransferError},
};
use service::{
    clock::SystemClock, config::ConfigError, keystore::KeyStoreError, ledger::backup::BackupError,
    metrics, randomness::SharedRng, shutdown, telemetry,
};

use self::remote::RequestError;

/// The register of micro-qualifications: accredits awarding bodies, admits programmes, assigns certificate numbers,
/// keeps the register.
#[derive(Debug, Parser)]
#[command(name = "registry", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make what a new registry needs: settings, directories, keys, admin token. What is there is left as it is.
    Init(Local),
    /// Serve the register until Ctrl-C or SIGTERM.
    Serve(Local),
    /// Back up the register, also while it is served; the keys are backed up apart.
    Backup(backup::Backup),
    /// Put a backup in the place of the register: into an empty data directory, before the first start.
    Restore(backup::Restore),
    /// Write the whole register into one file: the way from the embedded store to PostgreSQL, or back.
    Export(transfer::Export),
    /// Read an exported register into an empty store, or go on where that was broken off; takes the keys of that register.
    Import(transfer::Import),
    /// Accredit an awarding body; shows its API credential, this once.
    Accredit(operator::Accredit),
    /// End an awarding body's accreditation.
    EndAccreditation(operator::EndAccreditation),
    /// Suspend an awarding body's accreditation until that is ended.
    Suspend(operator::Suspend),
    /// End the suspension of an awarding body's accreditation.
    EndSuspension(operator::EndSuspension),
    /// Add a key to an awarding body, in force from now on.
    AddKey(operator::AddKey),
    /// Retire an awarding body's key, or mark it compromised.
    EndKey(operator::EndKey),
    /// Make a new API credential for an awarding body; the old one stops working.
    NewApiKey(operator::NewApiKey),
    /// Submitted programmes: list and show them, admit them or return them with remarks.
    #[command(subcommand)]
    Submission(submissions::Submitted),
    /// Make, list, revoke and rotate API keys of the operator and of awarding bodies.
    #[command(subcommand)]
    Key(keys::Key),
}

#[derive(Debug, Args)]
struct Local {
    /// The file with the settings.
    #[arg(long, default_value = "registry.toml", env = "REGISTRY_CONFIG")]
    config: PathBuf,
}

/// Why a command failed: what happened, then what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The settings or a secret.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Preparing.
    #[error(transparent)]
    Init(#[from] InitError),
    /// Starting.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A file of settings that is not there.
    #[error("{0}. To begin: registry init")]
    NoSettings(ConfigError),
    /// No passphrase for the keys that are to be made.
    #[error("{0}. Put a passphrase of at least 8 characters there, then `registry init` again")]
    NoPassphrase(ConfigError),
    /// Listening.
    #[error(
        "cannot listen at {address}: {source}. Choose another address with `listen` in the settings"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The settings could not be written.
    #[error("{path} could not be written: {source}. Check the path and its permissions")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Listening for those who ask for metrics.
    #[error(
        "cannot serve metrics at {address}: {source}. Choose another address with `metrics_listen` in the settings"
    )]
    ListenMetrics {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// An export or an import.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The keys for an import.
    #[error(
        "{0}\nAn import takes the keys of the register that was exported: put them into keys_dir first."
    )]
    KeysOfExported(KeyStoreError),
    /// A backup of a register that is elsewhere.
    #[error(
        "the settings name database_urls, so the register is in PostgreSQL: back it up and restore it with the database's own tools (docs/operating.md)"
    )]
    OnDatabase,
    /// The store has stopped while the server was at work.
    #[error(transparent)]
    Stopped(StoreError),
    /// Serving.
    #[error("the server stopped: {0}")]
    Serve(#[source] io::Error),
    /// A request to a running registry.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// Carries out a command.
pub(crate) fn run(arguments: Arguments) -> Result<(), CommandError> {
    match arguments.command {
        Command::Init(local) => init(&local.config),
        Command::Serve(local) => in_runtime(serve(&local.config)),
        Command::Backup(command) => Ok(command.run(&SystemClock)?),
        Command::Restore(command) => Ok(command.run()?),
        Command::Export(command) => in_runtime(command.run()),
        Command::Import(command) => in_runtime(command.run()),
        Command::Accredit(command) => in_runtime(command.run()),
        Command::EndAccreditation(command) => in_runtime(command.run()),
        Command::Suspend(command) => in_runtime(command.run()),
        Command::EndSuspension(command) => in_runtime(command.run()),
        Command::AddKey(command) => in_runtime(command.run()),
        Command::EndKey(command) => in_runtime(command.run()),
        Command::NewApiKey(command) => in_runtime(command.run()),
        Command::Submission(command) => in_runtime(command.run()),
        Command::Key(command) => in_runtime(command.run()),
    }
}

fn in_runtime<E: Into<CommandError>>(
    work: impl Future<Output = Result<(), E>>,
) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Serve)?;
    runtime.block_on(work).map_err(Into::into)
}

fn init(path: &Path) -> Result<(), CommandError> {
    if !path.exists() {
        fs::write(path, SAMPLE).map_err(|source| CommandError::Write {
            path: path.to_owned(),
            source,
        })?;
        println!(
            "settings        {} (the sample; look it through)",
            path.display()
        );
    }
    let config = Config::load(path)?;
    let passphrase = config.passphrase().map_err(CommandError::NoPassphrase)?;
    let made = init::prepare(&config, &passphrase, SharedRng::os())?;
    let state = |made| if made { "made" } else { "was there" };
    println!("data            {}", config.data_dir.display());
    println!(
        "operator's key  {}/{}: {}",
        config.keys_dir.display(),
        registry::app::OPERATOR_KEY,
        state(made.operator_key_made)
    );
    println!(
        "number key      {}/{}: {}",
        config.keys_dir.display(),
        registry::app::NUMBER_KEY,
        state(made.number_key_made)
    );
    match (&made.admin_token_made, &config.admin_token_file) {
        (Some(file), _) => println!("admin token     {}: made", file.display()),
        (None, Some(file)) => println!("admin token     {}: was there", file.display()),
        (None, None) => println!("admin token     from {}", registry::config::ADMIN_TOKEN),
    }
    println!();
    println!("Verifiers pin the operator by:");
    println!("  {}", made.operator_key);
    println!(
        "Back up the data and the keys, apart from one another. Without the number key the registry never starts again."
    );
    println!("Next: registry serve --config {}", path.display());
    Ok(())
}

/// Reads the settings; says how to begin when there are none.
fn load(path: &Path) -> Result<Config, CommandError> {
    Config::load(path).map_err(|error| match error {
        ConfigError::Unreadable { .. } => CommandError::NoSettings(error),
        error => error.into(),
    })
}

async fn serve(path: &Path) -> Result<(), CommandError> {
    let config = load(path)?;
    let _lines = telemetry::init(config.log);
    let secrets = Secrets {
        admin_token: config.admin_token()?,
        passphrase: config.passphrase()?,
    };
    let (address, metrics_at) = (config.listen, config.metrics_listen);
    let app = App::start(config, &secrets, SystemClock::shared(), SharedRng::os()).await?;
    if let Some(address) = metrics_at {
        let served = metrics::serve(address, app.metrics().clone()).await;
        served.map_err(|source| CommandError::ListenMetrics { address, source })?;
    }
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| CommandError::Listen { address, source })?;
    tracing::info!(%address, operator = %app.registry().operator.did, "serving the register");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let registry = app.registry().clone();
    let renewing = tokio::spawn(async move {
        // Resolves when the sender is dropped.
        renewal::run(&registry, async { drop(stopped.await) }).await;
    });
    let failed = app.registry().store.stopped();
    let served = shutdown::serve_unless(listener, app.router(), failed).await;
    drop(stop);
    if renewing.await.is_err() {
        tracing::error!("signing the published lists again was broken off");
    }
    match served.map_err(CommandError::Serve)? {
        Some(stopped) => Err(CommandError::Stopped(stopped)),
        None => Ok(()),
    }
}
