//! Writes: one task takes what waits, decides it as a group under the lock of the register's row, and commits it as one
//! transaction. Several registries on one database take turns by that lock.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool, Row as _};
use tokio::{
    sync::{mpsc, oneshot},
    time,
};

use super::{
    Numbering, PostgresStore,
    cluster::Cluster,
    facts::{Loaded, Needs, Register},
    places::Taken,
    row,
    rows::Rows,
};
use crate::{
    numbers::NumberBase,
    store::{Later, StoreError, decide::Decided, entry::Entry},
};

/// The most decisions in one transaction.
const MAX_GROUP: usize = 256;
/// How long the database may take to begin a group, and to commit it. After that the outcome is unknown.
const PATIENCE: Duration = Duration::from_secs(15);
/// The most decisions that wait.
const MAX_WAITING: usize = 4096;

/// A decision that waits.
struct Job {
    needs: Needs,
    decide: Decide,
}

/// Decides over the facts, in which the log has the given position next, or does not where there are none; then answers
/// when the group is committed.
type Decide = Box<dyn FnOnce(Option<(&Loaded, u64)>) -> (Vec<Entry>, Answer) + Send>;
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Where decisions are handed in. When the last one is dropped, what waits is finished.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the task, which finds certificates by their places in `base`. It must be called within a runtime.
    pub(super) fn start(cluster: Arc<Cluster>, base: Arc<NumberBase>) -> Self {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        tokio::spawn(run(waiting, cluster, base));
        Self { queue }
    }
}

impl PostgresStore {
    /// Hands a decision in, and answers when its entries are committed. Dropping the answer does not stop it.
    pub(super) fn decide<T, X>(
        &self,
        needs: Needs,
        decide: impl FnOnce(&Loaded, u64) -> Decided<T, X> + Send + 'static,
    ) -> Later<'_, Result<T, X>>
    where
        T: Send + 'static,
        X: From<StoreError> + Send + 'static,
    {
        let Some(Numbering { writer, .. }) = &self.numbering else {
            return Box::pin(std::future::ready(Err(StoreError::NoNumberKey.into())));
        };
        let (answer, answered) = oneshot::channel();
        let decide: Decide = Box::new(move |known| {
            // A panic concerns this decision only: nothing of it has reached the group.
            let decided = known.map(|(facts, position)| {
                catch_unwind(AssertUnwindSafe(|| decide(facts, position)))
            });
            let (entries, outcome) = match decided {
                Some(Ok(Ok((entries, outcome)))) => (entries, Ok(outcome)),
                Some(Ok(Err(refused))) => (Vec::new(), Err(refused)),
                Some(Err(_)) => (Vec::new(), Err(panicked().into())),
                None => (Vec::new(), Err(stopped().into())),
            };
            let tell: Answer = Box::new(move |committed| {
                // Nobody waits any more when the request was given up.
                let _ = answer.send(match committed {
                    Ok(()) => outcome,
                    Err(error) => Err(error.into()),
                });
            });
            (entries, tell)
        });
        let sent = writer.queue.try_send(Job { needs, decide });
        Box::pin(async move {
            sent.map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy {
                    waiting: MAX_WAITING,
                },
                mpsc::error::TrySendError::Closed(_) => stopped(),
            })?;
            answered.await.unwrap_or_else(|_| Err(stopped().into()))
        })
    }
}

fn panicked() -> StoreError {
    StoreError::Database {
        what: "deciding failed".to_owned(),
    }
}

fn stopped() -> StoreError {
    StoreError::Database {
        what: "the writer has stopped".to_owned(),
    }
}

async fn run(mut waiting: mpsc::Receiver<Job>, cluster: Arc<Cluster>, base: Arc<NumberBase>) {
    let mut taken = Taken::default();
    let mut group = Vec::with_capacity(MAX_GROUP);
    while waiting.recv_many(&mut group, MAX_GROUP).await > 0 {
        let mut needs = Needs::default();
        let mut decisions = Vec::with_capacity(group.len());
        for job in group.drain(..) {
            needs.add(job.needs);
            decisions.push(job.decide);
        }
        let known = std::mem::take(&mut taken);
        let committed = match cluster.primary().await {
            Err(error) => undecided(decisions, error),
            Ok(primary) => {
                let committed = carry_out(&primary.pool, &base, known, &needs, decisions).await;
                if committed.is_err() {
                    cluster.distrust(&primary).await;
                }
                committed
            }
        };
        match committed {
            Ok(known) => taken = known,
            Err(error) => tracing::error!(%error, "a group of writes was not acknowledged"),
        }
        cluster.changed();
    }
}

type Transaction = sqlx::Transaction<'static, sqlx::Postgres>;

