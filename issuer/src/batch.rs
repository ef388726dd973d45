//! A batch from confirmation to delivery. [`run`] can be stopped anywhere and called again: every step is recorded
//! before the next one begins, the operator gives a draft the same number however often it is asked, and the same
//! bytes signed again give the same certificate.

mod steps;
mod waiting;

use std::sync::Arc;

use jiff::Timestamp;
use schemas::{
    base_url::BaseUrl,
    did::DidUrl,
    grade::GradeScale,
    identifier::{BatchId, ProgrammeCode},
    number::CertificateNumber,
};
use serde::Serialize;
use service::{clock::SharedClock, randomness::SharedRng};
use utoipa::ToSchema;

pub use self::waiting::Patience;
use crate::{
    deliver::{self, DeliverError, Deliveries},
    draft,
    import::Preview,
    prepare::{IssuerProfile, PrepareError},
    registry::{Registry, RegistryError},
    sign::{SignError, Signer},
    store::{BatchHead, NewBatch, Stage, Store, StoreError},
};

/// How many drafts are carried through each step, and recorded, together.
pub const CHUNK: usize = 50;

/// Everything that issuing needs.
pub struct Works {
    /// The record.
    pub store: Arc<dyn Store>,
    /// The operator's registry.
    pub registry: Arc<dyn Registry>,
    /// The register's address.
    pub registry_url: BaseUrl,
    /// The signing key.
    pub signer: Arc<Signer>,
    /// The awarding body.
    pub issuer: IssuerProfile,
    /// The grade scale.
    pub scale: GradeScale,
    /// Where certificates are delivered.
    pub deliveries: Deliveries,
    /// How long a registry that is down is waited for.
    pub patience: Patience,
    /// How many drafts go through each step together: [`CHUNK`], less in tests.
    pub chunk: usize,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub rng: SharedRng,
}

/// How far a batch is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// How many certificates it will be.
    pub total: usize,
    /// How many drafts have reached each stage, or a later one, in the order of [`Stage::ALL`].
    pub reached: [usize; 6],
    /// Why nothing goes on at the moment.
    pub waiting: Option<String>,
}

impl Progress {
    /// Counts stages.
    pub fn of(stages: impl Iterator<Item = Stage>) -> Self {
        let mut progress = Self {
            total: 0,
            reached: [0; 6],
            waiting: None,
        };
        for stage in stages {
            progress.total += 1;
            for (count, of) in progress.reached.iter_mut().zip(Stage::ALL) {
                *count += usize::from(of <= stage);
            }
        }
        progress
    }

    /// How many drafts have reached a stage.
    pub fn at(&self, stage: Stage) -> usize {
        self.reached[stage as usize]
    }

    /// Done steps of all steps, for a bar.
    pub fn steps(&self) -> (usize, usize) {
        (self.reached[1..].iter().sum(), self.total * 5)
    }
}

/// Gets told how far a batch is.
pub type Observer<'a> = &'a (dyn Fn(&Progress) + Send + Sync);

/// A batch that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// The batch.
    pub batch: BatchId,
    /// How many certificates it has.
    pub certificates: usize,
    /// The folder with the deliveries.
    pub folder: String,
}

