//! The command line: what can be asked of the wallet.

mod localise;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use schemas::{base_url::BaseUrl, did::DidUrl, language::Language};

use crate::vault::{DEFAULT_WORK_FACTOR, MAX_WORK_FACTOR};

/// Holds certificates of micro-qualifications: receives, shows, verifies and presents them.
#[derive(Debug, Parser)]
#[command(
    name = "wallet",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// The wallet's folder
    #[arg(
        long,
        global = true,
        env = "KUALIK_WALLET",
        value_name = "FOLDER",
        hide_env_values = true
    )]
    pub dir: Option<PathBuf>,

    /// Read the passphrase from this file
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,

    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,

    /// The language of the answers
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Tongue>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// The language of the environment, which counts when `--lang` is not given.
    #[arg(skip)]
    pub environment_language: Option<Language>,
}

/// A language of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// Қазақша
    Kk,
    /// Русский
    Ru,
    /// English
    En,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new wallet: a key of your own and an encrypted vault
    Init(InitArgs),
    /// Receive certificates from a file, a folder or a link
    Receive(ReceiveArgs),
    /// List the certificates in the wallet
    List,
    /// Show one certificate
    Show(NumberArgs),
    /// Verify a certificate now, against the register
    Verify(VerifyArgs),
    /// Show the QR code that carries a certificate, or write it to a file
    Qr(QrArgs),
    /// Present certificates to a verifier
    Present(PresentArgs),
    /// Write a certificate to files
    Export(ExportArgs),
    /// Print the wallet's DID, to which certificates are bound
    Did,
    /// Show or change which register is trusted
    Trust(TrustArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// Which register is trusted.
#[derive(Debug, Default, Args)]
pub struct TrustedRegister {
    /// The base URL of the register
    #[arg(long, value_name = "URL")]
    pub registry: Option<BaseUrl>,

    /// A key of the register's operator, did:web:..#z6Mk..; several if it has several
    #[arg(long = "operator-key", value_name = "KEY")]
    pub operator_keys: Vec<DidUrl>,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Which register is trusted.
    #[command(flatten)]
    pub register: TrustedRegister,

    /// Also ask servers on this machine, without https: for trying things out
    #[arg(long)]
    pub allow_loopback: bool,

    /// scrypt's cost as a power of two. For tests: a low one makes the passphrase easy to guess.
    #[arg(long, hide = true, env = "KUALIK_WALLET_WORK_FACTOR", default_value_t = DEFAULT_WORK_FACTOR,
        value_parser = clap::value_parser!(u8).range(1..=i64::from(MAX_WORK_FACTOR)))]
    pub work_factor: u8,
}

/// Arguments of `receive`.
#[derive(Debug, Args)]
pub struct ReceiveArgs {
    /// A certificate, a delivery, a folder with them, a link, or - for standard input
    #[arg(required = true, value_name = "FILE|FOLDER|URL")]
    pub sources: Vec<String>,

    /// Also take certificates that are not bound to this wallet
    #[arg(long)]
    pub all: bool,
}

/// The number of one certificate.
#[derive(Debug, Args)]
pub struct NumberArgs {
    /// The certificate's number, with or without spaces
    #[arg(value_name = "NUMBER")]
    pub number: String,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The number of a certificate in the wallet, or a file, a folder, a link, a code's text, or -
    #[arg(value_name = "NUMBER|FILE|URL", required_unless_present = "image")]
    pub subject: Option<String>,

    /// A picture of the QR code on a certificate, as PNG or JPEG
    #[arg(long, value_name = "FILE", conflicts_with = "subject")]
    pub image: Option<PathBuf>,

    /// Ask nobody: verify by this offline bundle of the register
    #[arg(long, value_name = "BUNDLE")]
    pub offline: Option<PathBuf>,
}

/// Arguments of `qr`.
#[derive(Debug, Args)]
pub struct QrArgs {
    /// Which certificate.
    #[command(flatten)]
    pub which: NumberArgs,

    /// The verifier whose page the code opens; else `verifier_url` of wallet.toml
    #[arg(long, value_name = "URL")]
    pub verifier: Option<BaseUrl>,

    /// Ask nobody: take what the code is written with from this offline bundle of the register
    #[arg(long, value_name = "BUNDLE")]
    pub offline: Option<PathBuf>,

    /// Write the code to this file, which ends in .svg or .png
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Write over an existing file
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `present`.
#[derive(Debug, Args)]
pub struct PresentArgs {
    /// The numbers of the certificates
    #[arg(required = true, value_name = "NUMBER")]
    pub numbers: Vec<String>,

