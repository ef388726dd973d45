//! Symbols in pictures: photographs, scans, screenshots.
//!
//! A symbol is looked for in the picture as it is, at half and at a quarter of its size, and in small pictures at twice their
//! size: alone, `rxing` misses small codes in large frames, and modules of three pixels. Very large pictures are looked at in
//! half their size and below. With its limits, a picture takes less than 200 MB of memory.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use image::{
    DynamicImage, GrayImage, ImageFormat, ImageReader, Limits,
    imageops::{FilterType, resize, thumbnail},
};
use rxing::{
    BinaryBitmap, Luma8LuminanceSource,
    common::{DetectorRXingResult as _, HybridBinarizer, cpp_essentials::DecoderResult},
    qrcode::cpp_port::{
        decoder::Decode,
        detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR},
    },
};

/// How many bytes a picture's file has at most.
pub const MAX_FILE: usize = 32 * 1024 * 1024;
/// How many pixels a side of a picture has at most.
pub const MAX_SIDE: u32 = 8_192;
/// How many pixels a picture has at most: as many as phones take by default, which is 5,712 × 4,284.
pub const MAX_PIXELS: u64 = 24_500_000;
/// How many a progressive JPEG has at most. Its coefficients are all in memory at once, six bytes for a pixel.
pub const MAX_PIXELS_PROGRESSIVE: u64 = 12_500_000;
/// How many a picture has that is searched as it is: the search takes time.
const MAX_PIXELS_SEARCHED: u64 = 12_500_000;
/// How much memory a decoded picture may take, in bytes.
const MAX_MEMORY: u64 = 100_000_000;
/// The size below which a picture is not made smaller.
const SMALLEST: u32 = 100;
/// The longer side of pictures that are also doubled, in pixels.
const LARGEST_DOUBLED: u32 = 1_600;
/// How many corners of symbols a picture has at most: those of a hundred symbols.
const MOST_CORNERS: usize = 300;
/// How often a picture is made half as large.
const HALVINGS: usize = 2;

/// Why no symbol was read in a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The file is too long.
    #[error(
        "the picture has {found} bytes, at most {limit} are taken: cut out the code, or save it smaller"
    )]
    FileTooLong {
        /// How long it is, in bytes.
        found: usize,
        /// How long it may be.
        limit: usize,
    },
    /// It is no PNG or JPEG.
    #[error("this is no picture in PNG or JPEG: save it as one of these")]
    Format,
    /// It is too large.
    #[error(
        "the picture has {width} × {height} pixels, at most {MAX_PIXELS} in all and {MAX_SIDE} a side are taken, and {MAX_PIXELS_PROGRESSIVE} of a progressive JPEG: cut out the code, or save it smaller"
    )]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// It is damaged.
    #[error("the picture cannot be read ({0}): save it again")]
    Damaged(String),
    /// There is no symbol in it, or none that can be read.
    #[error(
        "no QR code can be read in the picture: take it again from nearer, straight, in good light, with the whole code and its white margin"
    )]
    NoSymbol,
}

/// Whether a file begins as a PNG or JPEG does.
pub fn is_picture(file: &[u8]) -> bool {
    format(file).is_some()
}

/// The text of the QR code in a picture: the first that is found.
pub fn read(file: &[u8]) -> Result<String, PictureError> {
    find(decode(file)?.into_luma8())
}

/// The text of the QR code in a picture of grey pixels, a byte each, row by row: the first that is found.
pub fn read_luma(width: u32, height: u32, pixels: Vec<u8>) -> Result<String, PictureError> {
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    let picture = GrayImage::from_raw(width, height, pixels);
    find(picture.ok_or_else(|| PictureError::Damaged("pixels are missing".to_owned()))?)
}

