//! What a ledger counts and measures. A transaction costs two additions, a group a few more.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::space;
use crate::metrics::{Counter, Gauge, Histogram, Metrics};

/// Upper bounds of the sizes of groups.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Upper bounds of the disk's times, in seconds.
const TIMES: [f64; 12] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5,
];

/// What a ledger counts and measures. Clones count together.
#[derive(Clone, Debug)]
pub struct LedgerMeasures {
    dir: PathBuf,
    running: Gauge,
    entries: Gauge,
    waiting: Gauge,
    group: Histogram,
    fsync: Histogram,
    busy: Counter,
    disk_full: Counter,
}

impl LedgerMeasures {
    pub(super) fn new(dir: &Path, entries: u64) -> Self {
        let measures = Self {
            dir: dir.to_owned(),
            running: Gauge::default(),
            entries: Gauge::default(),
            waiting: Gauge::default(),
            group: Histogram::new(SIZES),
            fsync: Histogram::new(TIMES),
            busy: Counter::default(),
            disk_full: Counter::default(),
        };
        measures.running.set(1);
        measures.entries.set(signed(entries));
        measures
    }

    /// Adds them to a server's metrics.
    pub fn register(&self, metrics: &mut Metrics) {
        metrics.add(
            "ledger_running",
            "1 while the store takes transactions, 0 after a failure that stopped it",
            &self.running,
        );
        metrics.add(
            "ledger_entries",
            "Entries that are durable in the journal",
            &self.entries,
        );
        metrics.add(
            "ledger_waiting",
            "Transactions that wait for the writer",
            &self.waiting,
        );
        metrics.add(
            "ledger_group_transactions",
            "Transactions that were made durable together",
            &self.group,
        );
        metrics.add(
            "ledger_fsync_seconds",
            "Seconds that the disk took to make a group durable",
            &self.fsync,
        );
        metrics.add(
            "ledger_refused_busy",
            "Transactions refused because too many waited",
            &self.busy,
        );
        metrics.add(
            "ledger_refused_disk_full",
            "Transactions refused because too little of the disk was free",
            &self.disk_full,
        );
        let dir = self.dir.clone();
        metrics.add_asked(
            "ledger_free_disk_percent",
            "The share of the store's disk that is free, in percent",
            move || space::free_percent(&dir),
        );
    }

    pub(super) fn queued(&self) {
        self.waiting.inc();
    }

    pub(super) fn taken(&self) {
        self.waiting.dec();
    }

    pub(super) fn refused_as_busy(&self) {
        self.busy.inc();
    }

    pub(super) fn refused_as_disk_full(&self) {
        self.disk_full.inc();
    }

    pub(super) fn durable(&self, transactions: usize, fsync: Duration, entries: u64) {
        let transactions = u32::try_from(transactions).unwrap_or(u32::MAX);
        self.group.observe(transactions.into());
        self.fsync.observe(fsync.as_secs_f64());
        self.entries.set(signed(entries));
    }

    pub(super) fn stopped(&self) {
        self.running.set(0);
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
