//! The one thread that writes: it gathers what waits into a group, decides each in turn, makes the group durable with
//! one `fdatasync`, applies it to the index, and only then answers. Any failure stops it for good: what the disk
//! holds after a failed write is not known before the journal is read again.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, atomic::Ordering, mpsc::Receiver},
};

use super::{
    Answer, Changes, Entry, Job, LedgerError, LedgerMeasures, Shared, View,
    changes::Edits,
    head::{Head, HeadFile},
    index::{Applied, Index, Seen, Value},
    journal::{Journal, is_due},
    record::{LARGEST, Mark, encode},
    space::Space,
    view::OfGroup,
};

/// A group is closed when it holds so many bytes.
const FULL: usize = 8 << 20;

pub(super) struct Writer<E> {
    pub(super) jobs: Receiver<Job<E>>,
    pub(super) shared: Arc<Shared>,
    pub(super) journal: Journal,
    pub(super) head_file: HeadFile,
    pub(super) applied: Applied,
    pub(super) space: Space,
    pub(super) group: usize,
}

/// Transactions that are made durable together.
pub(super) struct Group<'a, E> {
    index: &'a Index,
    /// What the group will change.
    pending: Edits,
    /// What its decisions found in the index.
    seen: RefCell<Seen>,
    /// The epoch before it, and whether another begins with it.
    epoch: u64,
    begins_epoch: bool,
    /// Its records.
    bytes: Vec<u8>,
    /// The chain after them.
    mark: Mark,
    /// Where they begin in the journal.
    offset: u64,
    /// Whether the disk has room.
    room: Result<(), LedgerError>,
    measures: &'a LedgerMeasures,
    /// Why the ledger has to stop.
    failed: Option<LedgerError>,
    entry: std::marker::PhantomData<fn() -> E>,
}

impl<E: Entry> Writer<E> {
    pub(super) fn run(mut self) {
        while let Ok(first) = self.jobs.recv() {
            let done = catch_unwind(AssertUnwindSafe(|| self.one_group(first)));
            let failed = match done {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error.to_string(),
                Err(_) => "the writer panicked".to_owned(),
            };
            self.stop(failed);
            return;
        }
        if let Err(error) = self.close() {
            // Nothing is lost: the next opening checks more than after a close in order.
            tracing::warn!(%error, "closing the ledger in order failed");
        }
    }

    fn one_group(&mut self, first: Job<E>) -> Result<(), LedgerError> {
        let shared = Arc::clone(&self.shared);
        let mut group = Group {
            index: &shared.index,
            pending: Edits::default(),
            seen: RefCell::default(),
            epoch: shared.epoch.load(Ordering::Acquire),
            begins_epoch: false,
            bytes: Vec::new(),
            mark: self.journal.end.mark,
            offset: self.journal.end.offset,
            room: self.space.check(),
            measures: &shared.measures,
            failed: None,
            entry: std::marker::PhantomData,
        };
        shared.measures.taken();
        let mut answers: Vec<Answer> = vec![first(&mut group)];
        while answers.len() < self.group && group.bytes.len() < FULL {
            match self.jobs.try_recv() {
                Ok(job) => {
                    shared.measures.taken();
                    answers.push(job(&mut group));
                }
                Err(_) => break,
            }
        }
        let done = self.commit(group, answers.len());
        let told = done.clone().map_err(|error| {
            let why = error.to_string();
            // Before anybody hears of it: a later call must not get through.
            self.mark_stopped(why.clone());
            LedgerError::Stopped { why }
        });
        for answer in answers {
            answer(told.clone());
        }
        done
    }

