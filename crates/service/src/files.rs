//! Files with people's data: for the owner's eyes, and on disk when it is said so.

use std::{
    fs::{DirBuilder, File, OpenOptions, rename},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

/// Makes a directory, and those above it that are missing, that only the owner can enter (mode 0700). One that is
/// there stays as it is.
pub fn make_private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only the owner can read (mode 0600), whole or not at all, over one that is there. It is on
/// disk after the next [`synchronise`].
pub fn replace_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    // What a stopped process left may have another mode.
    match std::fs::remove_file(&part) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)?
        .write_all(content)?;
    rename(&part, path)
}

/// As [`replace_private`], and on disk when this returns.
pub fn replace_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)?;
    file.write_all(content)?;
    file.sync_all()?;
    rename(&part, path)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
}

/// Waits until everything that was written to the file system of `dir` is on disk: for many small files much faster
/// than one by one.
pub fn synchronise(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(dir)?)?)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[test]
    fn what_is_written_is_for_the_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b");
        make_private_dir(&dir).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&dir), 0o700);
        assert_eq!(mode(&home.path().join("a")), 0o700);
        let file = dir.join("index.csv");
        // Left by a process that was stopped, and by an earlier version.
        fs::write(dir.join("index.part"), "half").unwrap();
        fs::write(&file, "old").unwrap();
        replace_private(&file, b"new").unwrap();
        assert_eq!(
            (mode(&file), fs::read(&file).unwrap()),
            (0o600, b"new".to_vec())
        );
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
        replace_durably(&file, b"newer").unwrap();
        assert_eq!(
            (mode(&file), fs::read(&file).unwrap()),
            (0o600, b"newer".to_vec())
        );
        synchronise(&dir).unwrap();
    }
}
