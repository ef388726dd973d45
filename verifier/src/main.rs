//! The program `verifier`.

use std::{
    io::{Read as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use qr::picture;
use resolver::{BundleFile, is_web_address};
use schemas::{api::verifier::VerifiedReport, language::Language};
use service::{clock::SystemClock, config::ConfigError, metrics, shutdown, telemetry};
use tokio::net::TcpListener;
use verifier::{
    app::{App, StartError},
    check::{self, Answers, Checker},
    config::{Config, ENV_PREFIX, SAMPLE},
    intake::LIMITS,
    offline::{OfflineError, OfflineJudge},
};

/// Finds out whether a micro-qualification certificate is genuine
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 genuine (or done), 1 not genuine, 2 cannot tell, 3 no answer: wrong usage or configuration, \
                          or nothing that could be read";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the JSON interface
    Serve {
        #[command(flatten)]
        config: ConfigPath,
    },
    /// Check certificates and presentations and end with an exit code: that of the worst answer
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Print a configuration to start from
    SampleConfig,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// A file (JSON, or a picture of the QR code as PNG or JPEG), an address as in a QR code (https://..), or - for the standard input
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Ask nobody: judge by this file, which the register serves at /offline-bundle
    #[arg(long, value_name = "BUNDLE")]
    offline: Option<PathBuf>,
    /// Print the answer as JSON; for several sources a list of answers
    #[arg(long)]
    json: bool,
    /// The language of the answer: kk, ru or en
    #[arg(long, default_value = "en")]
    lang: Language,
    #[command(flatten)]
    config: ConfigPath,
}

#[derive(Debug, clap::Args)]
struct ConfigPath {
    /// The configuration file
    #[arg(
        long = "config",
        env = "VERIFIER_CONFIG",
        default_value = "verifier.toml"
    )]
    path: PathBuf,
}

/// Why the program ended without an answer.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{0}. To begin: verifier sample-config > verifier.toml")]
    NoConfig(ConfigError),
    #[error("{0}. Correct the configuration")]
    Start(#[from] StartError),
    #[error(
        "cannot listen on {address}: {source}. Choose another address in the configuration's key listen"
    )]
    Listen {
        address: std::net::SocketAddr,
        source: std::io::Error,
    },
    #[error(
        "cannot serve metrics on {address}: {source}. Choose another address in the configuration's key metrics_listen"
    )]
    ListenMetrics {
        address: std::net::SocketAddr,
        source: std::io::Error,
    },
    #[error("{path} cannot be read: {source}. Check the path and its permissions")]
    Read {
        path: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; a stream that is closed has no reader.
            let _ = error.print();
            let code = if error.use_stderr() {
                check::NO_ANSWER
            } else {
                0
            };
            return ExitCode::from(code);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into(), false),
    };
    let json = matches!(&cli.command, Command::Check(args) if args.json);
    match runtime.block_on(run(cli.command)) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failed(&failure, json),
    }
}

fn failed(failure: &Failure, json: bool) -> ExitCode {
    if json {
        let told =
            serde_json::json!({ "error": failure.to_string(), "exit_code": check::NO_ANSWER });
        eprintln!("{told}");
    } else if !telemetry::log_end("verifier", failure) {
        eprintln!("verifier: {failure}");
    }
    ExitCode::from(check::NO_ANSWER)
}

async fn run(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Serve { config } => serve(&load(&config)?).await,
        Command::Check(args) => check(&args).await,
        Command::SampleConfig => {
            print(SAMPLE)?;
            Ok(0)
        }
    }
}

fn load(config: &ConfigPath) -> Result<Config, Failure> {
    service::config::load(&config.path, ENV_PREFIX).map_err(|error| match error {
        ConfigError::Unreadable { .. } => Failure::NoConfig(error),
        error => error.into(),
    })
}

