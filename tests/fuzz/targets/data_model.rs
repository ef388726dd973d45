//! Any JSON as a credential or a presentation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::data_model(bytes));
