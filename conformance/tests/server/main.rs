//! The server over HTTP: every endpoint, in the process and as one.

mod data_integrity;
mod envelopes;
mod identifiers;
mod issuing;
mod presentations;
mod process;
mod selective_disclosure;
#[path = "../../../schemas/tests/shared_data/mod.rs"]
mod shared_data;
mod starting;
mod status;
mod vectors;
mod world;
