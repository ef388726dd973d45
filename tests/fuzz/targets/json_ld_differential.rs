//! JSON-LD to RDF against another engine.
#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::quiet_panics_of("oxjsonld"), |bytes: &[u8]| {
    fuzz::json_ld_agrees(bytes);
});
