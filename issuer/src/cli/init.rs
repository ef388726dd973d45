//! `issuer init`: everything that a new installation needs and that can be made without asking anybody.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use service::{randomness::SharedRng, token};

use super::Failure;
use crate::config::SAMPLE;

/// Writes what is not there yet; gives the files that were written.
pub(super) fn init(dir: &Path, rng: &mut SharedRng) -> Result<Vec<PathBuf>, Failure> {
    let secrets = dir.join("secrets");
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File { path, source }
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&secrets)
        .map_err(failed(&secrets))?;
    let staff = token::generate(rng);
    let passphrase = token::generate(rng);
    let files = [
        (dir.join("issuer.toml"), SAMPLE.to_owned()),
        (secrets.join("staff-token"), format!("{}\n", staff.expose())),
        (
            secrets.join("passphrase"),
            format!("{}\n", passphrase.expose()),
        ),
    ];
    let mut written = Vec::new();
    for (path, content) in files {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        match file {
            Ok(mut file) => {
                file.write_all(content.as_bytes())
                    .and_then(|()| file.sync_all())
                    .map_err(failed(&path))?;
                written.push(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(failed(&path)(e)),
        }
    }
    Ok(written)
}
