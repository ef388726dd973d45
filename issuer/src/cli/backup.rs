//! `issuer backup` and `issuer restore`.

use std::path::Path;

use service::{
    clock::{Clock as _, SystemClock},
    ledger::backup::{self, Manifest},
};

use super::{Failure, commands::answer};
use crate::config::Config;

/// Whose ledger a backup is.
const PROGRAM: &str = "issuer";

/// Backs the record up.
pub(super) fn back_up(to: &Path, config: &Config, json: bool) -> Result<(), Failure> {
    let manifest = backup::back_up(&config.data_dir, to, PROGRAM, SystemClock.now())?;
    answer(json, &manifest, || {
        format!(
            "backup   {}\n{}\nIt holds people's names and results: keep it as closely as the record. The keys in {} are not in it: back them up apart, once and after every change.\n",
            to.display(),
            listed(&manifest),
            config.keys.dir.display()
        )
    })
}

/// Puts a backup in the place of the record.
pub(super) fn restore(from: &Path, config: &Config, json: bool) -> Result<(), Failure> {
    let manifest = backup::restore(from, &config.data_dir, PROGRAM)?;
    answer(json, &manifest, || {
        format!(
            "restored {}\n{}\nWhat was recorded after {} is not in it; what was registered since then stays so. Ask the operator before you import the same groups again: people would get a second certificate.\nNext: issuer serve\n",
            config.data_dir.display(),
            listed(&manifest),
            manifest.made_at
        )
    })
}

fn listed(manifest: &Manifest) -> String {
    format!(
        "made at  {}\nentries  {}\nhead     {}\nbytes    {}\nSHA-256  {}\n",
        manifest.made_at, manifest.entries, manifest.head, manifest.bytes, manifest.sha256
    )
}
