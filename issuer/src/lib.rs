//! The awarding body's program: imports the results of a group, has every certificate numbered by the operator,
//! signs, registers and delivers it, and revokes.
//!
//! *In scope*: programmes from the draft to the register, import with preview, the record of every batch, preparing and signing, delivery, the awarding
//! body's keys, its pages, its JSON API and its command line.
//!
//! *Out of scope*: numbers, the register, trust and status lists (the operator's), what a valid certificate is
//! (`credential`), what things are called (`schemas`).

pub mod app;
pub mod batch;
pub mod cli;
pub mod config;
pub mod deliver;
pub mod draft;
pub mod extract;
pub mod import;
pub mod keys;
pub mod metrics;
pub mod prepare;
pub mod programme;
pub mod registry;
pub mod sign;
pub mod status;
pub mod store;
pub mod texts;
pub mod web;
