//! Verification in the browser: the certificate that a code or a file carries is judged by the offline bundle, with the code
//! that the verifier itself judges by. Nothing is sent anywhere.
//!
//! In scope: the module's exports, [`take`](abi::take) and [`judge`]. What the page does with them stands in
//! `verifier/assets/judge.js`.
//!
//! Out of scope: fetching and keeping the bundle, reading pictures.

mod abi;
mod judge;

/// Judges. `request`: a [`judge::Request`] as JSON; `bundle`: the offline bundle or its head, to the byte; `more`: further
/// parts of it, a line each. All lie in memory from [`abi::take`]. The answer is where the result points: its length in four bytes, then a [`judge::Answer`] as JSON.
///
/// # Safety
/// All came from [`abi::take`] with these lengths, and are used this once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn judge(
    request: *const u8,
    request_length: usize,
    bundle: *const u8,
    bundle_length: usize,
    more: *const u8,
    more_length: usize,
) -> *const u8 {
    // SAFETY: as above.
    let (request, bundle, more) = unsafe {
        (
            abi::text(request, request_length),
            abi::text(bundle, bundle_length),
            abi::text(more, more_length),
        )
    };
    abi::hand_out(&judge::answer(request, bundle, more))
}
