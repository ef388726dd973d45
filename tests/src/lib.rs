//! Scenarios over all programs: a [`world`] of every service in one process with a movable clock and seeded
//! randomness, and [`processes`]: the same programs as they are shipped, started, killed and started again; a [`browser`] that
//! opens their pages.
//!
//! Nothing here is shipped. The story of `make demo` is the binary `demo`.

pub mod browser;
pub mod group;
pub mod photograph;
pub mod processes;
pub mod registry_home;
pub mod stage;
pub mod world;
