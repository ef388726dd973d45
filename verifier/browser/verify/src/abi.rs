//! How texts come in and go out: memory of the module, which the page writes and reads.
//!
//! The page takes a new instance for every answer, so nothing is ever given back.

/// Memory for `length` bytes, for the page to write a text into.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// The text that the page wrote into memory from [`take`].
///
/// # Safety
/// `start` came from [`take`] with the same `length`, and is used this once.
pub(crate) unsafe fn text<'a>(start: *const u8, length: usize) -> &'a str {
    // SAFETY: as above; the memory is never given back.
    let bytes = unsafe { std::slice::from_raw_parts(start, length) };
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Hands out a text: four bytes with its length in bytes, the lowest first, and the text.
pub(crate) fn hand_out(text: &str) -> *const u8 {
    let length = u32::try_from(text.len()).unwrap_or_default();
    let bytes = [&length.to_le_bytes(), text.as_bytes()].concat();
    Box::leak(bytes.into_boxed_slice()).as_ptr()
}
