//! What the registry counts and measures beside its requests and its store.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use service::{
    clock::SharedClock,
    metrics::{Counter, Gauge, Metrics},
};

use crate::{published::Published, register::RegisterError};

/// What the registry counts. A request that is sent again is answered again, and counted again.
#[derive(Clone, Debug, Default)]
pub struct RegistryMetrics {
    /// Numbers given out.
    pub numbers: Counter,
    /// Certificates registered.
    pub certificates: Counter,
    /// Revocations.
    pub revocations: Counter,
    /// Seconds by which the clock is behind the last entry, as it was found last.
    pub clock_behind: Gauge,
    /// Registrations that failed because a receipt could not be signed.
    pub receipt_failures: Counter,
}

impl RegistryMetrics {
    /// Adds them, and what is known of the published lists, to the server's metrics.
    pub fn register(
        metrics: &mut Metrics,
        published: &Arc<Published>,
        clock: &SharedClock,
    ) -> Self {
        let counts = Self::default();
        metrics.add(
            "registry_numbers",
            "Certificate numbers given out, those asked for again included",
            &counts.numbers,
        );
        metrics.add(
            "registry_certificates_registered",
            "Certificates registered, those sent again included",
            &counts.certificates,
        );
        metrics.add(
            "registry_revocations",
            "Certificates revoked, those revoked again included",
            &counts.revocations,
        );
        metrics.add(
            "registry_receipt_signing_failures",
            "Registrations that failed because a receipt could not be signed",
            &counts.receipt_failures,
        );
        metrics.add(
            "registry_clock_behind_seconds",
            "Seconds by which the clock is behind the register's last entry; more than a few: the clock was set back",
            &counts.clock_behind,
        );
        published.register(metrics);
        let (published, clock) = (published.clone(), clock.clone());
        metrics.add_asked(
            "registry_lists_valid_seconds",
            "Seconds until the first of the published lists is no longer valid; below 0 it has expired",
            move || seconds_left(&published, clock.now()),
        );
        counts
    }

    /// Counts the outcome of a registration.
    pub(crate) fn of_receipts(&self, recorded: &Result<Vec<Value>, RegisterError>) {
        match recorded {
            Ok(receipts) => {
                self.certificates.inc_by(receipts.len() as u64);
            }
            Err(RegisterError::Receipt(_)) => {
                self.receipt_failures.inc();
            }
            Err(_) => {}
        }
    }
}

/// Seconds until the first list runs out; `None` while none was signed.
fn seconds_left(published: &Published, now: Timestamp) -> Option<f64> {
    let standings = published.standings();
    let first = standings.values().filter_map(|s| s.valid_until).min()?;
    Some(first.duration_since(now).as_secs_f64())
}
