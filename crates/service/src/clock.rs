//! The time as a parameter. Nothing else in the servers asks the operating system what time it is.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A clock that several parts of a program read.
pub type SharedClock = Arc<dyn Clock>;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// This clock for [`SharedClock`] parameters.
    pub fn shared() -> SharedClock {
        Arc::new(Self)
    }
}

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where servers ask for the time"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved; for tests and demonstrations. Clones move together.
#[derive(Clone, Debug)]
pub struct MovableClock(Arc<Mutex<Timestamp>>);

impl MovableClock {
    /// Stands at `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(start)))
    }

    /// Stands at `now` from here on.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Goes forward, or back when `by` is negative; stops at the ends of representable time.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }

    /// This clock for [`SharedClock`] parameters.
    pub fn shared(&self) -> SharedClock {
        Arc::new(self.clone())
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_movable_clock_move_together() {
        let start: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
        let clock = MovableClock::new(start);
        let shared = clock.shared();
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(shared.now().to_string(), "2026-09-01T01:00:00Z");
        clock.set(start);
        assert_eq!(shared.now(), start);
    }

    #[test]
    fn the_system_clock_does_not_go_back() {
        let clock = SystemClock::shared();
        let first = clock.now();
        assert!(clock.now() >= first);
    }
}