fn find(mut picture: GrayImage) -> Result<String, PictureError> {
    if u64::from(picture.width()) * u64::from(picture.height()) > MAX_PIXELS_SEARCHED {
        picture = halved(&picture);
    }
    if let Some(text) = detect(&picture) {
        return Ok(text);
    }
    if picture.width().max(picture.height()) <= LARGEST_DOUBLED
        && let Some(text) = detect(&doubled(&picture))
    {
        return Ok(text);
    }
    for _ in 0..HALVINGS {
        if picture.width().min(picture.height()) / 2 < SMALLEST {
            break;
        }
        picture = halved(&picture);
        if let Some(text) = detect(&picture) {
            return Ok(text);
        }
    }
    Err(PictureError::NoSymbol)
}

/// At half its size, without what [`resize`] takes in between: sixteen bytes for a pixel.
fn halved(picture: &GrayImage) -> GrayImage {
    thumbnail(picture, picture.width() / 2, picture.height() / 2)
}

fn doubled(picture: &GrayImage) -> GrayImage {
    let (width, height) = (picture.width() * 2, picture.height() * 2);
    resize(picture, width, height, FilterType::Triangle)
}

/// Decodes a picture, after its size was read in its header.
fn decode(file: &[u8]) -> Result<DynamicImage, PictureError> {
    let found = file.len();
    if found > MAX_FILE {
        let limit = MAX_FILE;
        return Err(PictureError::FileTooLong { found, limit });
    }
    let format = format(file).ok_or(PictureError::Format)?;
    let damaged = |e: image::ImageError| PictureError::Damaged(e.to_string());
    let reader = || ImageReader::with_format(Cursor::new(file), format);
    let (width, height) = reader().into_dimensions().map_err(damaged)?;
    let pixels = u64::from(width) * u64::from(height);
    let most = if is_progressive_jpeg(file) {
        MAX_PIXELS_PROGRESSIVE
    } else {
        MAX_PIXELS
    };
    if width.max(height) > MAX_SIDE || pixels > most {
        return Err(PictureError::TooLarge { width, height });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = reader();
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => PictureError::TooLarge { width, height },
        error => damaged(error),
    })
}

/// Whether the frame of a JPEG is a progressive one
/// ([ITU-T T.81, B.1.1.3](https://www.w3.org/Graphics/JPEG/itu-t81.pdf): its segments are gone through up to the frame).
fn is_progressive_jpeg(file: &[u8]) -> bool {
    let Some(mut rest) = file.strip_prefix(b"\xff\xd8") else {
        return false;
    };
    while let [_, more @ ..] = rest {
        match *rest {
            // A marker, filled up before and between with 0xff.
            [0xff, marker, high, low, ..]
                if !matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9 | 0xff) =>
            {
                match marker {
                    0xc2 | 0xc6 | 0xca | 0xce => return true,
                    0xc0 | 0xc1 | 0xc3 | 0xc5 | 0xc7 | 0xc9 | 0xcb | 0xcd | 0xcf => return false,
                    _ => {}
                }
                let length = usize::from(u16::from_be_bytes([high, low]));
                rest = rest.get(2 + length..).unwrap_or_default();
            }
            _ => rest = more,
        }
    }
    false
}

fn format(file: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(file).ok()?;
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg).then_some(format)
}

