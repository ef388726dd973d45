//! QR symbols (ISO/IEC 18004) with error correction level M: built, and drawn as SVG and PNG.

use image::{ExtendedColorType, ImageEncoder as _, Luma, codecs::png::PngEncoder};
use qrcode::{
    EcLevel, QrCode, Version,
    bits::Bits,
    optimize::{Parser, Segment},
    render::{svg, unicode::Dense1x2},
    types::{Mode, QrError},
};

/// The highest version that is drawn: 97 modules wide.
pub const MAX_VERSION: i16 = 20;

/// How wide a symbol is on paper, with its quiet zone, in millimetres: of the highest version a module has 0.47.
pub const WIDTH_MM: u32 = 50;

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

    /// As SVG, [`WIDTH_MM`] wide on paper, with a quiet zone of 4 modules; a module is a unit of its coordinates.
    pub fn svg(&self) -> String {
        let drawn = self
            .code
            .render::<svg::Color<'_>>()
            .quiet_zone(true)
            .module_dimensions(1, 1)
            .build();
        let side = self.side();
        drawn.replacen(
            &format!("width=\"{side}\" height=\"{side}\""),
            &format!("width=\"{WIDTH_MM}mm\" height=\"{WIDTH_MM}mm\""),
            1,
        )
    }

    /// How many modules it is wide, with its quiet zone of 4 modules on each side; in [`text`](Self::text) so many characters.
    pub fn side(&self) -> usize {
        self.code.width() + 8
    }

    /// As text for a terminal with a dark ground, two modules in a character, with a quiet zone of 4 modules: the light
    /// modules are what is written.
    pub fn text(&self) -> String {
        self.code
            .render::<Dense1x2>()
            .quiet_zone(true)
            .module_dimensions(1, 1)
            .dark_color(Dense1x2::Light)
            .light_color(Dense1x2::Dark)
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
    fn on_paper_a_symbol_is_wide_enough() {
        for characters in [1, 970] {
            let symbol = Symbol::new(&"A".repeat(characters)).unwrap();
            let (svg, side) = (symbol.svg(), symbol.side());
            assert_eq!(
                side,
                17 + 4 * usize::try_from(symbol.version()).unwrap() + 8
            );
            assert!(
                svg.contains(" width=\"50mm\" height=\"50mm\" "),
                "{svg:.300}"
            );
            assert!(
                svg.contains(&format!(" viewBox=\"0 0 {side} {side}\" ")),
                "{svg:.300}"
            );
            let modules = u32::try_from(side).unwrap();
            assert!(f64::from(WIDTH_MM) / f64::from(modules) >= 0.45, "{side}");
        }
    }

    #[test]
    fn a_terminal_shows_what_the_picture_shows() {
        let symbol = Symbol::new("HTTPS://VERIFY.KZ/V#0A").unwrap();
        let picture = image::load_from_memory(&symbol.png(1).unwrap()).unwrap();
        let picture = picture.into_luma8();
        let text = symbol.text();
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        assert_eq!(lines.len(), symbol.side().div_ceil(2));
        for (x, y, pixel) in picture.enumerate_pixels() {
            let (column, row) = (x as usize, y as usize);
            let light = match lines[row / 2][column] {
                ' ' => false,
                '▀' => row % 2 == 0,
                '▄' => row % 2 == 1,
                '█' => true,
                other => panic!("{other}"),
            };
            assert_eq!(light, pixel.0[0] > 0, "{column}, {row}\n{text}");
        }
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
