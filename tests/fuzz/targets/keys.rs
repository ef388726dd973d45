//! Any text as a key or a DID, any JSON as a JWK.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::keys(bytes));
