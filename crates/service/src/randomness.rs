//! Randomness as a parameter. Nothing else asks the operating system for it.

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rand::{SeedableRng, rngs::StdRng};
use rand_core::{CryptoRng, TryCryptoRng, TryRng, UnwrapErr};

/// A source of randomness for keys, tokens and places in status lists. Clones draw from the same source; each
/// clone is itself a [`CryptoRng`].
#[derive(Clone)]
pub struct SharedRng(Arc<Mutex<dyn CryptoRng + Send>>);

impl SharedRng {
    /// The operating system's source.
    ///
    /// # Panics
    /// A draw panics when the operating system refuses randomness: nothing safe can go on without.
    pub fn os() -> Self {
        Self::of(os())
    }

    /// Any source.
    pub fn of(source: impl CryptoRng + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    /// The same draws for the same `seed`: for tests and demonstrations only.
    pub fn seeded(seed: u64) -> Self {
        Self::of(StdRng::seed_from_u64(seed))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut (dyn CryptoRng + Send)) -> T) -> T {
        // A source has no state that a panic could leave half-changed.
        draw(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The operating system's source as such, for a program that needs no [`SharedRng`].
pub fn os() -> impl CryptoRng + Send + 'static {
    #[allow(
        clippy::disallowed_types,
        reason = "the one place where randomness comes from"
    )]
    UnwrapErr(rand::rngs::SysRng)
}

impl TryRng for SharedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.with(|source| source.try_next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.with(|source| source.try_next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.with(|source| source.try_fill_bytes(bytes))
    }
}

impl TryCryptoRng for SharedRng {}

impl fmt::Debug for SharedRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedRng")
    }
}

#[cfg(test)]
mod tests {
    use rand_core::Rng;

    use super::*;

    #[test]
    fn a_seed_repeats_and_clones_share() {
        let mut first = SharedRng::seeded(7);
        let mut clone = first.clone();
        let drawn = [first.next_u64(), clone.next_u64()];
        let mut again = SharedRng::seeded(7);
        assert_eq!(drawn, [again.next_u64(), again.next_u64()]);
        assert_ne!(drawn[0], drawn[1]);
    }

    #[test]
    fn the_systems_draws_differ() {
        let mut rng = SharedRng::os();
        let (mut a, mut b) = ([0; 32], [0; 32]);
        rng.fill_bytes(&mut a);
        rng.fill_bytes(&mut b);
        assert_ne!(a, b);
    }
}
