//! Any text as a DID to resolve.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::did_resolution(text));
