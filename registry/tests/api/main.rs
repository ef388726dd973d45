//! The registry as others meet it: through its router, on a store of its own, with a clock and randomness of the
//! test's.

mod access;
mod admission;
mod allocation;
mod api_keys;
mod clock;
pub(crate) mod dictionaries;
mod documents;
mod life;
mod offline;
mod operating;
mod pages;
mod programmes;
pub(crate) mod review_statements;
mod rights;
mod scope;
mod stated_by_hand;
mod status;
mod take_back;
pub(crate) mod world;
