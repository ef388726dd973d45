//! A picture of a code as a phone takes one: turned, blurred, as JPEG.

use std::{f32::consts::PI, io::Cursor};

use image::{
    GrayImage, ImageError, Luma,
    codecs::jpeg::JpegEncoder,
    imageops::{FilterType, blur, resize},
};

/// How wide a code is printed, in millimetres.
const WIDTH: f32 = 50.0;
/// Dots to an inch.
const RESOLUTION: f32 = 150.0;
/// By how much the sheet is turned, in degrees.
const TURN: f32 = 7.0;
/// Standard deviation of the blur, in dots.
const BLUR: f32 = 0.8;
/// Quality of JPEG, in per cent.
const QUALITY: u8 = 60;

/// The photograph, as JPEG, of a drawn symbol that is printed 50 mm wide, at 150 dots to an inch: turned by 7 degrees, blurred,
/// on a grey table, by light in which paper is not white and ink not black.
///
/// # Errors
/// When the PNG cannot be read.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "dots"
)]
pub fn photograph(png: &[u8]) -> Result<Vec<u8>, ImageError> {
    let symbol = image::load_from_memory(png)?.into_luma8();
    let printed = (WIDTH / 25.4 * RESOLUTION) as u32;
    let symbol = resize(&symbol, printed, printed, FilterType::Triangle);
    let side = printed * 3 / 2;
    let (sin, cos) = (TURN * PI / 180.0).sin_cos();
    let (middle, half) = (side as f32 / 2.0, printed as f32 / 2.0);
    let turned = GrayImage::from_fn(side, side, |x, y| {
        let (u, v) = (x as f32 + 0.5 - middle, y as f32 + 0.5 - middle);
        let (u, v) = (u * cos + v * sin + half, v * cos - u * sin + half);
        Luma([between(&symbol, u - 0.5, v - 0.5).unwrap_or(150)])
    });
    let mut picture = blur(&turned, BLUR);
    for dot in picture.pixels_mut() {
        dot.0[0] = (30.0 + f32::from(dot.0[0]) * 0.75) as u8;
    }
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
    Ok(jpeg.into_inner())
}

/// The value between the four dots around a place; `None` beside the sheet.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "dots"
)]
fn between(sheet: &GrayImage, u: f32, v: f32) -> Option<u8> {
    let (width, height) = (sheet.width() as f32, sheet.height() as f32);
    if u < 0.0 || v < 0.0 || u >= width - 1.0 || v >= height - 1.0 {
        return None;
    }
    let (x, y) = (u as u32, v as u32);
    let (right, down) = (u.fract(), v.fract());
    let dot = |x, y| f32::from(sheet.get_pixel(x, y).0[0]);
    let above = dot(x, y) * (1.0 - right) + dot(x + 1, y) * right;
    let below = dot(x, y + 1) * (1.0 - right) + dot(x + 1, y + 1) * right;
    Some((above * (1.0 - down) + below * down) as u8)
}
