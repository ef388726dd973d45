//! The embedded store: an append-only journal that is the audit log anyway, with an index that can be made again
//! from it.
//!
//! *Durability*: what [`Ledger::transact`] acknowledged is on disk (`fdatasync` of the journal) and applied to the
//! index. After an error the outcome is unknown, save where the error says that nothing was written: ask again
//! with the same idempotency key.
//!
//! *Consistency*: one writer thread decides one transaction after the other; each sees all earlier ones. A
//! transaction's entries stand in the journal all or none. Readers see whole groups of acknowledged transactions.
//!
//! *Who can alter the directory*: the records are chained by hash, so a changed, missing or inserted record is found
//! on the next opening, unless all that follows is forged as well. Against that, and against an old copy put back
//! in place, publish [`Ledger::head`] and stream [`Ledger::entries`] elsewhere.
//!
//! ```text
//! <dir>/lock           held by the process that has the ledger open
//! <dir>/journal        every entry; the only file that a [backup] needs
//! <dir>/journal.head   how far the journal was acknowledged: a witness
//! <dir>/index/         sled; made again from the journal when it is missing or broken
//! ```
//!
//! Opening: the whole journal is checked. A tail that was never acknowledged is cut off. A journal that is damaged
//! before its end, or shorter than its witnesses (head file, index) say, is refused. An index that is behind is
//! caught up; one that is broken, incomplete after a crash or of an earlier form is moved aside and made again.

pub mod backup;
mod changes;
mod error;
mod head;
mod index;
mod journal;
mod lock;
mod measures;
mod open;
mod options;
mod reader;
mod record;
mod space;
mod view;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
        mpsc::{SyncSender, TrySendError},
    },
    thread::JoinHandle,
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::watch;

pub use self::{
    changes::{Changes, has_bit},
    error::LedgerError,
    measures::LedgerMeasures,
    options::{FreeSpace, LedgerOptions},
    reader::{Entries, Recorded},
    view::{Pair, View},
};
use self::{index::Index, journal::Place, writer::Group};

/// What a ledger records.
pub trait Entry: Serialize + DeserializeOwned + Send + 'static {
    /// The form of the index, raised whenever [`Self::index`] changes: an index of another form is made again from the
    /// journal when the ledger is opened.
    const FORM: u32 = 1;

    /// What the entry at `position` changes in the index: a pure function of the two, for ever, because the index
    /// is made again from the journal.
    fn index(&self, position: u64, changes: &mut Changes);

    /// Whether it is still written when the disk is nearly full: a revocation, say.
    fn urgent(&self) -> bool {
        false
    }

    /// Whether a new epoch begins with it ([`View::epoch`]): it may change what programs keep in memory because every
    /// request asks for it.
    fn begins_epoch(&self) -> bool {
        false
    }
}

/// An open ledger. Dropping it finishes what waits and closes the files.
pub struct Ledger<E: Entry> {
    shared: Arc<Shared>,
    queue: Option<SyncSender<Job<E>>>,
    waiting: usize,
    writer: Option<JoinHandle<()>>,
    // Dropped last: the directory is free for others only when the writer has ended.
    _lock: lock::Lock,
}

