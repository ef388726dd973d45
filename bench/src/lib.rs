//! What the benchmarks measure: certificates of our profile, made as awarding bodies make them, in several sizes and for
//! as many persons as are wanted.
//!
//! *In scope*: the documents, the keys and the setting; the binary `bench` measures, `benches/engine.rs` looks at the
//! stages.
//!
//! *Out of scope*: anything that a program of ours needs.

pub mod certificates;
pub mod persons;
pub mod programmes;
pub mod setting;
