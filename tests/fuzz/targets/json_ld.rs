//! Any bytes as a JSON-LD document, canonicalised.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::json_ld(bytes));
