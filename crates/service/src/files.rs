//! Files with people's data: for the owner's eyes, and on disk when it is said so.

use std::{
    fs::{DirBuilder, File, OpenOptions, remove_file, rename},
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
    write_new(&part, content)?;
    rename(&part, path)
}

/// Writes a file for the owner's eyes alone, where there is none yet, or one that a stopped process left.
pub fn create_private(path: &Path, content: &[u8]) -> io::Result<()> {
    write_new(path, content).map(drop)
}

/// As [`replace_private`], and on disk when this returns.
pub fn replace_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    write_new(&part, content)?.sync_all()?;
    rename(&part, path)?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
}

/// Writes a file that was not there. One that a stopped process left may have another mode, or lead elsewhere: it is
/// removed, not written to.
fn write_new(path: &Path, content: &[u8]) -> io::Result<File> {
    match remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    Ok(file)
}

/// Waits until everything that was written to the file system of `dir` is on disk: for many small files much faster
/// than one by one.
pub fn synchronise(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(dir)?)?)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt as _, symlink},
    };

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

    #[test]
    fn what_lies_in_the_way_is_not_written_to() {
        let home = tempfile::tempdir().unwrap();
        let [file, part, other] = ["a.json", "a.part", "other"].map(|name| home.path().join(name));
        for replace in [replace_private, replace_durably] {
            fs::write(&other, "another's").unwrap();
            symlink(&other, &part).unwrap();
            replace(&file, b"new").unwrap();
            assert_eq!(fs::read(&other).unwrap(), b"another's");
            assert!(fs::symlink_metadata(&file).unwrap().is_file());
            // Open to all, as another program left it.
            fs::write(&part, "half").unwrap();
            fs::set_permissions(&part, fs::Permissions::from_mode(0o666)).unwrap();
            replace(&file, b"newer").unwrap();
            let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode, fs::read(&file).unwrap()), (0o600, b"newer".to_vec()));
        }
    }
}
