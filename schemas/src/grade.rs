//! Grades by the point-rating letter system, under a scale that is dated and has an identity.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::json::{self, Limits};

macro_rules! letters {
    ($($name:ident $text:tt),+ $(,)?) => {
        /// A letter grade, from the lowest to the highest.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        pub enum Letter {
            $(#[doc = concat!("The letter ", $text, ".")] #[serde(rename = $text)] $name),+
        }

        impl Letter {
            /// All letters, from the lowest to the highest.
            pub const ALL: [Self; 12] = [$(Self::$name),+];

            /// The letter as it is written, such as `A-`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}
letters!(
    F "F", Fx "FX", DMinus "D-", DPlus "D+", CMinus "C-", C "C", CPlus "C+", BMinus "B-", B "B",
    BPlus "B+", AMinus "A-", A "A"
);

impl Letter {
    /// The lowest letter with which credits are awarded.
    pub const LOWEST_PASSING: Self = Self::DMinus;

    /// Whether credits are awarded: the ten letters from `A` to `D-`.
    pub fn awards_credits(self) -> bool {
        self >= Self::LOWEST_PASSING
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is no grade.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGrade {
    /// Neither a letter of the scale nor a percentage.
    #[error("\"{0}\" is no letter grade: write A, A-, B+, B, B-, C+, C, C-, D+, D-, FX or F")]
    Letter(String),
    /// Not a whole percentage.
    #[error("\"{0}\" is no percentage: write a whole number from 0 to 100")]
    Percent(String),
}

impl FromStr for Letter {
    type Err = InvalidGrade;

    /// Reads a letter; the Cyrillic look-alikes `А`, `В`, `С` and the signs `−`, `–` are understood, since
    /// results are often typed with a Kazakh or Russian keyboard.
    fn from_str(text: &str) -> Result<Self, InvalidGrade> {
        let latin: String = text
            .trim()
            .chars()
            .map(|c| match c {
                'А' | 'а' => 'A',
                'В' | 'в' => 'B',
                'С' | 'с' => 'C',
                'Х' | 'х' => 'X',
                '−' | '–' => '-',
                c => c.to_ascii_uppercase(),
            })
            .collect();
        Self::ALL
            .into_iter()
            .find(|l| l.as_str() == latin)
            .ok_or_else(|| InvalidGrade::Letter(text.chars().take(16).collect()))
    }
}

/// A whole percentage, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

impl Percent {
    /// The number before the percent sign.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl TryFrom<u8> for Percent {
    type Error = InvalidGrade;

    fn try_from(value: u8) -> Result<Self, InvalidGrade> {
        (value <= 100)
            .then_some(Self(value))
            .ok_or_else(|| InvalidGrade::Percent(value.to_string()))
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

impl FromStr for Percent {
    type Err = InvalidGrade;

    /// Reads `92` or `92 %`.
    fn from_str(text: &str) -> Result<Self, InvalidGrade> {
        let digits = text.trim();
        let digits = digits.strip_suffix('%').unwrap_or(digits).trim_end();
        let invalid = || InvalidGrade::Percent(text.chars().take(16).collect());
        if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        let value: u16 = digits.parse().map_err(|_| invalid())?;
        u8::try_from(value)
            .map_err(|_| invalid())?
            .try_into()
            .map_err(|_| invalid())
    }
}

/// One line of a scale: a letter, its grade points and the percentages it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The letter.
    pub letter: Letter,
    /// Grade points as a decimal string, `"3.67"`.
    #[schema(pattern = "^[0-4](\\.[0-9]{1,2})?$", examples("3.67"))]
    pub points: String,
    /// The lowest percentage.
    pub from: Percent,
    /// The highest percentage.
    pub to: Percent,
}

/// A grade scale: what a letter means, since when. Certificates refer to it by its URL in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GradeScale {
    /// The name of the scale, the last segment of its URL.
    #[schema(examples("kz-letter-1"))]
    pub name: String,
    /// The day from which results may be given under it.
    #[serde(with = "crate::date_time_stamp::date")]
    pub valid_from: Date,
    /// The lines, from the highest letter to the lowest. Together they cover 0 to 100 once.
    #[schema(min_items = 12, max_items = 12)]
    #[serde(deserialize_with = "covering_bands")]
    pub bands: Vec<Band>,
}

/// Reads the lines of a scale and holds them to what they promise.
fn covering_bands<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Band>, D::Error> {
    let bands = Vec::<Band>::deserialize(d)?;
    let letters = bands.iter().map(|b| b.letter);
    let every_letter = letters.eq(Letter::ALL.into_iter().rev());
    let mut below = 101;
    let every_percentage = bands.iter().all(|b| {
        let adjoins = b.to.get() + 1 == below && b.from <= b.to;
        below = b.from.get();
        adjoins
    });
    if every_letter && every_percentage && below == 0 {
        return Ok(bands);
    }
    Err(serde::de::Error::custom(
        "the lines of a grade scale name each letter once, from A to F, and together cover 100 down to 0 once",
    ))
}

/// The two notations of one result do not agree under the scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{percent} % is {expected} under the scale {scale}, not {letter}")]
pub struct GradeMismatch {
    /// The percentage given.
    pub percent: Percent,
    /// The letter given.
    pub letter: Letter,
    /// The letter that the scale gives for the percentage.
    pub expected: Letter,
    /// The name of the scale.
    pub scale: String,
}

/// One result in its three notations, which agree under one scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// The letter.
    pub letter: Letter,
    /// The percentage; absent when only the letter was reported.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub percent: Option<Percent>,
    /// Grade points as a decimal string.
    pub points: String,
}

impl GradeScale {
    /// The point-rating letter scale of higher education in Kazakhstan, as the operator put it on record.
    ///
    /// # Panics
    /// Never: the shipped file is read by a test.
    pub fn kz_letter_1() -> Self {
        let shipped = include_bytes!("../json/grade-scales/kz-letter-1.json");
        let document = json::parse(shipped, Limits::CREDENTIAL).expect("the shipped file is JSON");
        json::typed::<Self>(&document).expect("the shipped grade scale is well-formed")
    }

    fn band_of(&self, fits: impl Fn(&Band) -> bool) -> &Band {
        self.bands
            .iter()
            .find(|b| fits(b))
            .expect("a scale covers every letter and percentage")
    }

    /// The grade that stands for a percentage.
    pub fn grade_of_percent(&self, percent: Percent) -> Grade {
        let band = self.band_of(|b| (b.from..=b.to).contains(&percent));
        Grade {
            letter: band.letter,
            percent: Some(percent),
            points: band.points.clone(),
        }
    }

    /// The grade that stands for a letter alone.
    pub fn grade_of_letter(&self, letter: Letter) -> Grade {
        let band = self.band_of(|b| b.letter == letter);
        Grade {
            letter,
            percent: None,
            points: band.points.clone(),
        }
    }

    /// The grade of a result reported in both notations, or how they disagree.
    pub fn grade_of_both(&self, percent: Percent, letter: Letter) -> Result<Grade, GradeMismatch> {
        let grade = self.grade_of_percent(percent);
        if grade.letter == letter {
            return Ok(grade);
        }
        let scale = self.name.clone();
        Err(GradeMismatch {
            percent,
            letter,
            expected: grade.letter,
            scale,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_the_inverse_of_writing() {
        for letter in Letter::ALL {
            assert_eq!(letter.to_string().parse(), Ok(letter));
        }
        for percent in (0..=100).map(Percent) {
            assert_eq!(percent.to_string().parse(), Ok(percent));
            assert_eq!(format!("{percent} %").parse(), Ok(percent));
        }
        for bad in ["", "%", "101", "92%%", "9.5", "-1", "1000"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_shipped_scale_covers_every_percentage_and_letter_once() {
        let scale = GradeScale::kz_letter_1();
        for percent in 0..=100 {
            let percent = Percent(percent);
            let bands = scale
                .bands
                .iter()
                .filter(|b| (b.from..=b.to).contains(&percent));
            assert_eq!(bands.count(), 1, "{percent}");
        }
        for letter in Letter::ALL {
            assert_eq!(scale.bands.iter().filter(|b| b.letter == letter).count(), 1);
        }
        assert!(
            scale
                .bands
                .is_sorted_by(|a, b| a.letter > b.letter && a.from > b.to)
        );
        assert_eq!(
            Letter::ALL.iter().filter(|l| l.awards_credits()).count(),
            10
        );
        assert_eq!(scale.grade_of_percent(Percent(92)).points, "3.67");
    }

    #[test]
    fn notations_that_disagree_are_named() {
        let scale = GradeScale::kz_letter_1();
        let mismatch = scale.grade_of_both(Percent(84), Letter::BPlus).unwrap_err();
        assert_eq!(mismatch.expected, Letter::B);
        assert!(scale.grade_of_both(Percent(85), Letter::BPlus).is_ok());
    }

    #[test]
    fn letters_typed_with_a_cyrillic_keyboard_are_read() {
        assert_eq!("А−".parse(), Ok(Letter::AMinus));
        assert_eq!("в+".parse(), Ok(Letter::BPlus));
        assert_eq!("fх".parse(), Ok(Letter::Fx));
        for bad in ["", "D", "E", "A--", "АА", "5"] {
            assert!(bad.parse::<Letter>().is_err(), "{bad}");
        }
        for bad in ["", "%", "101", "-1", "92.5", "1e2", "256", "999", "९२"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
        assert_eq!("92 %".parse(), Ok(Percent(92)));
    }
}
