//! Judging certificates and presentations: each reason of the report has the one fault that leads to it.

#![recursion_limit = "256"]

mod bulk;
mod certificate;
mod extracts;
mod gathered;
mod hostile;
mod leaves;
mod offline;
mod presented;
mod programme_review;
mod proofs;
mod safe_mode;
mod securing;
mod totality;
mod world;
