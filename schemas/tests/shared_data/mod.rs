//! The published documents that tests compare with; they are not part of this project, but stand beside it or where
//! `SHARED_DATA` says. Tests of other packages use this file too.

use std::{fs, path::PathBuf};

/// Their folder, or `None` (and a line that says so) where they are not at hand; in CI that is a failure.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || {
        let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let project = package
            .ancestors()
            .find(|it| it.join("Cargo.lock").is_file());
        project.expect("a workspace").join("../shared/data")
    };
    let folder = std::env::var_os("SHARED_DATA").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
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

/// One of them, as text.
pub(crate) fn shared(path: &str) -> Option<String> {
    let path = folder()?.join(path);
    Some(fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}
