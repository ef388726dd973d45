//! The graduate's wallet: receives certificates, holds them in an encrypted vault, shows, verifies, presents and
//! exports them.
//!
//! *In scope*: the command line and its texts in three languages, the vault on disk, the holder's key, the way to
//! a verifier.
//!
//! *Out of scope*: judging certificates and making presentations (crate `credential`), fetching evidence (crate
//! `resolver`). Time and randomness come in through [`World`], from one place in `main.rs`.

pub mod cli;
pub mod commands;
pub mod error;
pub mod intake;
pub mod output;
pub mod passphrase;
pub mod prompt;
pub mod settings;
pub mod texts;
pub mod vault;

use jiff::Timestamp;
use rand_core::CryptoRng;

pub use error::{Exit, WalletError};
pub use output::Reply;

/// What a command takes from outside beside its arguments and the file system.
pub struct World<'a> {
    /// The time at which the command runs.
    pub now: Timestamp,
    /// Where the holder's key comes from.
    pub rng: &'a mut dyn CryptoRng,
    /// How many characters a line of the terminal has to which answers go; `None` when they go elsewhere.
    pub terminal_width: Option<u16>,
    /// The passphrase from the environment, if there is one.
    pub passphrase: Option<passphrase::Passphrase>,
}

/// Carries out one command. `cli` says which, in which directory and in which language.
pub async fn execute(cli: &cli::Cli, world: &mut World<'_>) -> Result<Reply, WalletError> {
    commands::execute(cli, world).await
}
