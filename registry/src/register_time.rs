//! The register's time: the clock's, which never goes back behind the last entry of the log. How far the clock is behind it
//! is watched, because the register dates entries wrongly meanwhile: they all bear the last entry's time.

use jiff::{SignedDuration, Timestamp};

use crate::{app::Registry, store::StoreError};

/// By so much the clock may be behind without being called wrong: clocks of several registries on one database differ,
/// and requests overtake one another.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// A clock that is behind by more than [`TOLERANCE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock says {now}, {} seconds before the register's last entry of {last}: set it right. Until it has passed that entry, new entries are dated as that one",
    .last.duration_since(*.now).as_secs()
)]
pub struct ClockBehind {
    /// The clock's time.
    pub now: Timestamp,
    /// The last entry's.
    pub last: Timestamp,
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
