//! `registry export` and `registry import`: from one store to the other.

use std::{io::IsTerminal as _, path::PathBuf, sync::Arc};

use clap::Args;
use registry::{
    config::Config,
    numbers::NumberBase,
    store::{
        postgres::PostgresStore,
        sled::SledStore,
        transfer::{self, Transferred, WholeStore},
    },
};
use service::ledger::{FreeSpace, LedgerOptions};

use super::{CommandError, Local, load};

/// `registry export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The file to write; it must not be there yet.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    local: Local,
}

/// `registry import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A file that `registry export` wrote.
    #[arg(long)]
    from: PathBuf,
    #[command(flatten)]
    local: Local,
}

impl Export {
    /// Writes the register that the settings name into the file.
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let store = open(&load(&self.local.config)?, None).await?;
        let written = transfer::export(&store, &self.to, &mut progress("exported")).await?;
        end_of_progress();
        println!("export   {}", self.to.display());
        show(&written);
        Ok(())
    }
}

impl Import {
    /// Reads the file into the empty store that the settings name.
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let config = load(&self.local.config)?;
        let numbers = registry::app::numbers(&config, &config.passphrase()?);
        let numbers = numbers.map_err(CommandError::KeysOfExported)?;
        let store = open(&config, Some(Arc::clone(&numbers))).await?;
        let mut progress = progress("imported");
        let read = transfer::import(&store, &self.from, &numbers, &mut progress).await?;
        end_of_progress();
        println!("import   {}", self.from.display());
        show(&read);
        println!();
        println!("Never serve both registers.");
        Ok(())
    }
}

async fn open(
    config: &Config,
    numbers: Option<Arc<NumberBase>>,
) -> Result<WholeStore, CommandError> {
    if let Some(options) = config.database()? {
        let store = PostgresStore::open(&options, numbers).await;
        return Ok(WholeStore::Postgres(Box::new(
            store.map_err(registry::app::StartError::from)?,
        )));
    }
    let options = LedgerOptions {
        free: FreeSpace::Percent(config.free_disk_percent),
        ..LedgerOptions::default()
    };
    let store = SledStore::open(&config.data_dir, options);
    Ok(WholeStore::Sled(Box::new(
        store.map_err(registry::app::StartError::from)?,
    )))
}

/// Says how far it is, where somebody looks on.
fn progress(what: &'static str) -> impl FnMut(u64) {
    let seen = std::io::stderr().is_terminal();
    move |entries| {
        if seen {
            eprint!("\r{entries} entries {what}");
        }
    }
}

fn end_of_progress() {
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
}

fn show(transferred: &Transferred) {
    println!("entries  {}", transferred.entries);
    println!("SHA-256  {}", transferred.digest);
}