/// A transaction that waits. It decides in the group, and answers when the group is durable.
type Job<E> = Box<dyn FnOnce(&mut Group<'_, E>) -> Answer + Send>;

/// Tells a waiting caller how its group ended.
type Answer = Box<dyn FnOnce(Result<(), LedgerError>) + Send>;

/// What the writer and the readers share.
struct Shared {
    dir: std::path::PathBuf,
    index: Index,
    /// Read while a reader looks at the index; written while a group is applied to it.
    state: RwLock<State>,
    /// Counts the groups with entries that begin an epoch, and a stop. Changed while nobody reads, before anybody hears of the entry.
    epoch: AtomicU64,
    /// Why the ledger has stopped, if it has, for those who wait for that.
    failure: watch::Sender<Option<String>>,
    measures: LedgerMeasures,
}

struct State {
    /// The end of what is acknowledged.
    end: Place,
    /// Places from which reading the journal can begin.
    places: Vec<Place>,
    /// Why the ledger has stopped, if it has.
    stopped: Option<String>,
}

impl<E: Entry> Ledger<E> {
    /// Opens the ledger in `dir`, or makes it. Reads the whole journal once.
    pub fn open(dir: &Path, options: LedgerOptions) -> Result<Self, LedgerError> {
        open::open(dir, options)
    }

    /// Runs `decide` on the writer thread. It sees all earlier transactions; the entries that it returns are durable
    /// before this resolves. Without entries, or with `Err`, nothing is written.
    ///
    /// Dropping the future does not stop the transaction.
    pub async fn transact<T: Send + 'static, X: Send + 'static>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<E>, T), X> + Send + 'static,
    ) -> Result<Result<T, X>, LedgerError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.submit(decide, move |outcome| {
            // Nobody waits any more when the request was given up.
            let _ = answer.send(outcome);
        })?;
        answered.await.unwrap_or_else(|_| Err(self.silence()))
    }

    /// As [`Self::transact`], for a thread that may wait.
    pub fn transact_blocking<T: Send + 'static, X: Send + 'static>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<E>, T), X> + Send + 'static,
    ) -> Result<Result<T, X>, LedgerError> {
        let (answer, answered) = std::sync::mpsc::sync_channel(1);
        self.submit(decide, move |outcome| {
            let _ = answer.send(outcome);
        })?;
        answered.recv().unwrap_or_else(|_| Err(self.silence()))
    }

    /// Reads the index as of one moment. The writer waits until `look` returns: keep it short, and read a long list
    /// in pages ([`View::scan_after`]).
    pub fn read<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> Result<T, LedgerError> {
        self.shared.running()?;
        let state = self.shared.state.read();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let view = View::of_reader(&self.shared.index, state.end.mark.next, self.epoch());
        let seen = look(&view);
        match view.into_trouble() {
            None => Ok(seen),
            Some(trouble) => Err(trouble),
        }
    }

    /// The present epoch: what was read in it ([`View::epoch`]) is still so. Waits for nobody.
    pub fn epoch(&self) -> u64 {
        self.shared.epoch.load(Ordering::Acquire)
    }

    /// The number of acknowledged entries, which is the position of the next one, and the chain's hash there.
    pub fn head(&self) -> (u64, [u8; 32]) {
        let mark = self.shared.end().mark;
        (mark.next, mark.hash)
    }

    /// The acknowledged entries from position `from` on, in order, each held against the chain.
    pub fn entries(&self, from: u64) -> Result<Entries<E>, LedgerError> {
        Entries::open(&self.shared, from)
    }

    /// Whether the ledger takes transactions; what is wrong, if not. For `/readyz`. A disk that is nearly full is no
    /// reason: urgent entries and reading go on.
    pub fn ready(&self) -> Result<(), LedgerError> {
        self.shared.running()?;
        space::writable(&self.shared.dir)
    }

    /// Resolves with the reason when a failure has stopped the ledger for good: the program is to be started again then,
    /// which reads and checks what the disk holds. Never resolves otherwise.
    pub fn stopped(&self) -> impl Future<Output = LedgerError> + Send + 'static {
        let mut failure = self.shared.failure.subscribe();
        async move {
            let why = failure.wait_for(Option::is_some).await;
            match why.ok().and_then(|why| why.clone()) {
                Some(why) => LedgerError::Stopped { why },
                // It was closed in order.
                None => std::future::pending().await,
            }
        }
    }

    /// What the ledger counts and measures.
    pub fn measures(&self) -> &LedgerMeasures {
        &self.shared.measures
    }

    fn submit<T: Send + 'static, X: Send + 'static>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<E>, T), X> + Send + 'static,
        answer: impl FnOnce(Result<Result<T, X>, LedgerError>) + Send + 'static,
    ) -> Result<(), LedgerError> {
        self.shared.running()?;
        let job: Job<E> = Box::new(move |group| {
            // A panic concerns this transaction only: nothing of it has reached the group then.
            let decided = catch_unwind(AssertUnwindSafe(|| group.decide(decide)));
            let decided = decided.unwrap_or(Err(LedgerError::Panicked));
            Box::new(move |durable| answer(durable.and(decided)))
        });
        let queue = self.queue.as_ref().ok_or_else(|| self.silence())?;
        let measures = &self.shared.measures;
        measures.queued();
        queue.try_send(job).map_err(|e| {
            measures.taken();
            match e {
                TrySendError::Full(_) => {
                    measures.refused_as_busy();
                    LedgerError::Busy {
                        waiting: self.waiting,
                    }
                }
                TrySendError::Disconnected(_) => self.silence(),
            }
        })
    }

    /// Why no answer came.
    fn silence(&self) -> LedgerError {
        let stopped = self.shared.running().err();
        stopped.unwrap_or_else(|| LedgerError::Stopped {
            why: "the writer has ended".to_owned(),
        })
    }
}

impl<E: Entry> Drop for Ledger<E> {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!(dir = %self.shared.dir.display(), "the ledger's writer panicked");
        }
    }
}

impl<E: Entry> std::fmt::Debug for Ledger<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ledger({})", self.shared.dir.display())
    }
}

impl Shared {
    fn running(&self) -> Result<(), LedgerError> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        match &state.stopped {
            None => Ok(()),
            Some(why) => Err(LedgerError::Stopped { why: why.clone() }),
        }
    }

    fn end(&self) -> Place {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.end
    }
}
