//! `registry backup` and `registry restore`.

use std::path::PathBuf;

use clap::Args;
use registry::config::Config;
use service::{
    clock::Clock,
    ledger::backup::{self, Manifest},
};

use super::{CommandError, Local, load};

/// Whose ledger a backup is.
const PROGRAM: &str = "registry";

/// `registry backup`.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The directory to write to: new or empty.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    local: Local,
}

/// `registry restore`.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The directory that a backup was written to.
    #[arg(long)]
    from: PathBuf,
    #[command(flatten)]
    local: Local,
}

impl Backup {
    /// Backs the register up and says what is in the backup.
    pub(super) fn run(self, clock: &dyn Clock) -> Result<(), CommandError> {
        let config = embedded(&self.local)?;
        let manifest = backup::back_up(&config.data_dir, &self.to, PROGRAM, clock.now())?;
        println!("backup   {}", self.to.display());
        show(&manifest);
        println!();
        println!(
            "The keys in {} are not in it: back them up apart, once and after every change.",
            config.keys_dir.display()
        );
        Ok(())
    }
}

impl Restore {
    /// Puts the backup into the data directory.
    pub(super) fn run(self) -> Result<(), CommandError> {
        let config = embedded(&self.local)?;
        let manifest = backup::restore(&self.from, &config.data_dir, PROGRAM)?;
        println!("restored {}", config.data_dir.display());
        show(&manifest);
        println!();
        println!(
            "What was acknowledged after {} is not in it: its numbers would be given again. Go on with this copy only when nothing was, or when the original is lost.",
            manifest.made_at
        );
        println!(
            "Next: registry serve --config {}",
            self.local.config.display()
        );
        Ok(())
    }
}

/// The settings of a register in the embedded store.
fn embedded(local: &Local) -> Result<Config, CommandError> {
    let config = load(&local.config)?;
    if config.database_urls.is_empty() {
        Ok(config)
    } else {
        Err(CommandError::OnDatabase)
    }
}

fn show(manifest: &Manifest) {
    println!("made at  {}", manifest.made_at);
    println!("entries  {}", manifest.entries);
    println!("head     {}", manifest.head);
    println!("bytes    {}", manifest.bytes);
    println!("SHA-256  {}", manifest.sha256);
}