/// Why a batch did not come to its end. Nothing is lost: [`run`] takes it up again where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The record.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry refuses, for good.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The registry stayed away.
    #[error(
        "the registry was waited for for {seconds} s and did not come back ({why}); nothing is lost: resume later with `issuer resume {batch}`"
    )]
    WaitedTooLong {
        /// The batch.
        batch: BatchId,
        /// For how long, in seconds.
        seconds: u64,
        /// What was wrong in the end.
        why: String,
    },
    /// The operator does not have this awarding body with this key on its list.
    #[error("{0}")]
    Standing(String),
    /// The register no longer has the programme.
    #[error(
        "the programme {0} is no longer in the register: ask the operator; the batch stays as it is"
    )]
    ProgrammeGone(ProgrammeCode),
    /// A draft cannot become a certificate.
    #[error("row {row}: {source}")]
    Prepare {
        /// Where it stands in the file.
        row: u32,
        /// Why.
        source: PrepareError,
    },
    /// A certificate was not signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The registry's answer does not fit what was asked.
    #[error("the registry's answer does not fit ({0}): nothing of it was used; ask the operator")]
    Answer(String),
    /// The operator's receipt is not valid.
    #[error(
        "the operator's receipt for {number} is not valid ({problem}): compare the operator's key in the configuration with the published one"
    )]
    Receipt {
        /// The number.
        number: CertificateNumber,
        /// What is wrong.
        problem: String,
    },
    /// A delivery could not be written.
    #[error(transparent)]
    Deliver(#[from] DeliverError),
    /// The program's own tasks failed.
    #[error("a task of this program ended early ({0}): resume the batch")]
    Task(#[from] tokio::task::JoinError),
}

/// Records a preview as a batch that can be confirmed later.
pub async fn import(
    preview: Preview,
    works_store: &dyn Store,
    now: Timestamp,
    rng: &mut SharedRng,
) -> Result<BatchHead, StoreError> {
    use rand::Rng as _;
    let mut of_batch = [0; 16];
    rng.fill_bytes(&mut of_batch);
    let id = BatchId::from_random(of_batch);
    let drafts = draft::submit(id, &preview.accepted, now, || {
        let mut of_draft = [0; 10];
        rng.fill_bytes(&mut of_draft);
        of_draft
    });
    let batch = NewBatch {
        id,
        imported_at: now,
        file_name: preview.file_name,
        format: preview.format,
        ignored_columns: preview.ignored_columns,
        drafts,
        refused: preview.refused,
    };
    works_store.import(batch).await?;
    works_store.batch(id)
}

/// Confirms a batch: from here on its certificates are issued. Confirming again changes nothing.
pub async fn confirm(
    batch: BatchId,
    store: &dyn Store,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    store.confirm(batch, now).await
}

/// How far a batch is, from its record.
pub fn progress(batch: BatchId, store: &dyn Store) -> Result<Progress, StoreError> {
    let stages = store.stages(batch)?;
    Ok(Progress::of(stages.into_iter().map(|(_, _, stage)| stage)))
}

/// Carries every draft of a confirmed batch through number → prepare → sign → check → register → deliver, from
/// wherever each one is.
pub async fn run(
    batch: BatchId,
    works: &Works,
    observe: Observer<'_>,
) -> Result<Finished, RunError> {
    let head = works.store.batch(batch)?;
    let confirmed = head.confirmed_at.ok_or(StoreError::NotConfirmed(batch))?;
    let stages = works.store.stages(batch)?;
    let mut run = steps::Run::new(batch, confirmed, works, observe, &stages);
    if stages
        .iter()
        .any(|(_, _, stage)| *stage < Stage::Registered)
    {
        run.check_standing().await?;
    }
    run.observe();
    for chunk in stages.chunks(works.chunk.max(1)) {
        run.chunk(chunk).await?;
    }
    let (store, deliveries) = (Arc::clone(&works.store), works.deliveries.clone());
    tokio::task::spawn_blocking(move || {
        deliver::write_index(batch, store.as_ref(), &deliveries)?;
        // Only what is on disk counts as finished: what is not is looked through again by the next run.
        deliver::synchronise(batch, &deliveries)
    })
    .await??;
    if head.finished_at.is_none() {
        works.store.finished(batch, works.clock.now()).await?;
    }
    Ok(Finished {
        batch,
        certificates: stages.len(),
        folder: works.deliveries.folder(batch).display().to_string(),
    })
}

/// Confirmed batches that have not come to their end.
pub fn unfinished(store: &dyn Store) -> Result<Vec<BatchId>, StoreError> {
    let mut open: Vec<_> = store
        .batches()?
        .into_iter()
        .filter(|b| b.confirmed_at.is_some() && b.finished_at.is_none())
        .collect();
    open.sort_by_key(|b| b.confirmed_at);
    Ok(open.into_iter().map(|b| b.id).collect())
}

/// Words for an awarding body that cannot issue with this key.
pub(crate) fn not_listed(key: &DidUrl) -> String {
    format!(
        "the operator's list does not name the key {key} as one in force: send the operator the key (`issuer keys show`) and ask for its registration; nothing was numbered"
    )
}
