//! Reads the code in a picture of the camera or of a file, in the browser. It knows nothing of certificates.

use qr::picture;

/// Memory for `length` bytes, for the page to write a picture into.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// The text of the code in a picture of `width` × `height` grey pixels, a byte each, in memory from [`take`], which is given
/// back. The answer is where the result points: its length in four bytes, the lowest first, and the text; null when there is
/// no code that can be read. The page gives it back by [`give_back`].
///
/// # Safety
/// `pixels` came from [`take`] with `width` × `height` bytes, and is used this once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scan(pixels: *mut u8, width: u32, height: u32) -> *mut u8 {
    let length = width as usize * height as usize;
    // SAFETY: as above.
    let pixels = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(pixels, length)) };
    let Ok(text) = picture::read_luma(width, height, pixels.into_vec()) else {
        return std::ptr::null_mut();
    };
    let length = u32::try_from(text.len()).unwrap_or_default();
    let bytes = [&length.to_le_bytes(), text.as_bytes()].concat();
    Box::leak(bytes.into_boxed_slice()).as_mut_ptr()
}

/// Gives back an answer of [`scan`].
///
/// # Safety
/// `answer` came from [`scan`] with a text of `length` bytes, and is given back this once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn give_back(answer: *mut u8, length: usize) {
    // SAFETY: as above.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(answer, length + 4)) });
}
