//! The passphrase of the vault: from a file, from the environment, or typed. Never from the command line, where
//! every process on the machine could read it.

use std::{fmt, fs::File, io::Read as _, path::Path};

use age::secrecy::SecretString;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{Exit, prompt, texts};

/// The fewest characters of a new passphrase.
pub const MIN_CHARACTERS: usize = 8;
/// The largest passphrase file, in bytes.
const MAX_BYTES: usize = 4096;

/// A passphrase. Wiped when dropped; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase for `age`.
    pub(crate) fn secret(&self) -> SecretString {
        SecretString::from(self.0.as_str().to_owned())
    }
}

impl From<String> for Passphrase {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Why there is no passphrase to use.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum PassphraseError {
    /// None was given and there is no terminal to ask at.
    PassphraseMissing,
    /// The file cannot be read.
    PassphraseFile {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// It has no characters.
    PassphraseEmpty,
    /// A new one is too short.
    PassphraseShort {
        /// The fewest characters.
        least: usize,
    },
    /// The two entries of a new one are not the same.
    PassphrasesDiffer,
    /// The person broke off.
    PassphraseCancelled,
}

impl PassphraseError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        Exit::Locked
    }
}

/// Where a passphrase may come from, in this order.
#[derive(Debug)]
pub struct Sources<'a> {
    /// `--passphrase-file`.
    pub file: Option<&'a Path>,
    /// `WALLET_PASSPHRASE`.
    pub environment: Option<&'a Passphrase>,
    /// What the terminal shows when it asks.
    pub prompt: &'a str,
}

impl Sources<'_> {
    /// The passphrase of an existing vault.
    pub fn existing(&self) -> Result<Passphrase, PassphraseError> {
        let passphrase = match self.given()? {
            Some(given) => given,
            None => prompt::ask(self.prompt)?,
        };
        if passphrase.0.is_empty() {
            return Err(PassphraseError::PassphraseEmpty);
        }
        Ok(passphrase)
    }

    /// A passphrase for a new vault: long enough, and typed twice when it is typed.
    pub fn new_one(&self, again: &str) -> Result<Passphrase, PassphraseError> {
        let given = self.given()?;
        let typed = given.is_none();
        let passphrase = match given {
            Some(given) => given,
            None => prompt::ask(self.prompt)?,
        };
        if passphrase.0.chars().count() < MIN_CHARACTERS {
            let least = MIN_CHARACTERS;
            return Err(PassphraseError::PassphraseShort { least });
        }
        if typed && *prompt::ask(again)?.0 != *passphrase.0 {
            return Err(PassphraseError::PassphrasesDiffer);
        }
        Ok(passphrase)
    }

    fn given(&self) -> Result<Option<Passphrase>, PassphraseError> {
        match self.file {
            Some(path) => of_file(path).map(Some),
            None => Ok(self.environment.cloned()),
        }
    }
}

/// The content of a file, without the end of its last line.
fn of_file(path: &Path) -> Result<Passphrase, PassphraseError> {
    let unusable = |problem: String| PassphraseError::PassphraseFile {
        path: path.display().to_string(),
        problem,
    };
    let file = File::open(path).map_err(|e| unusable(e.to_string()))?;
    let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES + 1));
    let read = file.take(MAX_BYTES as u64 + 1).read_to_string(&mut text);
    read.map_err(|e| unusable(e.to_string()))?;
    if text.len() > MAX_BYTES {
        return Err(unusable(format!("more than {MAX_BYTES} bytes")));
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    Ok(Passphrase::from(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources<'a>(file: Option<&'a Path>, environment: Option<&'a Passphrase>) -> Sources<'a> {
        Sources {
            file,
            environment,
            prompt: "",
        }
    }

    #[test]
    fn a_file_goes_before_the_environment_and_loses_its_last_line_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p");
        std::fs::write(&path, "қазақша құпия сөз\r\n").unwrap();
        let environment = Passphrase::from("another".to_owned());
        let found = sources(Some(&path), Some(&environment)).existing().unwrap();
        assert_eq!(*found.0, "қазақша құпия сөз");
        let found = sources(None, Some(&environment)).existing().unwrap();
        assert_eq!(*found.0, "another");
        assert_eq!(format!("{found:?}"), "Passphrase(..)");
    }

    #[test]
    fn what_cannot_be_a_passphrase_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p");
        let missing = sources(Some(&path), None).existing().unwrap_err();
        assert!(
            matches!(missing, PassphraseError::PassphraseFile { .. }),
            "{missing}"
        );
        std::fs::write(&path, vec![b'a'; 5000]).unwrap();
        let large = sources(Some(&path), None).existing().unwrap_err();
        assert!(
            matches!(large, PassphraseError::PassphraseFile { .. }),
            "{large}"
        );
        std::fs::write(&path, "\n").unwrap();
        let empty = sources(Some(&path), None).existing().unwrap_err();
        assert_eq!(empty, PassphraseError::PassphraseEmpty);
        std::fs::write(&path, "қысқа").unwrap();
        let short = sources(Some(&path), None).new_one("").unwrap_err();
        assert_eq!(short, PassphraseError::PassphraseShort { least: 8 });
    }
}
