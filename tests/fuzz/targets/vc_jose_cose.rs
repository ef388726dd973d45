//! Any text as a token.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::vc_jose_cose(text));