async fn serve(config: &Config) -> Result<u8, Failure> {
    let _lines = telemetry::init(config.log);
    let app = App::open(config, SystemClock::shared())?;
    if let Some(address) = config.metrics_listen {
        let served = metrics::serve(address, app.metrics().clone()).await;
        served.map_err(|source| Failure::ListenMetrics { address, source })?;
    }
    let address = config.listen;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|source| Failure::Listen { address, source })?;
    shutdown::serve(listener, app.router()).await?;
    Ok(0)
}

/// Prints the answers and returns the exit code.
async fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let config = load(&args.config)?;
    let Some(path) = &args.offline else {
        return check_all(args, &Checker::online(&config)?).await;
    };
    let trust = config.trust.trust().map_err(StartError::from)?;
    let refused = |error: OfflineError| Failure::Refused(error.words(&trust, args.lang));
    let file = BundleFile::read(path).map_err(|e| refused(e.into()))?;
    let bundle = file.open(&trust).map_err(|e| refused(e.into()))?;
    let judge = OfflineJudge::new(bundle, trust.clone());
    check_all(args, &Checker::Offline(judge)).await
}

async fn check_all(args: &CheckArgs, checker: &Checker<'_>) -> Result<u8, Failure> {
    let now = service::clock::Clock::now(&SystemClock);
    let answers = Answers {
        registry: &checker.trust().registry,
        as_of: checker.as_of(now),
        now,
        language: args.lang,
    };
    if let [source] = &*args.sources {
        let report = check_one(checker, source, now, args.lang).await?;
        let code = check::exit_code(report::verdict(&report));
        if args.json {
            print_json(&answers.json(None, report))?;
        } else {
            print(&answers.text(&report))?;
        }
        return Ok(code);
    }
    let (mut codes, mut list) = (Vec::new(), Vec::new());
    for source in &args.sources {
        let report = check_one(checker, source, now, args.lang).await;
        codes.push(match &report {
            Ok(report) => check::exit_code(report::verdict(report)),
            Err(_) => check::NO_ANSWER,
        });
        match report {
            Ok(report) if args.json => list.push(answers.json(Some(source), report)),
            Ok(report) => print(&format!(
                "{}\n{}\n",
                check::plain(source),
                answers.text(&report)
            ))?,
            Err(failure) if args.json => list.push(serde_json::json!({
                "source": source, "error": failure.to_string(), "exit_code": check::NO_ANSWER,
            })),
            Err(failure) => eprintln!("verifier: {}: {failure}", check::plain(source)),
        }
    }
    if args.json {
        print_json(&serde_json::Value::Array(list))?;
    }
    Ok(check::worst(codes))
}

async fn check_one(
    checker: &Checker<'_>,
    source: &str,
    now: Timestamp,
    language: Language,
) -> Result<VerifiedReport, Failure> {
    let sent = read(source)?;
    let report = checker.check(&sent, now).await;
    report.map_err(|error| Failure::Refused(error.words(checker.trust(), language)))
}

/// What `source` holds, up to just over the limit; an address stands for itself.
fn read(source: &str) -> Result<Vec<u8>, Failure> {
    if is_web_address(source) {
        return Ok(source.as_bytes().to_vec());
    }
    let unreadable = |cause| Failure::Read {
        path: source.to_owned(),
        source: cause,
    };
    // A picture may be longer than a certificate; how long that may be is judged when it is seen that it is none.
    let most = LIMITS.bytes.max(picture::MAX_FILE) as u64 + 1;
    let mut sent = Vec::new();
    if source == "-" {
        std::io::stdin()
            .take(most)
            .read_to_end(&mut sent)
            .map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(source).map_err(unreadable)?;
        file.take(most).read_to_end(&mut sent).map_err(unreadable)?;
    }
    Ok(sent)
}

fn print_json(answer: &serde_json::Value) -> std::io::Result<()> {
    print(&format!("{answer:#}\n"))
}

fn print(text: &str) -> std::io::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // The reader has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
