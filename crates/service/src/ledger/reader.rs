//! Reading entries back from the journal: for export, for verification, for streaming elsewhere.

use std::{
    fs::File,
    io::BufReader,
    marker::PhantomData,
    path::{Path, PathBuf},
    sync::PoisonError,
};

use super::{
    Entry, LedgerError, Shared,
    error::{damaged, file_error},
    journal,
    open::place_before,
    record::{Records, Step},
};

/// An entry as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<E> {
    /// Its position, from 0.
    pub position: u64,
    /// The chain's hash up to and with this entry.
    pub hash: [u8; 32],
    /// The entry.
    pub entry: E,
}

/// The entries from one position to what was the end when reading began. After an error there are no more.
pub struct Entries<E> {
    records: Records<BufReader<File>>,
    path: PathBuf,
    from: u64,
    end: u64,
    entry: PhantomData<fn() -> E>,
}

impl<E: Entry> Entries<E> {
    pub(super) fn open(shared: &Shared, from: u64) -> Result<Self, LedgerError> {
        let path = shared.dir.join("journal");
        let (place, end) = {
            let state = shared.state.read().unwrap_or_else(PoisonError::into_inner);
            (place_before(&state.places, from), state.end.mark.next)
        };
        Ok(Self {
            records: journal::records_from(&path, place)?,
            path,
            from,
            end,
            entry: PhantomData,
        })
    }

    fn read(&mut self) -> Result<Option<Recorded<E>>, LedgerError> {
        while self.records.mark.next < self.end {
            let step = self.records.step();
            let header = match step.map_err(file_error("reading", &self.path))? {
                Step::Record(header) => header,
                Step::End => return Err(damaged(&self.path, "it ends before its last entry")),
                Step::Unreadable(what) => {
                    let at = self.records.offset;
                    return Err(damaged(&self.path, format!("{what} stands at byte {at}")));
                }
                Step::Astray(what) => return Err(damaged(&self.path, what)),
            };
            if header.position < self.from {
                continue;
            }
            let entry = serde_json::from_slice(&self.records.payload)
                .map_err(|e| foreign(&self.path, header.position, &e))?;
            return Ok(Some(Recorded {
                position: header.position,
                hash: header.hash,
                entry,
            }));
        }
        Ok(None)
    }
}

impl<E: Entry> Iterator for Entries<E> {
    type Item = Result<Recorded<E>, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.end = 0;
        }
        read.transpose()
    }
}

pub(super) fn foreign(path: &Path, position: u64, error: &serde_json::Error) -> LedgerError {
    LedgerError::Foreign {
        path: path.to_owned(),
        position,
        what: error.to_string(),
    }
}
