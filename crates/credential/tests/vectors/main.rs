//! Published vectors, byte for byte: eddsa-rdfc-2022, RDFC-1.0, SD-JWT, the contexts' digests, and the profile's sample made
//! by an independent implementation.

mod contexts;
mod eddsa;
mod jcs;
mod keys;
mod rdf_canon;
mod sample;
mod sd_jwt;
mod suites;

use std::{fmt::Write as _, path::PathBuf};

/// The folder of published data; `None` when it is missing, except in CI, where that is a failure.
fn shared_data() -> Option<PathBuf> {
    let folder = std::env::var_os("SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "no {}",
        folder.display()
    );
    println!("skipped: no shared data at {}", folder.display());
    None
}

/// A file of the folder as text.
fn text(path: &str) -> Option<String> {
    let path = shared_data()?.join(path);
    Some(std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

/// A file of the folder as JSON.
fn json(path: &str) -> Option<serde_json::Value> {
    Some(serde_json::from_str(&text(path)?).unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}
