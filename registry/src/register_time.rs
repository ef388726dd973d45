//! The register's time: the clock's, which never goes back behind the last entry of the log. How far the clock is behind it
//! is watched, because the register dates entries wrongly meanwhile: they all bear the last entry's time.

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::{Registry, whole_seconds},
    store::StoreError,
};

/// By so much the clock may be behind without being called wrong: clocks of several registries on one database differ,
/// and requests overtake one another.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// A clock that is behind by more than [`TOLERANCE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock says {now}, {} seconds before the register's last entry of {last}. Compare it with another clock, and set it right if it is wrong; else that entry was made while a clock was ahead. Until the clock has passed it, new entries are dated as that one",
    .last.duration_since(*.now).as_secs()
)]
pub struct ClockBehind {
    /// The clock's time.
    pub now: Timestamp,
    /// The last entry's.
    pub last: Timestamp,
}

/// The register's time: what a decision that is made now is judged by.
///
/// # Errors
/// When the store does not answer.
pub async fn now(registry: &Registry) -> Result<Timestamp, StoreError> {
    let last = registry.store.last_at().await?;
    Ok(not_before(last, registry.now()))
}

/// The time of an entry that is made at `now` after one that was made at `last`: no earlier than that one's second. Logs from
/// before may have parts of one.
pub fn not_before(last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    last.map_or(now, |last| whole_seconds(last).max(now))
}

/// Compares the clock with the last entry, and notes in the metrics by how much it is behind.
pub async fn compare(registry: &Registry) -> Result<Result<(), ClockBehind>, StoreError> {
    let Some(last) = registry.store.last_at().await? else {
        return Ok(Ok(()));
    };
    let now = registry.now();
    let behind = last.duration_since(now);
    registry.counts.clock_behind.set(behind.as_secs().max(0));
    Ok(if behind > TOLERANCE {
        Err(ClockBehind { now, last })
    } else {
        Ok(())
    })
}
