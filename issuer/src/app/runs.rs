//! Batches at work in the background of the server.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use schemas::identifier::BatchId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::batch::{self, Progress, Works};

/// How a batch at work is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(
    tag = "state",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RunState {
    /// It waits for its turn, or is on its way.
    Running {
        /// How far; absent before its turn.
        progress: Option<Progress>,
    },
    /// It stopped and can be resumed.
    Stopped {
        /// Why.
        why: String,
    },
    /// It has come to its end.
    Done,
}

/// The batches that this process has worked on.
#[derive(Clone, Default)]
pub struct Runs {
    states: Arc<Mutex<BTreeMap<BatchId, RunState>>>,
    // One batch at a time: they all wait for the same registry.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Runs {
    /// How a batch is doing, when this process has worked on it.
    pub fn state(&self, batch: BatchId) -> Option<RunState> {
        self.locked().get(&batch).cloned()
    }

    /// Begins in the background, unless it is at work already.
    pub(super) fn start(&self, batch: BatchId, works: Arc<Works>) {
        {
            let mut states = self.locked();
            if let Some(RunState::Running { .. }) = states.get(&batch) {
                return;
            }
            states.insert(batch, RunState::Running { progress: None });
        }
        let runs = self.clone();
        tokio::spawn(async move {
            let _turn = runs.turn.lock().await;
            let observer = runs.clone();
            // In a task of its own, so that a panic ends as a batch that can be resumed, not as one that runs for ever.
            let run = tokio::spawn(async move {
                let observe = |progress: &Progress| {
                    let progress = Some(progress.clone());
                    observer.set(batch, RunState::Running { progress });
                };
                batch::run(batch, &works, &observe).await
            });
            let ended = run.await.unwrap_or_else(|e| Err(e.into()));
            let state = match ended {
                Ok(finished) => {
                    tracing::info!(%batch, certificates = finished.certificates, "batch finished");
                    RunState::Done
                }
                Err(error) => {
                    tracing::error!(%batch, %error, "batch stopped");
                    RunState::Stopped {
                        why: error.to_string(),
                    }
                }
            };
            runs.set(batch, state);
        });
    }

    fn set(&self, batch: BatchId, state: RunState) {
        self.locked().insert(batch, state);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<BatchId, RunState>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
