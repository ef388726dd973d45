//! What the issuer counts beside its requests and its record. Numbers of things, never of whom they are about.

use std::{
    sync::{Mutex, PoisonError, atomic::AtomicU64},
    time::Instant,
};

use service::metrics::{Counter, Family, Gauge, Label, Metrics};

use crate::{
    batch::Progress,
    store::{BatchHead, Stage},
};

/// The label of stages.
const STAGE: &str = "stage";

/// Time that was spent.
type Seconds = Counter<f64, AtomicU64>;

/// What the issuer counts. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct IssuerMetrics {
    drafts: Family<Label, Counter>,
    seconds: Family<Label, Seconds>,
    rows_refused: Counter,
    /// Batches that are being issued or wait for their turn.
    pub batches_running: Gauge,
    /// Batches that came to their end.
    pub batches_finished: Counter,
    /// Batches that stopped before their end.
    pub batches_stopped: Counter,
}

impl IssuerMetrics {
    /// Adds them to the server's metrics.
    pub fn register(metrics: &mut Metrics) -> Self {
        let counts = Self {
            drafts: metrics.add_counters(
                "issuer_drafts",
                "Drafts that reached a stage since the server started",
                STAGE,
                Stage::ALL.map(Stage::name),
            ),
            ..Self::default()
        };
        for stage in Stage::ALL {
            drop(counts.seconds.get_or_create(&[(STAGE, stage.name())]));
        }
        metrics.add(
            "issuer_stage_seconds",
            "Seconds that batches spent until drafts reached a stage, waiting for the registry included",
            &counts.seconds,
        );
        metrics.add(
            "issuer_rows_refused",
            "Rows of imported files that were refused",
            &counts.rows_refused,
        );
        metrics.add(
            "issuer_batches_running",
            "Batches that are being issued or wait for their turn",
            &counts.batches_running,
        );
        metrics.add(
            "issuer_batches_finished",
            "Batches that came to their end",
            &counts.batches_finished,
        );
        metrics.add(
            "issuer_batches_stopped",
            "Batches that stopped before their end and can be resumed",
            &counts.batches_stopped,
        );
        counts
    }

    /// Counts an import.
    pub(crate) fn imported(&self, batch: &BatchHead) {
        self.reached(Stage::Drafted, batch.accepted);
        self.rows_refused.inc_by(batch.refused as u64);
    }

    /// What counts the stages that the drafts of one batch reach.
    pub(crate) fn of_a_batch(&self) -> BatchCounts<'_> {
        BatchCounts {
            counts: self,
            before: Mutex::new(None),
        }
    }

    fn reached(&self, stage: Stage, count: usize) {
        let drafts = self.drafts.get_or_create(&[(STAGE, stage.name())]);
        drafts.inc_by(count as u64);
    }
}

/// Counts from one look at a batch to the next.
pub(crate) struct BatchCounts<'a> {
    counts: &'a IssuerMetrics,
    /// What the look before saw, and when something was reached last; what was reached before the first look was counted
    /// then, or by an earlier process.
    before: Mutex<Option<([usize; 6], Instant)>>,
}

impl BatchCounts<'_> {
    /// Counts what was reached since the look before.
    pub(crate) fn observe(&self, progress: &Progress) {
        self.observe_at(progress, Instant::now());
    }

    fn observe_at(&self, progress: &Progress, now: Instant) {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let (earlier, since) = before.unwrap_or((progress.reached, now));
        let mut reached = None;
        for stage in Stage::ALL {
            let fresh = progress.at(stage).saturating_sub(earlier[stage as usize]);
            self.counts.reached(stage, fresh);
            if fresh > 0 {
                reached = Some(stage);
            }
        }
        if let Some(stage) = reached {
            let seconds = self.counts.seconds.get_or_create(&[(STAGE, stage.name())]);
            seconds.inc_by(now.duration_since(since).as_secs_f64());
        }
        // A look at which nothing was reached, because the registry is waited for, leaves the time running.
        let last = if reached.is_some() { now } else { since };
        *before = Some((progress.reached, last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_reached_before_the_first_look_is_not_counted() {
        let mut metrics = Metrics::default();
        let counts = IssuerMetrics::register(&mut metrics);
        let batch = counts.of_a_batch();
        batch.observe(&Progress::of([Stage::Numbered, Stage::Drafted].into_iter()));
        batch.observe(&Progress::of([Stage::Signed, Stage::Numbered].into_iter()));
        let text = metrics.text();
        for (stage, count) in [
            ("drafted", 0),
            ("numbered", 1),
            ("prepared", 1),
            ("signed", 1),
        ] {
            let line = format!("kualik_issuer_drafts_total{{stage=\"{stage}\"}} {count}");
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
    }

    #[test]
    fn the_time_until_a_stage_is_that_stages() {
        let mut metrics = Metrics::default();
        let counts = IssuerMetrics::register(&mut metrics);
        let batch = counts.of_a_batch();
        let begun = Instant::now();
        let look = |second: u64, stages: [Stage; 2]| {
            let now = begun + std::time::Duration::from_secs(second);
            batch.observe_at(&Progress::of(stages.into_iter()), now);
        };
        look(0, [Stage::Drafted; 2]);
        look(2, [Stage::Drafted; 2]);
        look(5, [Stage::Numbered, Stage::Drafted]);
        // Two stages between two looks: the time is the later one's.
        look(6, [Stage::Prepared, Stage::Prepared]);
        let seconds = |stage: Stage| {
            let label = [(STAGE, stage.name())];
            counts.seconds.get_or_create(&label).get()
        };
        assert!((seconds(Stage::Numbered) - 5.0).abs() < 1e-9);
        assert!((seconds(Stage::Prepared) - 1.0).abs() < 1e-9);
        let named = "kualik_issuer_stage_seconds_total{stage=\"signed\"} 0.0";
        assert!(metrics.text().lines().any(|l| l == named));
    }
}
