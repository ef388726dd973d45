//! A camera: turns a drawn symbol into a photograph of a sheet that lies on a grey table.

use std::io::Cursor;

use image::{GrayImage, Luma, codecs::jpeg::JpegEncoder, imageops::blur};
use rand::{RngExt as _, rngs::StdRng};

/// How a picture is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shot {
    /// Pixels to a module.
    scale: f32,
    /// By how much it is turned, in radians.
    turn: f32,
    /// How much further away one edge is than the other: along both axes, as parts of the width.
    tilt: (f32, f32),
    /// Standard deviation of the blur, in pixels.
    blur: f32,
    /// The highest deviation of a pixel by noise, of 255.
    noise: f32,
    /// Quality of JPEG, in per cent.
    quality: u8,
}

impl Shot {
    /// Some shot that a hand would take.
    pub(crate) fn random(scale: f32, rng: &mut StdRng) -> Self {
        Self {
            scale,
            turn: rng.random_range(-0.17..0.17),
            tilt: (rng.random_range(-0.08..0.08), rng.random_range(-0.08..0.08)),
            blur: scale * rng.random_range(0.15..0.3),
            noise: rng.random_range(2.0..16.0),
            quality: rng.random_range(60..90),
        }
    }
}

/// The photograph, as JPEG, of a symbol that was drawn with `module` pixels to a module.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels"
)]
pub(crate) fn photograph(png: &[u8], module: u32, shot: &Shot, rng: &mut StdRng) -> Vec<u8> {
    let symbol = image::load_from_memory(png).unwrap().into_luma8();
    let magnified = shot.scale / module as f32;
    let sheet = symbol.width() as f32;
    let side = (sheet * magnified * 1.5) as u32;
    let (sin, cos) = shot.turn.sin_cos();
    let picture = GrayImage::from_fn(side, side, |x, y| {
        // From the picture's pixel back to the sheet: perspective, turn, magnification.
        let half = side as f32 / 2.0;
        let (u, v) = (x as f32 + 0.5 - half, y as f32 + 0.5 - half);
        let depth = 1.0 + shot.tilt.0 * u / half + shot.tilt.1 * v / half;
        let (u, v) = (u / depth, v / depth);
        let (u, v) = (u * cos + v * sin, v * cos - u * sin);
        let (u, v) = (u / magnified + sheet / 2.0, v / magnified + sheet / 2.0);
        if u < 0.0 || v < 0.0 || u >= sheet || v >= sheet {
            return Luma([150]);
        }
        sample(&symbol, u, v)
    });
    let mut picture = blur(&picture, shot.blur);
    for pixel in picture.pixels_mut() {
        // Paper is no pure white, ink no pure black, and light falls from one side.
        let value = 30.0 + f32::from(pixel.0[0]) * 0.75;
        let noise = rng.random_range(-shot.noise..shot.noise);
        pixel.0[0] = (value + noise).clamp(0.0, 255.0) as u8;
    }
    let mut jpeg = Cursor::new(Vec::new());
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, shot.quality);
    picture.write_with_encoder(encoder).unwrap();
    jpeg.into_inner()
}

/// The mean over a pixel's surroundings, as a lens sees it.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels"
)]
fn sample(symbol: &GrayImage, u: f32, v: f32) -> Luma<u8> {
    let last = (symbol.width() - 1) as f32;
    let mut sum = 0.0;
    for (du, dv) in [(-0.4, -0.4), (0.4, -0.4), (-0.4, 0.4), (0.4, 0.4)] {
        let (x, y) = ((u + du).clamp(0.0, last), (v + dv).clamp(0.0, last));
        sum += f32::from(symbol.get_pixel(x as u32, y as u32).0[0]);
    }
    Luma([(sum / 4.0) as u8])
}
