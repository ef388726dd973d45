//! The registry as others meet it: through its router, on a store of its own, with a clock and randomness of the
//! test's.

mod access;
mod allocation;
mod api_keys;
mod documents;
mod life;
mod pages;
mod programmes;
mod rights;
pub(crate) mod world;
