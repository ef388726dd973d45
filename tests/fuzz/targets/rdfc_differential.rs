//! RDF canonicalization against another engine.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::rdfc_agrees(bytes));
