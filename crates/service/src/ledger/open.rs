//! Opening a ledger: what is on disk is judged before anything is changed.

use std::{
    path::Path,
    sync::{Arc, RwLock, atomic::AtomicU64, mpsc},
    thread,
};

use tokio::sync::watch;

use super::{
    Changes, Entry, Ledger, LedgerError, LedgerOptions, Shared, State,
    error::{damaged, file_error},
    head::{Head, HeadFile},
    index::{self, Applied, Index, Opened, Seen},
    journal::{self, Journal, Place},
    lock::Lock,
    measures::LedgerMeasures,
    reader::foreign,
    record::{Mark, Step},
    space::Space,
    writer::Writer,
};
use crate::files::make_private_dir;

/// How many entries are applied to the index at a time when it is made again.
const REPLAY: usize = 512;

pub(super) fn open<E: Entry>(dir: &Path, options: LedgerOptions) -> Result<Ledger<E>, LedgerError> {
    make_private_dir(dir).map_err(file_error("making", dir))?;
    let lock = Lock::take(dir)?;
    let journal_path = dir.join("journal");
    let head_path = dir.join("journal.head");
    let index_path = dir.join("index");

    if !exists(&journal_path)? {
        if exists(&head_path)? || exists(&index_path)? {
            return Err(damaged(
                &journal_path,
                "it is missing, though its index is there",
            ));
        }
        journal::create(&journal_path)?;
    }
    let (head_file, head) = HeadFile::open(&head_path)?;
    let opened = Index::open(&index_path, options.cache, E::FORM)?;
    let witnesses: Vec<_> = match &opened {
        Opened::Usable(_, applied) => vec![applied.mark],
        Opened::Broken(_) => Vec::new(),
    };
    let witnesses: Vec<_> = witnesses.into_iter().chain(head.map(|h| h.mark)).collect();
    let journal = Journal::open(&journal_path, &witnesses)?;
    let closed_at = head.filter(|head| head.closed).map(|head| head.mark);
    let (index, applied) = usable(opened, &index_path, (options.cache, E::FORM), closed_at)?;
    let applied = catch_up::<E>(&index, applied, &journal, &journal_path)?;
    head_file.write(Head {
        mark: journal.end.mark,
        closed: false,
    })?;
    head_file.sync()?;
    journal::sync_dir(dir).map_err(file_error("synchronising", dir))?;

    let shared = Arc::new(Shared {
        dir: dir.to_owned(),
        index,
        state: RwLock::new(State {
            end: journal.end,
            places: journal.places.clone(),
            stopped: None,
        }),
        epoch: AtomicU64::new(0),
        failure: watch::Sender::new(None),
        measures: LedgerMeasures::new(dir, journal.end.mark.next),
    });
    let (queue, jobs) = mpsc::sync_channel(options.queue);
    let writer = Writer::<E> {
        jobs,
        shared: Arc::clone(&shared),
        journal,
        head_file,
        applied,
        space: Space::new(dir, options.free),
        group: options.group.max(1),
    };
    let writer = thread::Builder::new()
        .name("ledger".to_owned())
        .spawn(move || writer.run())
        .map_err(file_error("starting the writer of", dir))?;
    Ok(Ledger {
        shared,
        queue: Some(queue),
        waiting: options.queue,
        writer: Some(writer),
        _lock: lock,
    })
}

fn exists(path: &Path) -> Result<bool, LedgerError> {
    path.try_exists().map_err(file_error("looking for", path))
}

/// The index as it was opened when it can be trusted: it is as it was when the ledger was closed in order, or every
/// pair is found in it. Else a new one, the broken one being moved aside.
fn usable(
    opened: Opened,
    path: &Path,
    (cache, form): (u64, u32),
    closed_at: Option<Mark>,
) -> Result<(Index, Applied), LedgerError> {
    let why = match opened {
        Opened::Usable(index, applied)
            if closed_at == Some(applied.mark) || index.is_complete(applied) =>
        {
            return Ok((index, applied));
        }
        Opened::Usable(..) => "it is incomplete".to_owned(),
        Opened::Broken(why) => why,
    };
    let aside = index::move_aside(path)?;
    tracing::warn!(
        index = %path.display(),
        aside = %aside.display(),
        why,
        "making the index again from the journal; the one moved aside can be deleted"
    );
    match Index::open(path, cache, form)? {
        Opened::Usable(index, applied) => Ok((index, applied)),
        Opened::Broken(what) => Err(LedgerError::Index {
            path: path.to_owned(),
            what,
        }),
    }
}

/// Applies what the index does not have yet.
fn catch_up<E: Entry>(
    index: &Index,
    mut applied: Applied,
    journal: &Journal,
    path: &Path,
) -> Result<Applied, LedgerError> {
    let missing = journal.end.mark.next - applied.mark.next;
    if missing == 0 {
        return Ok(applied);
    }
    if applied.mark.next == 0 {
        // It is new, or was so damaged that nothing of it is found.
        tracing::warn!(
            journal = %path.display(),
            entries = missing,
            "making the index from the journal, as it holds nothing"
        );
    } else {
        tracing::info!(journal = %path.display(), entries = missing, "catching the index up");
    }
    let place = place_before(&journal.places, applied.mark.next);
    let mut records = journal::records_from(path, place)?;
    let mut changes = Changes::default();
    let mut waiting = 0;
    while records.mark.next < journal.end.mark.next {
        let Step::Record(header) = records.step().map_err(file_error("reading", path))? else {
            return Err(damaged(path, "it changed while it was read"));
        };
        if header.position < applied.mark.next {
            continue;
        }
        let entry: E = serde_json::from_slice(&records.payload)
            .map_err(|e| foreign(path, header.position, &e))?;
        entry.index(header.position, &mut changes);
        waiting += 1;
        // Only whole transactions are applied.
        let at_end = records.mark.next == journal.end.mark.next;
        if header.more == 0 && (waiting >= REPLAY || at_end) {
            let edits = std::mem::take(&mut changes).resolve(|key| index.get(key))?;
            applied = index.apply(&edits, &Seen::new(), records.mark, applied)?;
            waiting = 0;
        }
    }
    Ok(applied)
}

/// The last place at or before `position` from which reading can begin.
pub(super) fn place_before(places: &[Place], position: u64) -> Place {
    let after = places.partition_point(|place| place.mark.next <= position);
    places
        .get(after.wrapping_sub(1))
        .copied()
        .unwrap_or(Place::FIRST)
}
