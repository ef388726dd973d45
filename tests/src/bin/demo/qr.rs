//! Reading a QR code from a picture, as a camera's program does.

use std::path::Path;

use scenarios::processes::Failure;

/// The text in the QR code of a PNG file.
///
/// # Errors
/// When there is no picture, or no QR code that can be read in it.
pub(crate) fn read(png: &Path) -> Result<String, Failure> {
    let unreadable = |e: &dyn std::fmt::Display| Failure(format!("{}: {e}", png.display()));
    let picture = image::open(png).map_err(|e| unreadable(&e))?.into_luma8();
    let (width, height) = picture.dimensions();
    let format = Some(rxing::BarcodeFormat::QR_CODE);
    rxing::helpers::detect_in_luma(picture.into_raw(), width, height, format)
        .map(|found| found.getText().to_owned())
        .map_err(|e| unreadable(&e))
}
