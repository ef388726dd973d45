//! One file for each command. A command takes its arguments and returns a [`Reply`]; it prints nothing.

pub mod completions;
pub mod did;
pub mod export;
pub mod holding;
pub mod init;
pub mod list;
pub mod present;
pub mod qr;
pub mod receive;
pub mod show;
pub mod trust;
pub mod verify;

use std::path::PathBuf;

use crate::{
    Reply, WalletError, World,
    cli::{Cli, Command},
    passphrase::{Passphrase, PassphraseError, Sources},
    settings::Settings,
    texts,
    vault::{self, Vault, VaultError, VaultInChange},
};

/// The command's surroundings: where the wallet is, how its vault is opened.
pub struct Wallet<'a> {
    directory: PathBuf,
    cli: &'a Cli,
    passphrase: Option<&'a Passphrase>,
}

/// Carries out one command.
pub async fn execute(cli: &Cli, world: &mut World<'_>) -> Result<Reply, WalletError> {
    // These two need no wallet.
    match &cli.command {
        Command::Completions(args) => return Ok(completions::completions(args.shell)),
        Command::Man(args) => return Ok(completions::man(args.output.as_deref(), cli.language())?),
        _ => {}
    }
    let passphrase = world.passphrase.clone();
    let wallet = Wallet {
        directory: directory(cli)?,
        cli,
        passphrase: passphrase.as_ref(),
    };
    match &cli.command {
        Command::Init(args) => init::init(&wallet, args, world.rng),
        Command::Receive(args) => receive::receive(&wallet, args, world.now).await,
        Command::List => list::list(&wallet),
        Command::Show(args) => show::show(&wallet, args),
        Command::Verify(args) => verify::verify(&wallet, args, world.now).await,
        Command::Qr(args) => {
            let width = world.terminal_width;
            qr::qr(&wallet, args, width, world.now).await
        }
        Command::Present(args) => present::present(&wallet, args, world.now).await,
        Command::Export(args) => export::export(&wallet, args),
        Command::Did => did::did(&wallet),
        Command::Trust(args) => trust::trust(&wallet, args),
        Command::Completions(_) | Command::Man(_) => Ok(Reply::raw(String::new())),
    }
}

impl Wallet<'_> {
    /// The settings of a wallet that exists.
    fn settings(&self) -> Result<Settings, WalletError> {
        if !vault::exists(&self.directory) {
            let directory = self.directory.display().to_string();
            return Err(VaultError::NoWallet { directory }.into());
        }
        Ok(Settings::load(&self.directory)?)
    }

    /// Opens the vault for reading.
    fn open(&self) -> Result<Vault, WalletError> {
        Ok(Vault::open(&self.directory, &self.existing_passphrase()?)?)
    }

    /// Opens the vault for changing.
    fn open_for_change(&self) -> Result<VaultInChange, WalletError> {
        Ok(Vault::open_for_change(
            &self.directory,
            &self.existing_passphrase()?,
        )?)
    }

    fn existing_passphrase(&self) -> Result<Passphrase, WalletError> {
        if !vault::exists(&self.directory) {
            let directory = self.directory.display().to_string();
            return Err(VaultError::NoWallet { directory }.into());
        }
        let question = texts::words(self.cli.language(), "prompt-passphrase", &[]);
        Ok(self.sources(&question).existing()?)
    }

    fn new_passphrase(&self) -> Result<Passphrase, PassphraseError> {
        let language = self.cli.language();
        let question = texts::words(language, "prompt-new-passphrase", &[]);
        let again = texts::words(language, "prompt-again", &[]);
        self.sources(&question).new_one(&again)
    }

    fn sources<'a>(&'a self, prompt: &'a str) -> Sources<'a> {
        Sources {
            file: self.cli.passphrase_file.as_deref(),
            environment: self.passphrase,
            prompt,
        }
    }
}

/// `--dir`, `KUALIK_WALLET`, or the place that the XDG Base Directory Specification gives.
fn directory(cli: &Cli) -> Result<PathBuf, WalletError> {
    if let Some(directory) = &cli.dir {
        return Ok(directory.clone());
    }
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let data = variable("XDG_DATA_HOME").or_else(|| Some(variable("HOME")?.join(".local/share")));
    let data = data.ok_or(holding::HoldingError::NoHome)?;
    Ok(data.join("kualik-wallet"))
}
