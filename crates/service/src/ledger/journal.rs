//! The journal file: made, checked from end to end, cut back to what was acknowledged, appended to.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    error::{LedgerError, damaged, file_error},
    record::{HEADER, Header, MAGIC, MARKER, Mark, Records, Step, decode, is_intact},
};

/// Where the first record stands.
pub(super) const START: u64 = MAGIC.len() as u64;

/// Every so many records a place is remembered from which reading can begin.
const STRIDE: u64 = 1024;

/// An open journal whose every record was checked.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    /// Where the next record goes.
    pub(super) end: Place,
    /// Places from which reading can begin, in order, the start first.
    pub(super) places: Vec<Place>,
}

/// An offset between two transactions and the chain there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The offset in the file.
    pub(super) offset: u64,
    /// The chain.
    pub(super) mark: Mark,
}

impl Place {
    /// Before the first record.
    pub(super) const FIRST: Self = Self {
        offset: START,
        mark: Mark {
            next: 0,
            hash: [0; 32],
        },
    };
}

/// Makes an empty journal; it is durable on return.
pub(super) fn create(path: &Path) -> Result<(), LedgerError> {
    let partial = path.with_extension("partial");
    let made = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&partial)
        .and_then(|mut file| file.write_all(&MAGIC).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&partial, path))
        .and_then(|()| sync_dir(path.parent().unwrap_or(Path::new("."))));
    made.map_err(file_error("making", path))
}

/// Makes the names in a directory durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

impl Journal {
    /// Opens and checks the whole journal. `witnesses` are marks that it reached earlier: it must hold them still.
    /// A tail that was being written when the machine or the process stopped, and so never acknowledged, is cut off.
    pub(super) fn open(path: &Path, witnesses: &[Mark]) -> Result<Self, LedgerError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(file_error("opening", path))?;
        let mut magic = [0; MAGIC.len()];
        let read = file.read_exact(&mut magic);
        if read.is_err() || magic != MAGIC {
            return Err(damaged(
                path,
                "it does not begin as a journal of this version does",
            ));
        }
        let (end, places, length) = check(&file, path, witnesses)?;
        if let Some(known) = witnesses.iter().find(|known| known.next > end.mark.next) {
            return Err(damaged(
                path,
                format!(
                    "it holds {} entries, but {} were acknowledged",
                    end.mark.next, known.next
                ),
            ));
        }
        if length > end.offset {
            tracing::warn!(
                journal = %path.display(),
                bytes = length - end.offset,
                position = end.mark.next,
                "cutting off a tail that was never acknowledged"
            );
            file.set_len(end.offset)
                .and_then(|()| file.sync_all())
                .map_err(file_error("truncating", path))?;
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            end,
            places,
        })
    }

    /// Appends the records of one group and makes them durable; gives how long the disk took for that. After an error
    /// the journal's end is unknown.
    pub(super) fn append(&mut self, bytes: &[u8], after: Mark) -> Result<Duration, LedgerError> {
        self.file
            .write_all_at(bytes, self.end.offset)
            .map_err(file_error("writing", &self.path))?;
        let written = Instant::now();
        self.file
            .sync_data()
            .map_err(file_error("synchronising", &self.path))?;
        let took = written.elapsed();
        self.end = Place {
            offset: self.end.offset + bytes.len() as u64,
            mark: after,
        };
        Ok(took)
    }
}

/// Whether reading should be able to begin at `place`, `last` being the last such one.
pub(super) fn is_due(place: Place, last: Place) -> bool {
    place.mark.next >= last.mark.next + STRIDE
}

/// The records from `place` on.
pub(super) fn records_from(
    path: &Path,
    place: Place,
) -> Result<Records<BufReader<File>>, LedgerError> {
    let mut file = File::open(path).map_err(file_error("opening", path))?;
    file.seek(SeekFrom::Start(place.offset))
        .map_err(file_error("reading", path))?;
    let reader = BufReader::with_capacity(1 << 18, file);
    Ok(Records::new(reader, place.offset, place.mark))
}

/// The end of the last complete transaction, places to begin from, the file's length. The file is not changed.
pub(super) fn check(
    file: &File,
    path: &Path,
    witnesses: &[Mark],
) -> Result<(Place, Vec<Place>, u64), LedgerError> {
    let length = file.metadata().map_err(file_error("reading", path))?.len();
    let mut records = records_from(path, Place::FIRST)?;
    let mut end = Place::FIRST;
    let mut places = vec![Place::FIRST];
    loop {
        match records.step().map_err(file_error("reading", path))? {
            Step::End => break,
            Step::Record(header) => {
                let mark = records.mark;
                if witnesses.iter().any(|w| w.next == mark.next && *w != mark) {
                    return Err(damaged(
                        path,
                        format!(
                            "record {} is not the one that was acknowledged",
                            header.position
                        ),
                    ));
                }
                if header.more == 0 {
                    end = Place {
                        offset: records.offset,
                        mark,
                    };
                    if is_due(end, places[places.len() - 1]) {
                        places.push(end);
                    }
                }
            }
            Step::Astray(what) => return Err(damaged(path, what)),
            Step::Unreadable(what) => {
                let at = records.offset;
                if let Some(later) =
                    later_group(file, at, length).map_err(file_error("reading", path))?
                {
                    return Err(damaged(
                        path,
                        format!(
                            "{what} stands at byte {at}, before record {} that is intact",
                            later.position
                        ),
                    ));
                }
                break;
            }
        }
    }
    Ok((end, places, length))
}

/// The first intact record after `from` that was written after the group around `from` was durable. While there is
/// none, the damage at `from` may be what a stopped machine leaves of its last group.
fn later_group(file: &File, from: u64, length: u64) -> io::Result<Option<Header>> {
    const WINDOW: usize = 1 << 20;
    let mut window = vec![0; WINDOW];
    let mut start = from + 1;
    while start < length {
        let wanted = usize::try_from(length - start)
            .unwrap_or(WINDOW)
            .min(WINDOW);
        let window = &mut window[..wanted];
        file.read_exact_at(window, start)?;
        for (at, four) in window.windows(MARKER.len()).enumerate() {
            if four == MARKER
                && let Some(header) = intact_at(file, start + at as u64, length)?
                && header.group > from
            {
                return Ok(Some(header));
            }
        }
        // A marker may stand across the border of two windows.
        start += (wanted.max(MARKER.len()) - (MARKER.len() - 1)) as u64;
        if wanted < WINDOW {
            break;
        }
    }
    Ok(None)
}

fn intact_at(file: &File, offset: u64, length: u64) -> io::Result<Option<Header>> {
    let mut bytes = [0; HEADER];
    if length - offset < HEADER as u64 {
        return Ok(None);
    }
    file.read_exact_at(&mut bytes, offset)?;
    let Some(header) = decode(&bytes) else {
        return Ok(None);
    };
    if length - offset < (HEADER + header.length) as u64 {
        return Ok(None);
    }
    let mut payload = vec![0; header.length];
    file.read_exact_at(&mut payload, offset + HEADER as u64)?;
    Ok(is_intact(&bytes, &payload).then_some(header))
}
