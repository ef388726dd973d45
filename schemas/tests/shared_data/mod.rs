//! The published documents that tests compare with; they are not part of this project.

use std::{fs, path::PathBuf};

/// The shared test data, or `None` (and a line that says so) where they are not at hand.
pub(crate) fn shared(path: &str) -> Option<String> {
    let folder = std::env::var_os("SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(fs::read_to_string(folder.join(path)).unwrap());
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "no shared data at {}",
        folder.display()
    );
    println!("skipped: no shared data at {}", folder.display());
    None
}