/// Decides and commits a group, and answers everybody. What is known of places afterwards.
async fn carry_out(
    pool: &PgPool,
    base: &Arc<NumberBase>,
    known: Taken,
    needs: &Needs,
    decisions: Vec<Decide>,
) -> Result<Taken, StoreError> {
    let begun = time::timeout(PATIENCE, begin(pool, base, known, needs)).await;
    match begun.unwrap_or_else(|_| Err(too_long())) {
        Err(error) => undecided(decisions, error),
        Ok((transaction, facts)) => finish(transaction, facts, decisions).await,
    }
}

/// Answers everybody of a group that could not be begun.
fn undecided(decisions: Vec<Decide>, error: StoreError) -> Result<Taken, StoreError> {
    let answers = decisions.into_iter().map(|decide| decide(None).1);
    tell(answers.collect(), Err(error))
}

/// Begins a transaction that holds the register's row, with the facts that are needed.
async fn begin(
    pool: &PgPool,
    base: &Arc<NumberBase>,
    mut taken: Taken,
    needs: &Needs,
) -> Result<(Transaction, Loaded), StoreError> {
    let mut transaction = pool.begin().await?;
    let register = register(&mut transaction).await?;
    if !needs.drafts.is_empty() {
        taken.catch_up(&mut transaction, &register).await?;
    }
    let mut facts = Loaded::new(register, taken, Arc::clone(base));
    facts.read(&mut transaction, needs).await?;
    Ok((transaction, facts))
}

/// Decides a group, commits it, and answers everybody.
async fn finish(
    mut transaction: Transaction,
    facts: Loaded,
    decisions: Vec<Decide>,
) -> Result<Taken, StoreError> {
    let decided = tokio::task::spawn_blocking(move || decide(decisions, facts)).await;
    // Panics are caught one by one; without an outcome all callers hear that the writer has stopped.
    let (answers, facts, rows) = decided.map_err(|_| panicked())?;
    let register = &facts.register;
    let write = async {
        if !rows.is_empty() {
            rows.write(&mut transaction, register).await?;
        }
        // A group that changes nothing is committed too. It read what others committed, of which a primary that was started
        // again may hold what no standby has yet; it locked a row, so its commit waits until a standby has all before it.
        transaction.commit().await
    };
    let written = time::timeout(PATIENCE, write).await;
    let written = written.map_or_else(|_| Err(too_long()), |done| done.map_err(StoreError::from));
    let sequence = facts.register.next_sequence;
    let mut taken = facts.taken;
    taken.know_to(sequence);
    tell(answers, written.map(|()| taken))
}

/// Answers everybody of a group.
fn tell<T>(answers: Vec<Answer>, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
    for answer in answers {
        answer(match &outcome {
            Ok(_) => Ok(()),
            Err(error) => Err(StoreError::Database {
                what: error.to_string(),
            }),
        });
    }
    outcome
}

fn too_long() -> StoreError {
    StoreError::Database {
        what: "it took too long".to_owned(),
    }
}

/// The register's row, locked until the end of the transaction.
async fn register(connection: &mut PgConnection) -> Result<Register, StoreError> {
    let found = sqlx::query(
        "SELECT next_position, head, next_sequence, lists::text, bodies_version, keys_version, last_at, evidence_version
         FROM register FOR UPDATE",
    );
    let found = found.fetch_one(connection).await?;
    let head: Vec<u8> = found.try_get(1)?;
    Ok(Register {
        next_position: row::count(&found, 0)?,
        head: head.try_into().map_err(|_| StoreError::Unreadable {
            key: "register.head".to_owned(),
            what: "it has not 32 bytes".to_owned(),
        })?,
        next_sequence: row::count(&found, 2)?,
        lists: row::document(&found, 3)?,
        bodies_version: row::count(&found, 4)?,
        keys_version: row::count(&found, 5)?,
        last_at: row::parsed_if_any(&found, 6)?,
        evidence_version: row::count(&found, 7)?,
    })
}

/// Decides one after the other; each sees what those before it decided.
fn decide(decisions: Vec<Decide>, mut facts: Loaded) -> (Vec<Answer>, Loaded, Rows) {
    let mut rows = Rows::default();
    let mut answers = Vec::with_capacity(decisions.len());
    for decide in decisions {
        let (entries, answer) = decide(Some((&facts, facts.register.next_position)));
        for entry in entries {
            let position = facts.register.next_position;
            let text = rows.add(&entry, position, &facts.base);
            facts.register.head = chained(&facts.register.head, &text);
            rows.add_entry(position, text, facts.register.head);
            facts.apply(&entry, position);
        }
        answers.push(answer);
    }
    (answers, facts, rows)
}

/// The hash of an entry behind `head`.
pub(super) fn chained(head: &[u8; 32], entry: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(entry.as_bytes());
    hash.finalize().into()
}
