//! The proof engine against other engines, against altered documents and against hostile ones.

mod compare;
mod differential;
mod generator;
mod hostile_graphs;
mod known;
mod large;
mod mutations;
mod related_twice;
mod to_rdf;
