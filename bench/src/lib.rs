//! What the benchmarks measure: certificates of our profile, made as awarding bodies make them, in several sizes and for
//! as many persons as are wanted.
//!
//! *In scope*: the documents, the keys and the setting; what reports are made of. The binary `bench` measures the proof
//! engine, `bench-register` the register and its programs, `benches/engine.rs` looks at the stages.
//!
//! *Out of scope*: anything that a program of ours needs.

pub mod certificates;
pub mod figures;
pub mod machine;
pub mod output;
pub mod persons;
pub mod programmes;
pub mod setting;
pub mod table;
