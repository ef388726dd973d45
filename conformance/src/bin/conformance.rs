//! The program `conformance`: the VC-API that third-party suites are run against.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use conformance::{
    app::{App, StartError},
    config::{Config, SAMPLE},
    key_guard::{self, KeyGuardError},
    keys::{Keys, KeysError},
    profile::Profile,
};
use service::{
    clock::SystemClock, config::ConfigError, randomness::SharedRng, shutdown, telemetry,
};
use tokio::net::TcpListener;

/// A VC-API server for third-party test suites. It signs whatever it is sent, with keys of its own.
#[derive(Debug, Parser)]
#[command(name = "conformance", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make what the server needs: settings and its own keys. What is there is left as it is.
    Init(Settings),
    /// Serve until Ctrl-C or SIGTERM. Refuses unless the settings turn it on.
    Serve(Settings),
}

#[derive(Debug, Args)]
struct Settings {
    /// The file with the settings
    #[arg(long, default_value = "conformance.toml", env = "CONFORMANCE_CONFIG")]
    config: PathBuf,
}

/// Why the program ended: what happened, then what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{0}. To begin: conformance init")]
    NoSettings(ConfigError),
    #[error("{0}. Put a passphrase of at least 8 characters there, then `conformance init` again")]
    NoPassphrase(ConfigError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    KeyGuard(#[from] KeyGuardError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{path} could not be written: {source}. Check the path and its permissions")]
    Write { path: PathBuf, source: io::Error },
    #[error(
        "cannot listen at {address}: {source}. Choose another address with `listen` in the settings"
    )]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("the server stopped: {0}")]
    Serve(#[source] io::Error),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Init(settings) => init(&settings.config),
        Command::Serve(settings) => tokio::runtime::Runtime::new()
            .map_err(Failure::Serve)
            .and_then(|runtime| runtime.block_on(serve(&settings.config))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("conformance: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn init(path: &Path) -> Result<(), Failure> {
    if !path.exists() {
        fs::write(path, SAMPLE).map_err(|source| Failure::Write {
            path: path.to_owned(),
            source,
        })?;
        println!("settings  {} (the sample; look it through)", path.display());
    }
    let config = Config::load(path)?;
    let passphrase = config.passphrase().map_err(Failure::NoPassphrase)?;
    key_guard::refuse_key_stores(&config.keys_file)?;
    let (keys, state) = if config.keys_file.exists() {
        (Keys::load(&config.keys_file, &passphrase)?, "were there")
    } else {
        let keys = Keys::generate(&mut SharedRng::os());
        keys.save(&config.keys_file, &passphrase, config.key_work_factor)?;
        (keys, "made")
    };
    println!("keys      {}: {state}", config.keys_file.display());
    for profile in Profile::ALL {
        println!("  {:<22}{}", profile.name(), keys.did(profile.algorithm()));
    }
    if !config.conformance.enabled {
        println!(
            "The server is turned off: it signs whatever anybody sends it. See enabled in the settings."
        );
    }
    Ok(())
}

async fn serve(path: &Path) -> Result<(), Failure> {
    let config = Config::load(path).map_err(|error| match error {
        ConfigError::Unreadable { .. } => Failure::NoSettings(error),
        error => error.into(),
    })?;
    let _lines = telemetry::init(config.log);
    let app = App::open(&config, SystemClock::shared(), SharedRng::os()).await?;
    let address = config.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| Failure::Listen { address, source })?;
    tracing::warn!(%address, "serving the conformance profile: whatever is sent is signed");
    shutdown::serve(listener, app.router())
        .await
        .map_err(Failure::Serve)
}
