//! Files of the store that are torn, damaged or gone: what the journal can make good is made good, anything else is
//! refused, and the message says what to do.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use scenarios::processes::Failure;
use tempfile::TempDir;

use crate::{
    load::{Book, Load},
    register::{Register, Store},
};

/// So much is acknowledged before the damage.
const ACKNOWLEDGED: u64 = 100;

/// A register that was killed, and the files of its store.
struct Killed {
    register: Register,
    book: Book,
    data: PathBuf,
    _home: TempDir,
}

impl Killed {
    async fn new() -> Result<Self, Failure> {
        let home = tempfile::tempdir()?;
        let data = home.path().join("data");
        let store = Store::Embedded(data.clone());
        let mut register = Register::open(&home.path().join("home"), &store).await?;
        let book = Book::default();
        let load = Load::begin(&register, &book);
        book.reaches(ACKNOWLEDGED).await?;
        register.kill()?;
        load.end().await?;
        Ok(Self {
            register,
            book,
            data,
            _home: home,
        })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    /// It starts, says this, and has everything.
    async fn goes_on(&mut self, saying: &str) -> Result<(), Failure> {
        self.register.start().await?;
        let begun = Instant::now();
        while !self.register.log().contains(saying) {
            let log = self.register.log();
            assert!(begun.elapsed() < Duration::from_secs(10), "{log}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.book.balance(&self.register).await
    }

    /// It does not start, says all of this, and leaves the journal as it is.
    fn refuses(mut self, saying: &[&str]) -> Result<(), Failure> {
        let before = fs::read(self.file("journal")).ok();
        let said = self.register.refused()?;
        for words in saying {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(
            fs::read(self.file("journal")).ok() == before,
            "the journal was changed"
        );
        Ok(())
    }
}

/// Changes one byte of a file, at a share of its length.
fn spoil(file: &Path, share: f64) -> Result<(), Failure> {
    let mut bytes = fs::read(file)?;
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "about there"
    )]
    let place = (bytes.len() as f64 * share) as usize;
    bytes[place] ^= 0x55;
    Ok(fs::write(file, bytes)?)
}

#[tokio::test]
async fn a_last_write_that_was_torn_is_cut_off() -> Result<(), Failure> {
    let mut killed = Killed::new().await?;
    let journal = killed.file("journal");
    let mut bytes = fs::read(&journal)?;
    // As it stands there when the process ends within a write: the beginning of a record.
    let torn = bytes[16..90].to_vec();
    bytes.extend(torn);
    fs::write(&journal, bytes)?;
    killed
        .goes_on("cutting off a tail that was never acknowledged")
        .await
}

#[tokio::test]
async fn a_journal_that_lost_its_acknowledged_end_is_refused() -> Result<(), Failure> {
    let killed = Killed::new().await?;
    let journal = killed.file("journal");
    let length = fs::metadata(&journal)?.len();
    fs::File::options()
        .write(true)
        .open(&journal)?
        .set_len(length / 2)?;
    killed.refuses(&[
        "is damaged: it holds",
        "were acknowledged",
        "Restore the whole directory from backup",
    ])
}

#[tokio::test]
async fn a_journal_that_is_damaged_in_its_middle_is_refused() -> Result<(), Failure> {
    let killed = Killed::new().await?;
    let journal = killed.file("journal");
    spoil(&journal, 0.5)?;
    let path = format!("the journal {} is damaged", journal.display());
    killed.refuses(&[
        &path,
        "Restore the whole directory from backup; nothing was changed here",
    ])
}

#[tokio::test]
async fn a_journal_that_is_gone_is_not_begun_anew() -> Result<(), Failure> {
    let killed = Killed::new().await?;
    fs::remove_file(killed.file("journal"))?;
    killed.refuses(&[
        "it is missing, though its index is there",
        "Restore the whole directory from backup",
    ])
}

#[tokio::test]
async fn an_index_that_is_damaged_is_made_again() -> Result<(), Failure> {
    let mut killed = Killed::new().await?;
    let database = killed.file("index/db");
    let mut bytes = fs::read(&database)?;
    let half = bytes.len() / 2;
    bytes[..half].fill(0x55);
    fs::write(&database, bytes)?;
    killed.goes_on("making the index").await
}

#[tokio::test]
async fn a_head_file_that_is_damaged_is_written_again() -> Result<(), Failure> {
    let mut killed = Killed::new().await?;
    let head = killed.file("journal.head");
    spoil(&head, 0.5)?;
    let spoiled = fs::read(&head)?;
    killed.goes_on("serving the register").await?;
    assert_ne!(fs::read(&head)?, spoiled);
    Ok(())
}

#[tokio::test]
async fn a_head_file_that_is_gone_is_written_again() -> Result<(), Failure> {
    let mut killed = Killed::new().await?;
    let head = killed.file("journal.head");
    fs::remove_file(&head)?;
    killed.goes_on("serving the register").await?;
    assert!(!fs::read(&head)?.is_empty());
    Ok(())
}
