//! QR symbols (ISO/IEC 18004) with error correction level M: built, and drawn as SVG and PNG.

use image::{ExtendedColorType, ImageEncoder as _, Luma, codecs::png::PngEncoder};
use qrcode::{
    EcLevel, QrCode, Version,
    bits::Bits,
    optimize::{Parser, Segment},
    render::svg,
    types::{Mode, QrError},
};

/// The highest version that is drawn: 97 modules wide.
pub const MAX_VERSION: i16 = 20;

/// Level M withstands scratches that L does not: 15 % of the symbol may be lost.
const LEVEL: EcLevel = EcLevel::M;

/// Why a symbol cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The text is too long.
    #[error(
        "{length} characters do not fit into a QR code of version {MAX_VERSION}, which is the largest that phones read well"
    )]
    TooLong {
        /// How many characters.
        length: usize,
    },
    /// The symbol or its picture cannot be made.
    #[error("the QR code cannot be drawn ({0})")]
    Drawing(String),
}

/// A symbol of the lowest version that holds its text.
pub struct Symbol {
    code: QrCode,
}

/// The lowest version, 1 to [`MAX_VERSION`], whose symbol holds `text`.
pub fn version(text: &str) -> Result<i16, DrawError> {
    bits(text).map(|(version, _)| version)
}

impl Symbol {
    /// The symbol of a text. What lies before and behind the first `#` is alphanumeric where it can be: two characters in
    /// eleven bits.
    pub fn new(text: &str) -> Result<Self, DrawError> {
        let (_, bits) = bits(text)?;
        let code = QrCode::with_bits(bits, LEVEL).map_err(|e| DrawError::Drawing(e.to_string()))?;
        Ok(Self { code })
    }

    /// Its version, 1 to [`MAX_VERSION`].
    pub fn version(&self) -> i16 {
        match self.code.version() {
            Version::Normal(version) | Version::Micro(version) => version,
        }
    }

    /// As SVG, at least 240 pixels wide, with a quiet zone of 4 modules.
    pub fn svg(&self) -> String {
        self.code
            .render::<svg::Color<'_>>()
            .quiet_zone(true)
            .min_dimensions(240, 240)
            .build()
    }

    /// As PNG in shades of grey, with `module` pixels to a module and a quiet zone of 4 modules.
    pub fn png(&self, module: u32) -> Result<Vec<u8>, DrawError> {
        let picture = self
            .code
            .render::<Luma<u8>>()
            .quiet_zone(true)
            .module_dimensions(module, module)
            .build();
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(
                picture.as_raw(),
                picture.width(),
                picture.height(),
                ExtendedColorType::L8,
            )
            .map_err(|e| DrawError::Drawing(e.to_string()))?;
        Ok(png)
    }
}

/// The bits of a text in the lowest version that holds them.
fn bits(text: &str) -> Result<(i16, Bits), DrawError> {
    for version in 1..=MAX_VERSION {
        match bits_of(text, version) {
            Ok(bits) => return Ok((version, bits)),
            Err(QrError::DataTooLong) => {}
            Err(error) => return Err(DrawError::Drawing(error.to_string())),
        }
    }
    Err(DrawError::TooLong {
        length: text.chars().count(),
    })
}

fn bits_of(text: &str, version: i16) -> Result<Bits, QrError> {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_segments(text.as_bytes(), segments(text).into_iter())?;
    bits.push_terminator(LEVEL)?;
    Ok(bits)
}

/// Segments by hand: the automatic ones take a version more for such texts.
fn segments(text: &str) -> Vec<Segment> {
    let fragment = text.find('#').unwrap_or(text.len());
    let behind = (fragment + 1).min(text.len());
    [(0, fragment), (fragment, behind), (behind, text.len())]
        .into_iter()
        .filter(|(begin, end)| begin < end)
        .map(|(begin, end)| Segment {
            mode: mode(&text.as_bytes()[begin..end]),
            begin,
            end,
        })
        .collect()
}

fn mode(bytes: &[u8]) -> Mode {
    let alphanumeric = Parser::new(bytes).all(|segment| segment.mode <= Mode::Alphanumeric);
    if alphanumeric {
        Mode::Alphanumeric
    } else {
        Mode::Byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_takes_three_segments() {
        let modes = |text| segments(text).iter().map(|s| s.mode).collect::<Vec<_>>();
        let three = [Mode::Alphanumeric, Mode::Byte, Mode::Alphanumeric];
        assert_eq!(modes("HTTPS://VERIFY.KZ/V#0A$*-/:"), three);
        assert_eq!(modes("https://issuer.kz/c/abc"), [Mode::Byte]);
        assert!(segments("").is_empty());
    }

    #[test]
    fn the_lowest_version_that_holds_the_text_is_taken() {
        // Of version 1 at level M, 128 bits: 20 alphanumeric characters in 4 + 9 + 110.
        assert_eq!(version(&"A".repeat(20)).unwrap(), 1);
        assert_eq!(version(&"A".repeat(21)).unwrap(), 2);
        // Version 20 at level M: 970 alphanumeric characters.
        assert_eq!(version(&"A".repeat(970)).unwrap(), 20);
        assert!(matches!(
            version(&"A".repeat(971)),
            Err(DrawError::TooLong { length: 971 })
        ));
        assert_eq!(Symbol::new("HTTPS://VERIFY.KZ/V#0A").unwrap().version(), 2);
    }
}
