//! Any bytes as JSON, in canonical form.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::jcs(bytes));