/// The text of the symbol in a picture. The library has panicked on pictures; that ends nothing. Of its two readers this is
/// the one that tries few candidates; still, its time grows with what looks like a corner of a symbol, so that is bounded. Its
/// steps are taken one by one, because as a whole it asks for the time, which browsers' WebAssembly has not.
fn detect(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let pixels = picture.as_raw().clone();
    let detecting = AssertUnwindSafe(move || {
        let source = Luma8LuminanceSource::new(pixels, width, height).ok()?;
        let picture = BinaryBitmap::new(HybridBinarizer::new(source));
        let dark = picture.get_black_matrix();
        let mut corners = FindFinderPatterns(dark, true, 0);
        if corners.len() > MOST_CORNERS {
            return None;
        }
        let symbols = GenerateFinderPatternSets(&mut corners).into_iter();
        let sampled = symbols.filter_map(|symbol| SampleQR(dark, &symbol).ok());
        let mut read = sampled.filter_map(|sampled| Decode(sampled.getBits()).ok());
        Some(read.find(DecoderResult::isValid)?.text())
    });
    catch_unwind(detecting).ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG that says it is so large and holds nothing.
    fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut chunk = b"IHDR".to_vec();
        chunk.extend(width.to_be_bytes());
        chunk.extend(height.to_be_bytes());
        chunk.extend([8, 0, 0, 0, 0]);
        let checksum = crc32(&chunk);
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
        file.extend(chunk);
        file.extend(checksum.to_be_bytes());
        file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        file
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum: u32, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
            })
        })
    }

    #[test]
    fn a_picture_of_30_000_by_30_000_is_refused_before_it_is_decoded() {
        let (width, height) = (30_000, 30_000);
        let refused = read(&png_header(width, height));
        assert_eq!(refused, Err(PictureError::TooLarge { width, height }));
        let (width, height) = (5_713, 4_290);
        let refused = read(&png_header(width, height));
        assert_eq!(refused, Err(PictureError::TooLarge { width, height }));
        // What a phone takes.
        let refused = read(&png_header(5_712, 4_284));
        assert!(matches!(refused, Err(PictureError::Damaged(_))));
    }

    /// A JPEG that says it is so large and holds no data, with its frame behind a comment that looks like one.
    fn jpeg_header(frame: u8, width: u16, height: u16) -> Vec<u8> {
        let mut file = b"\xff\xd8\xff\xfe\0\x06\xff\xc0ab\xff\xff".to_vec();
        file.extend([frame, 0, 17, 8]);
        file.extend(height.to_be_bytes());
        file.extend(width.to_be_bytes());
        file.extend(
            b"\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\0\0\xff\xd9",
        );
        file
    }

    #[test]
    fn of_a_progressive_jpeg_fewer_pixels_are_taken() {
        let refused = read(&jpeg_header(0xc2, 5_712, 4_284));
        let (width, height) = (5_712, 4_284);
        assert_eq!(refused, Err(PictureError::TooLarge { width, height }));
        for taken in [
            jpeg_header(0xc0, 5_712, 4_284),
            jpeg_header(0xc2, 4_032, 3_024),
        ] {
            let refused = read(&taken);
            assert!(
                !matches!(refused, Err(PictureError::TooLarge { .. })),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for bad in [&b""[..], b"{}", script, b"GIF89a\0\0\0\0"] {
            assert_eq!(read(bad), Err(PictureError::Format));
            assert!(!is_picture(bad));
        }
        assert!(matches!(
            read(&png_header(200, 200)),
            Err(PictureError::Damaged(_))
        ));
        assert!(matches!(
            read(b"\xff\xd8\xff\xe0"),
            Err(PictureError::Damaged(_))
        ));
        let (found, limit) = (MAX_FILE + 1, MAX_FILE);
        assert_eq!(
            read(&vec![0; found]),
            Err(PictureError::FileTooLong { found, limit })
        );
    }

    /// Corners of symbols in two sizes, one beside the other: readers that try all threes of them do not come to an end.
    #[test]
    fn a_picture_full_of_corners_ends() {
        let picture = GrayImage::from_fn(2_000, 2_000, |x, y| {
            let module = if (x / 28 + y / 28) % 2 == 0 { 3 } else { 2 };
            let ring = |at: u32| (at % 28 / module).abs_diff(4);
            let dark = matches!(ring(x).max(ring(y)), 0 | 1 | 3);
            image::Luma([if dark { 0 } else { 255 }])
        });
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, ImageFormat::Png).unwrap();
        assert_eq!(read(file.get_ref()), Err(PictureError::NoSymbol));
    }

    #[test]
    fn an_empty_picture_has_no_symbol() {
        let mut file = Cursor::new(Vec::new());
        GrayImage::from_pixel(400, 300, image::Luma([255]))
            .write_to(&mut file, ImageFormat::Png)
            .unwrap();
        assert_eq!(read(file.get_ref()), Err(PictureError::NoSymbol));
    }
}