    fn commit(&mut self, group: Group<'_, E>, transactions: usize) -> Result<(), LedgerError> {
        if let Some(error) = group.failed {
            return Err(error);
        }
        if group.bytes.is_empty() {
            return Ok(());
        }
        let took = self.journal.append(&group.bytes, group.mark)?;
        let end = self.journal.end;
        let measures = &self.shared.measures;
        measures.durable(transactions, took, end.mark.next);
        {
            let state = self.shared.state.write();
            let mut state = state.unwrap_or_else(PoisonError::into_inner);
            self.applied = self.shared.index.apply(
                &group.pending,
                &group.seen.borrow(),
                end.mark,
                self.applied,
            )?;
            state.end = end;
            if group.begins_epoch {
                self.shared.epoch.fetch_add(1, Ordering::Release);
            }
            if state.places.last().is_none_or(|last| is_due(end, *last)) {
                state.places.push(end);
            }
        }
        self.head_file.write(Head {
            mark: end.mark,
            closed: false,
        })
    }

    /// Everything to disk, and a note that nothing has to be checked beyond the journal on the next opening.
    fn close(&self) -> Result<(), LedgerError> {
        self.shared.index.sync()?;
        self.head_file.write(Head {
            mark: self.journal.end.mark,
            closed: true,
        })?;
        self.head_file.sync()
    }

    fn stop(&self, why: String) {
        tracing::error!(dir = %self.shared.dir.display(), why, "the ledger has stopped");
        self.mark_stopped(why);
    }

    fn mark_stopped(&self, why: String) {
        let state = self.shared.state.write();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let why = state.stopped.get_or_insert(why).clone();
        // What is kept in memory does not hide it.
        self.shared.epoch.fetch_add(1, Ordering::Release);
        self.shared.measures.stopped();
        self.shared.failure.send_replace(Some(why));
    }
}

impl<E: Entry> Group<'_, E> {
    /// Runs one transaction; its entries join the group all or none.
    pub(super) fn decide<T, X>(
        &mut self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<E>, T), X>,
    ) -> Result<Result<T, X>, LedgerError> {
        let of_group = OfGroup {
            pending: &self.pending,
            seen: &self.seen,
        };
        let epoch = (!self.begins_epoch).then_some(self.epoch);
        let view = View::of_decision(self.index, of_group, self.mark.next, epoch);
        let decided = decide(&view);
        if let Some(trouble) = view.into_trouble() {
            self.failed = Some(trouble.clone());
            return Err(trouble);
        }
        let (entries, value) = match decided {
            Ok(decided) => decided,
            Err(refused) => return Ok(Err(refused)),
        };
        if !entries.iter().all(E::urgent) {
            let room = self.room.clone();
            room.inspect_err(|_| self.measures.refused_as_disk_full())?;
        }
        // Everything that can fail or panic comes before the group is touched.
        let mut changes = Changes::default();
        let mut payloads = Vec::with_capacity(entries.len());
        for (position, entry) in (self.mark.next..).zip(&entries) {
            payloads.push(payload(entry)?);
            entry.index(position, &mut changes);
        }
        let edits = match changes.resolve(|key| self.value(key)) {
            Ok(edits) => edits,
            Err(trouble) => {
                self.failed = Some(trouble.clone());
                return Err(trouble);
            }
        };
        let mut more = u32::try_from(payloads.len()).unwrap_or(u32::MAX);
        for payload in payloads {
            more -= 1;
            self.mark = encode(&mut self.bytes, self.mark, self.offset, more, &payload);
        }
        self.pending.extend(edits);
        self.begins_epoch |= entries.iter().any(E::begins_epoch);
        Ok(Ok(value))
    }

    /// The value of `key` after the decisions before.
    fn value(&self, key: &[u8]) -> Result<Option<Value>, LedgerError> {
        if let Some(edit) = self.pending.get(key) {
            return Ok(edit.value.as_deref().map(Value::from));
        }
        if let Some(value) = self.seen.borrow().get(key) {
            return Ok(value.clone());
        }
        self.index.get(key)
    }
}

fn payload<E: Entry>(entry: &E) -> Result<Vec<u8>, LedgerError> {
    let payload = serde_json::to_vec(entry).map_err(|e| LedgerError::Unwritable {
        what: e.to_string(),
    })?;
    if payload.len() > LARGEST {
        return Err(LedgerError::TooLarge {
            found: payload.len(),
            limit: LARGEST,
        });
    }
    Ok(payload)
}
