//! The server over HTTP: every endpoint, in the process and as one.

mod data_integrity;
mod envelopes;
mod identifiers;
mod issuing;
mod presentations;
mod process;
mod selective_disclosure;
mod starting;
mod status;
mod vectors;
mod world;