    /// The verifier's URL: asks it for a question, answers it, shows the verdict
    #[arg(long, value_name = "URL", conflicts_with_all = ["challenge", "domain", "output"])]
    pub to: Option<BaseUrl>,

    /// The verifier's question, when you got it in another way
    #[arg(
        long,
        value_name = "TEXT",
        required_unless_present = "to",
        requires = "domain"
    )]
    pub challenge: Option<String>,

    /// The verifier for whom the presentation is made, as it names itself
    #[arg(long, value_name = "TEXT", requires = "challenge")]
    pub domain: Option<String>,

    /// Write the presentation to this file, else to standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write over an existing file
    #[arg(long)]
    pub force: bool,

    /// The form of the presentation
    #[arg(long, value_enum, default_value_t = Format::Ldp)]
    pub format: Format,
}

/// The form of a presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// JSON with an embedded proof (eddsa-rdfc-2022)
    Ldp,
    /// A signed token (vp+jwt)
    Jwt,
}

impl Format {
    /// Its name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ldp => "ldp",
            Self::Jwt => "jwt",
        }
    }
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Which certificate.
    #[command(flatten)]
    pub which: NumberArgs,

    /// A file ending in .json for everything in one, or a folder
    #[arg(long, short, value_name = "FILE|FOLDER")]
    pub output: PathBuf,

    /// Write over existing files
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `trust`.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// Which register is trusted.
    #[command(flatten)]
    pub register: TrustedRegister,

    /// Whether to ask servers on this machine, without https: for trying things out
    #[arg(long, value_name = "true|false")]
    pub allow_loopback: Option<bool>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands into this folder
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

impl Cli {
    /// The language of the answers.
    pub fn language(&self) -> Language {
        match self.lang {
            Some(Tongue::Kk) => Language::Kk,
            Some(Tongue::Ru) => Language::Ru,
            Some(Tongue::En) => Language::En,
            None => self.environment_language.unwrap_or(Language::En),
        }
    }
}

/// The command line's description with its texts in `language`.
pub fn command(language: Language) -> clap::Command {
    localise::command(Cli::command(), language)
}

/// Reads the command line. `environment` is the language of the environment; help is in that of `--lang` when it
/// stands there.
pub fn parse(arguments: Vec<OsString>, environment: Option<Language>) -> Result<Cli, clap::Error> {
    let asked = language_asked_for(&arguments)
        .or(environment)
        .unwrap_or(Language::En);
    let mut command = command(asked);
    let matches = command.try_get_matches_from_mut(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    cli.environment_language = environment;
    Ok(cli)
}

/// `--lang` before the command line is understood, so that its errors are in that language as well.
fn language_asked_for(arguments: &[OsString]) -> Option<Language> {
    let mut arguments = arguments.iter().filter_map(|a| a.to_str());
    while let Some(argument) = arguments.next() {
        if argument == "--lang" {
            return arguments.next()?.parse().ok();
        }
        if let Some(language) = argument.strip_prefix("--lang=") {
            return language.parse().ok();
        }
    }
    None
}

/// The language of the environment, as `variable` tells it: `LC_ALL`, else `LC_MESSAGES`, else `LANG`.
pub fn language_of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let mut names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let locale = names.find_map(|name| variable(name).filter(|value| !value.is_empty()))?;
    locale.split(['_', '-', '.', '@']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_holds_together() {
        for language in Language::ALL {
            command(language).debug_assert();
        }
    }

    #[test]
    fn the_language_comes_from_the_option_or_the_environment() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> = pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect();
            language_of_environment(|name| {
                pairs
                    .iter()
                    .find(|(n, _)| n == name)
                    .map(|(_, value)| value.clone())
            })
        };
        assert_eq!(of(&[("LANG", "kk_KZ.UTF-8")]), Some(Language::Kk));
        assert_eq!(
            of(&[("LANG", "kk_KZ.UTF-8"), ("LC_ALL", "ru_RU")]),
            Some(Language::Ru)
        );
        assert_eq!(of(&[("LANG", "ru"), ("LC_ALL", "")]), Some(Language::Ru));
        assert_eq!(of(&[("LANG", "C.UTF-8")]), None);
        let parsed = |arguments: &[&str]| {
            parse(
                arguments.iter().map(OsString::from).collect(),
                Some(Language::Kk),
            )
            .unwrap()
            .language()
        };
        assert_eq!(parsed(&["wallet", "list"]), Language::Kk);
        assert_eq!(parsed(&["wallet", "list", "--lang", "ru"]), Language::Ru);
        assert_eq!(parsed(&["wallet", "--lang=en", "list"]), Language::En);
    }
}
