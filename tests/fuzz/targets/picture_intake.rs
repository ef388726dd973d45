//! Pictures of codes: any bytes as a PNG or JPEG have a text, or a reason why they have none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use qr::picture::{self, PictureError};

fuzz_target!(init: fuzz::quiet_panics_of("rxing"), |file: &[u8]| {
    match picture::read(file) {
        Ok(_) => assert!(picture::is_picture(file)),
        Err(PictureError::Format) => assert!(!picture::is_picture(file)),
        Err(_) => {}
    }
});
